"""What the books of leases, hand-over notes and case files promise, in memory as in PostgreSQL."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from base.clock import SystemClock
from base.ids import new_call_id, new_note_id, new_visit_id
from base.instant import Instant
from base.phone import PhoneNumber
from callback.attempt import CallbackAttempt
from callback.outcome import AttemptOutcome
from callback.ports import CallbackBook
from callflow.call import RecordingState
from callflow.events import Recording
from callflow.message import MessageEnd, MessageField, MessageRef
from callflow.messages import MessageRecord
from callflow.ports import CallBook, MessageBook, RecordingBook
from callflow.recording import RecordingRecord
from staff.handover import HandoverNote, NotedTicket, Signature
from staff.lease import Colleague, Held, Lease, Taker, Worklist
from staff.lease_desk import LeaseDesk
from staff.ports import HandoverBook, LeaseBook, SessionBook, UserBook
from staff.session import Session
from storage.case_files import CaseFiles
from storage.memory import MemoryBooks
from storage.memory_case_files import MemoryCaseFiles
from storage.memory_dispatches import MemoryDispatchBook
from storage.memory_shared_work import MemoryHandoverBook, MemoryLeaseBook
from storage.memory_staff import MemoryStaffBook
from storage.records.books import open_books
from tests.contract.library import KINDS
from tests.integration.storage.values import NOON, a_record
from tests.support.staff import HOME, a_row, a_user
from tests.tickets.cases import ZONE
from tickets.ports import CaseBook
from tickets.service import CaseDesk

HASH = "$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$aGFzaA"
CLOCK = SystemClock()
"""Books that journal calls tell moments by it."""


@dataclass(frozen=True)
class Shelf:
    """All that the stories of this file write to and read from."""

    users: UserBook
    sessions: SessionBook
    leases: LeaseBook
    handover: HandoverBook
    files: CaseFiles
    cases: CaseBook
    calls: CallBook
    recordings: RecordingBook
    messages: MessageBook
    callbacks: CallbackBook


@pytest.fixture(params=KINDS)
async def shelf(
    request: pytest.FixtureRequest, database_url: str, tmp_path: Path
) -> AsyncIterator[Shelf]:
    if request.param == "memory":
        books, staff = MemoryBooks(CLOCK, ZONE), MemoryStaffBook()
        yield Shelf(
            users=staff,
            sessions=staff,
            leases=MemoryLeaseBook(staff),
            handover=MemoryHandoverBook(),
            files=MemoryCaseFiles(books, MemoryDispatchBook(lambda _: None), CLOCK),
            cases=books.cases,
            calls=books.calls,
            recordings=books.calls,
            messages=books.calls,
            callbacks=books.callbacks,
        )
        return
    async with open_books(
        database_url, site="north", clock=CLOCK, directory=tmp_path, zone=ZONE
    ) as kept:
        yield Shelf(
            users=kept.staff,
            sessions=kept.staff,
            leases=kept.leases,
            handover=kept.handover,
            files=kept.case_files,
            cases=kept.cases,
            calls=kept.calls,
            recordings=kept.calls,
            messages=kept.calls,
            callbacks=kept.callbacks,
        )


async def at_work(shelf: Shelf, login: str, digest: str) -> tuple[Colleague, Session]:
    """Let somebody sign in."""
    user = a_user(login)
    await shelf.users.add(a_row(user, NOON), HASH)
    session = Session(
        digest=digest * 64,
        user_id=user.user_id,
        opened_at=NOON,
        expires_at=NOON + timedelta(hours=13),
        used_at=NOON,
        address=HOME,
    )
    await shelf.sessions.open(session)
    return Colleague(user.user_id, user.login, user.name), session


def lease_of(holder: Colleague, session: Session, item: UUID) -> Lease:
    return Lease(
        item=item,
        worklist=Worklist.VISITS,
        holder=holder,
        session=session.digest,
        since=NOON,
        until=NOON + timedelta(minutes=2),
    )


async def test_a_lease_is_written_on_condition_that_nobody_came_in_between(shelf: Shelf) -> None:
    anna, oleg = await at_work(shelf, "anna", "0"), await at_work(shelf, "oleg", "1")
    item = new_visit_id()
    hers, his = lease_of(*anna, item), lease_of(*oleg, item)
    assert await shelf.leases.lease_of(item) is None
    assert await shelf.leases.put(hers, instead_of=None)
    assert not await shelf.leases.put(his, instead_of=None)
    assert await shelf.leases.lease_of(item) == hers

    longer = replace(hers, until=NOON + timedelta(minutes=3))
    assert await shelf.leases.put(longer, instead_of=hers)
    assert await shelf.leases.leases(NOON) == (longer,)
    later = replace(his, since=NOON + timedelta(minutes=1))
    assert await shelf.leases.put(later, instead_of=longer)
    assert not await shelf.leases.put(hers, instead_of=longer)
    assert await shelf.leases.leases(NOON + timedelta(minutes=2)) == ()

    await shelf.leases.release(item, anna[0].user_id)
    assert await shelf.leases.lease_of(item) == later
    await shelf.leases.release(item, oleg[0].user_id)
    assert await shelf.leases.lease_of(item) is None


async def test_a_lease_ends_with_the_session_in_which_it_was_taken(shelf: Shelf) -> None:
    anna, session = await at_work(shelf, "anna", "0")
    hers = lease_of(anna, session, new_visit_id())
    assert await shelf.leases.put(hers, instead_of=None)
    left_at = NOON + timedelta(seconds=40)
    await shelf.sessions.end(session.digest, left_at)
    assert await shelf.leases.leases(NOON + timedelta(seconds=39)) == (
        replace(hers, until=left_at),
    )
    assert await shelf.leases.leases(left_at) == ()
    assert await shelf.leases.lease_of(hers.item) == replace(hers, until=left_at)


async def test_of_all_who_take_at_once_one_has_it_and_the_others_know_who(shelf: Shelf) -> None:
    people = [await at_work(shelf, f"op-{place}", str(place)) for place in range(6)]
    item, desk = new_visit_id(), LeaseDesk(shelf.leases)
    takings = await asyncio.gather(
        *(
            desk.take(
                item,
                Worklist.VISITS,
                Taker(colleague=colleague, session=session.digest),
                NOON,
                takes_over=False,
            )
            for colleague, session in people
        )
    )
    (lease,) = (taking for taking in takings if isinstance(taking, Lease))
    assert [taking for taking in takings if taking is not lease] == [Held(lease)] * 5


async def test_a_note_stays_until_it_is_done_and_is_signed_once_by_each(shelf: Shelf) -> None:
    (anna, _), (oleg, _) = await at_work(shelf, "anna", "0"), await at_work(shelf, "oleg", "1")
    desk = CaseDesk(shelf.cases, ZONE)
    case, _ = desk.open_case(PhoneNumber("+79101234567"), NOON)
    await shelf.calls.committed()
    ticket = NotedTicket(case.ticket.ticket_id, str(case.ticket.number))
    written = HandoverNote(
        note_id=new_note_id(), text="Ждёт звонка", ticket=ticket, written=Signature(anna, NOON)
    )
    shift = replace(
        written,
        note_id=new_note_id(),
        ticket=None,
        written=Signature(anna, NOON + timedelta(minutes=1)),
    )
    for note in (written, shift):
        await shelf.handover.write(note)
    assert await shelf.handover.notes(NOON, 10) == (shift, written)
    assert await shelf.handover.notes(NOON, 1) == (shift,)

    for minutes in (2, 3):
        signed = Signature(oleg, NOON + timedelta(minutes=minutes))
        assert await shelf.handover.note_read(shift.note_id, signed)
        assert await shelf.handover.note_done(shift.note_id, signed)
    signed = Signature(oleg, NOON + timedelta(minutes=2))
    done = replace(shift, reads=(signed,), done=signed)
    assert await shelf.handover.notes(NOON, 10) == (written, done)
    assert await shelf.handover.notes(NOON + timedelta(minutes=2, seconds=1), 10) == (written,)
    assert not await shelf.handover.note_read(new_note_id(), signed)
    assert not await shelf.handover.note_done(new_note_id(), signed)


async def test_the_files_of_a_case_are_its_tries_and_what_can_be_heard(shelf: Shelf) -> None:
    desk = CaseDesk(shelf.cases, ZONE)
    case, _ = desk.open_case(PhoneNumber("+79101234567"), NOON)
    contact_id, ticket_id = case.contact.contact_id, case.ticket.ticket_id
    record = a_record(case, CLOCK.instant())
    shelf.calls.write_call(record)
    talk = RecordingRecord(
        call_id=record.call_id,
        recording=Recording(1),
        contact_id=contact_id,
        ticket_id=ticket_id,
        agent_id=None,
        started_at=Instant(CLOCK.instant() + 60),
        ended_at=None,
        state=RecordingState.OK,
        size_bytes=1000,
        duration_s=30.0,
    )
    said = MessageRecord(
        call_id=record.call_id,
        message=MessageRef(MessageField("what"), 1),
        contact_id=contact_id,
        recorded_at=CLOCK.instant(),
        state=RecordingState.SHORT,
        ended_by=MessageEnd.SILENCE,
        size_bytes=10,
        duration_s=2.5,
        has_voice=True,
        is_dropped=False,
    )
    shelf.recordings.write_recording(talk)
    for lost in (Recording(2), Recording(3)):
        shelf.recordings.write_recording(
            replace(talk, recording=lost, state=RecordingState.MISSING)
        )
    shelf.messages.write_message(said)
    shelf.messages.write_message(
        replace(said, message=MessageRef(MessageField("where"), 1), is_dropped=True)
    )
    attempts = [
        CallbackAttempt(
            call_id=new_call_id(),
            contact_id=contact_id,
            number=PhoneNumber("+79101234567"),
            trunk=record.trunk,
            number_of_day=place,
            reason="due",
            started_at=NOON + timedelta(minutes=place),
            ended_at=NOON + timedelta(minutes=place, seconds=20),
            outcome=AttemptOutcome.NO_ANSWER,
        )
        for place in (1, 2)
    ]
    for attempt in attempts:
        shelf.callbacks.write_attempt(attempt)
    await shelf.calls.committed()

    heard = await shelf.files.recorded(contact_id)
    assert [(file.what, file.duration_s) for file in heard] == [
        (said.message, 2.5),
        (talk.recording, 30.0),
    ]
    tries = await shelf.files.tries(contact_id, 10)
    assert [each.call_id for each in tries] == [each.call_id for each in reversed(attempts)]
    assert tries[0].outcome is AttemptOutcome.NO_ANSWER
    assert len(await shelf.files.tries(contact_id, 1)) == 1
    (brief,) = (await shelf.files.briefs([ticket_id])).values()
    assert (brief.name, brief.text) == ("", "")
    assert await shelf.files.dead_dispatches(new_visit_id()) == ()
