"""The life of a promise: `callback/request.py` has its values, `callback/progress.py` moves it."""

from datetime import timedelta
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from base.instant import Instant
from callback.outcome import AttemptOutcome
from callback.progress import advance, is_in_line, may_dial, promised_of
from callback.request import (
    AskHuman,
    CallbackRequest,
    Cancelled,
    DayBegan,
    Dialled,
    EndedBy,
    NotReached,
    NumberChanged,
    PauseTrunk,
    Ranked,
    Reached,
    Reopened,
    RequestCommand,
    RequestEvent,
    RequestState,
    Returned,
    Served,
    TellMissed,
    TimeChosen,
    WrongPerson,
)
from queues.queue import Rank
from tests.callback.stage import NOON, POLICY, attempt, later, phone, request
from tests.support.swift import SWIFT


class Story:
    """One promise to which things happen at moments after noon."""

    def __init__(self, begun: CallbackRequest | None = None) -> None:
        self.promise = begun or request()
        self.asked: list[RequestCommand] = []
        self._attempts = count(1)

    def take(self, at: float, event: RequestEvent) -> "Story":
        """Let something happen."""
        step = advance(self.promise, event, later(at), POLICY)
        self.promise = step.state
        self.asked += step.commands
        return self

    def ring(self, at: float, outcome: AttemptOutcome) -> "Story":
        """Dial, and let it end so."""
        call_id = attempt(next(self._attempts))
        self.take(at, Dialled(call_id))
        return self.take(at, NotReached(call_id, outcome))

    def may_dial(self, at: float) -> bool:
        """Tell whether the person may be rung then."""
        return may_dial(self.promise, later(at), POLICY)


def test_promise_is_kept_by_a_talk_and_never_dialled_again() -> None:
    story = Story().take(0, Dialled(attempt(1))).take(5, Reached(attempt(1))).take(60, Served())

    assert story.promise.state is RequestState.ENDED
    assert story.promise.ended_by is EndedBy.TALK
    assert not story.may_dial(100_000)


def test_person_who_does_not_answer_keeps_the_place_and_is_told_once_by_message() -> None:
    story = Story().ring(0, AttemptOutcome.NO_ANSWER).ring(300, AttemptOutcome.NO_ANSWER)

    assert story.promise.state is RequestState.RESTING
    assert story.promise.placed_at == request().placed_at
    assert story.asked == [TellMissed()]
    assert not story.may_dial(1190)
    assert story.may_dial(1200)


def test_who_misses_five_callbacks_is_on_the_operators_list_until_they_call() -> None:
    story = Story()
    for at in (0, 300, 1200, 3000, 6600):
        story.ring(at, AttemptOutcome.NO_ANSWER)
    assert story.promise.state is RequestState.UNREACHABLE
    assert AskHuman("no_answer_after_5_tries") in story.asked
    assert not is_in_line(story.promise)

    story.take(6700, Returned())

    assert story.may_dial(6700)
    assert story.promise.tries == 0


def test_unreachable_person_is_tried_again_next_morning_but_not_for_ever() -> None:
    story = Story(request(state=RequestState.UNREACHABLE, days=2)).take(43_200, DayBegan())
    assert story.promise.state is RequestState.RESTING
    assert story.promise.next_at == later(20 * 3600)  # 08:00 in Moscow.

    given_up = Story(request(state=RequestState.UNREACHABLE, days=3)).take(43_200, DayBegan())
    assert given_up.promise.state is RequestState.UNREACHABLE


def test_carriers_block_pauses_the_trunk_and_costs_neither_try_nor_ring() -> None:
    story = Story().ring(0, AttemptOutcome.BLOCKED)

    (pause,) = story.asked
    assert isinstance(pause, PauseTrunk)
    assert pause.is_alarm
    assert (story.promise.tries, story.promise.dials) == (0, 0)


def test_time_that_the_person_chose_is_kept_and_waits_for_the_opening() -> None:
    story = Story().take(0, TimeChosen(later(13 * 3600)))  # 01:00 at night.

    assert story.promise.next_at == later(20 * 3600)
    assert not story.may_dial(3600)


def test_time_chosen_while_we_ring_holds_for_the_next_try() -> None:
    story = Story().take(0, Dialled(attempt(1))).take(5, TimeChosen(later(7200)))
    story.take(25, NotReached(attempt(1), AttemptOutcome.LEFT))

    assert story.promise.next_at == later(7200)


def test_call_of_a_person_who_chose_a_later_time_does_not_move_it() -> None:
    story = Story().take(0, TimeChosen(later(7200))).take(60, Returned())

    assert story.promise.next_at == later(7200)


