"""What the menu of a simulated line asks of the site: one question of the day, and its answer."""

from collections.abc import Mapping
from typing import Final

from ivr.ports import Asker, FiledRequest, LookUpAnswer
from ivr.walk import LookUpOutcome
from simulation.site import ANSWER

_NOTHING: Final = LookUpAnswer(LookUpOutcome.NOTHING)
_ANSWER: Final = LookUpAnswer(LookUpOutcome.FOUND, {"answer": ANSWER})


class Reference:
    """The tables, and the desk of requests, of callers who ask one thing or want a person."""

    async def look_up(self, asker: Asker, name: str, values: Mapping[str, str]) -> LookUpAnswer:
        """Answer the question of the day."""
        del asker, values
        return _ANSWER if name == "hot_question" else _NOTHING

    async def file(self, asker: Asker, request: FiledRequest) -> None:
        """Keep nothing: none of them leaves a request in a menu."""
