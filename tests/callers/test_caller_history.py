"""What is remembered of a number: counts that grow, ends that reset them, and bounds that hold."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from base.phone import PhoneNumber
from callers.history import (
    ATTEMPTS_KEPT,
    PATIENTS_KEPT,
    AttemptEnd,
    CallerHistory,
    SilenceCause,
    Silenced,
    another_person,
    attempt_ended,
    attempt_made,
    is_shared,
    nobody_heard,
    pardoned,
    patient_seen,
    silenced,
    voice_heard,
)
from callers.policy import CallerPolicy

MOTHER = CallerHistory(number=PhoneNumber("+79101234567"))
NINE = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)
POLICY = CallerPolicy()
SILENCE = Silenced(SilenceCause.DEAD_AIR, 2, NINE, NINE + timedelta(hours=15))


def seconds(count: float) -> timedelta:
    return timedelta(seconds=count)


def dialled(history: CallerHistory, times: int, end: AttemptEnd | None = None) -> CallerHistory:
    for turn in range(times):
        now = NINE + seconds(30 * turn)
        history = attempt_made(history, now, today=MONDAY, trunk="main")
        if end is not None:
            history = attempt_ended(history, end, now)
    return history


def test_the_first_attempt_makes_a_number_known_for_ever() -> None:
    once = attempt_made(MOTHER, NINE, today=MONDAY, trunk="main")
    again = attempt_made(once, NINE + seconds(30), today=MONDAY, trunk="main")

    assert MOTHER.first_seen_at is None
    assert once.first_seen_at == again.first_seen_at == NINE
    assert again.last_seen_at == NINE + seconds(30)


def test_a_hundred_and_twenty_seven_attempts_leave_sixteen_and_a_count() -> None:
    history = dialled(MOTHER, 127, AttemptEnd.REJECTED)

    assert len(history.attempts) == ATTEMPTS_KEPT
    assert history.attempts_today == 127


def test_attempts_are_counted_anew_on_another_day() -> None:
    history = attempt_made(dialled(MOTHER, 5), NINE, today=TUESDAY, trunk="main")

    assert history.attempts_today == 1


def test_an_end_belongs_to_the_latest_attempt_that_lasts() -> None:
    held = dialled(MOTHER, 1)
    rejected = attempt_ended(dialled(held, 1), AttemptEnd.REJECTED, NINE)
    left = attempt_ended(rejected, AttemptEnd.HELD, NINE)

    assert [attempt.end for attempt in rejected.attempts] == [None, AttemptEnd.REJECTED]
    assert [attempt.end for attempt in left.attempts] == [AttemptEnd.HELD, AttemptEnd.REJECTED]


def test_attempts_after_the_promise_are_counted_until_the_talk() -> None:
    told = dialled(MOTHER, 1, AttemptEnd.TOLD)
    impatient = dialled(told, 7, AttemptEnd.REJECTED)
    talked = attempt_ended(impatient, AttemptEnd.TALKED, NINE)

    assert impatient.told_at == NINE
    assert impatient.attempts_since_told == 7
    assert talked.told_at is None
    assert talked.attempts_since_told == 0


def test_a_callback_that_was_talked_on_needs_no_attempt() -> None:
    told = dialled(MOTHER, 1, AttemptEnd.TOLD)

    served = attempt_ended(told, AttemptEnd.TALKED, NINE)

    assert served.attempts == told.attempts
    assert served.told_at is None
    assert served.heard_at == NINE


def test_rejects_neither_add_to_dead_airs_nor_forgive_them() -> None:
    history = dialled(MOTHER, 1, AttemptEnd.DEAD_AIR)
    history = dialled(history, 3, AttemptEnd.REJECTED)

    assert history.dead_airs == 1
    assert dialled(history, 1, AttemptEnd.DEAD_AIR).dead_airs == 2


def test_a_voice_forgives_dead_air_and_lifts_its_silence() -> None:
    silent = silenced(dialled(MOTHER, 2, AttemptEnd.DEAD_AIR), SILENCE)

    heard = voice_heard(nobody_heard(silent), NINE)

    assert heard.silenced is None
    assert (heard.dead_airs, heard.unheard_calls) == (0, 0)


def test_a_voice_does_not_undo_what_a_person_decided() -> None:
    by_hand = silenced(MOTHER, replace(SILENCE, cause=SilenceCause.BY_HAND))

    assert voice_heard(by_hand, NINE).silenced == by_hand.silenced


def test_a_silence_that_has_run_out_is_gone_with_the_next_attempt() -> None:
    silent = silenced(MOTHER, SILENCE)

    within = attempt_made(silent, SILENCE.until - seconds(1), today=MONDAY, trunk="main")
    beyond = attempt_made(silent, SILENCE.until, today=TUESDAY, trunk="main")

    assert within.silenced == SILENCE
    assert beyond.silenced is None


def test_a_silent_call_on_a_broken_trunk_is_told_and_not_counted() -> None:
    history = dialled(MOTHER, 3, AttemptEnd.UNHEARD)

    assert history.dead_airs == 0
    assert {attempt.end for attempt in history.attempts} == {AttemptEnd.UNHEARD}


def test_a_silence_taken_back_starts_from_nothing() -> None:
    silent = silenced(dialled(MOTHER, 2, AttemptEnd.DEAD_AIR), SILENCE)

    free = pardoned(silent, SILENCE.until)

    assert free.silenced is None
    assert free.dead_airs == 0
    assert free.exempt_until == SILENCE.until


def test_a_ward_phone_is_shared_from_its_second_patient_on() -> None:
    one = patient_seen(MOTHER, "anna", NINE, POLICY)
    same = patient_seen(one, "anna", NINE + timedelta(days=1), POLICY)
    two = patient_seen(same, "boris", NINE + timedelta(days=2), POLICY)

    assert not is_shared(same, NINE + timedelta(days=2), POLICY)
    assert is_shared(two, NINE + timedelta(days=2), POLICY)
    assert not is_shared(two, NINE + timedelta(days=31, seconds=1), POLICY)


def test_another_person_at_the_number_makes_it_shared_for_a_month() -> None:
    history = another_person(MOTHER, NINE)

    assert is_shared(history, NINE + timedelta(days=29), POLICY)
    assert not is_shared(history, NINE + timedelta(days=30), POLICY)


def test_patients_of_an_institution_are_not_collected_without_end() -> None:
    history = MOTHER
    for turn in range(50):
        history = patient_seen(history, f"patient {turn}", NINE + seconds(turn), POLICY)

    assert len(history.patients) == PATIENTS_KEPT
    assert history.patients[-1].patient == "patient 49"


def test_reasons_carry_their_figures() -> None:
    assert SILENCE.reason == "dead_air times=2"


@given(st.lists(st.sampled_from(AttemptEnd), max_size=60))
def test_whatever_happens_a_history_stays_small_and_its_counts_true(
    ends: list[AttemptEnd],
) -> None:
    history = MOTHER
    for turn, end in enumerate(ends):
        now = NINE + seconds(turn)
        history = attempt_made(history, now, today=MONDAY, trunk="main")
        history = attempt_ended(history, end, now)

    assert len(history.attempts) <= ATTEMPTS_KEPT
    assert history.attempts_today == len(ends)
    assert [a.end for a in history.attempts] == ends[-ATTEMPTS_KEPT:]
    assert history.dead_airs <= ends.count(AttemptEnd.DEAD_AIR)
    assert (history.told_at is None) <= (history.attempts_since_told == 0)
