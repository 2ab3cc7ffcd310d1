"""The prompt packs: what the line says, rendered, verified, printed and taken in."""
