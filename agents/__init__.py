"""The people who answer: what they declare, what the engine observes, whom it may ring."""
