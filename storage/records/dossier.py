"""All that is known of a contact, for whoever explains a call; nothing is judged here."""

from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, assert_never

import asyncpg

from agents.agent import Account, Activity, Presence
from base.clock import Clock
from base.ids import AgentId, CallId, ContactId, TrunkName
from base.phone import CallerKey, PhoneNumber
from callback.attempt import AttemptStage, CallbackAttempt
from callback.outcome import AttemptOutcome
from callback.request import CallbackRequest
from callback.sms import SmsRow
from callers.ports import KeptSilence
from callflow.events import JournalEntry, PolicyId
from callflow.intervention import Intervention
from callflow.ports import StoredCall
from callflow.record import CallRecord
from callflow.story import RecordingGone, StoryLine
from callflow.telling_cases import TicketPast, Told
from storage.errors import NotSoughtError
from storage.moments import Anchor
from storage.records import mapping
from storage.records.callbacks import read_message, read_request
from storage.records.callers import read_silence
from storage.records.connection import Lent, Pool, Timeouts, open_pool
from storage.records.interventions import read_intervention
from storage.records.journals import read_journals
from storage.records.pasts import read_pasts, read_told
from storage.records.statements import statements
from storage.sought import (
    Sought,
    SoughtCall,
    SoughtContact,
    SoughtNumber,
    SoughtTicket,
    read_sought,
)
from tickets.contact import Contact, Ticket

_MOST_CONTACTS: Final = 100
_AROUND_S: Final = 600
"""How long before and after a call its agent's moves may matter."""


@dataclass(frozen=True, slots=True)
class KeptMessage:
    """A message, and how it ended."""

    message: SmsRow
    sent_at: datetime | None
    error: str | None


