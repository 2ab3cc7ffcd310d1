"""Calling people back: promises, tries, and whom to dial now."""
