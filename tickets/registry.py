"""What a region's registry of appointments knows, and who may ask it; values, a port and a rule.

A registry tells of a person only to whoever gives the birth date and the policy of that person.
Whoever gives wrong ones again and again is guessing: the third wrong identity of a caller ends
the asking, in this call and in those after it, and a person of ours goes on. What cannot be told
is never told in part.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Generic, Protocol, TypeAlias, TypeVar

ValueT = TypeVar("ValueT")


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a citizen says they are; never logged."""

    born_on: date = field(repr=False)
    policy_number: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Appointment:
    """A citizen's place in a doctor's timetable."""

    appointment_id: str
    at: datetime
    clinic: str
    speciality: str


@dataclass(frozen=True, slots=True)
class Slot:
    """A free place in a doctor's timetable."""

    slot_id: str
    at: datetime
    clinic: str
    speciality: str


@dataclass(frozen=True, slots=True)
class TestReadiness:
    """Whether the results of a test lie ready; what they say is nothing for a telephone."""

    is_ready: bool
    taken_on: date


@dataclass(frozen=True, slots=True)
class Found(Generic[ValueT]):
    """The registry knows it."""

    value: ValueT


@dataclass(frozen=True, slots=True)
class Nothing:
    """The registry knows the person, and there is nothing of the kind, or no free place."""


@dataclass(frozen=True, slots=True)
class Denied:
    """The registry knows no such person: the identity is wrong."""


@dataclass(frozen=True, slots=True)
class Failed:
    """The registry did not answer, or its answer made no sense: nobody knows."""

    reason: str
    """Without personal facts."""


Answer: TypeAlias = Found[ValueT] | Nothing | Denied | Failed


class Registry(Protocol):
    """A region's registry; every answer comes within a few seconds, or is `Failed`."""

    async def my_appointment(self, identity: Identity) -> Answer[Appointment]:
        """Return the person's next appointment."""
        ...

    async def free_slots(self, speciality: str, clinic: str) -> Answer[Sequence[Slot]]:
        """Return the next free places, the soonest first."""
        ...

    async def book(self, identity: Identity, slot_id: str) -> Answer[Appointment]:
        """Take a place for the person; `Nothing` when somebody was quicker."""
        ...

    async def cancel(self, identity: Identity, appointment_id: str) -> Answer[Appointment]:
        """Give a place back, and return what it was."""
        ...

    async def test_result(self, identity: Identity) -> Answer[TestReadiness]:
        """Return whether the person's last test is ready."""
        ...


@dataclass(frozen=True, slots=True)
class IdentityPolicy:
    """How often a caller may be wrong about who they are."""

    tries: int = 3
    within_s: float = 86_400.0
    """Older mistakes are forgotten."""


def may_ask(
    denials: Sequence[datetime], now: datetime, policy: IdentityPolicy | None = None
) -> bool:
    """Tell whether a caller with these wrong identities may still ask; else a person goes on."""
    policy = policy or IdentityPolicy()
    since = now - timedelta(seconds=policy.within_s)
    return sum(at > since for at in denials) < policy.tries
