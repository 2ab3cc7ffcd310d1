"""One case with all that belongs to it, as the API answers it to pages under test."""

from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

import msgspec

from base.clock import SystemClock
from callflow.events import Direction
from callflow.outcome import Outcome
from tickets.capacity import Shift
from tickets.category import Kind
from tickets.changes import Role
from tickets.contact import State
from tickets.ticket import Channel, Priority
from tickets.visit import VisitState
from web.api.shown import (
    ActorShown,
    AddressShown,
    CallShown,
    HistoryShown,
    LinkShown,
    PatientShown,
    PersonShown,
    TicketShown,
    TicketWhole,
    VisitShown,
)
from web.api.shown_casework import Recordings, RecordingShown

NUMBER: Final = "261123-0001-6"
ANNA: Final = UUID(int=1)
TICKET: Final = UUID(int=11)
MARIA: Final = "Мария Петровна Иванова"
ILL: Final = "Температура 39, кашель третий день, живёт одна"


def moment(minutes: float) -> datetime:
    """Return a moment so many minutes from now."""
    return SystemClock().now() + timedelta(minutes=minutes)


def contact(place: int) -> UUID:
    """Return the contact of a line."""
    return UUID(int=100 + place)


def whole(*, revision: int = 7, text: str = ILL, name: str = "") -> TicketWhole:
    """Return a case with everything that belongs to it."""
    named = name or MARIA
    ticket = TicketShown(
        ticket_id=TICKET,
        contact_id=contact(0),
        number=NUMBER,
        revision=revision,
        channel=Channel.CALL,
        opened_at=moment(-95),
        filed_at=moment(-93),
        kind=Kind.HOME_VISIT,
        category="home_visit",
        category_title="Вызов врача на дом",
        is_in_scope=True,
        person=PersonShown(name=named, phone="+79101234500", institution=None, region_number=""),
        called_from="+79101234500",
        last_outcome=None,
        text=text,
        state=State.OWNED,
        priority=Priority.HIGH,
        owner=ANNA,
        owned_at=moment(-60),
        rounds=0,
        waiting_since=None,
        own_by=moment(-12),
        resolve_by=moment(200),
        ending=None,
        follow_up=None,
        links=(LinkShown(ticket_id=UUID(int=77), how="тот же пациент"),),
        visits=(_visit(text, named),),
    )
    return TicketWhole(ticket=ticket, history=_history(text), calls=_calls())


def _visit(text: str, name: str) -> VisitShown:
    return VisitShown(
        visit_id=UUID(int=201),
        requested_at=moment(-93),
        complaint=text,
        danger_signs=(),
        address=AddressShown(
            text="Волгоград, ул. Ленина, д. 5, кв. 17",
            settlement="Волгоград",
            street="ул. Ленина",
            house="5",
            flat="17",
            entrance="",
            floor="",
            intercom="",
            landmark="",
        ),
        patient=PatientShown(
            name=name, born_on=date(1950, 3, 8), age_years=None, policy_number=""
        ),
        phone=None,
        window=None,
        clinic="gp-3",
        day=moment(0).date(),
        shift=Shift.DISTRICT,
        is_on_waiting_list=False,
        state=VisitState.DELIVERED,
        state_at=moment(-80),
        acknowledged_at=None,
        doctor="",
        reason="",
    )


def _history(text: str) -> tuple[HistoryShown, ...]:
    return tuple(
        HistoryShown(
            revision=revision,
            at=moment(-90 + revision),
            by=ActorShown(role=Role.AGENT, agent_id=ANNA, name="morozova"),
            state=State.OWNED,
            change=change,
            facts=msgspec.Raw(msgspec.json.encode({"text": text} if change == "Note" else {})),
        )
        for revision, change in enumerate(("File", "Own", "Note"), 1)
    )


def _calls() -> tuple[CallShown, ...]:
    return tuple(
        CallShown(
            call_id=UUID(int=300 + place),
            contact_id=contact(0),
            ticket_number=NUMBER,
            direction=direction,
            number="+79101234500",
            arrived_at=moment(-95 + 30 * place),
            answered_at=moment(-94 + 30 * place),
            hung_up_at=moment(-91 + 30 * place),
            queue="122",
            agent_id=ANNA,
            outcome=outcome,
            decision="",
        )
        for place, (direction, outcome) in enumerate(
            ((Direction.INBOUND, Outcome.DIVERTED), (Direction.OUTBOUND, Outcome.ANSWERED))
        )
    )


def recordings() -> Recordings:
    return Recordings(
        recordings=tuple(
            RecordingShown(
                name=f"{UUID(int=300)}.{field or 'talk'}.1",
                call_id=UUID(int=300),
                field=field,
                begun_at=moment(-94),
                duration_s=duration_s,
            )
            for field, duration_s in (("what", 14.2), ("where", 7.0), (None, 122.0))
        )
    )
