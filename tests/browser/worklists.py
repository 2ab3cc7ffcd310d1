"""What lies on the worklists when somebody looks: in the shapes of the API, so as it answers."""

from datetime import date
from typing import Final
from uuid import UUID

import msgspec

from agents.agent import NotStated
from callback.outcome import AttemptOutcome
from callback.request import RequestState
from staff.lease import Worklist
from tests.browser.desk_site import DeskSite
from tests.browser.one_case import (
    ANNA,
    ILL,
    MARIA,
    NUMBER,
    TICKET,
    contact,
    moment,
    recordings,
    whole,
)
from tickets.capacity import Shift
from tickets.category import Kind
from tickets.contact import State
from tickets.directory import Serves
from tickets.ticket import Priority
from tickets.visit import VisitState
from web.api.shown import (
    CallbackPage,
    CallbackShown,
    DueLine,
    DuePage,
    IntakePage,
    IntakeShown,
    TicketLine,
    TicketPage,
    VisitLine,
    VisitPage,
)
from web.api.shown_casework import (
    Agents,
    AgentShown,
    ColleagueNamed,
    Leases,
    LeaseShown,
    NotedTicketShown,
    Notes,
    NoteShown,
    SignatureShown,
    Tries,
    TryShown,
    Undisposed,
    UndisposedShown,
)
from web.api.shown_region import Clinics, ClinicShown

CASES: Final = (
    *("desk", "tickets:read", "tickets:write", "visits:read", "visits:write", "calls:read"),
    "directory:read",
)
HOSTILE: Final = '<img src=x onerror="document.title=1"><script>document.title=2</script>'
_NAMES: Final = (
    (MARIA, ILL),
    ("Сергей Владимирович Константинопольский", "Никто не отвечает в поликлинике № 7"),
    ("", ""),
    ("Ольга Ветрова", "Справка в бассейн для ребёнка"),
    ("Пётр Лебедев", "Запись к кардиологу, направление на руках"),
)


def a_busy_morning(site: DeskSite) -> None:
    """Let Anna, who may do what operators do, find something on every list."""
    site.scopes = CASES
    site.answers |= {
        "callbacks": msgspec.json.encode(callbacks()),
        f"callbacks/{contact(0)}/tries": msgspec.json.encode(_tries()),
        "intakes": msgspec.json.encode(_intakes()),
        "calls/not-stated": msgspec.json.encode(_undisposed()),
        "visits?state=requested&state=delivered&most=100": msgspec.json.encode(
            _visits(VisitState.REQUESTED, VisitState.DELIVERED)
        ),
        "visits": msgspec.json.encode(_visits(VisitState.DOCTOR_ASSIGNED, VisitState.VISITED)),
        "deadlines": msgspec.json.encode(_due()),
        "tickets": msgspec.json.encode(_found()),
        f"tickets/{NUMBER}": msgspec.json.encode(whole()),
        f"tickets/{TICKET}": msgspec.json.encode(whole()),
        f"tickets/{TICKET}/recordings": msgspec.json.encode(recordings()),
        "handover": msgspec.json.encode(_notes()),
        "clinics": msgspec.json.encode(clinics()),
        "agents": msgspec.json.encode(
            Agents(agents=(AgentShown(agent_id=ANNA, account="101", name="Анна Морозова"),))
        ),
        "worklists": msgspec.json.encode(Leases(taken=(irina_has(contact(1)),))),
    }


def an_empty_night(site: DeskSite) -> None:
    """Let Anna find nothing anywhere."""
    a_busy_morning(site)
    site.answers |= {
        "callbacks": msgspec.json.encode(CallbackPage(callbacks=(), next=None)),
        "intakes": msgspec.json.encode(IntakePage(intakes=(), next=None)),
        "calls/not-stated": msgspec.json.encode(Undisposed(calls=(), next=None)),
        "visits": msgspec.json.encode(VisitPage(visits=(), next=None)),
        "visits?state=requested&state=delivered&most=100": msgspec.json.encode(
            VisitPage(visits=(), next=None)
        ),
        "deadlines": msgspec.json.encode(DuePage(tickets=(), next=None)),
        "handover": msgspec.json.encode(Notes(notes=())),
    }


def _undisposed() -> Undisposed:
    """Return two calls of which nobody said what they were."""
    said = ((NotStated.LIMIT, "Анна Морозова"), (NotStated.OWN_CALL, "Ирина Соколова"))
    return Undisposed(
        calls=tuple(
            UndisposedShown(
                call_id=contact(40 + place),
                ticket_id=TICKET,
                ticket_number=NUMBER,
                operator=name,
                at=moment(-20 - place),
                why=why,
                called_from="+79101234567" if place else None,
            )
            for place, (why, name) in enumerate(said)
        ),
        next=None,
    )


def irina_has(item: UUID) -> LeaseShown:
    """Return the lease of a colleague."""
    return LeaseShown(
        item=item,
        worklist=Worklist.CALLBACKS,
        holder=ColleagueNamed(login="sokolova", name="Ирина Соколова"),
        since=moment(-7),
        until=moment(2),
    )


