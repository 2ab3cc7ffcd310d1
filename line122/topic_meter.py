"""Counts what came of hot topics, call by call."""

from collections.abc import Iterable, Mapping

from prometheus_client import CollectorRegistry, Counter

from callflow.events import Direction, PolicyId
from callflow.ports import CallWitness
from callflow.punctuality import PromiseKept
from callflow.record import CallRecord
from callflow.standing_orders import Heard, heard_by
from ivr.hot_topics import HotTopic, TopicEffect, TopicId, TopicPlace


class TopicMeter:
    """A `callflow.ports.CallWitness` that passes everything on and counts beside."""

    def __init__(self, witness: CallWitness, registry: CollectorRegistry) -> None:
        self._witness = witness
        self._said: dict[PolicyId, Mapping[TopicPlace, tuple[HotTopic, ...]]] = {}
        self._uncounted: dict[TopicId, TopicEffect] = {}
        self._heard = Counter(
            "line122_topics_heard",
            "Calls that heard a hot topic, in the greeting or in the reference menu",
            registry=registry,
        )
        self._contained = Counter(
            "line122_topics_contained",
            "Of them, those that ended without asking for anybody",
            registry=registry,
        )

    def follow(self, policy_id: PolicyId, topics: Mapping[TopicPlace, Iterable[HotTopic]]) -> None:
        """Know what the callers of a policy hear, at each place in the order of its saying."""
        self._said[policy_id] = {place: tuple(said) for place, said in topics.items()}

    def call_arrived(self, record: CallRecord) -> None:
        """Tell that a call arrived."""
        self._witness.call_arrived(record)

    def call_ended(self, record: CallRecord) -> None:
        """Tell that a call ended, and count what it heard."""
        self._witness.call_ended(record)
        if record.policy_id is None or record.direction is not Direction.INBOUND:
            return
        for place, topics in self._said.get(record.policy_id, {}).items():
            said_s = 0.0
            for topic in topics:
                said_s += topic.lasts_s
                self._count(topic.topic_id, _heard_at(place, record, said_s))

    def promise_kept(self, kept: PromiseKept) -> None:
        """Tell that somebody who was promised a call is joined with an operator."""
        self._witness.promise_kept(kept)

    def take(self) -> Mapping[TopicId, TopicEffect]:
        """Return what was counted since the last time, to be kept."""
        taken, self._uncounted = self._uncounted, {}
        return taken

    def give_back(self, effects: Mapping[TopicId, TopicEffect]) -> None:
        """Take back what could not be kept."""
        for topic_id, effect in effects.items():
            self._add(topic_id, effect)

    def _count(self, topic_id: TopicId, heard: Heard) -> None:
        if heard is Heard.NOT:
            return
        is_contained = heard is Heard.CONTAINED
        self._heard.inc()
        self._contained.inc(is_contained)
        self._add(topic_id, TopicEffect(1, int(is_contained)))

    def _add(self, topic_id: TopicId, effect: TopicEffect) -> None:
        known = self._uncounted.get(topic_id, TopicEffect())
        self._uncounted[topic_id] = TopicEffect(
            known.heard + effect.heard, known.contained + effect.contained
        )


def _heard_at(place: TopicPlace, record: CallRecord, said_s: float) -> Heard:
    """Return whether a call heard all that was said there until then, and whether it sufficed."""
    heard = heard_by(record, said_s)
    if place is TopicPlace.REFERENCE and record.topics_heard_s < said_s:
        # Only those hear it who chose the reference, and who listened.
        return Heard.NOT
    return heard
