"""The rooms that know something of a person, in one value."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from base.phone import PhoneNumber
from callback.policy import HoldPolicy
from callback.service import CallbackDesk
from callers.service import CallerDesk
from callflow.transfer import OutsideNumber
from queues.service import Distributor
from tickets.service import CaseDesk


@dataclass(frozen=True, slots=True)
class Desks:
    """The rooms that know something of a person."""

    cases: CaseDesk
    callers: CallerDesk
    callbacks: CallbackDesk
    distributor: Distributor
    zone: ZoneInfo
    hold: HoldPolicy
    """Whom a promise is made to, at the start."""
    salt: bytes
    """Makes the keys of callers who hide a number that the network tells us; empty for none."""
    dispatcher: Callable[[Sequence[PhoneNumber]], OutsideNumber | None] = lambda _: None
    """Who answers for 103, by the directory of now and by numbers that tell where a caller is."""
