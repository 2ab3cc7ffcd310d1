"""Whom to dial now: the pure decision that keeps operators busy and nobody waiting.

The citizen is dialled first, and an operator is kept for them by counting, not by reserving: an
operator who is idle, or whose wrap-up ends within `lead_s`, is a hand that can take one person.
Whoever waits on the line has a claim to a hand, and so has everybody who is being dialled or has
answered. What is left is dialled for, the first in line first. So an operator does not sit beside
a ringing telephone, and hardly anybody who answers has to wait.

Not everybody answers, so operators idle all the same. A telephone that has rung for long keeps no
hand any more: the next person is dialled beside it. And while much idling is seen, and no first
attempts are lost for want of a channel, one more is dialled than there are hands.

Source: of 676 people on a flat storm day, callbacks with a reserved operator serve 601, with
dial-ahead of 15 s 623, with one over-dialled call 635; a plain queue serves 637.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from agents.activity import is_idle, is_present
from agents.agent import Activity, Agent
from base.ids import ContactId, TrunkName
from base.instant import Instant, after
from base.step import Deadline
from callback.facts import DialFacts
from callback.policy import CallbackPolicy, DialPolicy
from callback.progress import may_dial
from queues.floor import Floor
from queues.policy import QueueName
from queues.promised import Promised
from queues.routing import is_able

_HANDS: Final = frozenset({Activity.IDLE, Activity.WRAP_UP})


@dataclass(frozen=True, slots=True)
class Dial:
    """Ring this person now."""

    contact_id: ContactId
    reason: str
    is_over_dialled: bool = False
    """Whether nobody is free for them yet."""


def dial_now(facts: DialFacts, policy: CallbackPolicy) -> tuple[Dial, ...]:
    """Return whom to ring now, the first in line first; one at a time where a pace is set."""
    is_paced = facts.paced_until is not None and facts.now < facts.paced_until
    if not facts.is_open or is_paced or not facts.floor.promised:
        return ()
    board = _Board(facts, policy)
    dials: list[Dial] = []
    most = 1 if policy.dial.pace_s > 0 else len(facts.floor.promised)
    while len(dials) < most and (dial := board.next_dial()) is not None:
        dials.append(dial)
    return tuple(dials)


def could_dial(floor: Floor) -> bool:
    """Tell whether a look is worth while: somebody waits to be rung, and a hand is near."""
    return bool(floor.promised) and any(
        is_present(agent) and agent.activity in _HANDS for agent in floor.agents.values()
    )


def is_hand_near(floor: Floor, now: Instant, dial: DialPolicy) -> bool:
    """Tell whether more hands are near than live callers claim, or one more may be dialled."""
    hands = sum(is_soon_free(agent, now, dial.lead_s) for agent in floor.agents.values())
    waiting = sum(entry.agent_id is None for entry in floor.entries.values())
    return hands + dial.over_dial > waiting and hands > 0


def next_look(facts: DialFacts, policy: CallbackPolicy) -> Deadline | None:
    """Return when somebody may be dialled although nothing happens; `None` when nobody will."""
    if not facts.is_open or not facts.floor.promised:
        return None
    moments = [
        Deadline(after(agent.until, -policy.dial.lead_s), "wrap_up_ends")
        for agent in facts.floor.agents.values()
        if agent.until is not None and agent.activity is Activity.WRAP_UP and is_present(agent)
    ]
    if facts.doubt.next_in_s is not None:
        moments.append(Deadline(after(facts.now, facts.doubt.next_in_s), "ring_in_doubt"))
    if facts.paced_until is not None:
        moments.append(Deadline(facts.paced_until, "pace"))
    later = (moment for moment in moments if moment.at > facts.now)
    return min(later, key=lambda moment: moment.at, default=None)


def may_over_dial(facts: DialFacts, policy: CallbackPolicy) -> bool:
    """Tell whether more may be dialled than operators come free."""
    dial, strain = policy.dial, facts.strain
    return (
        strain.idle_share > dial.over_dial_idle_share
        and strain.loss_share < dial.over_dial_loss_share
    )


def is_soon_free(agent: Agent, now: Instant, lead_s: float) -> bool:
    """Tell whether the agent can take a person who is dialled now."""
    if is_idle(agent):
        return True
    is_ending = agent.until is not None and agent.until - now <= lead_s
    return agent.activity is Activity.WRAP_UP and is_ending and is_present(agent)


class _Board:
    """The hands that are left while one decision is made; dropped with it."""

    def __init__(self, facts: DialFacts, policy: CallbackPolicy) -> None:
        self._facts = facts
        self._policy = policy
        agents = facts.floor.agents.values()
        self._hands = [a for a in agents if is_soon_free(a, facts.now, policy.dial.lead_s)]
        self._present = [a for a in agents if is_present(a)]
        self._room = {name: left.for_callbacks for name, left in facts.channels.items()}
        entries = facts.floor.entries.values()
        self._on_line = {entry.contact_id for entry in entries}
        self._taken: set[ContactId] = set()
        claims = self._claims()
        most = policy.dial.over_dial
        extra = most if may_over_dial(facts, policy) else min(most, facts.doubt.rings)
        self._left = len(self._hands) - len(claims)
        """How many may still be dialled, over-dialled ones not counted; it may be negative."""
        self._extra = extra
        for queue in claims:
            self._claim(queue)

    def next_dial(self) -> Dial | None:
        """Return the next to ring, and count them in."""
        if self._left + self._extra <= 0 or not any(room > 0 for room in self._room.values()):
            return None
        if self._left > 0:
            queues = [q for q in self._facts.floor.promised.lines if self._hand_for(q)]
            person = self._first(queues)
            if person is not None:
                return self._dial(person, is_over_dialled=False)
        if self._extra > 0 and self._left + self._extra > 0:
            queues = [q for q in self._facts.floor.promised.lines if self._is_served(q)]
            person = self._first(queues)
            if person is not None:
                return self._dial(person, is_over_dialled=True)
        return None

    def _claims(self) -> list[QueueName]:
        """Return the queue of everybody who is about to take a hand."""
        entries = self._facts.floor.entries.values()
        waiting = [entry for entry in entries if entry.agent_id is None]
        claims = [entry.queue for entry in waiting]
        # Who answered our call stands on the floor as well, and is one person.
        counted = {entry.contact_id for entry in entries}
        for contact_id in self._facts.in_flight:
            request = self._facts.requests.get(contact_id)
            if request is not None and contact_id not in counted:
                claims.append(request.queue)
        return claims

    def _claim(self, queue: QueueName) -> None:
        hand = self._hand_for(queue)
        if hand is not None:
            self._hands.remove(hand)

    def _hand_for(self, queue: QueueName) -> Agent | None:
        """Return the hand that is missed least elsewhere."""
        policy = self._facts.queues.get(queue)
        if policy is None:
            return None
        able = [agent for agent in self._hands if is_able(agent, policy.needs)]
        return min(able, key=lambda agent: len(agent.operator.skills), default=None)

    def _is_served(self, queue: QueueName) -> bool:
        policy = self._facts.queues.get(queue)
        return policy is not None and any(is_able(a, policy.needs) for a in self._present)

    def _first(self, queues: Iterable[QueueName]) -> Promised | None:
        people = self._facts.floor.promised.of(queues)
        return next((person for person in people if self._may_ring(person)), None)

    def _may_ring(self, person: Promised) -> bool:
        contact_id = person.contact_id
        if contact_id in self._taken or contact_id in self._on_line:
            return False
        request = self._facts.requests.get(contact_id)
        return (
            request is not None
            and contact_id not in self._facts.in_flight
            and request.number not in self._facts.on_line.numbers
            and contact_id not in self._facts.on_line.contacts
            and self._has_room(request.trunk)
            and may_dial(request, self._facts.now_at, self._policy)
        )

    def _has_room(self, trunk: TrunkName) -> bool:
        return self._room.get(trunk, 0) > 0

    def _dial(self, person: Promised, *, is_over_dialled: bool) -> Dial:
        self._taken.add(person.contact_id)
        self._room[self._facts.requests[person.contact_id].trunk] -= 1
        if is_over_dialled:
            self._extra -= 1
            return Dial(person.contact_id, self._strain_text(), is_over_dialled=True)
        hand = self._hand_for(person.queue)
        assert hand is not None, "A queue is only looked at while a hand is left for it."
        self._hands.remove(hand)
        self._left -= 1
        return Dial(person.contact_id, self._hand_text(hand))

    def _hand_text(self, hand: Agent) -> str:
        if hand.until is None or is_idle(hand):
            return "first_in_line operator_idle"
        return f"first_in_line wrap_up_ends_in {max(0.0, hand.until - self._facts.now):.0f}s"

    def _strain_text(self) -> str:
        strain = self._facts.strain
        return f"over_dialled idle {strain.idle_share:.3f} loss {strain.loss_share:.3f}"
