"""The promises at hand: `callback/ledger.py`, and their dialling in `callback/attempt.py`.

How often a person is tried on a day is a figure of `callback/policy.py`.
"""

from dataclasses import replace

import pytest

from agents.agent import Activity
from callback.attempt import AttemptStage, attempt_of, order_of
from callback.facts import InFlight
from callback.ledger import Ledger
from callback.outcome import AttemptEnd, AttemptOutcome, LegEnd
from callback.policy import ConfirmMode
from callback.request import CallbackRequest, EndedBy, RequestState
from queues.floor import Floor
from tests.callback.house import Books
from tests.callback.stage import NOON, POLICY, attempt, contact, later, phone, request
from tests.support.site import ADVICE, idle_agent

FLYING = request(1, state=RequestState.IN_FLIGHT, call_id=attempt(1), dials=1)


def ledger_with(*requests: CallbackRequest) -> Ledger:
    """Return a ledger that took up these promises."""
    ledger = Ledger(Books())
    ledger.take_up(requests)
    return ledger


def test_attempt_never_goes_back_and_is_told_once() -> None:
    ledger = ledger_with(FLYING)
    assert ledger.in_flight_of(contact(1)) is InFlight.DIALLING

    assert ledger.move_attempt(attempt(1), AttemptStage.CONFIRMED) is not None
    assert ledger.move_attempt(attempt(1), AttemptStage.ANSWERED) is None
    assert ledger.in_flight_of(contact(1)) is InFlight.ANSWERED
    assert ledger.in_flight() == {contact(1)}

    ledger.move_attempt(attempt(1), AttemptStage.TALKING)
    assert ledger.in_flight() == set()


def test_attempt_that_nobody_knows_changes_nothing() -> None:
    ledger = ledger_with()

    assert ledger.move_attempt(attempt(9), AttemptStage.RINGING) is None
    assert ledger.end_attempt(attempt(9), AttemptEnd(LegEnd.BUSY), NOON) is None


@pytest.mark.parametrize("is_served", [True, False])
def test_end_of_an_attempt_is_a_talk_where_the_person_was_served_by_it(*, is_served: bool) -> None:
    ledger = ledger_with(FLYING)
    if is_served:
        ledger.keep(replace(FLYING, state=RequestState.ENDED, ended_by=EndedBy.TALK))
    end = AttemptEnd(LegEnd.NORMAL, is_answered=True, is_confirmed=True)

    over = ledger.end_attempt(attempt(1), end, later(60))

    assert over is not None
    assert over[1] is (AttemptOutcome.SERVED if is_served else AttemptOutcome.LEFT)


def test_promise_that_ended_is_found_for_a_while_and_counts_no_more() -> None:
    ledger = ledger_with(FLYING)
    ended = replace(FLYING, state=RequestState.ENDED, ended_by=EndedBy.TALK)
    ledger.keep(ended)

    assert contact(1) not in ledger.requests
    assert ledger.find(contact(1)) == ended
    ledger.keep(FLYING)
    assert ledger.requests[contact(1)] == FLYING


def test_only_the_latest_promises_that_ended_are_remembered() -> None:
    ledger = ledger_with()
    for number in range(600):
        ledger.keep(request(number, state=RequestState.ENDED))

    assert ledger.find(contact(0)) is None
    assert ledger.find(contact(599)) is not None


def test_rings_of_a_number_are_counted_over_its_promises_for_the_day() -> None:
    ledger = ledger_with(request(1, dials=2))
    ledger.begin_attempt(attempt_of(FLYING, attempt(2), "story", NOON))
    assert ledger.dials_of(phone(1)) == 3

    ledger.new_day()
    assert ledger.dials_of(phone(1)) == 0


def test_operators_list_and_the_callbacks_of_a_queue_are_read_off() -> None:
    gone = request(2, state=RequestState.UNREACHABLE)
    ledger = ledger_with(FLYING, gone)

    assert ledger.unreachable == (gone,)
    assert ledger.in_flight_in(ADVICE) == 1
    assert ledger.attempt_of(contact(2)) is None
    assert list(ledger.attempts) == [attempt(1)]


def test_talk_with_an_operator_is_seen_on_the_floor() -> None:
    talking = replace(idle_agent(1), activity=Activity.TALKING, call_id=attempt(1))
    ledger = ledger_with(FLYING)

    assert ledger.joined(Floor(agents={talking.agent_id: talking})) == (attempt(1),)
    assert ledger.joined(Floor()) == ()


@pytest.mark.parametrize(
    ("mode", "was_machine", "must_confirm"),
    [
        (ConfirmMode.NEVER, True, False),
        (ConfirmMode.SUSPECTED, False, False),
        (ConfirmMode.SUSPECTED, True, True),
        (ConfirmMode.ALWAYS, False, True),
    ],
)
def test_key_is_asked_for_as_the_site_wants_it(
    mode: ConfirmMode, *, was_machine: bool, must_confirm: bool
) -> None:
    asked = replace(FLYING, was_machine=was_machine)
    order = order_of(
        asked,
        attempt_of(asked, attempt(1), "first_in_line", NOON),
        replace(POLICY, confirm=mode),
    )

    assert order.must_confirm is must_confirm
    assert (order.placed_at, order.reason) == (asked.placed_at, "first_in_line")
