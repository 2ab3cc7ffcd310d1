"""What the benches `reject` and `storm` conclude: refusals, paced settings, logs that agree."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from base.ids import new_call_id, uuid7
from base.phone import PhoneNumber
from callflow.events import Direction
from callflow.outcome import HangupCause, Outcome
from config import load
from config.loading import DEFAULTS
from line122.bench.agreement import Standstill, compare
from line122.bench.gate import Passed
from line122.bench.pace import paced_settings
from line122.bench.refusals import Flood, Refusal
from line122.bench.reject import KNEE_LIMIT, knee_rates, why_broken
from line122.bench.replay import storm_of
from line122.bench.sound import PACKET_SAMPLES, SILENCE, Mouthpiece, Voice, alaw_of
from simulation.scenario import load_scenario
from storage.records.figures import CallSeen, IntervalFigures

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
ANNA = PhoneNumber("+79050000001")
BORIS = PhoneNumber("+79050000002")
NOBODY: dict[UUID, datetime] = {}


def refusal(took_ms: float | None, *, status: int | None = 486, lag_s: float = 0.0) -> Refusal:
    answered_at = None if took_ms is None else NOON + timedelta(milliseconds=took_ms)
    return Refusal("79050000001", NOON, lag_s, status, answered_at)


def passed(
    number: PhoneNumber, *, is_inbound: bool = True, refused_as: int | None = None
) -> Passed:
    return Passed(number, NOON, is_inbound=is_inbound, refused_as=refused_as)


def seen(number: PhoneNumber, direction: Direction = Direction.INBOUND) -> CallSeen:
    return CallSeen(
        call_id=new_call_id(),
        direction=direction,
        number=number,
        arrived_at=NOON,
        joined_at=None,
        hung_up_at=NOON,
        rung=7,
        decision="7_told_already",
        outcome=Outcome.REFUSED,
        cause=HangupCause.BUSY,
    )


def rows(*calls: CallSeen, contacts: dict[str, int] | None = None) -> IntervalFigures:
    return IntervalFigures(calls, contacts or {})


def test_flood_counts_its_invites() -> None:
    assert Flood(dials="122", numbers=("1",), rate=100, seconds=20).invites == 2000


@pytest.mark.parametrize(
    ("refusals", "why"),
    [
        ([refusal(5.0)] * 100, None),
        ([refusal(50.0)] * 100, None),
        ([refusal(5.0)] * 98 + [refusal(51.0)] * 2, "p99 51 ms"),
        ([refusal(5.0), refusal(None, status=None)], "1 lost (no answer)"),
        ([refusal(5.0), refusal(5.0, status=503)], "1 lost (503)"),
        ([refusal(5.0, lag_s=0.2)], "load generator 200 ms late"),
    ],
)
def test_step_of_the_knee_is_broken_by_one_lost_call_or_a_late_tone(
    refusals: list[Refusal], why: str | None
) -> None:
    assert why_broken(refusals) == why


def test_knee_is_looked_for_up_to_its_limit() -> None:
    rates = list(knee_rates(100))

    assert rates[0] == 100
    assert rates == sorted(rates)
    assert rates[-1] == KNEE_LIMIT


def test_logs_that_tell_the_same_story_are_sound() -> None:
    log = [passed(ANNA, refused_as=486), passed(BORIS), passed(BORIS, is_inbound=False)]
    calls = (seen(ANNA), seen(BORIS), seen(BORIS, Direction.OUTBOUND))

    agreement = compare(log, rows(*calls, contacts={ANNA: 1}), before=NOBODY, after=NOBODY)

    assert agreement.is_sound
    assert (agreement.passed_on, agreement.rows) == (2, 2)


def test_call_without_a_row_is_lost_and_a_second_row_is_one_too_many() -> None:
    log = [passed(ANNA, refused_as=486), passed(BORIS)]

    agreement = compare(log, rows(seen(BORIS), seen(BORIS)), before=NOBODY, after=NOBODY)

    assert (agreement.lost, agreement.twice, agreement.refused_without_row) == (1, 1, 1)
    assert not agreement.is_sound


def test_second_open_contact_of_a_number_is_told() -> None:
    agreement = compare(
        [passed(ANNA)], rows(seen(ANNA), contacts={ANNA: 2}), before=NOBODY, after=NOBODY
    )

    assert agreement.numbers_with_several_contacts == 1
    assert not agreement.is_sound


def test_callback_that_nobody_wrote_down_is_told() -> None:
    agreement = compare([passed(ANNA, is_inbound=False)], rows(), before=NOBODY, after=NOBODY)

    assert agreement.callbacks_without_row == 1
    assert not agreement.is_sound


def test_caller_who_came_and_went_while_no_engine_ran_is_excused() -> None:
    standstill = Standstill(NOON - timedelta(seconds=1), NOON + timedelta(seconds=1))

    left = compare([passed(ANNA)], rows(), before=NOBODY, after=NOBODY, standstills=(standstill,))
    refused = compare(
        [passed(ANNA, refused_as=486)],
        rows(),
        before=NOBODY,
        after=NOBODY,
        standstills=(standstill,),
    )

    assert left.is_sound
    assert refused.lost == 1, "whoever got an answer was seen"


def test_contact_and_place_outlive_the_engine_that_took_them() -> None:
    kept, lost, moved = uuid7(), uuid7(), uuid7()
    before = {kept: NOON, lost: NOON, moved: NOON}
    after = {kept: NOON, moved: NOON + timedelta(seconds=1)}

    agreement = compare([], rows(), before=before, after=after)

    assert (agreement.contacts_lost, agreement.places_lost) == (1, 1)


def test_paced_settings_divide_what_the_policy_times_and_nothing_else(tmp_path: Path) -> None:
    ordinary = load(DEFAULTS, {})

    paced = load(paced_settings(DEFAULTS, 10, tmp_path / "paced.yaml"), {})

    assert paced.queues["advice"].handle_s == ordinary.queues["advice"].handle_s / 10
    assert paced.callbacks.retries.after_s == tuple(
        pause / 10 for pause in ordinary.callbacks.retries.after_s
    )
    assert paced.calls.answer_timeout_s == ordinary.calls.answer_timeout_s
    assert paced.asterisk == ordinary.asterisk
    assert paced.callbacks.hours.round_the_clock
    assert paced.services["helpline"].script == "greeting"


def test_storm_is_cut_from_the_day_with_the_same_people_every_time() -> None:
    storm = storm_of(
        load_scenario("storm-morning"), hours=1.5, seed=1, speed=10, is_engine_killed=False
    )

    people, again = storm.trace().people, storm.trace().people

    assert [person.number for person in people] == [person.number for person in again]
    assert all(person.first_dial_at_s < 5400 for person in people)
    assert {person.need.wrap_up_s for person in people} == {storm.scenario.wrap_up_mean_s}


@pytest.mark.parametrize(
    ("sample", "code"), [(0, 0xD5), (-1, 0x55), (32767, 0xAA), (-32768, 0x2A), (1000, 0xFA)]
)
def test_sound_is_coded_as_telephones_expect_it(sample: int, code: int) -> None:
    """Source: ITU-T G.711, table 1a."""
    assert alaw_of(sample) == code


def test_packets_of_one_voice_follow_each_other() -> None:
    voice = Voice()

    first, second = voice.silent_packet(), voice.packet(SILENCE)

    assert len(first) == len(second) == 12 + PACKET_SAMPLES
    stamps = [int.from_bytes(packet[4:8], "big") for packet in (first, second)]
    assert (stamps[1] - stamps[0]) % 2**32 == PACKET_SAMPLES


async def test_whoever_falls_silent_says_no_more() -> None:
    sent: list[bytes] = []
    mouth = Mouthpiece(sent.append)

    mouth.speak()
    mouth.fall_silent()
    mouth.murmur(5.0)

    assert len(sent) == 2
