"""What every set of books promises: the ones in memory earn trust by what PostgreSQL does."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from agents.agent import Account, Activity, BreakReason, Declared, PauseCause, Presence
from agents.phone import PhoneTrouble
from agents.ports import AgentMove
from base.instant import after
from base.phone import HashedNumber, NumberKind, NumberReading, PhoneNumber
from callflow.call import Times
from callflow.events import (
    Answered,
    CallerHungUp,
    CallEvent,
    DigitPressed,
    Direction,
    Joined,
    JournalEntry,
    PolicyId,
    Ring,
)
from callflow.outcome import HangupCause, Outcome
from callflow.record import CallRecord
from ivr.menu import Digit
from queues.policy import QueueName
from storage.errors import AccountTakenError
from tests.contract.library import CLOCK, KINDS, Library, opened_library
from tests.integration.storage.values import DAY, NOON, a_case, a_record, an_entry, an_operator
from tickets.contact import Conclusion, EndReason, OpenCase


@pytest.fixture(params=KINDS)
async def library(
    request: pytest.FixtureRequest, database_url: str, tmp_path: Path
) -> AsyncIterator[Library]:
    async with opened_library(request.param, database_url, tmp_path) as library:
        yield library


def _same_record(found: CallRecord, written: CallRecord) -> bool:
    return _close(found.times, written.times) and replace(found, times=written.times) == written


def _close(found: Times, written: Times) -> bool:
    """Compare moments as a database keeps them, to the microsecond and the clocks' own drift."""
    for name in Times.__slots__:
        one, other = getattr(found, name), getattr(written, name)
        if (one is None) != (other is None):
            return False
        if one is not None and abs(one - other) > 0.05:
            return False
    return True


async def test_call_that_has_not_ended_is_read_back_whole(library: Library) -> None:
    case = a_case(1)
    now = CLOCK.instant()
    record = replace(
        a_record(case, after(now, -60)),
        times=Times(
            after(now, -60), after(now, -59), after(now, -50), after(now, -20), after(now, -19)
        ),
        queue=QueueName("doctor"),
        rings=2,
        rings_without_answer=1,
        direction=Direction.OUTBOUND,
        rung=4,
        decision="4_next_in_line",
        has_voice=True,
    )
    library.write_case(case)
    library.calls.write_call(record)
    (stored,) = await library.calls.open_calls()
    assert _same_record(stored.record, record)


async def test_withheld_caller_is_read_back_as_withheld(library: Library) -> None:
    case = a_case(1, number=None)
    withheld = NumberReading(kind=NumberKind.WITHHELD, raw="")
    record = replace(a_record(case, CLOCK.instant()), ani=withheld)
    library.write_case(case)
    library.calls.write_call(record)
    (stored,) = await library.calls.open_calls()
    assert stored.record.ani == withheld


async def test_call_that_ended_is_open_no_more(library: Library) -> None:
    case = a_case(1)
    record = a_record(case, CLOCK.instant())
    library.write_case(case)
    library.calls.write_call(record)
    library.calls.write_call(
        replace(record, outcome=Outcome.ABANDONED, cause=HangupCause.CANCELLED)
    )
    assert await library.calls.open_calls() == ()


async def test_row_that_is_written_anew_after_a_commit_is_the_newer_one(library: Library) -> None:
    case = a_case(1)
    record = a_record(case, CLOCK.instant())
    library.write_case(case)
    for rings in range(5):
        library.calls.write_call(replace(record, rings=rings))
        await library.calls.committed()
    (stored,) = await library.calls.open_calls()
    assert stored.record.rings == 4


async def test_open_calls_come_in_the_order_of_their_arrival(library: Library) -> None:
    now = CLOCK.instant()
    later, earlier = a_case(1), a_case(2, number=None)
    written = [a_record(later, after(now, -1)), a_record(earlier, after(now, -9))]
    for case, record in zip((later, earlier), written, strict=True):
        library.write_case(case)
        library.calls.write_call(record)
    found = [stored.record.call_id for stored in await library.calls.open_calls()]
    assert found == [written[1].call_id, written[0].call_id]


async def test_journal_comes_back_in_order_and_with_its_events(library: Library) -> None:
    case = a_case(1)
    now = CLOCK.instant()
    record = a_record(case, now)
    events: list[CallEvent] = [Answered(), DigitPressed(Digit("1")), Joined(Ring(1))]
    written = [
        an_entry(record.call_id, number, after(now, number / 8), event)
        for number, event in enumerate(events, start=1)
    ]
    library.write_case(case)
    library.calls.write_call(record)
    for entry in reversed(written):
        library.calls.write_event(entry)
    (stored,) = await library.calls.open_calls()
    assert [entry.event for entry in stored.journal] == events
    assert [entry.sequence for entry in stored.journal] == [1, 2, 3]
    assert all(_same_moment(*pair) for pair in zip(stored.journal, written, strict=True))


