"""What a call leaves behind: counts, and one canonical line that has all a report needs."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import structlog
from prometheus_client import CollectorRegistry

from base.instant import Instant
from base.logs import mask_personal
from base.phone import NumberKind, NumberReading
from callflow.call import Call, Ended, Talking, Times
from callflow.events import Direction
from callflow.outcome import HangupCause, Outcome
from callflow.punctuality import PromiseKept
from callflow.record import CallRecord, record_of
from metrics.calls import CallMeter
from tests.callflow.stories import talking
from tests.support.site import ARRIVED, DOCTORS, operator

FIRST = operator(1)
EVERY_KEY = {
    "event",
    "log_level",
    "contact_id",
    "ticket_id",
    "trunk",
    "service",
    "direction",
    "decision",
    "has_voice",
    "queue",
    "outcome",
    "cause",
    "agent_id",
    "rings",
    "rings_without_answer",
    "wait_s",
    "ring_s",
    "talk_s",
    "hold_s",
    "call_s",
    "pii.ani",
}


def answered() -> CallRecord:
    """Return the row of a call whose caller talked for a minute."""
    call = talking_call()
    times = replace(call.times, hung_up_at=Instant(73.1))
    ended = Ended(Outcome.ANSWERED, HangupCause.NORMAL)
    return record_of(replace(call, times=times, phase=ended))


def abandoned() -> CallRecord:
    """Return the row of a call whose caller gave up in the queue after 30 s."""
    times = Times(Instant(0.0), entered_at=Instant(10.0), hung_up_at=Instant(40.0))
    phase = Ended(Outcome.ABANDONED, HangupCause.NORMAL)
    return record_of(Call(ARRIVED, phase, times, queue=DOCTORS, rings=2, rings_without_answer=2))


def talking_call() -> Call:
    """Return the story's call in which caller and agent talk."""
    call = talking().run()
    assert isinstance(call.phase, Talking)
    return call


@pytest.fixture
def registry() -> CollectorRegistry:
    """Return a registry of the test's own."""
    return CollectorRegistry()


def figure(registry: CollectorRegistry, name: str, **labels: str) -> float | None:
    """Return one figure as it leaves the process."""
    return registry.get_sample_value(name, labels)


def test_calls_are_counted_by_queue_and_outcome(registry: CollectorRegistry) -> None:
    meter = CallMeter(registry)
    for record in (answered(), abandoned(), abandoned()):
        meter.call_arrived(record)
        meter.call_ended(record)

    ended = "line122_calls_ended_total"
    assert figure(registry, "line122_calls_arrived_total") == 3
    assert figure(registry, ended, queue="doctors", outcome="answered") == 1
    assert figure(registry, ended, queue="doctors", outcome="abandoned") == 2
    assert figure(registry, "line122_rings_without_answer_total") == 4


def test_wait_lasts_from_entering_to_the_agents_answer_and_talk_from_the_joining(
    registry: CollectorRegistry,
) -> None:
    CallMeter(registry).call_ended(answered())

    assert figure(registry, "line122_wait_seconds_sum", queue="doctors") == 6.0
    assert figure(registry, "line122_talk_seconds_sum", queue="doctors") == 60.0


def test_caller_who_gave_up_has_no_wait_until_an_answer(registry: CollectorRegistry) -> None:
    CallMeter(registry).call_ended(abandoned())

    assert figure(registry, "line122_wait_seconds_count", queue="doctors") is None
    assert figure(registry, "line122_talk_seconds_count", queue="doctors") is None


def test_canonical_line_has_every_key_and_hides_the_caller(registry: CollectorRegistry) -> None:
    with structlog.testing.capture_logs() as logs:
        CallMeter(registry).call_ended(answered())

    (line,) = logs
    assert line["event"] == "call.ended"
    assert set(line) >= EVERY_KEY
    assert (line["outcome"], line["agent_id"]) == ("answered", str(FIRST.agent_id))
    assert (line["wait_s"], line["ring_s"], line["talk_s"], line["call_s"]) == (
        6.0,
        2.5,
        60.0,
        73.1,
    )
    assert mask_personal(None, "info", line)["pii.ani"] == "**********67"


def test_nothing_outside_the_personal_keys_names_the_caller(registry: CollectorRegistry) -> None:
    meter = CallMeter(registry)
    with structlog.testing.capture_logs() as logs:
        meter.call_arrived(answered())
        meter.call_ended(answered())

    number = answered().ani.number
    assert number is not None
    for line in logs:
        told = {key: value for key, value in line.items() if not key.startswith("pii.")}
        assert number.removeprefix("+7") not in str(told)


def test_withheld_caller_and_call_outside_every_queue_have_their_line_too(
    registry: CollectorRegistry,
) -> None:
    withheld = replace(
        abandoned(), ani=NumberReading(kind=NumberKind.WITHHELD, raw=""), queue=None
    )
    with structlog.testing.capture_logs() as logs:
        CallMeter(registry).call_ended(withheld)

    assert logs[0]["pii.ani"] == "withheld"
    assert figure(registry, "line122_calls_ended_total", queue="none", outcome="abandoned") == 1


@pytest.mark.parametrize(
    ("minutes", "side", "error_s"), [(-12, "early", 720.0), (0, "early", 0.0), (4, "late", 240.0)]
)
def test_promise_is_measured_against_the_moment_of_the_join(
    registry: CollectorRegistry, minutes: int, side: str, error_s: float
) -> None:
    promised_for = datetime(2026, 11, 22, 9, 40, tzinfo=UTC)
    kept = PromiseKept(
        contact_id=ARRIVED.case.contact_id,
        ticket_id=ARRIVED.case.ticket_id,
        call_id=ARRIVED.call_id,
        direction=Direction.OUTBOUND,
        promised_for=promised_for,
        served_at=promised_for + timedelta(minutes=minutes),
    )
    with structlog.testing.capture_logs() as logs:
        CallMeter(registry).promise_kept(kept)

    name = "line122_promise_error_seconds_sum"
    assert figure(registry, name, side=side, direction="outbound") == error_s
    (line,) = logs
    assert (line["event"], line["error_s"]) == ("promise.kept", minutes * 60.0)
    assert line["ticket_id"] == str(ARRIVED.case.ticket_id)
