"""The call of an operator as their page shows it: who calls and why, before the first word.

Everything here is in the engine's memory when the telephone rings. What only the database knows,
such as what was written down on earlier tickets, comes a moment later (`Written`), and until then
the page shows what there is.

The number is what the network says and never an identity. Of somebody who hides theirs nothing is
shown, not even what they are known again by.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from agents.agent import Activity, Agent
from base.ids import AgentId, TicketId
from base.instant import Instant, elapsed_s
from base.phone import NumberRules, read_number
from callback.request import CallbackRequest
from callers.history import CallerHistory
from callers.number import CallerKind, kind_of
from callflow.at_hand import agent_at
from callflow.call import AgentAtWork, Call, Dialling, Transferring
from callflow.discretion import Discretion
from callflow.events import Arrived, Direction, Placed
from callflow.holding import is_on_hold, transfer_kind
from callflow.moment import Moment
from callflow.reasons import decision_sentences
from callflow.story import Rang
from callflow.telling import decided_of
from callflow.transfer import HoldAsked, RejoinAsked, TransferToAgent, TransferToNumber
from callflow.words_of_calls import rang
from tickets.contact import OpenCase, Ticket
from tickets.readings import FoundTicket
from web.desk.moments import shown_at, shown_instant
from web.live.delta import Node, State


@dataclass(frozen=True, slots=True)
class Written:
    """What the database knows of a person: the tickets of this contact, and their earlier ones."""

    tickets: Mapping[TicketId, FoundTicket] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class CallFacts:
    """All that is known of the call that an agent rings, talks or writes up for."""

    call: Call
    agent: Agent
    case: OpenCase | None
    """`None` where the contact has ended."""
    request: CallbackRequest | None
    history: CallerHistory | None
    rules: NumberRules
    """Of the trunk."""
    hold_limit_s: float
    """As the ladder decides by it."""
    names: Mapping[AgentId, str]
    written: Written | None = None
    """`None` while the database has not answered."""


def call_shown(facts: CallFacts, anchor: Moment, now: Instant, zone: ZoneInfo) -> State:
    """Return the call as its operator sees it."""
    call, origin = facts.call, facts.call.origin
    contact = None if facts.case is None else facts.case.contact
    at_work, is_ours = agent_at(call, facts.agent.agent_id), isinstance(origin, Placed)
    first_at = shown_instant(origin.placed_at, anchor)
    return {
        "call_id": str(origin.call_id),
        "state": _state(facts, at_work),
        "is_dialling": isinstance(call.phase, Dialling),
        "is_muted": at_work is not None and at_work.is_muted,
        "direction": (Direction.OUTBOUND if is_ours else Direction.INBOUND).value,
        "since": shown_instant(facts.agent.since, anchor),
        "number": _number(facts),
        "contact_id": str(origin.case.contact_id),
        "tickets": tuple(_tickets(facts)),
        "earlier": tuple(_earlier(facts)),
        "attempts": tuple(_attempts(facts.history)),
        "attempts_today": _attempts_today(facts),
        "first_attempt_at": first_at if contact is None else shown_at(contact.opened_at),
        "is_urgent": call.is_urgent,
        "decision": _decision(facts),
        "promised": _promised(facts, zone),
        "collected": _collected(call),
        "dialled": origin.dialled if isinstance(origin, Arrived) else origin.shown,
        "queue": call.queue,
        "waited_s": _waited_s(call, now),
        "transfer": _transfer(facts),
    }


def _state(facts: CallFacts, at_work: AgentAtWork | None) -> str:
    match facts.agent.activity:
        case Activity.RINGING:
            return "ringing"
        case Activity.WRAP_UP:
            return "wrap_up"
        case _:
            is_away = at_work is not None and at_work.is_away
            return "held" if is_away or is_on_hold(facts.call) else "talking"


def _number(facts: CallFacts) -> State:
    origin = facts.call.origin
    if isinstance(origin, Arrived):
        kind, number = origin.standing.kind, origin.ani.number
    else:
        number = origin.number
        kind = kind_of(read_number(number, facts.rules), facts.rules)
    is_withheld = number is None or kind is CallerKind.WITHHELD
    return {
        "shown": "" if is_withheld else number,
        "is_withheld": is_withheld,
        "is_verified": False,
        "kind": kind.value,
        "is_shared": isinstance(origin, Arrived) and origin.standing.is_shared,
        "name": origin.ani_name if isinstance(origin, Arrived) and not is_withheld else "",
    }


def _tickets(facts: CallFacts) -> Iterator[State]:
    """Yield the tickets of this contact, the first one first; of one that is over, what it was."""
    case = facts.call.origin.case
    if facts.case is None:
        found = _found(facts, case.ticket_id)
        yield _ticket(case.ticket_id, case.ticket_number, found, state="")
        return
    for ticket in facts.case.tickets:
        found = _found(facts, ticket.ticket_id)
        yield _ticket(ticket.ticket_id, str(ticket.number), found, state=ticket.state.value)


def _earlier(facts: CallFacts) -> Iterator[State]:
    """Yield other tickets of the number, the newest first."""
    if facts.written is None:
        return
    own = {ticket.ticket_id for ticket in _of_case(facts)} | {facts.call.origin.case.ticket_id}
    others = (each for each in facts.written.tickets.values() if each.ticket_id not in own)
    for each in sorted(others, key=lambda found: found.opened_at, reverse=True):
        shown = _ticket(each.ticket_id, str(each.number), each, state=each.state.value)
        yield {**shown, "opened_at": shown_at(each.opened_at)}


def _of_case(facts: CallFacts) -> tuple[Ticket, ...]:
    return () if facts.case is None else facts.case.tickets


def _found(facts: CallFacts, ticket_id: TicketId) -> FoundTicket | None:
    return None if facts.written is None else facts.written.tickets.get(ticket_id)


def _ticket(ticket_id: TicketId, number: str, found: FoundTicket | None, *, state: str) -> State:
    return {
        "number": number,
        "id": str(ticket_id),
        "kind": None if found is None else found.kind.value,
        "state": state if found is None else found.state.value,
        "category": None if found is None else found.category_title,
        "text": "" if found is None else found.text,
    }


def _attempts(history: CallerHistory | None) -> Iterator[State]:
    """Yield the last calls of the number, this one included, the newest first."""
    for attempt in () if history is None else reversed(history.attempts):
        end = None if attempt.end is None else attempt.end.value
        yield {"at": shown_at(attempt.arrived_at), "end": end}


def _attempts_today(facts: CallFacts) -> int:
    origin = facts.call.origin
    if isinstance(origin, Arrived):
        return max(1, origin.standing.attempts_today)
    return 0 if facts.history is None else facts.history.attempts_today


def _decision(facts: CallFacts) -> str:
    call, origin = facts.call, facts.call.origin
    if isinstance(origin, Placed):
        number = Discretion(shows_all=True).number(origin.number)
        return rang(Rang(number, origin.shown, origin.reason, origin.must_confirm))
    if call.admission is None:
        return ""
    return " ".join(decision_sentences(decided_of(origin, call.admission, facts.hold_limit_s)))


def _promised(facts: CallFacts, zone: ZoneInfo) -> Node:
    """Return what the person was promised: until when, and what they have heard of it."""
    contact = None if facts.case is None else facts.case.contact
    if contact is None or (contact.told_at is None and facts.request is None):
        return None
    return {
        "at": shown_at(contact.promised_for),
        "told": _told(facts, zone),
        "told_at": shown_at(contact.told_at),
        "tries": 0 if facts.request is None else facts.request.tries,
        "chosen_at": None if facts.request is None else shown_at(facts.request.chosen_at),
    }


def _told(facts: CallFacts, zone: ZoneInfo) -> str:
    contact = None if facts.case is None else facts.case.contact
    if contact is None or contact.told_at is None:
        return "Обещание ещё не прозвучало."
    told = f"Сказано в {_clock(contact.told_at, zone)}"
    if contact.promised_for is None:
        return f"{told}: перезвоним."
    return f"{told}: перезвоним не позднее {_clock(contact.promised_for, zone)}."


def _collected(call: Call) -> State:
    """Return what the menu learned: chosen, keyed in and spoken."""
    return {
        "subject": call.subject,
        "language": call.language,
        "keyed": dict(call.keyed),
        "spoken": tuple(
            {"field": message.ref.field, "seconds": round(message.duration_s)}
            for message in call.messages
            if not message.is_dropped
        ),
        "requests": call.requests,
    }


def _waited_s(call: Call, now: Instant) -> int:
    """Return how long the person has waited in line; of a talk, how long they had."""
    times = call.times
    if times.entered_at is None:
        return 0
    until = times.joined_at or times.answered_at or times.hung_up_at or now
    return max(0, int(elapsed_s(times.entered_at, until)))


def _transfer(facts: CallFacts) -> Node:
    phase = facts.call.phase
    if not isinstance(phase, Transferring) or isinstance(phase.asked, HoldAsked | RejoinAsked):
        return None
    asked, kind = phase.asked, transfer_kind(phase)
    return {
        "to": asked.number if isinstance(asked, TransferToNumber) else _name(facts, asked),
        "kind": None if kind is None else kind.value,
        "state": phase.stage.value,
    }


def _name(facts: CallFacts, asked: TransferToAgent) -> str:
    return facts.names.get(asked.agent_id, "")


def _clock(moment: datetime, zone: ZoneInfo) -> str:
    return moment.astimezone(zone).strftime("%H:%M")
