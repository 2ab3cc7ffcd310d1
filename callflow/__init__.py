"""The life of one call, from the INVITE to the canonical line about it."""
