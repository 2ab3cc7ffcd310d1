"""What the books of promises, messages and storms promise, in memory as in PostgreSQL."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, timedelta
from pathlib import Path

import pytest

from base.ids import CallId, TrunkName, new_call_id, uuid7
from base.instant import after
from callback.attempt import AttemptStage, CallbackAttempt
from callback.outcome import AttemptOutcome
from callback.request import EndedBy, RequestState
from callback.sms import SmsId, SmsRefused, SmsRow, SmsSent, SmsState, SmsTemplate
from callflow.events import Direction
from callflow.ports import StormSwitch
from callflow.storm import HourNorm, HourSlot, Level, ObservedHour, StormFigures
from queues.queue import Rank
from tests.contract.library import CLOCK, KINDS, ZONE, Library, opened_library
from tests.integration.storage.values import NOON, NUMBER, a_case, a_record, a_request

_MONTH = timedelta(days=30)


@pytest.fixture(params=KINDS)
async def library(
    request: pytest.FixtureRequest, database_url: str, tmp_path: Path
) -> AsyncIterator[Library]:
    async with opened_library(request.param, database_url, tmp_path) as library:
        yield library


async def test_promise_is_read_back_as_it_was_written_last(library: Library) -> None:
    case, call_id = a_case(1), new_call_id()
    made = a_request(case)
    later = replace(
        made,
        rank=Rank.URGENT,
        state=RequestState.IN_FLIGHT,
        tries=2,
        dials=3,
        busy=1,
        declines=1,
        days=1,
        was_machine=True,
        missed_at=NOON + timedelta(hours=1),
        next_at=NOON + timedelta(hours=2),
        chosen_at=NOON + timedelta(hours=3),
        call_id=call_id,
    )
    library.write_case(case)
    library.callbacks.write_request(made)
    await library.calls.committed()
    library.callbacks.write_request(later)
    assert await library.callbacks.open_requests() == (later,)


async def test_promises_that_ended_are_not_taken_up_unless_opened_again(
    library: Library,
) -> None:
    late = a_case(1, opened_at=NOON + timedelta(hours=1))
    early, kept = a_case(2, number=None), a_case(3, number=None)
    requests = [
        a_request(late),
        a_request(early),
        a_request(kept),
    ]
    for case, request in zip((late, early, kept), requests, strict=True):
        library.write_case(case)
        library.callbacks.write_request(request)
    ended = replace(requests[2], state=RequestState.ENDED, ended_by=EndedBy.TALK)
    library.callbacks.write_request(ended)
    assert await library.callbacks.open_requests() == (requests[1], requests[0])
    library.callbacks.write_request(requests[2])
    assert set(await library.callbacks.open_requests()) == set(requests)


async def test_attempt_may_be_written_before_its_call_and_again_at_its_end(
    library: Library,
) -> None:
    case = a_case(1)
    attempt = CallbackAttempt(
        call_id=CallId(new_call_id()),
        contact_id=case.contact.contact_id,
        number=NUMBER,
        trunk=TrunkName("carrier"),
        number_of_day=1,
        reason="first_in_line operator_idle",
        started_at=NOON,
    )
    library.write_case(case)
    library.callbacks.write_request(a_request(case))
    library.callbacks.write_attempt(attempt)
    await library.calls.committed()
    library.callbacks.write_attempt(
        replace(
            attempt,
            stage=AttemptStage.RINGING,
            ended_at=NOON + timedelta(seconds=30),
            outcome=AttemptOutcome.NO_ANSWER,
        )
    )
    # Whatever the database refuses would be set aside, and its promise stay behind.
    assert len(await library.callbacks.open_requests()) == 1


async def test_messages_wait_in_their_order_until_they_are_marked(library: Library) -> None:
    case = a_case(1)
    library.write_case(case)
    messages = [
        SmsRow(
            sms_id=SmsId(uuid7()),
            contact_id=case.contact.contact_id,
            number=NUMBER,
            text=f"Ваш номер {place}.",
            template=SmsTemplate.REGISTERED,
            state=SmsState.WAITING,
            written_at=NOON + timedelta(seconds=place),
        )
        for place in (1, 2, 3)
    ]
    unsendable = replace(messages[0], sms_id=SmsId(uuid7()), state=SmsState.NO_SENDER)
    for message in (*reversed(messages), unsendable):
        library.outbox.write_sms(message)
    assert await library.messages.waiting(2) == (messages[0], messages[1])
    library.messages.mark(messages[0], SmsSent(NOON + timedelta(minutes=1)))
    library.messages.mark(messages[1], SmsRefused("HTTP 402"))
    assert await library.messages.waiting(2) == (messages[2],)


_FIGURES = StormFigures(people=80, attempts=300, channels_full_share=0.4, first_refused=9)


async def test_last_switch_tells_whether_a_storm_is_on(library: Library) -> None:
    assert await library.storms.last_switch() is None
    entered = StormSwitch(NOON, entered=True, reason="redials", figures=_FIGURES)
    left = replace(entered, at=NOON + timedelta(hours=2), entered=False, reason="no_signs")
    library.storms.write_switch(entered)
    assert await library.storms.last_switch() == entered
    library.storms.write_switch(left)
    assert await library.storms.last_switch() == left


async def test_norm_is_read_back_hour_by_hour(library: Library) -> None:
    assert await library.storms.norm() is None
    monday_nine, sunday_last = HourSlot(0, 9), HourSlot(6, 23)
    learned = HourNorm(Level(41.5, 3), Level(60.25, 2))
    library.storms.write_norm(monday_nine, HourNorm(Level(40, 1), Level(50, 1)))
    library.storms.write_norm(monday_nine, learned)
    library.storms.write_norm(sunday_last, learned)
    norm = await library.storms.norm()
    assert norm is not None
    assert norm.at(monday_nine) == norm.at(sunday_last) == learned
    assert norm.at(HourSlot(3, 9)) == HourNorm()


async def test_past_hours_are_counted_in_people_and_attempts_apart(library: Library) -> None:
    begins = (CLOCK.now() - timedelta(days=3)).astimezone(ZONE)
    begins = begins.replace(minute=0, second=0, microsecond=0)
    ago_s = (CLOCK.now() - begins).total_seconds()
    known, hidden = a_case(1, opened_at=begins), a_case(2, number=None, opened_at=begins)
    library.write_case(known)
    library.write_case(hidden)
    for case, seconds in ((known, 60), (known, 90), (hidden, 120), (hidden, 150), (known, 3700)):
        library.calls.write_call(a_record(case, after(CLOCK.instant(), seconds - ago_s)))
    ours = a_record(known, after(CLOCK.instant(), 200 - ago_s))
    library.calls.write_call(replace(ours, direction=Direction.OUTBOUND))
    switch = StormSwitch(
        begins.astimezone(UTC) + timedelta(minutes=61), entered=True, reason="x", figures=_FIGURES
    )
    library.storms.write_switch(switch)
    hours = await library.storms.observed_hours(begins, CLOCK.now())
    first, second = (begins, begins + timedelta(hours=1))
    assert hours == (
        ObservedHour(HourSlot(first.weekday(), first.hour), 3, 4, was_storm=False),
        ObservedHour(HourSlot(second.weekday(), second.hour), 1, 1, was_storm=True),
    )
    assert await library.storms.observed_hours(begins, begins + timedelta(minutes=59)) == ()
