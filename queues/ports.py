"""What the distributor needs from the rooms above."""

from typing import Protocol

from queues.floor import Floor
from queues.messages import TellPosition, TurnAway
from queues.queue import Match


class CallListener(Protocol):
    """The calls, as the distributor sees them; never waits, never fails."""

    def matched(self, match: Match) -> None:
        """Tell a call that an agent is reserved for its caller."""
        ...

    def position_told(self, told: TellPosition) -> None:
        """Tell a call where its caller stands."""
        ...

    def turned_away(self, told: TurnAway) -> None:
        """Tell a call that nobody will come for its caller now."""
        ...


class FloorWatcher(Protocol):
    """Who follows the floor as a whole; never waits, never fails."""

    def floor_changed(self, floor: Floor) -> None:
        """Tell that people or agents stand differently; a step that moved nobody is not told."""
        ...
