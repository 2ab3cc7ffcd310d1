"""The desk that keeps promises, as it runs: `callback/service.py`, and `callback/texting.py`.

The floor and its distributor are the real ones; only the calls are the story's own.
"""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from agents.activity import RingOutcome
from agents.agent import Presence
from agents.codes import Disposition
from base.phone import PhoneNumber
from callback.attempt import Wanted
from callback.facts import InFlight
from callback.outcome import AttemptEnd, AttemptOutcome, LegEnd
from callback.policy import ConfirmMode
from callback.request import RequestState
from callback.sms import NoText, SmsState, SmsTemplate
from queues.messages import (
    EntryLeft,
    EntryQueued,
    RingReported,
)
from queues.policy import QueueName
from queues.queue import Rank
from tests.callback.house import House
from tests.callback.stage import (
    DIALLING,
    MAIN,
    POLICY,
    attempt,
    contact,
    later,
    phone,
    request,
)
from tests.support.site import ADVICE, call_id, operator

NO_ANSWER = AttemptEnd(LegEnd.NO_ANSWER, has_rung=True)
FIRST = operator(1)

pytestmark = pytest.mark.looptime


@pytest.fixture
async def house() -> AsyncIterator[House]:
    """Build a house without memory; the story opens it."""
    built = House()
    yield built
    await built.close()


async def test_promises_are_rung_in_the_order_of_the_first_dials_as_operators_come_free(
    house: House,
) -> None:
    await house.open()
    await house.promise(2, 1, 3)
    assert house.rung() == []

    await house.seat(1)
    assert house.rung() == [1]
    await house.answer(house.calls.placed[0])
    await house.talk(house.calls.placed[0])
    await house.part(house.calls.placed[0])
    assert house.state(1) is None

    await house.pass_time(14.9)
    assert house.rung() == [1]
    await house.pass_time(0.2)
    assert house.rung() == [1, 2]


async def test_who_does_not_answer_rests_and_the_next_is_rung_at_once(house: House) -> None:
    await house.open()
    await house.seat(1)
    await house.promise(1, 2)
    await house.over(house.calls.placed[0], NO_ANSWER)

    assert house.rung() == [1, 2]
    assert house.state(1) is RequestState.RESTING
    assert house.desk.missed_s_ago(contact(1)) == 0.0
    assert [row.template for row in house.books.messages].count(SmsTemplate.MISSED) == 1

    await house.over(house.calls.placed[1], NO_ANSWER)
    await house.pass_time(301)
    assert house.rung() == [1, 2, 1]


async def test_who_was_served_by_their_own_call_is_not_rung(house: House) -> None:
    await house.open()
    await house.promise(1, 2)
    house.desk.served(contact(1))
    await house.seat(1)

    assert house.rung() == [2]


async def test_cancelled_promise_is_not_rung_even_when_the_floor_has_not_heard(
    house: House,
) -> None:
    await house.open()
    await house.promise(1)
    house.desk.cancelled(contact(1))
    house.distributor.seat(FIRST, Presence.AVAILABLE)
    await house.settle()

    assert house.rung() == []
    assert house.books.requests[-1].state is RequestState.ENDED


async def test_who_is_on_the_line_is_rung_only_when_they_have_left_it(house: House) -> None:
    await house.open()
    house.calls.numbers = {phone(1)}
    await house.promise(1)
    await house.seat(1)
    assert house.rung() == []

    house.calls.numbers = set()
    house.desk.lines_changed()
    await house.settle()
    assert house.rung() == [1]


async def test_citizen_who_calls_while_we_ring_is_known_to_be_in_flight(house: House) -> None:
    await house.open()
    await house.seat(1)
    await house.promise(1)
    order = house.calls.placed[0]
    assert house.desk.in_flight_of(contact(1)) is InFlight.DIALLING

    await house.over(order, AttemptEnd(LegEnd.CANCELLED, has_rung=True))
    house.desk.served(contact(1))
    await house.settle()

    assert house.desk.in_flight_of(contact(1)) is InFlight.NONE
    assert house.rung()[0] == 1
    assert house.state(1) is None


