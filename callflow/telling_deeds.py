"""Tells by the rows of interventions who stepped in for a person, who listened, and how long.

A listening is told by its own rows: when the telephone was rung, each change of who hears the
supervisor, and the end, with how long they stood beside the talk. One that an engine did not live
to see the end of has none, and none is made up.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from callflow.intervention import Deed, Intervention
from callflow.story import StoryLine
from callflow.story_deeds import (
    DeedHappening,
    SteppedIn,
    SupervisorCame,
    SupervisorLeft,
    SupervisorTurned,
)
from callflow.supervision import SupervisionEnd, SupervisionMode

DEEDS_TO_PEOPLE: Final = frozenset(
    {
        *(Deed.PERSON_TAKEN, Deed.PERSON_MOVED, Deed.PERSON_PUT_FIRST),
        *(Deed.NUMBER_SILENCED, Deed.NUMBER_RELEASED, Deed.NUMBER_ADMITTED),
    }
)
"""What is done to one person, besides standing beside their talk."""


def tell_deeds(done: Iterable[Intervention]) -> Iterator[StoryLine]:
    """Yield what was done to one person, given the oldest first."""
    for each in done:
        happening = _told(each)
        if happening is not None:
            yield StoryLine(each.at, happening, each.call_id)


def _told(done: Intervention) -> DeedHappening | None:
    match done.deed:
        case Deed.SUPERVISION_BEGUN:
            return SupervisorCame(done.actor, SupervisionMode(done.detail), done.why)
        case Deed.MODE_CHANGED:
            return SupervisorTurned(done.actor, SupervisionMode(done.detail))
        case Deed.SUPERVISION_ENDED:
            end = SupervisionEnd(done.detail) if done.detail else None
            return SupervisorLeft(done.actor, end, done.lasted_s)
        case deed if deed in DEEDS_TO_PEOPLE:
            return SteppedIn(done.actor, deed, done.detail, done.why)
        case _:
            return None
