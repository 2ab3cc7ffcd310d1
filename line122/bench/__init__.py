"""The bench: how fast and how dear a call is, on this machine, beside Asterisk's own queue."""
