"""Tells the work on the tickets of a contact by their histories and by what others were told."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from base.ids import VisitId
from callflow.story import StoryLine
from callflow.story_cases import TargetTold, TicketDeed, TicketWorked, VisitAsked, VisitReported
from tickets import changes
from tickets.dispatch import DispatchAbout, DispatchState
from tickets.number import TicketNumber
from tickets.readings import HistoryEntry
from tickets.visit import Booking, HomeVisit

_DEEDS: Final[Mapping[type, TicketDeed]] = {
    changes.File: TicketDeed.FILED,
    changes.Own: TicketDeed.OWNED,
    changes.GiveBack: TicketDeed.GIVEN_BACK,
    changes.Begin: TicketDeed.BEGUN,
    changes.AskCitizen: TicketDeed.CITIZEN_ASKED,
    changes.TakeAnswer: TicketDeed.CITIZEN_ANSWERED,
    changes.Resolve: TicketDeed.RESOLVED,
    changes.TellNotSolvable: TicketDeed.NOT_SOLVABLE,
    changes.Refuse: TicketDeed.REFUSED,
    changes.Cancel: TicketDeed.CANCELLED,
    changes.Close: TicketDeed.CLOSED,
    changes.Reopen: TicketDeed.REOPENED,
    changes.SetPriority: TicketDeed.PRIORITY_SET,
    changes.Note: TicketDeed.NOTED,
    changes.LinkTo: TicketDeed.LINKED,
    changes.ChangeVisit: TicketDeed.VISIT_CHANGED,
    changes.CancelVisit: TicketDeed.VISIT_CANCELLED,
    changes.Escalate: TicketDeed.DEADLINE_NEAR,
}
"""What the rest is, its visits tell; and the end of a contact is told by itself."""


@dataclass(frozen=True, slots=True)
class TicketPast:
    """What was done to one ticket, in its order."""

    number: TicketNumber
    entries: tuple[HistoryEntry, ...]
    accounts: Mapping[int, str]
    """Of the operators who did it, by revision."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What another system was told, and how far that came."""

    target: str
    about: DispatchAbout
    state: DispatchState
    attempts: int
    written_at: datetime
    sent_at: datetime | None
    acknowledged_at: datetime | None


def tell_ticket(past: TicketPast) -> Iterator[StoryLine]:
    """Yield the work on one ticket."""
    number, clinics = str(past.number), dict[VisitId, str]()
    for entry in past.entries:
        what, at = entry.what, entry.at
        deed = _DEEDS.get(type(what))
        if deed is not None:
            by = past.accounts.get(entry.revision) or entry.actor.name
            yield StoryLine(at, TicketWorked(number, deed, entry.actor.role, by))
        match what:
            case changes.File(visits=visits) | changes.AddVisits(visits=visits):
                clinics |= {visit.visit_id: visit.clinic or "" for visit in visits}
                yield from (StoryLine(at, _asked(number, visit)) for visit in visits)
            case changes.SendVisitTo(visit_id, clinic):
                clinics[visit_id] = clinic
                yield StoryLine(at, VisitAsked(number, clinic, None, is_elsewhere=True))
            case changes.ChangeVisit(visit_id=visit_id, booking=Booking() as booking):
                clinics[visit_id] = booking.clinic
                yield StoryLine(at, _booked(number, booking))
            case changes.ReportVisit(visit_id, report):
                whose = clinics.get(visit_id, "")
                yield StoryLine(at, VisitReported(number, whose, report.state, report.doctor))
            case _:
                pass


def tell_told(told: Iterable[Told]) -> Iterator[StoryLine]:
    """Yield how far each thing has come that others must know, when it came there."""
    for each in told:
        reached_at = each.acknowledged_at or each.sent_at or each.written_at
        yield StoryLine(reached_at, TargetTold(each.target, each.about, each.state, each.attempts))


def _asked(number: str, visit: HomeVisit) -> VisitAsked:
    return VisitAsked(number, visit.clinic or "", visit.day, visit.is_on_waiting_list)


def _booked(number: str, booking: Booking) -> VisitAsked:
    return VisitAsked(
        number, booking.clinic, booking.day, booking.is_on_waiting_list, is_elsewhere=True
    )
