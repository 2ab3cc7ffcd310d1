"""The running program: commands, wiring, life cycle, embedded servers, demo and bench."""
