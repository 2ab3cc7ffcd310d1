"""What is found when somebody asks why a call went as it did, and what a replay is compared by."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from agents.agent import Activity, Presence
from agents.ports import AgentMove
from base.clock import SystemClock
from base.ids import (
    CallId,
    TrunkName,
    new_call_id,
    new_contact_id,
    new_intervention_id,
    uuid7,
)
from base.instant import after
from base.phone import PhoneNumber
from callback.attempt import CallbackAttempt
from callback.sms import SmsId, SmsRow, SmsSent, SmsState, SmsTemplate
from callers.history import SilenceCause, Silenced
from callers.ports import KeptSilence
from callflow.events import Answered, CallerHungUp, PolicyId
from callflow.intervention import Deed, Intervention
from callflow.outcome import HangupCause, Outcome
from callflow.record import CallRecord
from storage.errors import NotSoughtError
from storage.records.books import Books, open_books
from storage.records.dossier import Dossiers, open_dossiers
from storage.records.figures import open_figures
from storage.records.roster import open_roster
from storage.sought import SoughtContact
from tests.integration.storage.values import (
    DAY,
    NOON,
    NUMBER,
    a_case,
    a_record,
    a_request,
    an_entry,
    an_operator,
)
from tests.support.clinic_rows import write_clinics
from tests.tickets.cases import CLINIC, POLICY, a_visit_request
from tickets.changes import CITIZEN, ENGINE, File, Note
from tickets.contact import EndReason, OpenCase
from tickets.dispatch import DispatchAbout
from tickets.work.service import DeskTools, TicketDesk

_CLOCK = SystemClock()
_OTHER = PhoneNumber("+79107654321")


@dataclass(frozen=True)
class Archive:
    """The books that a story is written into, and the reader that finds it."""

    books: Books
    dossiers: Dossiers
    url: str

    def write_call(self, case: OpenCase, record: CallRecord) -> None:
        """Write a case with a call of two events."""
        self.books.cases.write_contact(case.contact)
        self.books.cases.write_ticket(case.ticket)
        self.books.calls.write_call(record)
        begun = record.times.arrived_at
        ended = CallerHungUp(HangupCause.NORMAL)
        self.books.calls.write_event(an_entry(record.call_id, 1, begun, Answered()))
        self.books.calls.write_event(an_entry(record.call_id, 2, after(begun, 9), ended))


@pytest.fixture
async def archive(database_url: str, tmp_path: Path) -> AsyncIterator[Archive]:
    async with (
        open_books(database_url, site="n", clock=_CLOCK, directory=tmp_path) as books,
        open_dossiers(database_url, site="n", clock=_CLOCK) as dossiers,
    ):
        yield Archive(books, dossiers, database_url)


async def test_everything_that_belongs_to_a_person_is_found_by_any_of_its_names(
    archive: Archive,
) -> None:
    books, case, operator = archive.books, a_case(37), an_operator("desk-201")
    case = replace(case, contact=replace(case.contact, callback_to=_OTHER))
    contact_id, in_force = case.contact.contact_id, PolicyId("aa11")
    async with open_roster(archive.url, site="n") as roster:
        await roster.add([operator], NOON)
    await books.calls.keep_policy(in_force, b'{"rungs": 8}')
    agent_id, begun = operator.operator.agent_id, _CLOCK.instant()
    record = replace(a_record(case, begun), agent_id=agent_id, policy_id=in_force)
    archive.write_call(case, record)
    second = replace(a_case(38).ticket, contact_id=contact_id, opened_at=NOON + timedelta(1))
    books.cases.write_ticket(second)
    request = a_request(case, _OTHER)
    attempt = CallbackAttempt(
        call_id=new_call_id(),
        contact_id=contact_id,
        number=_OTHER,
        trunk=TrunkName("carrier"),
        number_of_day=1,
        reason="first_in_line operator_idle",
        started_at=NOON,
    )
    message = SmsRow(
        sms_id=SmsId(uuid7()),
        contact_id=contact_id,
        number=NUMBER,
        text="Ваш номер 37.",
        template=SmsTemplate.REGISTERED,
        state=SmsState.WAITING,
        written_at=NOON,
    )
    silence = KeptSilence(
        NUMBER, Silenced(SilenceCause.BY_HAND, 0, NOON, NOON + timedelta(hours=9)), None
    )
    books.callbacks.write_request(request)
    books.callbacks.write_attempt(attempt)
    books.messages.write_sms(message)
    books.messages.mark(message, SmsSent(NOON))
    books.callers.write_silenced(silence)
    books.agents.write_move(AgentMove(agent_id, begun, Presence.AVAILABLE, Activity.TALKING))
    await books.calls.committed()
    asked = [str(record.call_id), str(attempt.call_id), str(case.ticket.number), "37"]
    asked += [f"{DAY}/38", NUMBER, _OTHER]
    found = [await archive.dossiers.find(text, DAY) for text in asked]
    assert [dossier.call_id for dossier in found[:3]] == [record.call_id, attempt.call_id, None]
    for dossier in found:
        (file,) = dossier.contacts
        assert file.contact == case.contact
        assert file.tickets == (case.ticket, second)
        assert [stored.record.call_id for stored in file.calls] == [record.call_id]
        assert [entry.sequence for entry in file.calls[0].journal] == [1, 2]
        assert (file.request, file.attempts) == (request, (attempt,))
        assert [(kept.message.state, kept.sent_at) for kept in file.messages] == [
            (SmsState.SENT, NOON)
        ]
        assert dossier.silences == {NUMBER: silence}
        assert [(move.account, move.activity) for move in dossier.moves] == [
            ("desk-201", Activity.TALKING)
        ]
        assert dossier.policies == {in_force: b'{"rungs": 8}'}


def _done(
    minute: int, deed: Deed, subject: object = "", call_id: CallId | None = None
) -> Intervention:
    return Intervention(
        intervention_id=new_intervention_id(),
        at=NOON + timedelta(minutes=minute),
        actor="orlova",
        deed=deed,
        subject=str(subject),
        why="",
        detail="listen",
        call_id=call_id,
    )


async def test_what_supervisors_did_to_a_person_belongs_to_the_contact_it_was_done_in(
    archive: Archive,
) -> None:
    case, other = a_case(1), a_case(2, opened_at=NOON + timedelta(hours=1))
    ended_at, reason = NOON + timedelta(minutes=30), EndReason.SERVED
    contact = replace(case.contact, ended_at=ended_at, end_reason=reason)
    case = replace(case, contact=contact)
    record = a_record(case, _CLOCK.instant())
    archive.write_call(case, record)
    archive.write_call(other, a_record(other, _CLOCK.instant()))
    await archive.books.calls.committed()
    silenced = _done(1, Deed.NUMBER_SILENCED, NUMBER)
    first = _done(2, Deed.PERSON_PUT_FIRST, case.contact.contact_id)
    heard = _done(3, Deed.SUPERVISION_BEGUN, case.ticket.number, record.call_id)
    of_nobody_here = (
        _done(-1, Deed.NUMBER_SILENCED, NUMBER),
        _done(40, Deed.NUMBER_RELEASED, NUMBER),
        _done(4, Deed.NUMBER_SILENCED, _OTHER),
        _done(5, Deed.PERSON_PUT_FIRST, new_contact_id()),
        _done(6, Deed.AGENT_PAUSED, NUMBER),
        _done(7, Deed.SUPERVISION_BEGUN, case.ticket.number, new_call_id()),
    )
    await archive.books.interventions.append((heard, first, silenced, *of_nobody_here))

    dossier = await archive.dossiers.find(NUMBER, DAY)

    assert [file.deeds for file in dossier.contacts] == [(silenced, first, heard), ()]


async def test_all_contacts_of_a_number_are_found_the_oldest_first(archive: Archive) -> None:
    old, new = a_case(1), a_case(2, opened_at=NOON + timedelta(hours=1))
    served = replace(old.contact, ended_at=NOON, end_reason=EndReason.SERVED)
    for case in (replace(old, contact=served), new):
        archive.write_call(case, a_record(case, _CLOCK.instant()))
    await archive.books.calls.committed()
    dossier = await archive.dossiers.find(NUMBER, DAY)
    assert [file.contact for file in dossier.contacts] == [served, new.contact]


async def test_beginning_of_an_id_that_fits_two_calls_is_not_guessed(archive: Archive) -> None:
    case, first = a_case(1), new_call_id()
    # Ids begin with the millisecond of their making: the last digits alone tell these apart.
    twin = CallId(UUID(int=first.int ^ 1))
    for call_id in (first, twin):
        archive.write_call(case, replace(a_record(case, _CLOCK.instant()), call_id=call_id))
    await archive.books.calls.committed()
    with pytest.raises(NotSoughtError, match="more of the id"):
        await archive.dossiers.find(str(first)[:-1], DAY)
    assert (await archive.dossiers.find(str(first), DAY)).call_id == first


@pytest.mark.parametrize("text", ["99", "+79990000000", "01a20180"])
async def test_what_nobody_knows_is_told_to_be_unknown(archive: Archive, text: str) -> None:
    with pytest.raises(NotSoughtError, match="digit by digit"):
        await archive.dossiers.find(text, DAY)


async def test_interval_shows_every_call_and_how_many_contacts_a_number_has(
    archive: Archive,
) -> None:
    person, other, withheld = a_case(1), a_case(2, number=_OTHER), a_case(3, number=None)
    shared = replace(person, contact=replace(a_case(4).contact, is_shared=True))
    now = _CLOCK.instant()
    records = [
        _refused(a_record(person, after(now, -50)), "3_last_channel"),
        _refused(a_record(person, after(now, -40)), "7_told_already"),
        a_record(other, after(now, -30)),
        a_record(withheld, after(now, -7200)),
    ]
    for case, record in zip((person, person, other, withheld), records, strict=True):
        archive.write_call(case, record)
    archive.books.cases.write_contact(shared.contact)
    await archive.books.calls.committed()
    async with open_figures(archive.url, site="n") as figures:
        found = await figures.interval(_CLOCK.now() - timedelta(hours=1), _CLOCK.now())
    assert [call.call_id for call in found.calls] == [record.call_id for record in records[:3]]
    assert [call.decision for call in found.calls] == ["3_last_channel", "7_told_already", ""]
    assert [call.number for call in found.calls] == [NUMBER, NUMBER, _OTHER]
    assert found.outcomes == {Outcome.REFUSED: 2, None: 1}
    assert found.open_contacts == {NUMBER: 1, _OTHER: 1}


def _refused(record: CallRecord, decision: str) -> CallRecord:
    return replace(
        record,
        rung=int(decision[0]),
        decision=decision,
        outcome=Outcome.REFUSED,
        cause=HangupCause.BUSY,
    )


async def test_work_on_tickets_and_what_clinics_were_told_belongs_to_the_contact(
    archive: Archive,
) -> None:
    await write_clinics(archive.url, "n", CLINIC)
    case = a_case(1)
    archive.write_call(case, a_record(case, _CLOCK.instant()))
    await archive.books.calls.committed()
    tools = DeskTools(
        book=archive.books.tickets,
        deadlines=archive.books.tickets,
        clock=_CLOCK,
        zone=ZoneInfo("Europe/Moscow"),
        take_number=lambda _now: case.ticket.number,
    )
    desk = TicketDesk(tools, POLICY)
    await desk.change(case.ticket.ticket_id, a_visit_request(), CITIZEN)
    await desk.change(case.ticket.ticket_id, Note("Перезвонить"), ENGINE)

    dossier = await archive.dossiers.read(SoughtContact(case.contact.contact_id))

    (file,) = dossier.contacts
    (past,) = file.pasts
    assert past.number == case.ticket.number
    assert [type(entry.what) for entry in past.entries] == [File, Note]
    assert [(told.target, told.about) for told in file.told] == [
        (CLINIC, DispatchAbout.VISIT_REQUESTED)
    ]
    with pytest.raises(NotSoughtError):
        await archive.dossiers.read(SoughtContact(new_contact_id()))
