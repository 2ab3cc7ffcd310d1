"""Who calls again and again: how often, what it cost the trunk, and what turning away saved.

What a number burned are the seconds for which its attempts held a channel. What was saved is told
by measure: every attempt that was turned away unanswered would have held a channel for as long as
today's answered attempts without a talk did on average.
"""

from dataclasses import dataclass, field
from heapq import nlargest
from typing import Final

from base.ids import ContactId
from callflow.outcome import Outcome
from metrics.facts import CallFacts
from web.live.delta import Node
from web.wallboard.who import tail_of

MOST: Final = 8
LEAST_ATTEMPTS: Final = 4
"""Fewer are no habit."""
USUAL_S: Final = 8.0
"""What an answered attempt without a talk costs until the day has shown it."""


@dataclass(frozen=True, slots=True)
class Redials:
    """What one number did today."""

    contact_id: ContactId
    """Its last need."""
    attempts: int = 0
    refused: int = 0
    burned_s: float = 0.0


@dataclass(slots=True)
class RedialDay:
    """The attempts of a day that have ended, by number; hidden ones are nobody's."""

    of: dict[str, Redials] = field(default_factory=dict)
    short_calls: int = 0
    """Answered attempts that came to no talk."""
    short_s: float = 0.0

    def put(self, call: CallFacts) -> None:
        """Take an attempt that has ended."""
        if call.number is None or call.hung_up_at is None:
            return
        is_refused = call.outcome is Outcome.REFUSED
        held_s = 0.0 if is_refused else (call.hung_up_at - call.arrived_at).total_seconds()
        known = self.of.get(call.number) or Redials(call.contact_id)
        self.of[call.number] = Redials(
            call.contact_id,
            known.attempts + 1,
            known.refused + is_refused,
            known.burned_s + held_s,
        )
        if not is_refused and call.joined_at is None:
            self.short_calls += 1
            self.short_s += held_s

    def top(self) -> list[tuple[str, Redials]]:
        """Return the numbers with the most attempts, the first one first."""
        often = ((key, each) for key, each in self.of.items() if each.attempts >= LEAST_ATTEMPTS)
        return nlargest(MOST, often, key=lambda pair: (pair[1].attempts, pair[0]))

    @property
    def usual_s(self) -> float:
        """Return what an answered attempt without a talk cost so far."""
        return self.short_s / self.short_calls if self.short_calls else USUAL_S


def redialer_shown(
    number: str, redials: Redials, usual_s: float, reason: str, ticket: str
) -> Node:
    """Return one number as the wallboard shows it."""
    return {
        "tail": tail_of(number),
        "contact_id": str(redials.contact_id),
        "ticket": ticket,
        "attempts": redials.attempts,
        "refused": redials.refused,
        "burned_s": round(redials.burned_s),
        "saved_s": round(redials.refused * usual_s),
        "reason": reason,
    }