async def test_answered_callback_waits_for_the_operator_who_is_kept_for_it(house: House) -> None:
    await house.open()
    await house.seat(1)
    await house.promise(1, 2)
    order = house.calls.placed[0]
    await house.answer(order)

    assert house.desk.in_flight_of(contact(1)) is InFlight.ANSWERED
    assert [match.call_id for match in house.calls.matched_to] == [order.call_id]
    assert house.rung() == [1]


async def test_talk_is_seen_on_the_floor_and_is_written_as_served(house: House) -> None:
    await house.open()
    await house.seat(1)
    await house.promise(1)
    order = house.calls.placed[0]
    await house.answer(order)
    await house.talk(order)
    await house.part(order)

    assert house.books.attempts[-1].outcome is AttemptOutcome.SERVED
    assert house.desk.overhead.unreached_share == 0.0


async def test_operator_who_heard_a_machine_opens_the_promise_again_and_asks_for_a_key(
    house: House,
) -> None:
    await house.open()
    await house.seat(1)
    await house.promise(1)
    order = house.calls.placed[0]
    await house.answer(order)
    await house.talk(order)
    await house.part(order)

    assert house.desk.marked(contact(1), Disposition.NOBODY)
    await house.pass_time(301)
    assert house.rung() == [1, 1]
    assert [placed.must_confirm for placed in house.calls.placed] == [False, True]


async def test_operator_who_heard_somebody_else_ends_the_calls_to_that_number(
    house: House,
) -> None:
    await house.open()
    await house.seat(1)
    await house.promise(1)
    await house.answer(house.calls.placed[0])
    await house.talk(house.calls.placed[0])
    await house.part(house.calls.placed[0])

    assert house.desk.marked(contact(1), Disposition.WRONG_PERSON)
    await house.pass_time(100_000)
    assert house.rung() == [1]
    assert [known.contact_id for known in house.desk.ledger.unreachable] == [contact(1)]


async def test_done_marks_nothing_and_a_stranger_has_nothing_to_mark(house: House) -> None:
    await house.open()
    await house.promise(1)

    assert not house.desk.marked(contact(1), Disposition.DONE)
    assert not house.desk.marked(contact(9), Disposition.NOBODY)
    assert house.state(1) is RequestState.DUE


async def test_carriers_block_stops_all_dialling_by_the_trunk_for_a_while(house: House) -> None:
    await house.open()
    await house.seat(1)
    await house.promise(1, 2, 3)
    await house.over(house.calls.placed[0], AttemptEnd(LegEnd.BLOCKED))

    await house.pass_time(890)
    assert house.rung() == [1]
    await house.pass_time(11)
    assert house.rung()[:2] == [1, 1]


async def test_danger_sign_goes_to_the_front_of_the_promises(house: House) -> None:
    await house.open()
    await house.promise(1, 2)
    house.desk.ranked(contact(2), Rank.URGENT)
    await house.seat(1)

    assert house.rung() == [2]
    assert house.calls.placed[0].rank is Rank.URGENT


async def test_another_number_is_rung_and_a_chosen_time_is_kept(house: House) -> None:
    await house.open()
    await house.promise(1, 2)
    house.desk.changed_number(contact(1), phone(77))
    house.desk.chose_time(contact(2), later(3600))
    await house.seat(1, 2)

    assert [order.number for order in house.calls.placed] == [phone(77)]
    await house.pass_time(3601)
    assert house.rung() == [1, 2]


async def test_promise_asked_for_twice_is_one_promise(house: House) -> None:
    await house.open()
    await house.promise(1)
    made = house.desk.ledger.requests[contact(1)]
    wanted = Wanted(contact(1), phone(1), ADVICE, MAIN, later(500), Rank.URGENT)

    assert house.desk.promise(wanted) == replace(made, rank=Rank.URGENT)
    await house.settle()
    assert len(house.distributor.floor.promised) == 1