@dataclass(frozen=True, slots=True)
class SeenMove:
    """That an agent's presence or activity changed."""

    agent_id: AgentId
    account: Account
    at: datetime
    presence: Presence
    activity: Activity


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactFile:
    """A contact with everything that belongs to it, each kind in the order of its happening."""

    contact: Contact
    tickets: tuple[Ticket, ...]
    calls: tuple[StoredCall, ...]
    """Calls of the person and ours to them; a journal that cannot be read is empty."""
    request: CallbackRequest | None
    attempts: tuple[CallbackAttempt, ...]
    messages: tuple[KeptMessage, ...]
    pasts: tuple[TicketPast, ...]
    """What was done to the tickets; what another version wrote is left out."""
    told: tuple[Told, ...]
    gone: tuple[StoryLine, ...]
    """What was recorded and lies nowhere any more."""
    deeds: tuple[Intervention, ...]
    """What supervisors did to the person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """What was found."""

    sought: Sought
    call_id: CallId | None
    """The call that was asked about, if one was."""
    anchor: Anchor
    """How the instants of its calls become moments."""
    contacts: tuple[ContactFile, ...]
    """The oldest first; at least one."""
    silences: Mapping[CallerKey, KeptSilence]
    moves: tuple[SeenMove, ...]
    """Of the agents who talked with these people, around the calls."""
    policies: Mapping[PolicyId, bytes]
    """The texts of the policies that the calls lived by, as far as they are kept."""


class Dossiers:
    """Reads the dossiers of one site; made by `open_dossiers`."""

    def __init__(self, pool: Pool, site: str, clock: Clock) -> None:
        self._pool = pool
        self._site = site
        self._clock = clock

    async def find(self, text: str, today: date) -> Dossier:
        """Return what is known of a call, a ticket or a number; see `storage/sought.py`.

        Raises:
            NotSoughtError: nothing is known by that, or more than one call begins so.
            DatabaseAwayError: PostgreSQL does not answer.

        """
        return await self.read(read_sought(text, today))

    async def read(self, sought: Sought) -> Dossier:
        """Return what is known of what is sought.

        Raises:
            NotSoughtError: nothing is known by that, or more than one call begins so.
            DatabaseAwayError: PostgreSQL does not answer.

        """
        async with self._pool.connection() as connection:
            found = await self._found(connection, sought)
            if not found.contact_ids:
                raise NotSoughtError("nothing is known by that; look at it digit by digit")
            return await self._read(connection, sought, found)

    async def _found(self, connection: Lent, sought: Sought) -> "_Found":
        match sought:
            case SoughtCall(lowest, highest):
                rows = statements.sought_by_call(
                    connection, site=self._site, lowest=lowest, highest=highest
                )
                calls = [(CallId(row["call_id"]), row["contact_id"]) async for row in rows]
                if len({call_id for call_id, _ in calls}) > 1:
                    raise NotSoughtError("several calls begin so; write more of the id")
                return _Found([contact for _, contact in calls], calls[0][0] if calls else None)
            case SoughtTicket(day, counter):
                rows = statements.sought_by_ticket(
                    connection, site=self._site, day=day, counter=counter
                )
            case SoughtNumber(number):
                rows = statements.sought_by_number(
                    connection, site=self._site, number=number, most=_MOST_CONTACTS
                )
            case SoughtContact(contact_id):
                rows = statements.sought_by_contact(
                    connection, site=self._site, contact_id=contact_id
                )
            case _:
                assert_never(sought)
        return _Found([ContactId(row["contact_id"]) async for row in rows], None)

    async def _read(self, connection: Lent, sought: Sought, found: "_Found") -> Dossier:
        anchor = Anchor.read(self._clock)
        ids = found.contact_ids
        files = await _read_files(connection, self._site, ids, anchor)
        silences = statements.silences_sought(connection, site=self._site, contact_ids=ids)
        kept = [read_silence(row) async for row in silences]
        moves = statements.moves_sought(connection, contact_ids=ids, around_s=_AROUND_S)
        named = {call.record.policy_id for file in files for call in file.calls} - {None}
        policies = statements.policies(connection, site=self._site, policy_ids=list(named))
        return Dossier(
            sought=sought,
            call_id=found.call_id,
            anchor=anchor,
            contacts=files,
            silences={silence.number: silence for silence in kept},
            moves=tuple([_read_move(row) async for row in moves]),
            policies={
                PolicyId(row["policy_id"]): row["policy"].encode() async for row in policies
            },
        )


@asynccontextmanager
async def open_dossiers(url: str, *, site: str, clock: Clock) -> AsyncIterator[Dossiers]:
    """Read the dossiers of a site while the body runs."""
    async with open_pool(url, timeouts=Timeouts(connect_s=5.0, command_s=10.0)) as pool:
        yield Dossiers(pool, site, clock)


@dataclass(frozen=True, slots=True)
class _Found:
    contact_ids: list[ContactId]
    call_id: CallId | None


async def _read_files(
    connection: Lent, site: str, ids: list[ContactId], anchor: Anchor
) -> tuple[ContactFile, ...]:
    contacts = statements.contacts_sought(connection, contact_ids=ids)
    found = [mapping.read_contact(row) async for row in contacts]
    rows = statements.tickets_sought(connection, contact_ids=ids)
    tickets = [mapping.read_ticket(row) async for row in rows]
    rows = statements.calls_sought(connection, contact_ids=ids)
    records = [mapping.read_call(row, anchor) async for row in rows]
    events = statements.call_events_sought(connection, contact_ids=ids)
    journals = read_journals([row async for row in events], anchor)
    rows = statements.requests_sought(connection, contact_ids=ids)
    requests = {row["contact_id"]: read_request(row) async for row in rows}
    rows = statements.attempts_sought(connection, contact_ids=ids)
    attempts = [_read_attempt(row) async for row in rows]
    rows = statements.messages_sought(connection, contact_ids=ids)
    messages = [_read_kept_message(row) async for row in rows]
    rows = statements.histories_sought(connection, contact_ids=ids)
    pasts = read_pasts([row async for row in rows], tickets)
    rows = statements.told_sought(connection, contact_ids=ids)
    told = [(row["contact_id"], read_told(row)) async for row in rows]
    rows = statements.deeds_sought(connection, site=site, contact_ids=ids)
    deeds = [(row["contact_id"], read_intervention(row)) async for row in rows]
    rows = statements.removals_sought(connection, contact_ids=ids)
    gone = [(row["contact_id"], _read_gone(row)) async for row in rows]
    return tuple(
        ContactFile(
            contact=contact,
            tickets=tuple(t for t in tickets if t.contact_id == contact.contact_id),
            calls=_stored(contact, records, journals),
            request=requests.get(contact.contact_id),
            attempts=tuple(a for a in attempts if a.contact_id == contact.contact_id),
            messages=tuple(m for m in messages if m.message.contact_id == contact.contact_id),
            pasts=tuple(pasts[t.ticket_id] for t in tickets if t.contact_id == contact.contact_id),
            told=tuple(each for whose, each in told if whose == contact.contact_id),
            gone=tuple(each for whose, each in gone if whose == contact.contact_id),
            deeds=tuple(each for whose, each in deeds if whose == contact.contact_id),
        )
        for contact in found
    )


def _stored(
    contact: Contact,
    records: Iterable[CallRecord],
    journals: Mapping[CallId, tuple[JournalEntry, ...]],
) -> tuple[StoredCall, ...]:
    return tuple(
        StoredCall(record, journals.get(record.call_id, ()))
        for record in records
        if record.contact_id == contact.contact_id
    )


def _read_attempt(row: asyncpg.Record) -> CallbackAttempt:
    return CallbackAttempt(
        call_id=CallId(row["call_id"]),
        contact_id=ContactId(row["contact_id"]),
        number=PhoneNumber(row["number"]),
        trunk=TrunkName(row["trunk"]),
        number_of_day=row["number_of_day"],
        reason=row["reason"],
        started_at=row["started_at"],
        stage=AttemptStage(row["stage"]),
        ended_at=row["ended_at"],
        outcome=None if row["outcome"] is None else AttemptOutcome(row["outcome"]),
    )


def _read_gone(row: asyncpg.Record) -> StoryLine:
    what = RecordingGone(row["is_talk"], row["removed_by"], row["why"])
    return StoryLine(row["removed_at"], what, CallId(row["call_id"]))


def _read_kept_message(row: asyncpg.Record) -> KeptMessage:
    return KeptMessage(read_message(row), row["sent_at"], row["error"])


def _read_move(row: asyncpg.Record) -> SeenMove:
    return SeenMove(
        agent_id=AgentId(row["agent_id"]),
        account=Account(row["account"]),
        at=row["at"],
        presence=Presence(row["presence"]),
        activity=Activity(row["activity"]),
    )
