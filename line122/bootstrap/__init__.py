"""What the program provides for itself: its environment and the servers of a first look.

In production `DATABASE_URL`, `REDIS_URL` and the address of an Asterisk replace the servers;
nothing outside this package knows the difference.
"""
