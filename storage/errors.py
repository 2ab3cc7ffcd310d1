"""What can go wrong with what is written down; each text says what to do."""

from base.errors import AwayError, Line122Error


class DatabaseAwayError(AwayError):
    """PostgreSQL does not answer; start it, or mend DATABASE_URL."""


class DatabaseRefusedError(Line122Error):
    """PostgreSQL answers but does not let us in; mend DATABASE_URL."""


class RowsRefusedError(Line122Error):
    """PostgreSQL refuses what it was given, now and later; its own log says more: report it."""


class NewerDatabaseError(Line122Error):
    """The database is of a newer version; run that version."""


class NotMigratedError(Line122Error):
    """The database lacks this version's tables; run `line122 migrate`."""


class AccountTakenError(Line122Error):
    """An agent holds the account already; choose another, or disable that agent first."""


class TokenNameTakenError(Line122Error):
    """There was a token of that name already; names are never given twice."""


class UnreadableAgentError(Line122Error):
    """The row of an agent was edited into what nobody can read; mend it in the database."""


class JournalFullError(Line122Error):
    """The local journal has reached its limit; bring PostgreSQL back."""


class UnreadableJournalError(Line122Error):
    """The local journal is of another version; start that version once to empty it."""


class NotSoughtError(Line122Error):
    """Nothing, or more than one call, is known by what was asked for; write it in full."""
