"""What a call is about: the contact, its tickets and their numbers."""
