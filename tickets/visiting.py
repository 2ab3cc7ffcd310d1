"""What becomes of a ticket when one of its visits changes.

A ticket of visits ends by itself when the last doctor has come. A visit that a clinic refuses
ends nothing: the patient still waits, and a person must find another way. What a visit says may
be told otherwise until its end; which clinic must hear it is no matter of this module.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final, TypeAlias, assert_never

from base.ids import ClinicCode
from tickets.changes import CancelVisit, ChangeVisit, Clearable, ReportVisit, SendVisitTo
from tickets.contact import Conclusion, State
from tickets.ticket import Ending, Priority
from tickets.ticket_file import Answer, Changed, NotAllowed, TicketFile, Unchanged, ended
from tickets.visit import HomeVisit, Moved, Unfit, Unmoved, VisitState, cancel, report
from tickets.why_not import WhyNot

OfVisit: TypeAlias = SendVisitTo | ChangeVisit | ReportVisit | CancelVisit
"""What may be done to one visit."""

_OVER: Final = frozenset({VisitState.VISITED, VisitState.CANCELLED})


def visit_changed(file: TicketFile, what: OfVisit, now: datetime) -> Answer:
    """Return what becomes of a ticket when one of its visits changes."""
    visit = file.visit(what.visit_id)
    if visit is None:
        return NotAllowed(WhyNot.NO_VISIT, "the ticket has no such visit")
    if isinstance(what, ChangeVisit) and file.card.is_ended and visit.state not in _OVER:
        return ended(file)
    moved = _moved(visit, what, now)
    match moved:
        case Unmoved(reason):
            return Unchanged(reason)
        case Unfit(why, sentence):
            return NotAllowed(why, sentence)
        case Moved(new):
            visits = tuple(new if each is visit else each for each in file.visits)
            after = _with_urgency(replace(file, visits=visits), visit, new)
            return Changed(_with_end_by_visits(after, now))
        case _:
            assert_never(moved)


def _moved(visit: HomeVisit, what: OfVisit, now: datetime) -> Moved | Unmoved | Unfit:
    match what:
        case SendVisitTo(clinic=clinic):
            if visit.state in _OVER:
                return Unfit(WhyNot.VISIT_OVER, f"the visit is {visit.state}")
            if visit.clinic == clinic and visit.state is not VisitState.REFUSED:
                return Unmoved("it is that clinic's already")
            return Moved(_asked_of(visit, clinic, now))
        case ChangeVisit():
            return _told_otherwise(visit, what, now)
        case ReportVisit(report=told):
            return report(visit, told, now)
        case CancelVisit(why=why):
            return cancel(visit, why, now)
        case _:
            assert_never(what)


def _asked_of(visit: HomeVisit, clinic: ClinicCode, now: datetime) -> HomeVisit:
    return replace(
        visit,
        clinic=clinic,
        state=VisitState.REQUESTED,
        state_at=now,
        acknowledged_at=None,
        doctor="",
        reason="",
    )


def _told_otherwise(visit: HomeVisit, what: ChangeVisit, now: datetime) -> Moved | Unmoved | Unfit:
    lack = _lack(visit, what)
    if lack is not None:
        return lack
    told = replace(
        visit,
        complaint=visit.complaint if what.complaint is None else what.complaint,
        danger_signs=visit.danger_signs if what.danger_signs is None else what.danger_signs,
        address=what.address or visit.address,
        patient=what.patient or visit.patient,
        phone=what.phone or (None if Clearable.PHONE in what.cleared else visit.phone),
        window=what.window or (None if Clearable.WINDOW in what.cleared else visit.window),
    )
    booking = what.booking
    if booking is not None:
        told = replace(
            told,
            day=booking.day,
            shift=booking.shift,
            is_on_waiting_list=booking.is_on_waiting_list,
        )
        if booking.clinic != visit.clinic or visit.state is VisitState.REFUSED:
            told = _asked_of(told, booking.clinic, now)
    return Unmoved("it says so already") if told == visit else Moved(told)


def _lack(visit: HomeVisit, what: ChangeVisit) -> Unfit | None:
    """Return why a visit cannot be told otherwise so."""
    if visit.state in _OVER:
        sentence = (
            f"the visit is {visit.state}, and nobody hears of it any more; request another one"
        )
        return Unfit(WhyNot.VISIT_OVER, sentence)
    if visit.state is VisitState.REFUSED and what.booking is None:
        sentence = "the clinic has refused the visit; choose a clinic with the change"
        return Unfit(WhyNot.VISIT_REFUSED, sentence)
    if not what.why.strip():
        return Unfit(WhyNot.NO_WHY, "say why the visit is changed")
    if what.address is not None and not what.address.text.strip():
        return Unfit(WhyNot.NO_ADDRESS, "a doctor needs an address")
    if what.complaint is not None and not what.complaint.strip():
        return Unfit(WhyNot.NO_COMPLAINT, "say what happened")
    return None


def _with_urgency(file: TicketFile, was: HomeVisit, visit: HomeVisit) -> TicketFile:
    """Let a ticket press once a danger sign is told."""
    if not visit.danger_signs or visit.danger_signs == was.danger_signs:
        return file
    return replace(file, card=replace(file.card, priority=Priority.URGENT))


def _with_end_by_visits(file: TicketFile, now: datetime) -> TicketFile:
    """End a ticket whose last doctor has come; one that was refused is left to a person."""
    states = {visit.state for visit in file.visits}
    is_over = states <= _OVER
    if file.card.is_ended or not is_over:
        return file
    is_visited = VisitState.VISITED in states
    conclusion = Conclusion.RESOLVED if is_visited else Conclusion.CANCELLED
    ending = Ending(conclusion=conclusion, at=now, is_answered=is_visited, is_solved=is_visited)
    state = State.RESOLVED if is_visited else State.CANCELLED
    return replace(file, card=replace(file.card, state=state, ending=ending, waiting_since=None))


def all_cancelled(visits: Sequence[HomeVisit], why: str, now: datetime) -> tuple[HomeVisit, ...]:
    """Return the visits with every doctor called off who has not come yet."""
    return tuple(
        moved.visit if isinstance(moved := cancel(visit, why, now), Moved) else visit
        for visit in visits
    )
