"""What a call needs from whoever follows it."""

from typing import Protocol

from callflow.call import Call


class CallWatcher(Protocol):
    """Who follows every step of every call; never waits, never fails."""

    def call_changed(self, call: Call) -> None:
        """Tell how a call stands now."""
        ...
