"""Where everything is written down: PostgreSQL for facts, Redis for what can be rebuilt.

`memory` implements the same ports in process; one contract suite holds both to the same
behaviour.
"""
