"""Requests that nobody of ours took: kept at once, filed on their ticket, listed by urgency."""
