"""The one root of this project's exceptions.

What is expected is a value, not an exception. An exception is for the impossible and for I/O;
its text is one sentence that says what to do.
"""


class Line122Error(Exception):
    """Something went wrong that a person can mend; the text says how."""


class AwayError(Line122Error):
    """A server does not answer; what it was asked may be asked again."""