async def test_entry_that_is_in_the_journal_is_never_rewritten(library: Library) -> None:
    case = a_case(1)
    record = a_record(case, CLOCK.instant())
    first = an_entry(record.call_id, 1, CLOCK.instant())
    library.write_case(case)
    library.calls.write_call(record)
    library.calls.write_event(first)
    await library.calls.committed()
    library.calls.write_event(replace(first, event=CallerHungUp(HangupCause.NORMAL)))
    (stored,) = await library.calls.open_calls()
    assert [entry.event for entry in stored.journal] == [Answered()]


async def test_call_names_the_policy_that_is_kept_for_it(library: Library) -> None:
    case, in_force = a_case(1), PolicyId("aa11")
    await library.policies.keep_policy(in_force, b'{"rungs": 8}')
    library.write_case(case)
    library.calls.write_call(replace(a_record(case, CLOCK.instant()), policy_id=in_force))
    (stored,) = await library.calls.open_calls()
    assert stored.record.policy_id == in_force
    assert dict(await library.policies.policies({in_force, PolicyId("bb22")})) == {
        in_force: b'{"rungs": 8}'
    }


async def test_policy_that_is_kept_stays_as_it_is(library: Library) -> None:
    name = PolicyId("aa11")
    await library.policies.keep_policy(name, b'{"rungs": 8}')
    await library.policies.keep_policy(name, b'{"rungs": 9}')
    assert (await library.policies.policies({name}))[name] == b'{"rungs": 8}'


async def test_open_case_comes_back_with_its_tickets_the_first_first(library: Library) -> None:
    case = a_case(7)
    second = replace(
        a_case(8).ticket,
        contact_id=case.contact.contact_id,
        opened_at=NOON + timedelta(minutes=1),
    )
    ended = replace(
        a_case(9).ticket,
        contact_id=case.contact.contact_id,
        opened_at=NOON + timedelta(minutes=2),
        conclusion=Conclusion.GIVEN_UP,
        concluded_at=NOON + timedelta(minutes=3),
    )
    library.write_case(case)
    for ticket in (ended, second):
        library.cases.write_ticket(ticket)
    assert await library.cases.open_cases() == (replace(case, beside=(second,)),)


async def test_case_comes_back_with_all_that_was_learned_of_the_person(library: Library) -> None:
    cut_off_with = an_operator("desk-201")
    await library.roster.add([cut_off_with], NOON)
    case = a_case(1, number=HashedNumber("#" + "0f" * 16))
    learned = replace(
        case.contact,
        topic="doctor",
        told_at=NOON + timedelta(seconds=9),
        promised_for=NOON + timedelta(minutes=40),
        heard_at=NOON + timedelta(minutes=5),
        is_urgent=True,
        callback_to=PhoneNumber("+79107654321"),
        cut_off_with=cut_off_with.operator.agent_id,
    )
    library.write_case(case)
    library.cases.write_contact(learned)
    assert await library.cases.open_cases() == (OpenCase(learned, case.ticket),)


async def test_people_behind_one_shared_telephone_have_a_case_each(library: Library) -> None:
    mother, son = a_case(1), a_case(2, opened_at=NOON + timedelta(minutes=1))
    cases = tuple(
        OpenCase(replace(case.contact, is_shared=True), case.ticket) for case in (mother, son)
    )
    for case in cases:
        library.write_case(case)
    assert await library.cases.open_cases() == cases


async def test_case_that_was_ended_by_mistake_is_open_again(library: Library) -> None:
    case = a_case(1)
    served = replace(case.contact, ended_at=NOON, end_reason=EndReason.SERVED)
    library.write_case(case)
    library.cases.write_contact(served)
    await library.calls.committed()
    library.cases.write_contact(case.contact)
    assert await library.cases.open_cases() == (case,)


async def test_person_who_was_served_may_open_a_new_case_at_once(library: Library) -> None:
    old, new = a_case(1), a_case(2, opened_at=NOON + timedelta(hours=1))
    served = replace(
        old.contact, ended_at=NOON + timedelta(minutes=9), end_reason=EndReason.SERVED
    )
    library.write_case(old)
    library.cases.write_contact(served)
    library.write_case(new)
    assert await library.cases.open_cases() == (new,)


