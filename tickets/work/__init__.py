"""The work on tickets: reading, changing and finding them in the database, and their deadlines."""
