"""What other systems must know of a change: a function of the ticket before it and after it.

The clinic of a visit is told that it is requested, that what was told of it is otherwise, and that
it is not wanted any more. A request that no system has taken yet is written anew, and its place is
taken by the new one; see `tickets.dispatch.takes_place_of`. What a clinic itself has reported is
not told back to it. A site may name targets that follow all tickets
of a kind, which is how a request for an appointment reaches an institution.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from base.ids import ClinicCode, DispatchId
from base.phone import PhoneNumber
from tickets.category import Kind
from tickets.dispatch import Dispatch, DispatchAbout, Facts
from tickets.ticket import TicketCard
from tickets.ticket_file import TicketFile
from tickets.visit import HomeVisit, VisitState


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """What is known besides the ticket when others are told of it."""

    now: datetime
    zone: ZoneInfo
    """In whose local time others read moments."""
    new_id: Callable[[], DispatchId]
    phone: PhoneNumber | None = None
    """The number that the person called from."""
    clinic_name: Callable[[ClinicCode], str]
    targets: Mapping[Kind, str]
    """Who follows all tickets of a kind."""


def dispatches_of(before: TicketFile, after: TicketFile, telling: Telling) -> tuple[Dispatch, ...]:
    """Return what others must know of the change from one to the other."""
    return (*_of_visits(before, after, telling), *_of_ticket(before.card, after.card, telling))


def visit_facts(
    card: TicketCard, visit: HomeVisit, telling: Telling, changed: Sequence[str] = ()
) -> Facts:
    """Return everything that a template may say of a visit."""
    patient, address, window = visit.patient, visit.address, visit.window
    clinic = visit.clinic or ClinicCode("")
    return {
        "number": str(card.number),
        "revision": card.revision,
        "requested_at": _local(visit.requested_at, telling.zone),
        "changed": list(changed),
        "what_happened": visit.complaint,
        "danger_signs": list(visit.danger_signs),
        "phone": visit.phone or card.person.phone or telling.phone,
        "reason": visit.reason,
        "patient": {
            "name": patient.name,
            "birth_date": None if patient.born_on is None else patient.born_on.isoformat(),
            "age": patient.age_years,
            "policy": patient.policy_number,
        },
        "address": {
            "text": address.text,
            "settlement": address.settlement,
            "street": address.street,
            "house": address.house,
            "flat": address.flat,
            "entrance": address.entrance,
            "floor": address.floor,
            "intercom": address.intercom,
            "landmark": address.landmark,
        },
        "window": None
        if window is None
        else {
            "from": _local(window.since, telling.zone),
            "until": _local(window.until, telling.zone),
        },
        "day": None if visit.day is None else visit.day.isoformat(),
        "shift": visit.shift,
        "is_on_waiting_list": visit.is_on_waiting_list,
        "clinic": {"code": clinic, "name": telling.clinic_name(clinic)},
    }


def _of_visits(before: TicketFile, after: TicketFile, telling: Telling) -> Iterator[Dispatch]:
    for visit in after.visits:
        was = before.visit(visit.visit_id)
        moved_from = None if was is None or was.clinic == visit.clinic else was.clinic
        if was is not None and moved_from is not None and not was.is_ended:
            yield _visit_dispatch(after.card, was, DispatchAbout.VISIT_CANCELLED, telling)
        if visit.state is VisitState.REQUESTED and visit != was:
            yield from _to_its_clinic(after.card, visit, DispatchAbout.VISIT_REQUESTED, telling)
        if was is not None and _is_in_hand(was) and _is_in_hand(visit):
            changed = tuple(_changed_parts(was, visit))
            if changed and visit.clinic is not None:
                about = DispatchAbout.VISIT_CHANGED
                yield _visit_dispatch(after.card, visit, about, telling, changed)
        is_called_off = visit.state is VisitState.CANCELLED and was is not None
        if is_called_off and was is not None and was.state is not VisitState.CANCELLED:
            yield from _to_its_clinic(after.card, visit, DispatchAbout.VISIT_CANCELLED, telling)


def _to_its_clinic(
    card: TicketCard, visit: HomeVisit, about: DispatchAbout, telling: Telling
) -> Iterator[Dispatch]:
    """Yield nothing for a visit whose clinic a person has still to choose."""
    if visit.clinic is not None:
        yield _visit_dispatch(card, visit, about, telling)


def _is_in_hand(visit: HomeVisit) -> bool:
    """Tell whether the clinic's system has the visit, and a doctor is still expected."""
    return visit.state is not VisitState.REQUESTED and not visit.is_ended


def _changed_parts(was: HomeVisit, visit: HomeVisit) -> Iterator[str]:
    """Yield the names of the facts that are otherwise than they were told."""
    if was.complaint != visit.complaint:
        yield "what_happened"
    if was.danger_signs != visit.danger_signs:
        yield "danger_signs"
    if was.address != visit.address:
        yield "address"
    if was.patient != visit.patient:
        yield "patient"
    if was.phone != visit.phone:
        yield "phone"
    if was.window != visit.window:
        yield "window"
    if (was.day, was.shift) != (visit.day, visit.shift):
        yield "day"
    if was.is_on_waiting_list != visit.is_on_waiting_list:
        yield "is_on_waiting_list"


def _visit_dispatch(
    card: TicketCard,
    visit: HomeVisit,
    about: DispatchAbout,
    telling: Telling,
    changed: Sequence[str] = (),
) -> Dispatch:
    assert visit.clinic is not None, "A visit without a clinic is nobody's to hear of."
    return Dispatch(
        dispatch_id=telling.new_id(),
        ticket_id=card.ticket_id,
        visit_id=visit.visit_id,
        target=visit.clinic,
        about=about,
        facts=visit_facts(card, visit, telling, changed),
        written_at=telling.now,
    )


def _of_ticket(before: TicketCard, after: TicketCard, telling: Telling) -> Iterator[Dispatch]:
    target = telling.targets.get(after.kind)
    if target is None or after.filed_at is None:
        return
    if before.filed_at is None or before.kind is not after.kind:
        about = DispatchAbout.TICKET_OPENED
    elif after.is_ended and not before.is_ended:
        about = DispatchAbout.TICKET_CLOSED
    elif (before.text, before.person, before.category) != (
        after.text,
        after.person,
        after.category,
    ):
        about = DispatchAbout.TICKET_CHANGED
    else:
        return
    yield Dispatch(
        dispatch_id=telling.new_id(),
        ticket_id=after.ticket_id,
        visit_id=None,
        target=target,
        about=about,
        facts=_ticket_facts(after, telling),
        written_at=telling.now,
    )


def _ticket_facts(card: TicketCard, telling: Telling) -> Facts:
    return {
        "number": str(card.number),
        "revision": card.revision,
        "kind": card.kind,
        "category": card.category_title,
        "what_happened": card.text,
        "phone": card.person.phone or telling.phone,
        "patient": {"name": card.person.name},
        "state": card.state,
        "conclusion": None if card.ending is None else card.ending.conclusion,
    }


def _local(moment: datetime, zone: ZoneInfo) -> str:
    return moment.astimezone(zone).isoformat()
