"""Live pages: a snapshot, then numbered differences, over one WebSocket per page."""
