"""What can be told of supervisors who stepped in for a person, or listened to them."""

from dataclasses import dataclass

from callflow.intervention import Deed
from callflow.supervision import SupervisionEnd, SupervisionMode


@dataclass(frozen=True, slots=True)
class SupervisorCame:
    """A supervisor had their telephone rung, to stand beside the talk."""

    by: str
    """The login, as in every happening here."""
    mode: SupervisionMode
    why: str
    """In their own words."""


@dataclass(frozen=True, slots=True)
class SupervisorTurned:
    """A supervisor beside the talk was heard by others than before."""

    by: str
    mode: SupervisionMode


@dataclass(frozen=True, slots=True)
class SupervisorLeft:
    """A supervisor stands beside the talk no more."""

    by: str
    end: SupervisionEnd | None
    """`None` where it was not kept why."""
    lasted_s: float | None
    """Since they stood beside the talk; `None` where they never did, or it was not kept."""


@dataclass(frozen=True, slots=True)
class SteppedIn:
    """A supervisor changed how the person is treated."""

    by: str
    deed: Deed
    detail: str
    """The operator of somebody who was given to one, the queue of somebody who was moved."""
    why: str


DeedHappening = SupervisorCame | SupervisorTurned | SupervisorLeft | SteppedIn
