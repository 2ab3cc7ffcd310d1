"""Who waits, who is next, and what they hear meanwhile."""
