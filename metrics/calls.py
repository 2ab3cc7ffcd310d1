"""What is counted of calls, and the one canonical line that each leaves in the log."""

import structlog
from prometheus_client import CollectorRegistry, Counter, Histogram, Summary

from base.instant import Instant, elapsed_s
from callflow.contained import NotContained
from callflow.events import Direction
from callflow.marking import group_of
from callflow.punctuality import PromiseKept
from callflow.record import CallRecord

_WAIT_BUCKETS_S = (5.0, 10.0, 15.0, 20.0, 30.0, 60.0, 90.0, 180.0, 300.0, 600.0, 1800.0)
_ERROR_BUCKETS_S = (15.0, 30.0, 60.0, 120.0, 180.0, 300.0, 600.0, 900.0, 1800.0, 3600.0, 7200.0)
_NO_QUEUE = "none"
_NO_RUNG = "none"

_log = structlog.get_logger(__name__)


class CallMeter:
    """Counts calls and writes `call.ended`; its labels are small closed sets."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._arrived = Counter(
            "line122_calls_arrived", "INVITEs that reached the engine", registry=registry
        )
        self._ended = Counter(
            "line122_calls_ended",
            "Calls that ended, by queue and outcome",
            ("queue", "outcome"),
            registry=registry,
        )
        self._decided = Counter(
            "line122_calls_decided",
            "Calls of citizens, by the rung of the ladder and its reason",
            ("rung", "reason"),
            registry=registry,
        )
        self._callbacks = Counter(
            "line122_callbacks_ended",
            "Calls of ours that ended, by outcome",
            ("outcome",),
            registry=registry,
        )
        self._rings = Counter(
            "line122_rings_without_answer", "Agents rung without an answer", registry=registry
        )
        self._wait = Histogram(
            "line122_wait_seconds",
            "From entering the queue to the agent's answer",
            ("queue",),
            buckets=_WAIT_BUCKETS_S,
            registry=registry,
        )
        self._talk = Histogram(
            "line122_talk_seconds",
            "Conversation of caller and agent, without hold",
            ("queue",),
            buckets=_WAIT_BUCKETS_S,
            registry=registry,
        )
        self._promises = Histogram(
            "line122_promise_error_seconds",
            "Between the promised moment and the operator, by side and by who called",
            ("side", "direction"),
            buckets=_ERROR_BUCKETS_S,
            registry=registry,
        )
        self._marks = Counter(
            "line122_marks",
            "Marks that people gave talks, by group",
            ("group",),
            registry=registry,
        )
        self._not_contained = Counter(
            "line122_contacts_not_contained",
            "People who came back within a day for what the menu had settled",
            registry=registry,
        )
        self._frames = Summary(
            "line122_asterisk_frames_per_joined_call",
            "Websocket frames of both legs of a call with a talk",
            registry=registry,
        )

    def call_arrived(self, record: CallRecord) -> None:
        """Count an arrival, or that a call of ours begins."""
        if record.direction is Direction.OUTBOUND:
            _log.info(
                "call.placed",
                call_id=str(record.call_id),
                contact_id=str(record.contact_id),
                trunk=record.trunk,
                reason=record.decision,
            )
            return
        self._arrived.inc()
        rung, _, reason = record.decision.partition("_")
        is_on_ladder = record.rung is not None
        self._decided.labels(
            rung if is_on_ladder else _NO_RUNG, reason if is_on_ladder else record.decision
        ).inc()
        _log.info(
            "call.arrived",
            decision=record.decision,
            call_id=str(record.call_id),
            trunk=record.trunk,
            service=record.service,
            ani_kind=record.ani.kind,
        )

    def frames_of_joined_call(self, frames: int) -> None:
        """Count what a call with a talk took of Asterisk's events."""
        self._frames.observe(frames)

    def promise_kept(self, kept: PromiseKept) -> None:
        """Measure a promise against what was done."""
        # Apart, because a sum that may fall is no counter to Prometheus.
        side = "late" if kept.error_s > 0 else "early"
        self._promises.labels(side, kept.direction).observe(abs(kept.error_s))
        _log.info(
            "promise.kept",
            contact_id=str(kept.contact_id),
            ticket_id=str(kept.ticket_id),
            direction=kept.direction,
            promised_for=kept.promised_for.isoformat(),
            served_at=kept.served_at.isoformat(),
            error_s=round(kept.error_s, 1),
        )

    def came_back(self, returned: NotContained) -> None:
        """Count somebody whom the menu had not served after all."""
        self._not_contained.inc()
        _log.info(
            "contact.not_contained",
            contact_id=str(returned.contact_id),
            subject=returned.subject,
            after_s=round(returned.after_s),
        )

    def call_ended(self, record: CallRecord) -> None:
        """Count an end and write the canonical line."""
        queue = record.queue or _NO_QUEUE
        outcome = record.outcome or "open"
        self._ended.labels(queue, outcome).inc()
        if record.direction is Direction.OUTBOUND:
            self._callbacks.labels(outcome).inc()
        self._rings.inc(record.rings_without_answer)
        if record.mark is not None:
            self._marks.labels(group_of(record.mark)).inc()
        times = record.times
        wait_s = _between(times.entered_at, times.answered_at)
        joined_s = _between(times.joined_at, times.hung_up_at)
        talk_s = None if joined_s is None else max(0.0, round(joined_s - record.hold_s, 3))
        if wait_s is not None:
            self._wait.labels(queue).observe(wait_s)
        if talk_s is not None:
            self._talk.labels(queue).observe(talk_s)
        _log.info(
            "call.ended",
            contact_id=str(record.contact_id),
            ticket_id=str(record.ticket_id),
            trunk=record.trunk,
            service=record.service,
            direction=record.direction,
            decision=record.decision,
            has_voice=record.has_voice,
            queue=record.queue,
            outcome=outcome,
            cause=record.cause,
            subject=record.subject,
            mark=record.mark,
            agent_id=None if record.agent_id is None else str(record.agent_id),
            rings=record.rings,
            rings_without_answer=record.rings_without_answer,
            wait_s=wait_s,
            ring_s=_between(times.ringing_at, times.answered_at),
            talk_s=talk_s,
            hold_s=round(record.hold_s, 3),
            call_s=_between(times.arrived_at, times.hung_up_at),
            **{"pii.ani": record.ani.number or record.ani.kind},
        )


def _between(since: Instant | None, until: Instant | None) -> float | None:
    if since is None or until is None:
        return None
    return round(elapsed_s(since, until), 3)
