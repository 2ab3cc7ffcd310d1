"""The trade's numbers, and how they leave the process."""