def test_operator_who_heard_nobody_opens_the_promise_again() -> None:
    story = Story().take(0, Dialled(attempt(1))).take(30, Served()).take(60, Reopened())

    assert story.promise.state is RequestState.RESTING
    assert story.promise.ended_by is None
    assert story.promise.was_machine
    assert story.promise.tries == 1


def test_wrong_person_is_never_rung_again_until_there_is_another_number() -> None:
    story = Story().take(0, Dialled(attempt(1))).take(30, Served()).take(60, WrongPerson())
    assert story.asked == [AskHuman("wrong_person")]

    story.take(70, Returned()).take(86_400, DayBegan()).take(90_000, TimeChosen(later(90_100)))
    assert not story.may_dial(200_000)

    story.take(200_000, NumberChanged(phone(2)))
    assert story.may_dial(200_000)
    assert story.promise.number == phone(2)


def test_cancelled_promise_is_not_opened_by_a_late_mark() -> None:
    story = Story().take(0, Cancelled()).take(10, Reopened()).take(20, WrongPerson())

    assert story.promise.state is RequestState.ENDED
    assert not story.asked


def test_danger_sign_moves_the_person_and_nothing_else() -> None:
    assert Story().take(0, Ranked(Rank.URGENT)).promise == request(rank=Rank.URGENT)


def test_late_end_of_an_older_attempt_changes_nothing() -> None:
    story = Story().take(0, Dialled(attempt(1)))

    assert story.promise == story.take(9, NotReached(attempt(7), AttemptOutcome.BUSY)).promise


def test_no_telephone_rings_more_often_in_a_day_than_the_site_allows() -> None:
    story = Story()
    for at in range(0, 200_000, 3600):
        story.take(at, Returned())
        if story.may_dial(at):
            story.ring(at, AttemptOutcome.NO_ANSWER)

    assert story.promise.dials == POLICY.retry.per_number_per_day
    assert story.promise.state is RequestState.UNREACHABLE


def test_person_stands_in_the_line_as_the_promise_says() -> None:
    promised = promised_of(request(rank=Rank.LAST), 3, Instant(7.0), Instant(9.0))

    assert (promised.rank, promised.priority) == (Rank.LAST, 3)
    assert (promised.placed_at, promised.not_before) == (7.0, 9.0)


attempts = st.integers(1, 3).map(attempt)
moments = st.integers(0, 100_000).map(later)
events: st.SearchStrategy[RequestEvent] = st.one_of(
    st.builds(Dialled, attempts),
    st.builds(Reached, attempts),
    st.builds(NotReached, attempts, st.sampled_from(AttemptOutcome)),
    st.just(Returned()),
    st.builds(TimeChosen, moments),
    st.builds(NumberChanged, st.integers(1, 2).map(phone), st.integers(0, 12)),
    st.builds(Ranked, st.sampled_from(Rank)),
    st.just(Served()),
    st.just(Reopened()),
    st.just(WrongPerson()),
    st.just(DayBegan()),
)
lives = st.lists(st.tuples(st.sampled_from([0, 30, 900, 40_000]), events), max_size=30)


@given(lives)
@SWIFT
def test_every_event_is_answered_in_every_state_and_no_promise_is_forgotten(
    life: list[tuple[int, RequestEvent]],
) -> None:
    story, at = Story(), 0
    for passed, event in life:
        at += passed
        before = story.promise
        story.take(at, event)
        assert story.promise == advance(before, event, later(at), POLICY).state
        assert story.promise.placed_at == before.placed_at
        if story.promise.state is RequestState.ENDED:
            assert story.promise.ended_by is EndedBy.TALK
        if story.promise.state is RequestState.RESTING:
            assert story.promise.next_at is not None
            assert POLICY.hours.is_open(story.promise.next_at)
        assert 0 <= story.promise.dials <= POLICY.retry.per_number_per_day


@given(lives)
@SWIFT
def test_cancelled_promise_stays_ended_whatever_comes(
    life: list[tuple[int, RequestEvent]],
) -> None:
    story = Story().take(0, Cancelled())
    for passed, event in life:
        story.take(passed, event)
        assert story.promise.state is RequestState.ENDED
        assert not story.may_dial(passed + timedelta(days=2).total_seconds())


@pytest.mark.parametrize("state", [RequestState.UNREACHABLE, RequestState.ENDED])
def test_who_is_not_in_line_is_not_dialled(state: RequestState) -> None:
    assert advance(request(state=state), Dialled(attempt(1)), NOON, POLICY).state.state is state
