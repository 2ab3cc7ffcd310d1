"""What calls mean for the channels, for their person and for the agent who marks them.

`callflow/present.py` counts the channels by purpose for `callflow/watch.py` and the ladder,
`callflow/personal.py` reads a call for the desks, `callflow/confirmations.py` answers codes, and
`callflow/moment.py` joins the two clocks.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from agents.agent import Presence
from agents.codes import (
    CodeAccepted,
    CodeUnknown,
    Disposition,
    DispositionMarked,
    NotAnAgent,
    Statement,
)
from base.instant import Instant
from callback.attempt import AttemptStage
from callback.outcome import LegEnd
from callers.history import AttemptEnd
from callflow.call import Call, Ended
from callflow.confirmations import confirmation_of
from callflow.events import CallerHungUp
from callflow.machine import advance
from callflow.moment import Moment
from callflow.outcome import HangupCause
from callflow.personal import attempt_end_of, end_for_caller, stage_of, wanted_of
from callflow.present import Trunk, present_of, purpose_of
from callflow.trunk import Purpose
from callflow.watch import TrunkWatch
from ivr.prompt import Phrase
from queues.queue import Rank
from tests.callback.stage import POLICY as CALLBACKS
from tests.callflow.stories import BEGINNINGS
from tests.callflow.told import PLACES
from tests.support.site import ADVICE, ARRIVED, CALL_POLICY, CASE, MAIN, TEXTS, phrase
from tickets.contact import Contact

NOON = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
TRUNK = Trunk(MAIN, channels=6, operators=4, is_burst=False, is_crowded=False)
PERSON = Contact(CASE.contact_id, ARRIVED.ani.number, opened_at=NOON)
ALL_PLACES = {**BEGINNINGS, **PLACES}


def standing_at(place: str) -> Call:
    """Return a call that stands at this place of the stories."""
    return ALL_PLACES[place]().run()


def gone(place: str, at_s: float, cause: HangupCause = HangupCause.NORMAL) -> Call:
    """Return the call whose person hung up there at this moment."""
    return advance(standing_at(place), CallerHungUp(cause), Instant(at_s), CALL_POLICY).state


@pytest.mark.parametrize(
    ("place", "purpose"),
    [
        ("answering", Purpose.HOLD),
        ("in_menu", Purpose.HOLD),
        ("waiting", Purpose.HOLD),
        ("ringing", Purpose.TALK),
        ("joining", Purpose.TALK),
        ("talking", Purpose.TALK),
        ("promising", Purpose.ANNOUNCEMENT),
        ("number_needed", Purpose.ANNOUNCEMENT),
        ("challenged", Purpose.ANNOUNCEMENT),
        ("reminded", Purpose.MENU),
        ("keying", Purpose.MENU),
        ("dialling", Purpose.CALLBACK),
        ("picked_up", Purpose.CALLBACK),
        ("whispering", Purpose.TALK),
        ("parting", Purpose.ANNOUNCEMENT),
    ],
)
def test_every_channel_has_its_purpose(place: str, purpose: Purpose) -> None:
    assert purpose_of(standing_at(place)) is purpose


def test_next_call_counts_itself_and_neither_who_leaves_nor_another_trunk() -> None:
    elsewhere = replace(standing_at("talking"), origin=replace(ARRIVED, trunk=type(MAIN)("other")))
    calls = [
        standing_at("talking"),
        standing_at("waiting"),
        standing_at("in_menu"),
        standing_at("dialling"),
        standing_at("leaving"),
        elsewhere,
    ]

    present = present_of(calls, TRUNK, is_storm=False)

    assert (present.load.in_use, present.load.stays_free, present.load.holds) == (5, 1, 2)
    assert (present.on_the_way, present.load.withheld) == (1, 0)
    assert present.contacts == {CASE.contact_id}


def test_person_whom_we_still_ring_is_not_on_the_line() -> None:
    assert not present_of([standing_at("dialling")], TRUNK, is_storm=False).contacts


@pytest.mark.parametrize(
    ("place", "stage"),
    [
        ("dialling", AttemptStage.DIALLING),
        ("far_end_ringing", AttemptStage.RINGING),
        ("person_asked", AttemptStage.ANSWERED),
        ("picked_up", AttemptStage.CONFIRMED),
        ("whispering", AttemptStage.CONFIRMED),
    ],
)
def test_attempt_is_followed_by_the_phases_of_its_call(place: str, stage: AttemptStage) -> None:
    assert stage_of(standing_at(place)) is stage


@pytest.mark.parametrize(
    ("place", "at_s", "seen"),
    [
        ("dialling", 2.0, (False, False, False, False)),
        ("far_end_ringing", 12.0, (True, False, False, False)),
        ("far_end_ringing", 25.0, (True, False, False, True)),
    ],
)
def test_attempt_that_reached_nobody_tells_what_was_seen(
    place: str, at_s: float, seen: tuple[bool, ...]
) -> None:
    call = gone(place, at_s, HangupCause.NO_ANSWER)
    assert isinstance(call.phase, Ended)
    end = attempt_end_of(call, call.phase)

    assert (end.has_rung, end.is_answered, end.is_confirmed, end.has_timed_out) == seen
    assert end.cause is LegEnd.NO_ANSWER


@pytest.mark.parametrize(
    ("place", "at_s", "end"),
    [
        ("rejected", 0.1, AttemptEnd.REJECTED),
        ("promising", 3.0, AttemptEnd.MENU),
        ("reminded", 3.0, AttemptEnd.TOLD),
        ("challenged", 3.0, AttemptEnd.DEAD_AIR),
        ("greeting", 1.0, AttemptEnd.HUNG_UP_AT_ONCE),
        ("waiting", 14.0, AttemptEnd.HELD),
        ("dialling", 3.0, None),
    ],
)
def test_attempt_is_told_of_to_the_history_of_its_caller(
    place: str, at_s: float, end: AttemptEnd | None
) -> None:
    call = gone(place, at_s)
    assert isinstance(call.phase, Ended)

    assert end_for_caller(call, call.phase, is_served=False) is end


def test_person_who_left_unserved_is_rung_and_who_misdialled_is_not() -> None:
    wanted = wanted_of(PERSON, gone("waiting", 14.0), ADVICE, CALLBACKS.hold)

    assert wanted is not None
    assert (wanted.number, wanted.placed_at, wanted.rank) == (PERSON.number, NOON, Rank.NORMAL)
    assert wanted_of(PERSON, gone("greeting", 2.0), ADVICE, CALLBACKS.hold) is None


def test_silent_number_is_rung_last_until_it_is_heard_and_a_danger_sign_first() -> None:
    silent = gone("challenged", 9.0)
    heard = replace(silent, has_voice=True)
    ranks = [
        wanted_of(person, call, ADVICE, CALLBACKS.hold)
        for person, call in (
            (PERSON, silent),
            (PERSON, heard),
            (replace(PERSON, is_urgent=True), silent),
        )
    ]

    assert [wanted.rank for wanted in ranks if wanted] == [Rank.LAST, Rank.NORMAL, Rank.URGENT]


def test_trunk_that_is_full_too_long_is_in_a_burst_and_first_attempts_are_lost() -> None:
    watch = TrunkWatch(CALL_POLICY, Instant(0.0))
    call = standing_at("rejected")
    full = present_of([standing_at("talking")] * 6, TRUNK, is_storm=False)

    watch.arrived(call, full, None, Moment(NOON, Instant(10.0)))
    later = Moment(NOON + timedelta(seconds=2), Instant(12.0))

    assert watch.is_burst(MAIN, later)
    assert watch.loss_share(later) == pytest.approx(2 / 60), "two seconds of the last minute"
    assert watch.trunk(MAIN, 4, later).is_burst


def test_stored_moment_lies_on_the_clock_of_calls_even_before_its_zero() -> None:
    moment = Moment(NOON, Instant(5.0))

    assert moment.instant_of(NOON - timedelta(seconds=65)) == -60.0


@pytest.mark.parametrize(
    ("reading", "words"),
    [
        (CodeAccepted(Presence.BREAK), phrase("you.break")),
        (DispositionMarked(Disposition.NOBODY), phrase("marked.nobody")),
        (CodeUnknown(), TEXTS.unknown_code),
        (NotAnAgent(), TEXTS.not_an_agent),
    ],
)
def test_agent_hears_what_a_code_did(reading: Statement, words: Phrase) -> None:
    assert confirmation_of(reading, TEXTS) == words
