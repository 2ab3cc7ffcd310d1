"""A small registry of appointments: answers look-ups, and misbehaves by command."""
