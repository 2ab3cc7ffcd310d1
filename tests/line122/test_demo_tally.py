"""What the demo proves: the engine's rows laid beside what the telephones lived through."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from line122.demo.tally import TalkProof, percentile, prove_talks, summary
from line122.phones.call import ClosedBy
from line122.phones.report import HEARD_S, Ending, PartyReport
from storage.records.figures import AnsweredCall, CallFigures

NOON = datetime(2026, 11, 22, 9, tzinfo=UTC)
CALL = AnsweredCall(
    ani="+79100000001",
    account="anna",
    wait_s=4.0,
    talk_s=6.0,
    answered_at=NOON,
    joined_at=NOON + timedelta(milliseconds=30),
)
FIGURES = CallFigures(
    arrived=3,
    offered=2,
    answered=1,
    abandoned=1,
    refused=0,
    told=2,
    placed=2,
    called_back=1,
    rings_without_answer=1,
    contacts=3,
    tickets=3,
    calls_without_ticket=0,
)


def seconds(count: float) -> timedelta:
    """Return so much time."""
    return timedelta(seconds=count)


CITIZEN = PartyReport(
    party="79100000001",
    peer="122",
    sip_call_id="c",
    begun_at=NOON - seconds(10),
    ringing_at=None,
    answered_at=NOON - seconds(9),
    first_heard_at=None,
    ended_at=NOON + seconds(6),
    ending=next(iter(Ending)),
    closed_by=next(iter(ClosedBy)),
    sip_status=None,
    tone_heard_s=HEARD_S,
    audible_s=12.0,
)
OPERATOR = replace(CITIZEN, party="anna", begun_at=NOON - seconds(2), answered_at=NOON)


def proof(citizen: PartyReport, operator: PartyReport) -> TalkProof:
    """Return the proof of the story's call by these two telephones."""
    (proved,) = prove_talks([CALL], [citizen], [operator])
    return proved


def test_talk_that_both_telephones_heard_is_two_way() -> None:
    proved = proof(CITIZEN, OPERATOR)

    assert (proved.citizen, proved.operator) == (CITIZEN, OPERATOR)
    assert proved.is_two_way
    assert proved.answer_to_bridge_ms == pytest.approx(30.0)


@pytest.mark.parametrize(
    ("citizen_heard_s", "operator_heard_s"), [(0.0, HEARD_S), (HEARD_S, 0.0), (0.0, 0.0)]
)
def test_one_silent_side_is_no_two_way_talk(
    citizen_heard_s: float, operator_heard_s: float
) -> None:
    citizen = replace(CITIZEN, tone_heard_s=citizen_heard_s)
    operator = replace(OPERATOR, tone_heard_s=operator_heard_s)

    assert not proof(citizen, operator).is_two_way


def test_another_call_of_the_same_citizen_is_no_witness() -> None:
    before = replace(CITIZEN, begun_at=NOON - seconds(60), ended_at=NOON - seconds(40))

    assert proof(before, OPERATOR).citizen is None


@pytest.mark.parametrize(
    "operator",
    [
        replace(OPERATOR, party="boris"),
        replace(OPERATOR, answered_at=None),
        replace(OPERATOR, answered_at=NOON + seconds(20)),
    ],
)
def test_another_operator_or_another_answer_is_no_witness(operator: PartyReport) -> None:
    proved = proof(CITIZEN, operator)

    assert proved.operator is None
    assert not proved.is_two_way
    assert proved.answer_to_bridge_ms is None


@pytest.mark.parametrize(
    ("share", "value"), [(0.5, 2.0), (0.9, 4.0), (0.99, 4.0), (0.0, 1.0), (1.0, 4.0)]
)
def test_percentile_is_always_a_value_that_was_measured(share: float, value: float) -> None:
    assert percentile([4.0, 1.0, 3.0, 2.0], share) == value


def test_percentile_of_nothing_is_nothing() -> None:
    assert percentile([], 0.5) is None


def test_summary_counts_from_the_rows_and_from_the_telephones() -> None:
    silent = replace(CITIZEN, tone_heard_s=0.0)
    slower = replace(CALL, wait_s=9.0, talk_s=5.0)
    proofs = (TalkProof(CALL, CITIZEN, OPERATOR), TalkProof(slower, silent, OPERATOR))
    told = summary(FIGURES, proofs, asterisk_version="22.10.1", events_per_connected_call=18.333)

    assert (told["calls_arrived"], told["calls_abandoned"]) == (3, 1)
    assert (told["ring_no_answer"], told["calls_without_ticket"]) == (1, 0)
    assert told["two_way_audio_calls"] == 1
    assert (told["wait_s_p50"], told["wait_s_p90"], told["shortest_talk_s"]) == (4.0, 9.0, 5.0)
    assert told["answer_to_bridge_ms_p99"] == 30.0
    assert told["events_per_connected_call"] == 18.33


def test_a_person_in_the_browser_is_heard_by_what_the_citizen_hears_from_then_on() -> None:
    heard = replace(CITIZEN, tone_heard_s=0.0, person_heard_s=HEARD_S)
    unheard = replace(heard, person_heard_s=0.2)
    proofs = [proof(citizen, OPERATOR) for citizen in (CITIZEN, heard, unheard)]
    told = summary(FIGURES, proofs, asterisk_version="22.10.1", events_per_connected_call=None)

    assert (told["talks_in_the_browser"], told["browser_heard_by_citizen"]) == (2, 1)
    assert told["two_way_audio_calls"] == 1


def test_callbacks_are_counted_apart_and_lengthen_nobodys_wait() -> None:
    rung = replace(CALL, wait_s=2.0, is_callback=True, joined_at=NOON + seconds(1.6))
    proofs = prove_talks([CALL, rung], [CITIZEN], [OPERATOR])
    told = summary(FIGURES, proofs, asterisk_version="22.10.1", events_per_connected_call=None)

    assert (told["people_told"], told["callbacks_placed"], told["callbacks_kept"]) == (2, 2, 1)
    assert (told["wait_s_p90"], told["callback_wait_s_p90"]) == (4.0, 2.0)
    # The operator hears a whisper before a person whom we rang: that is no delay of the bridge.
    assert told["answer_to_bridge_ms_p99"] == 30.0


def test_summary_of_a_day_without_talks_says_so_instead_of_nought() -> None:
    told = summary(FIGURES, (), asterisk_version="22.10.1", events_per_connected_call=None)

    assert told["two_way_audio_calls"] == 0
    assert told["wait_s_p50"] is None
    assert told["answer_to_bridge_ms_p50"] is None
    assert told["shortest_talk_s"] is None
