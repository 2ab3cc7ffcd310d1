"""What dictating a topic needs: a telephone that listens, and somebody who puts it on the line."""

from collections.abc import Callable
from typing import Protocol

from agents.agent import Account
from base.ids import LegId
from callflow.dictation import DictationEvent, PhoneCommand
from callflow.ports import Performed
from ivr.prompt import PromptKey

TellDictation = Callable[[DictationEvent], None]


class Dictaphone(Protocol):
    """The exchange, as somebody sees it who dictates on a leg that belongs to no call.

    A take is a path without its ending, readable and writable by the exchange and by us.
    """

    async def ring(self, account: Account, code: str) -> Performed:
        """Ring a telephone; whoever picks up is taken to have dialled the code."""
        ...

    async def pick_up(self, leg_id: LegId, tell: TellDictation) -> Performed:
        """Answer the leg; from now on what happens on it is told."""
        ...

    async def perform(self, leg_id: LegId, command: PhoneCommand) -> Performed:
        """Perform one command; what it leads to comes back as events."""
        ...

    def let_go(self, leg_id: LegId) -> None:
        """Tell nothing of the leg any more."""
        ...


class TopicStudio(Protocol):
    """Who knows what topics are awaited, and puts them on the line."""

    def awaits(self, number: str) -> bool:
        """Return whether a topic of that number is to be dictated; one of no number always is."""
        ...

    async def keep(self, number: str, take: PromptKey, author: str) -> bool:
        """Put a copy of a take on the line; `False` when that could not be done."""
        ...
