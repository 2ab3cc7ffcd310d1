"""Whether the carrier's log and the database tell the same story: nothing lost, nothing twice."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from base.phone import PhoneNumber
from callflow.events import Direction
from line122.bench.gate import Passed
from storage.records.figures import CallSeen, IntervalFigures


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """What the comparison came to; all but the first two are 0 where nothing is wrong."""

    passed_on: int
    """Calls that the carrier passed on."""
    rows: int
    """Rows of inbound calls."""
    lost: int
    """Calls that the carrier passed on and no row tells of."""
    twice: int
    """Rows beyond one for each call."""
    refused_without_row: int
    """Calls that the exchange turned away without having written them down."""
    callbacks_without_row: int
    """Outgoing calls at the carrier that no row tells of."""
    numbers_with_several_contacts: int
    """Numbers with more than one open contact."""
    contacts_lost: int = 0
    """Contacts that were open before the engine was killed and are not known now."""
    places_lost: int = 0
    """Those whose place in the order has changed."""

    @property
    def is_sound(self) -> bool:
        """Whether nothing is lost, nothing twice, and every number has one open contact."""
        wrong = (
            self.lost,
            self.twice,
            self.refused_without_row,
            self.callbacks_without_row,
            self.numbers_with_several_contacts,
            self.contacts_lost,
            self.places_lost,
        )
        return not any(wrong)


@dataclass(frozen=True, slots=True)
class Standstill:
    """While no engine ran: who called and hung up within it was seen by no engine."""

    began_at: datetime
    ended_at: datetime

    def has(self, moment: datetime) -> bool:
        """Tell whether a moment lies in it."""
        return self.began_at <= moment <= self.ended_at


def compare(
    log: Sequence[Passed],
    seen: IntervalFigures,
    *,
    before: Mapping[UUID, datetime],
    after: Mapping[UUID, datetime],
    standstills: Sequence[Standstill] = (),
) -> Agreement:
    """Compare, number by number.

    `before` has the place of every contact that was open before the engine was killed, `after`
    that of every contact there is. A call that came while no engine ran may have left unseen.
    """
    inbound = [call for call in seen.calls if call.direction is Direction.INBOUND]
    rows = _per_number(inbound)
    passed = Counter(each.number for each in log if each.is_inbound)
    excused = Counter(
        each.number
        for each in log
        if each.is_inbound
        and each.refused_as is None
        and any(standstill.has(each.at) for standstill in standstills)
    )
    refused = Counter(
        each.number for each in log if each.is_inbound and each.refused_as is not None
    )
    placed = _per_number(call for call in seen.calls if call.direction is Direction.OUTBOUND)
    rung = Counter(each.number for each in log if not each.is_inbound)
    return Agreement(
        passed_on=sum(passed.values()),
        rows=len(inbound),
        lost=(passed - rows - excused).total(),
        twice=(rows - passed).total(),
        refused_without_row=(refused - rows).total(),
        callbacks_without_row=(rung - placed).total(),
        numbers_with_several_contacts=sum(
            contacts > 1 for contacts in seen.open_contacts.values()
        ),
        contacts_lost=sum(contact not in after for contact in before),
        places_lost=sum(
            contact in after and after[contact] != place for contact, place in before.items()
        ),
    )


def _per_number(calls: Iterable[CallSeen]) -> Counter[PhoneNumber]:
    return Counter(PhoneNumber(call.number) for call in calls if call.number is not None)
