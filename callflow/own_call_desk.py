"""How operators call people themselves: a wish becomes a call of ours, or a reason why not.

The person's open contact is used, with its own ticket; who has none gets both. A promise that the
person was given is kept by the talk, as by any other, and the dialler leaves them alone meanwhile.
An operator's call that nobody picks up promises nothing: no machine rings on for a human's wish.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import assert_never

from agents.activity import marked_call
from agents.agent import Agent
from base.ids import AgentId, CallId, LegId, TrunkName, new_call_id
from base.phone import NumberReading, PhoneNumber, read_number
from callback.facts import FreeChannels, InFlight
from callback.policy import CallbackPolicy
from callback.request import CallbackRequest
from callflow.desks import Desks
from callflow.events import Placed, ServiceName
from callflow.moment import Moment
from callflow.own_calls import (
    CallWish,
    LastTalk,
    MayCall,
    MayNotCall,
    OfContact,
    OfNumber,
    OwnCallDecision,
    OwnCallFacts,
    WhyCalled,
    decide_own_call,
)
from callflow.personal import case_facts
from callflow.placing import Placer
from callflow.service import CallService
from queues.policy import QueueName
from tickets.contact import Contact, OpenCase


@dataclass(frozen=True, slots=True)
class OwnCallMade:
    """The operator's telephone is about to ring, and then the person's."""

    call_id: CallId
    number: PhoneNumber
    ticket: str
    is_known: bool
    """Whether the person had a contact open; else it was opened for this call."""
    reason: WhyCalled


@dataclass(frozen=True, slots=True)
class _Wanted:
    """Whom an operator wants to call."""

    why: WhyCalled
    reading: NumberReading | None = None
    case: OpenCase | None = None
    """`None` where the person has no contact open."""


class OwnCallDesk:
    """The calls, as an operator sees them who wants to make one."""

    def __init__(
        self, calls: CallService, placer: Placer, desks: Desks, policy: CallbackPolicy
    ) -> None:
        self._calls = calls
        self._placer = placer
        self._desks = desks
        self._policy = policy

    def change_policy(self, policy: CallbackPolicy) -> None:
        """Ring by another policy from now on."""
        self._policy = policy

    def decide(self, agent_id: AgentId, wish: CallWish) -> OwnCallDecision:
        """Return whether the call would be made now; nothing is."""
        agent = self._desks.distributor.floor.agents.get(agent_id)
        return self._decide(agent, self._wanted(agent, wish))

    def place(self, agent_id: AgentId, wish: CallWish, at: Moment) -> OwnCallMade | MayNotCall:
        """Ring the operator and then the person, or return why not."""
        agent = self._desks.distributor.floor.agents.get(agent_id)
        wanted = self._wanted(agent, wish)
        decided = self._decide(agent, wanted)
        if isinstance(decided, MayNotCall):
            return decided
        case, is_known = wanted.case, wanted.case is not None
        if case is None:
            case, is_known = self._desks.cases.open_case(decided.number, at.now)
        placed = self._placed(agent_id, decided, case, at, is_known=is_known)
        self._calls.place(placed, at)
        return OwnCallMade(
            placed.call_id, decided.number, placed.case.ticket_number, is_known, decided.reason
        )

    def _decide(self, agent: Agent | None, wanted: _Wanted) -> OwnCallDecision:
        in_flight, is_on_line = InFlight.NONE, False
        on_line = self._calls.board.on_line
        if wanted.case is not None:
            contact_id = wanted.case.contact.contact_id
            in_flight = self._desks.callbacks.in_flight_of(contact_id)
            is_on_line = contact_id in on_line.contacts
        if wanted.reading is not None:
            is_on_line = is_on_line or wanted.reading.number in on_line.numbers
        facts = OwnCallFacts(
            agent=agent,
            why=wanted.why,
            reading=wanted.reading,
            in_flight=in_flight,
            is_on_line=is_on_line,
            channels=self._channels(wanted.case),
        )
        return decide_own_call(facts, self._policy.hold)

    def _wanted(self, agent: Agent | None, wish: CallWish) -> _Wanted:
        match wish:
            case LastTalk():
                return self._of_last_talk(agent)
            case OfContact(contact_id):
                case = self._desks.cases.case_of(contact_id)
                reading = None if case is None else self._reading_of(case.contact)
                return _Wanted(WhyCalled.CONTACT, reading, case)
            case OfNumber(written):
                reading = self._read(written)
                return _Wanted(WhyCalled.NUMBER, reading, self._case_of(reading))
            case _:
                assert_never(wish)

    def _of_last_talk(self, agent: Agent | None) -> _Wanted:
        """Return the person of the last talk: their contact, open still or anew, or none."""
        call_id = None if agent is None else marked_call(agent)
        case = None if call_id is None else self._calls.people.talks.case_of(call_id)
        if case is None:
            return _Wanted(WhyCalled.LAST_TALK)
        now = self._desks.cases.case_of(case.contact.contact_id)
        reading = self._reading_of((now or case).contact)
        return _Wanted(WhyCalled.LAST_TALK, reading, now or self._case_of(reading))

    def _case_of(self, reading: NumberReading | None) -> OpenCase | None:
        """Return the open contact of a number; the one that calls from it come to, if several."""
        number = None if reading is None else reading.number
        if number is None:
            return None
        cases = [c for c in self._desks.cases.open_contacts() if number in _numbers_of(c.contact)]
        return min(cases, key=lambda case: case.contact.is_shared, default=None)

    def _reading_of(self, contact: Contact) -> NumberReading | None:
        number = next(_numbers_of(contact), None)
        return None if number is None else self._read(number)

    def _read(self, written: str) -> NumberReading:
        main = next(iter(self._calls.policy.trunks.values()))
        return read_number(written, main.rules)

    def _request_of(self, case: OpenCase | None) -> CallbackRequest | None:
        requests = self._desks.callbacks.ledger.requests
        return None if case is None else requests.get(case.contact.contact_id)

    def _channels(self, case: OpenCase | None) -> Mapping[TrunkName, FreeChannels]:
        """Return what the trunks have left; the one by which the person was promised first."""
        channels, request = self._placer.channels(), self._request_of(case)
        if request is None or request.trunk not in channels:
            return channels
        return {request.trunk: channels[request.trunk], **channels}

    def _placed(
        self, agent_id: AgentId, decided: MayCall, case: OpenCase, at: Moment, *, is_known: bool
    ) -> Placed:
        calls, contact, call_id = self._calls, case.contact, new_call_id()
        trunk = calls.policy.trunks[decided.trunk]
        return Placed(
            call_id=call_id,
            leg_id=LegId(f"{call_id}.citizen"),
            trunk=decided.trunk,
            number=decided.number,
            shown=trunk.outgoing_number,
            service=trunk.default_service,
            queue=self._queue_of(case, trunk.default_service),
            case=case_facts(case, is_retrial=is_known),
            placed_at=at.instant_of(contact.opened_at),
            ring_timeout_s=self._policy.dial.ring_timeout_s,
            must_confirm=False,
            is_urgent=contact.is_urgent,
            reason=decided.reason,
            caller=agent_id,
            policy_id=calls.policy_id,
        )

    def _queue_of(self, case: OpenCase, service: ServiceName) -> QueueName:
        """Return the line in which the person stands if the operator is lost to them."""
        policy, request = self._calls.policy, self._request_of(case)
        topic = case.contact.topic if request is None else request.queue
        if topic is not None and topic in policy.queues:
            return QueueName(topic)
        return policy.services[service].queue


def _numbers_of(contact: Contact) -> Iterator[PhoneNumber]:
    """Yield the numbers by which a person can be rung, the one that they asked for first."""
    if contact.callback_to is not None:
        yield contact.callback_to
    if contact.number is not None and contact.number.startswith("+"):
        yield PhoneNumber(contact.number)
