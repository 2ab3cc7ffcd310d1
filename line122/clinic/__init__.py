"""A small clinic's system: takes visits, answers for them, and misbehaves by command."""
