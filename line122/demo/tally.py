"""What the demo proves, counted from the database and by the telephones themselves.

Every figure has two witnesses where there are two: the engine's rows say that a call was answered,
the telephones say whether both sides heard each other.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from line122.phones.report import PartyReport
from storage.records.figures import AnsweredCall, CallFigures

_MATCH_WITHIN_S: Final = 1.0
"""How far the engine's and a telephone's moment of the same answer may lie apart."""


@dataclass(frozen=True, slots=True)
class TalkProof:
    """One answered call, with what both telephones say of it."""

    call: AnsweredCall
    citizen: PartyReport | None
    operator: PartyReport | None

    @property
    def is_two_way(self) -> bool:
        """Whether each side heard the other."""
        return (
            self.citizen is not None
            and self.operator is not None
            and self.citizen.heard_the_other
            and self.operator.heard_the_other
        )

    @property
    def is_with_person(self) -> bool:
        """Whether it was a person who answered, in a browser."""
        return self.citizen is not None and self.citizen.person_heard_s is not None

    @property
    def answer_to_bridge_ms(self) -> float | None:
        """From the operator's 200 OK to both being in the bridge."""
        if self.operator is None or self.operator.answered_at is None:
            return None
        return (self.call.joined_at - self.operator.answered_at).total_seconds() * 1000


def prove_talks(
    answered: Iterable[AnsweredCall],
    citizens: Sequence[PartyReport],
    operators: Sequence[PartyReport],
) -> tuple[TalkProof, ...]:
    """Lay the telephones' reports beside the engine's rows."""
    return tuple(
        TalkProof(call, _citizen_of(call, citizens), _operator_of(call, operators))
        for call in answered
    )


def percentile(values: Iterable[float], share: float) -> float | None:
    """Return the value that this share of the values does not exceed; `None` without values.

    Source: the nearest-rank definition, which never invents a value that was not measured.
    """
    ordered = sorted(values)
    if not ordered:
        return None
    rank = max(1, -(-len(ordered) * share // 1))
    return ordered[int(rank) - 1]


def summary(
    figures: CallFigures,
    proofs: Sequence[TalkProof],
    *,
    asterisk_version: str,
    events_per_connected_call: float | None,
) -> Mapping[str, object]:
    """Return the demo's result as one flat object."""
    called = [proof for proof in proofs if not proof.call.is_callback]
    waits = [proof.call.wait_s for proof in called]
    bridges = [ms for proof in called if (ms := proof.answer_to_bridge_ms) is not None]
    rung_waits = [proof.call.wait_s for proof in proofs if proof.call.is_callback]
    return {
        "asterisk_version": asterisk_version,
        "calls_arrived": figures.arrived,
        "calls_offered": figures.offered,
        "calls_answered": figures.answered,
        "calls_abandoned": figures.abandoned,
        "calls_refused": figures.refused,
        "people_told": figures.told,
        "callbacks_placed": figures.placed,
        "callbacks_kept": figures.called_back,
        "ring_no_answer": figures.rings_without_answer,
        "contacts": figures.contacts,
        "tickets": figures.tickets,
        "calls_without_ticket": figures.calls_without_ticket,
        "two_way_audio_calls": sum(proof.is_two_way for proof in proofs),
        "talks_in_the_browser": sum(proof.is_with_person for proof in proofs),
        "browser_heard_by_citizen": sum(
            proof.citizen is not None and proof.citizen.heard_a_person for proof in proofs
        ),
        "shortest_talk_s": _rounded(min((proof.call.talk_s for proof in proofs), default=None)),
        "wait_s_p50": _rounded(percentile(waits, 0.5)),
        "wait_s_p90": _rounded(percentile(waits, 0.9)),
        "callback_wait_s_p90": _rounded(percentile(rung_waits, 0.9)),
        "answer_to_bridge_ms_p50": _rounded(percentile(bridges, 0.5)),
        "answer_to_bridge_ms_p99": _rounded(percentile(bridges, 0.99)),
        "events_per_connected_call": _rounded(events_per_connected_call),
    }


def _citizen_of(call: AnsweredCall, reports: Iterable[PartyReport]) -> PartyReport | None:
    own = [
        report
        for report in reports
        if call.ani is not None
        and call.ani.endswith(report.party)
        and report.begun_at <= call.answered_at <= report.ended_at
    ]
    return own[0] if own else None


def _operator_of(call: AnsweredCall, reports: Iterable[PartyReport]) -> PartyReport | None:
    own = [
        report
        for report in reports
        if report.party == call.account
        and report.answered_at is not None
        and abs((call.answered_at - report.answered_at).total_seconds()) < _MATCH_WITHIN_S
    ]
    return own[0] if own else None


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 2)