def callbacks(*, gone: int = 0, name: str | None = None) -> CallbackPage:
    """Return the promises; the first ones may be kept already."""
    states = (
        *(RequestState.DUE, RequestState.IN_FLIGHT, RequestState.RESTING),
        *(RequestState.DUE, RequestState.UNREACHABLE),
    )
    lines = [
        CallbackShown(
            contact_id=contact(place),
            ticket_id=TICKET,
            ticket_number=NUMBER,
            number=f"+7910123450{place}",
            queue="122",
            placed_at=moment(-90 + place),
            promised_for=None if place == 2 else moment(-12 + 13 * place),
            state=state,
            tries=place,
            next_at=moment(20) if state is RequestState.RESTING else None,
            is_urgent=place == 0,
            chosen_at=None,
            missed_at=moment(-30) if place else None,
            name=_NAMES[place][0] if name is None else name,
            category_title="",
            text=_NAMES[place][1],
        )
        for place, state in enumerate(states)
    ]
    return CallbackPage(callbacks=tuple(lines[gone:]), next=None)


def _tries() -> Tries:
    outcomes = (AttemptOutcome.NO_ANSWER, AttemptOutcome.BUSY, AttemptOutcome.MACHINE)
    return Tries(
        tries=tuple(
            TryShown(
                call_id=UUID(int=400 + place),
                started_at=moment(-20 * (place + 1)),
                ended_at=moment(-20 * (place + 1) + 1),
                outcome=outcome,
            )
            for place, outcome in enumerate(outcomes)
        )
    )


def _intakes() -> IntakePage:
    return IntakePage(
        intakes=tuple(
            IntakeShown(
                ticket_id=TICKET if place == 0 else UUID(int=500 + place),
                ticket_number=NUMBER if place == 0 else f"261123-000{place + 1}-6",
                kind=Kind.HOME_VISIT if place < 3 else Kind.APPOINTMENT,
                taken_at=moment(-400 + 40 * place),
                is_urgent=place == 0,
                is_partial=place == 2,
                is_filed=True,
                called_from=f"+7910123450{place}",
                phone=None,
                born_on=date(2024, 3, 8) if place < 2 else None,
                clinic="gp-3" if place else None,
                recordings=("one.what.1", "one.where.2")[: 2 - place % 2],
            )
            for place in range(4)
        ),
        next=None,
    )


def _visits(*states: VisitState) -> VisitPage:
    return VisitPage(
        visits=tuple(
            VisitLine(
                visit_id=UUID(int=200 + place),
                ticket_id=TICKET,
                ticket_number=NUMBER,
                requested_at=moment(-70 + place),
                patient_name=_NAMES[place][0],
                born_on=date(1950 + place, 3, 8),
                complaint=_NAMES[place][1] or "Боль в спине",
                danger_signs=("боль в груди",) if place == 1 else (),
                address=f"Волгоград, ул. Ленина, д. {place + 1}, кв. 17",
                clinic="gp-3" if place else None,
                day=moment(0).date(),
                shift=Shift.DISTRICT,
                is_on_waiting_list=False,
                state=state,
                state_at=moment(-60),
                acknowledged_at=None,
                doctor="Орлова Анна" if state is VisitState.DOCTOR_ASSIGNED else "",
                reason="",
            )
            for place, state in enumerate(states, 2 if VisitState.VISITED in states else 0)
        ),
        next=None,
    )


def _due() -> DuePage:
    return DuePage(
        tickets=tuple(
            DueLine(
                ticket_id=TICKET if place == 0 else UUID(int=600 + place),
                ticket_number=NUMBER if place == 0 else f"261123-001{place}-2",
                due_at=moment(-12 + 45 * place),
                own_by=None,
                resolve_by=moment(-12 + 45 * place),
                kind=Kind.COMPLAINT,
                category_title="Жалоба на ожидание",
                state=State.OWNED,
                priority=Priority.HIGH if place == 0 else Priority.NORMAL,
                owner=ANNA,
                name=_NAMES[place][0],
            )
            for place in range(5)
        ),
        next=None,
    )


def _found() -> TicketPage:
    line = TicketLine(
        ticket_id=TICKET,
        number=NUMBER,
        opened_at=moment(-95),
        kind=Kind.HOME_VISIT,
        category_title="Вызов врача на дом",
        state=State.OWNED,
        priority=Priority.NORMAL,
        owner=ANNA,
        name=_NAMES[0][0],
        text=_NAMES[0][1],
        own_by=None,
        resolve_by=moment(200),
        conclusion=None,
    )
    return TicketPage(tickets=(line,), next=None)


def _notes() -> Notes:
    irina = ColleagueNamed(login="sokolova", name="Ирина Соколова")
    signed = SignatureShown(by=irina, at=moment(-200))
    texts = ("Поликлиника № 3 до 12:00 без телефона, звонить на регистратуру", "Ждёт звонка врача")
    return Notes(
        notes=tuple(
            NoteShown(
                note_id=UUID(int=700 + place),
                text=text,
                ticket=NotedTicketShown(ticket_id=TICKET, number=NUMBER) if place else None,
                written=signed,
                reads=(signed,) if place else (),
                done=None,
            )
            for place, text in enumerate(texts)
        )
    )


def clinics() -> Clinics:
    """Return the one clinic."""
    return Clinics(
        clinics=(
            ClinicShown(
                code="gp-3",
                name="Городская поликлиника № 3",
                serves=Serves.BOTH,
                same_day_until=720,
                duty_until=1140,
                phones=("+78442000003",),
            ),
        )
    )
