"""From the rows of tickets, visits and their history to the values of `tickets/`."""

from collections.abc import Iterable
from typing import Final

import asyncpg
import msgspec

from base.ids import AgentId, ClinicCode, ContactId, InstitutionCode, TicketId, VisitId
from base.phone import PhoneNumber
from storage.records.mapping import read_key
from storage.ticket_rows import EVENTS
from tickets.address import Address
from tickets.capacity import Shift
from tickets.category import CategoryCode, Kind
from tickets.changes import Actor, Role
from tickets.contact import Conclusion, State
from tickets.follow_up import FollowUp, FollowUpReason
from tickets.number import TicketNumber
from tickets.readings import FoundTicket, HistoryEntry, TicketReading
from tickets.refusal import Refusal
from tickets.sla import Clocks
from tickets.ticket import Channel, Ending, Link, Person, Priority, TicketCard
from tickets.ticket_file import TicketFile
from tickets.visit import HomeVisit, Patient, VisitState, Window

_evidence: Final = msgspec.json.Decoder(Refusal)


def read_reading(
    card: asyncpg.Record, visits: Iterable[asyncpg.Record], links: Iterable[asyncpg.Record]
) -> TicketReading:
    """Return a ticket of its rows."""
    tied = tuple(Link(TicketId(row["other_id"]), row["how"]) for row in links)
    file = TicketFile(_read_card(card, tied), tuple(map(_read_visit, visits)))
    called_from = card["called_from"]
    return TicketReading(
        file=file,
        clocks=Clocks(card["own_by"], card["resolve_by"]),
        called_from=None if called_from is None else read_key(called_from),
        last_outcome=card["last_outcome"],
    )


def read_history(row: asyncpg.Record) -> HistoryEntry:
    """Return an entry of a ticket's history.

    Raises:
        UnreadableEventError: another version wrote it.

    """
    return HistoryEntry(
        revision=row["revision"],
        at=row["at"],
        actor=Actor(Role(row["role"]), _agent(row["agent_id"]), row["actor_name"]),
        state=State(row["state"]),
        what=EVENTS.decode(row["kind"], row["payload"]),
    )


def read_found(row: asyncpg.Record) -> FoundTicket:
    """Return a line of a list."""
    return FoundTicket(
        ticket_id=TicketId(row["ticket_id"]),
        number=TicketNumber(row["ticket_day"], row["counter"]),
        opened_at=row["opened_at"],
        kind=Kind(row["kind"]),
        category_title=row["category_title"],
        state=State(row["state"]),
        priority=Priority(row["priority"]),
        owner=_agent(row["owner"]),
        name=row["person_name"],
        text=row["text"],
        clocks=Clocks(row["own_by"], row["resolve_by"]),
        conclusion=_conclusion(row["conclusion"]),
    )


def _read_card(row: asyncpg.Record, links: tuple[Link, ...]) -> TicketCard:
    follow_up = row["follow_up"]
    return TicketCard(
        ticket_id=TicketId(row["ticket_id"]),
        contact_id=ContactId(row["contact_id"]),
        number=TicketNumber(row["ticket_day"], row["counter"]),
        opened_at=row["opened_at"],
        revision=row["revision"],
        channel=Channel(row["channel"]),
        filed_at=row["filed_at"],
        kind=Kind(row["kind"]),
        category=None if row["category"] is None else CategoryCode(row["category"]),
        category_title=row["category_title"],
        is_in_scope=row["is_in_scope"],
        person=Person(
            name=row["person_name"],
            phone=_phone(row["person_phone"]),
            institution=(
                None if row["institution"] is None else InstitutionCode(row["institution"])
            ),
            region_number=row["region_number"],
        ),
        text=row["text"],
        state=State(row["state"]),
        priority=Priority(row["priority"]),
        owner=_agent(row["owner"]),
        owned_at=row["owned_at"],
        rounds=row["rounds"],
        clock_from=row["clock_from"],
        waiting_since=row["waiting_since"],
        questions=row["questions"],
        waited_s=row["waited_s"],
        ending=_read_ending(row),
        follow_up=(
            None
            if follow_up is None
            else FollowUp(
                TicketId(row["cause_id"]), FollowUpReason(follow_up), row["follow_up_key"]
            )
        ),
        links=links,
    )


def _read_ending(row: asyncpg.Record) -> Ending | None:
    conclusion = _conclusion(row["conclusion"])
    if conclusion is None:
        return None
    evidence = row["evidence"]
    refusal = None if evidence is None else _evidence.decode(evidence)
    return Ending(
        conclusion=conclusion,
        at=row["ended_at"],
        is_answered=row["is_answered"],
        is_solved=row["is_solved"],
        refusal=refusal,
        note=row["ending_note"],
    )


def _read_visit(row: asyncpg.Record) -> HomeVisit:
    since = row["window_since"]
    return HomeVisit(
        visit_id=VisitId(row["visit_id"]),
        requested_at=row["requested_at"],
        complaint=row["complaint"],
        danger_signs=tuple(row["danger_signs"]),
        address=Address(
            text=row["address_text"],
            settlement=row["settlement"],
            street=row["street"],
            house=row["house"],
            flat=row["flat"],
            entrance=row["entrance"],
            floor=row["floor"],
            intercom=row["intercom"],
            landmark=row["landmark"],
        ),
        patient=Patient(
            name=row["patient_name"],
            born_on=row["born_on"],
            age_years=row["age_years"],
            policy_number=row["policy_number"],
        ),
        phone=_phone(row["phone"]),
        window=None if since is None else Window(since=since, until=row["window_until"]),
        clinic=None if row["clinic"] is None else ClinicCode(row["clinic"]),
        day=row["day"],
        shift=None if row["shift"] is None else Shift(row["shift"]),
        is_on_waiting_list=row["is_on_waiting_list"],
        state=VisitState(row["state"]),
        state_at=row["state_at"],
        acknowledged_at=row["acknowledged_at"],
        doctor=row["doctor"],
        reason=row["reason"],
    )


def _agent(value: object) -> AgentId | None:
    return None if value is None else AgentId(value)  # type: ignore[arg-type] # A uuid column.


def _phone(value: str | None) -> PhoneNumber | None:
    return None if value is None else PhoneNumber(value)


def _conclusion(value: str | None) -> Conclusion | None:
    return None if value is None else Conclusion(value)