async def test_over_dialling_begins_when_operators_are_seen_to_idle_and_ends_with_losses(
    house: House,
) -> None:
    await house.open()
    await house.seat(1)
    await house.promise(1, 2, 3)
    assert house.rung() == [1]

    await house.pass_time(10)
    house.desk.lines_changed()
    await house.settle()
    assert house.rung() == [1, 2]

    house.calls.loss = 0.01
    await house.over(house.calls.placed[1], NO_ANSWER)
    assert house.rung() == [1, 2]


async def test_next_person_is_rung_beside_a_telephone_that_nobody_picks_up(house: House) -> None:
    house.calls.loss = 0.01
    await house.open()
    await house.seat(1)
    await house.promise(1, 2, 3)

    await house.pass_time(14)
    assert house.rung() == [1]
    await house.pass_time(2)
    assert house.rung() == [1, 2]
    await house.pass_time(60)
    assert house.rung() == [1, 2], "one beside those who are claimed for, never two"


async def test_nobody_is_rung_at_night_and_the_first_in_the_morning(house: House) -> None:
    await house.open()
    await house.promise(1)
    await house.pass_time(10 * 3600)
    await house.seat(1)
    assert house.rung() == []

    await house.pass_time(10 * 3600 - 1)
    assert house.rung() == []
    await house.pass_time(2)
    assert house.rung() == [1]


async def test_who_is_next_is_told_that_we_ring_soon_and_only_once(house: House) -> None:
    await house.open()
    await house.promise(1, 2)
    house.desk.lines_changed()
    house.distributor.seat(FIRST, Presence.BREAK)
    await house.settle()
    await house.promise(3)

    soon = [row for row in house.books.messages if row.template is SmsTemplate.SOON]
    assert [(row.number, row.state) for row in soon] == [(phone(1), SmsState.WAITING)]


async def test_landline_is_not_told_by_message(house: House) -> None:
    await house.open()
    row = house.desk.tell_by_sms(SmsTemplate.REGISTERED, contact(1), PhoneNumber("+78442331122"))

    assert row == NoText("landline")
    assert house.books.messages == []


async def test_promises_survive_a_restart_and_nobody_is_rung_twice() -> None:
    flying = request(1, state=RequestState.IN_FLIGHT, call_id=attempt(1), dials=1)
    lost = request(2, state=RequestState.IN_FLIGHT, call_id=attempt(2), dials=1)
    odd = request(3, queue=QueueName("closed-down"))
    house = House(kept=(flying, lost, odd))
    await house.open()
    await house.seat(1, 2, 3)
    assert house.rung() == [3]

    house.desk.release_all_but({attempt(1), house.calls.placed[0].call_id})
    await house.settle()
    assert house.rung() == [3, 2]
    assert house.desk.in_flight_of(contact(1)) is InFlight.DIALLING
    assert house.desk.ledger.in_flight_in(ADVICE) == 3
    await house.close()


async def test_everybody_is_asked_for_a_key_where_the_site_wants_it() -> None:
    house = House(replace(POLICY, confirm=ConfirmMode.ALWAYS))
    await house.open()
    await house.seat(1)
    await house.promise(1)

    assert [order.must_confirm for order in house.calls.placed] == [True]
    await house.close()


async def test_five_hundred_promises_after_an_outage_are_rung_as_operators_and_pace_allow() -> (
    None
):
    policy = replace(POLICY, dial=replace(DIALLING, pace_s=0.2))
    kept = tuple(request(number) for number in range(500))
    house = House(policy, kept)
    await house.open()
    await house.seat(1, 2, 3)
    await house.pass_time(1.0)

    assert house.rung() == [0, 1, 2]
    await house.close()


async def test_live_caller_takes_the_operator_before_anybody_is_rung(house: House) -> None:
    await house.open()
    await house.seat(1)
    house.distributor.tell(EntryQueued(call_id(5), ADVICE, house.clock.instant()))
    await house.promise(1)
    assert house.rung() == []

    house.distributor.tell(EntryLeft(call_id(5)))
    house.distributor.tell(RingReported(call_id(5), FIRST.agent_id, RingOutcome.CANCELLED))
    await house.settle()
    assert house.rung() == [1]
