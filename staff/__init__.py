"""Who signs in: users, their roles, their sessions, and what stops whoever guesses passwords."""