async def test_open_cases_come_in_the_order_of_their_opening(library: Library) -> None:
    later = a_case(1, opened_at=NOON + timedelta(hours=1))
    earlier = a_case(2, number=PhoneNumber("+79107654321"))
    for case in (later, earlier):
        library.write_case(case)
    assert await library.cases.open_cases() == (earlier, later)


async def test_last_counter_is_of_its_day_only(library: Library) -> None:
    for counter in (1, 12, 5):
        library.write_case(a_case(counter, number=None))
    assert await library.cases.last_counter(DAY) == 12
    assert await library.cases.last_counter(DAY + timedelta(days=1)) == 0


async def test_agent_who_was_added_may_work_until_disabled(library: Library) -> None:
    new = an_operator("desk-201")
    await library.roster.add([new, an_operator("desk-202")], NOON)
    found = await library.agents.operators()
    assert [stored.operator.account for stored in found] == ["desk-201", "desk-202"]
    assert found[0].operator == new.operator
    assert found[0].secret_digest == new.secret_digest
    assert found[0].presence is Presence.OFFLINE
    assert await library.roster.disable(Account("desk-201"), NOON) == new.operator.agent_id
    assert [stored.operator.account for stored in await library.agents.operators()] == ["desk-202"]
    assert await library.roster.disable(Account("desk-201"), NOON) is None


async def test_account_is_held_by_one_agent_and_free_after_them(library: Library) -> None:
    await library.roster.add([an_operator("desk-201")], NOON)
    with pytest.raises(AccountTakenError, match="desk-201"):
        await library.roster.add([an_operator("desk-300"), an_operator("desk-201")], NOON)
    assert [row.operator.account for row in await library.roster.rows()] == ["desk-201"]
    await library.roster.disable(Account("desk-201"), NOON)
    await library.roster.add([an_operator("desk-201")], NOON + timedelta(hours=1))
    rows = await library.roster.rows()
    assert [row.disabled_at for row in rows] == [NOON, None]


async def test_presence_is_kept_as_it_was_declared_last(library: Library) -> None:
    new = an_operator("desk-201")
    await library.roster.add([new], NOON)
    now = CLOCK.instant()
    for presence in (Presence.AVAILABLE, Presence.BREAK, Presence.AVAILABLE):
        move = AgentMove(new.operator.agent_id, now, presence, Activity.IDLE)
        library.agents.write_move(move)
    await library.calls.committed()
    (stored,) = await library.agents.operators()
    assert stored.presence is Presence.AVAILABLE


async def test_wish_of_a_talk_is_what_was_declared_last(library: Library) -> None:
    new = an_operator("desk-201")
    await library.roster.add([new], NOON)
    library.agents.write_move(
        AgentMove(
            new.operator.agent_id,
            CLOCK.instant(),
            Presence.AVAILABLE,
            Activity.TALKING,
            wish=Declared(Presence.BREAK, BreakReason("lunch")),
        )
    )
    await library.calls.committed()
    (stored,) = await library.agents.operators()
    (row,) = await library.roster.rows()
    assert (stored.presence, stored.reason) == (Presence.BREAK, "lunch")
    assert (row.presence, row.reason) == (Presence.BREAK, "lunch")
    assert row.seen is not None
    assert (row.seen.activity, row.seen.missed_rings) == (Activity.TALKING, 0)


async def test_administrator_reads_why_nobody_rings_an_agent(library: Library) -> None:
    new = an_operator("desk-201")
    await library.roster.add([new], NOON)
    (unseen,) = await library.roster.rows()
    library.agents.write_move(
        AgentMove(
            new.operator.agent_id,
            CLOCK.instant(),
            Presence.AVAILABLE,
            Activity.UNREACHABLE,
            paused_for=PauseCause.MISSED,
            missed_rings=2,
            trouble=PhoneTrouble.UNREACHABLE,
        )
    )
    await library.calls.committed()
    (row,) = await library.roster.rows()
    assert unseen.seen is None
    assert row.seen is not None
    assert (row.seen.trouble, row.seen.paused_for) == (
        PhoneTrouble.UNREACHABLE,
        PauseCause.MISSED,
    )
    assert row.seen.missed_rings == 2


async def test_whoever_follows_changes_hears_of_every_kind(library: Library) -> None:
    changes = library.agents.changes()
    await anext(changes)
    await library.roster.add([an_operator("desk-201")], NOON)
    await anext(changes)
    await library.roster.disable(Account("desk-201"), NOON)
    await anext(changes)
    assert await library.agents.operators() == ()


def _same_moment(found: JournalEntry, written: JournalEntry) -> bool:
    return abs(found.at - written.at) < 0.05
