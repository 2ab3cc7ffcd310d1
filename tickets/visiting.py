"""What becomes of a ticket when one of its visits changes.

A ticket of visits ends by itself when the last doctor has come. A visit that a clinic refuses
ends nothing: the patient still waits, and a person must find another way.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import assert_never

from tickets.changes import CancelVisit, ReportVisit, SendVisitTo
from tickets.contact import Conclusion, State
from tickets.ticket import Ending
from tickets.ticket_file import Answer, Changed, NotAllowed, TicketFile, Unchanged
from tickets.visit import HomeVisit, Moved, Unfit, Unmoved, VisitState, cancel, report


def visit_changed(
    file: TicketFile, what: SendVisitTo | ReportVisit | CancelVisit, now: datetime
) -> Answer:
    """Return what becomes of a ticket when one of its visits changes."""
    visit = file.visit(what.visit_id)
    if visit is None:
        return NotAllowed("the ticket has no such visit")
    moved = _moved(visit, what, now)
    match moved:
        case Unmoved(reason):
            return Unchanged(reason)
        case Unfit(reason):
            return NotAllowed(reason)
        case Moved(new):
            visits = tuple(new if each is visit else each for each in file.visits)
            return Changed(_with_end_by_visits(replace(file, visits=visits), now))
        case _:
            assert_never(moved)


def _moved(
    visit: HomeVisit, what: SendVisitTo | ReportVisit | CancelVisit, now: datetime
) -> Moved | Unmoved | Unfit:
    match what:
        case SendVisitTo(clinic=clinic):
            if visit.state in {VisitState.VISITED, VisitState.CANCELLED}:
                return Unfit(f"the visit is {visit.state}")
            if visit.clinic == clinic and visit.state is not VisitState.REFUSED:
                return Unmoved("it is that clinic's already")
            return Moved(
                replace(
                    visit,
                    clinic=clinic,
                    state=VisitState.REQUESTED,
                    state_at=now,
                    acknowledged_at=None,
                    doctor="",
                    reason="",
                )
            )
        case ReportVisit(report=told):
            return report(visit, told, now)
        case CancelVisit(why=why):
            return cancel(visit, why, now)
        case _:
            assert_never(what)


def _with_end_by_visits(file: TicketFile, now: datetime) -> TicketFile:
    """End a ticket whose last doctor has come; one that was refused is left to a person."""
    states = {visit.state for visit in file.visits}
    is_over = states <= {VisitState.VISITED, VisitState.CANCELLED}
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
