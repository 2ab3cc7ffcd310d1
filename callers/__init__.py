"""Who is calling: the number, what we know of it, and how it behaves."""
