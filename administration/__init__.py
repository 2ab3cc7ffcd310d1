"""What administrators change while the line works: kept as steps, each of which may be undone."""
