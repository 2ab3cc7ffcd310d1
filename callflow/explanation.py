"""Why a person was treated as they were: the whole story of a contact, derived anew.

Whoever answers a complaint asks about a call, a ticket or a number. Here the rows and journals
that were found become values: what happened and when, the gist of it, how the promise stands,
and for every call whether living through it again by the policy of that day gives the decisions
that were written down. Sentences are made of it by `callflow/wording.py` and `callflow/gist.py`.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest

from base.ids import AgentId, CallId
from base.instant import elapsed_s
from callback.attempt import CallbackAttempt
from callback.request import CallbackRequest, RequestState
from callback.sms import SmsRow
from callers.ports import KeptSilence
from callflow.admission import Rung
from callflow.discretion import Discretion
from callflow.events import Arrived, Direction, PolicyId
from callflow.gist import Gist, TalkHad
from callflow.intervention import Intervention
from callflow.moment import Moment
from callflow.outcome import Outcome
from callflow.policy import CallPolicy
from callflow.ports import StoredCall
from callflow.reasons import reason_of
from callflow.record import CallRecord
from callflow.rerun import Rerun, rerun
from callflow.snapshot import decode_policy
from callflow.story import (
    AttemptOver,
    Called,
    CallOver,
    ContactEnded,
    Decided,
    EndedTalk,
    MessageWritten,
    NumberSilenced,
    Promised,
    PromiseStands,
    Rang,
    SilenceLifted,
    StoryLine,
    TalkBegan,
    TalkEnded,
    TicketOpened,
)
from callflow.telling import Telling, moment_at, tell_call
from callflow.telling_cases import TicketPast, Told, tell_ticket, tell_told
from callflow.telling_deeds import tell_deeds
from callflow.words_of_calls import OWN_CALLS
from ivr.prompt import PromptKey
from tickets.contact import Contact, Ticket


@dataclass(frozen=True, slots=True)
class MessageFacts:
    """A message, and what became of it."""

    row: SmsRow
    sent_at: datetime | None
    error: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactFacts:
    """All that is kept of a contact, each kind in the order of its happening."""

    contact: Contact
    tickets: tuple[Ticket, ...]
    calls: tuple[StoredCall, ...]
    """Calls of the person and ours to them; a journal that cannot be read is empty."""
    request: CallbackRequest | None = None
    attempts: tuple[CallbackAttempt, ...] = ()
    messages: tuple[MessageFacts, ...] = ()
    pasts: tuple[TicketPast, ...] = ()
    """What was done to the tickets."""
    told: tuple[Told, ...] = ()
    """What clinics and other systems were told of them."""
    silence: KeptSilence | None = None
    gone: tuple[StoryLine, ...] = ()
    """What was recorded and lies nowhere any more."""
    deeds: tuple[Intervention, ...] = ()
    """What supervisors did to the person; nothing for whoever may not know."""

    @property
    def is_without_call(self) -> bool:
        """Whether nobody called or was called: the ticket came another way, as by a portal."""
        return bool(self.tickets) and not self.calls and not self.attempts


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """What the contacts of one question have in common."""

    moment: Moment
    """By which the instants of the journals become moments."""
    policies: Mapping[PolicyId, bytes]
    """The texts of the policies that calls named, as far as they are kept."""
    accounts: Mapping[AgentId, str]
    """Of operators whom the rows name."""
    texts: Mapping[PromptKey, str]
    """What each prompt says."""


@dataclass(frozen=True, slots=True)
class CallCheck:
    """Whether a call, lived through again, decides as it did."""

    call_id: CallId
    arrived_at: datetime
    number: int
    """Which call of the contact it is, ours counted too, from 1."""
    rerun: Rerun


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """What can be said of a contact."""

    contact: Contact
    number: str
    """The number of the person, as it may be shown; empty when they showed none."""
    gist: Gist
    story: tuple[StoryLine, ...]
    """In the order of time."""
    now: tuple[StoryLine, ...]
    """How things stand: a promise that is not kept yet, a silence that was lifted."""
    checks: tuple[CallCheck, ...]


def explain(facts: ContactFacts, sources: Sources, discretion: Discretion) -> Explanation:
    """Return what can be said of a contact, with every decision derived anew."""
    policies = {name: decode_policy(text) for name, text in sources.policies.items()}
    lived = [_lived(stored, policies) for stored in facts.calls]
    story = sorted(_story(facts, lived, sources, discretion), key=lambda line: line.at)
    return Explanation(
        contact=facts.contact,
        number=discretion.number(facts.contact.number),
        gist=_gist(facts, story, sources),
        story=tuple(story),
        now=tuple(_now(facts, sources, discretion)),
        checks=tuple(
            CallCheck(
                call.stored.record.call_id,
                moment_at(call.stored.record.times.arrived_at, sources.moment),
                number,
                call.rerun,
            )
            for number, call in enumerate(lived, start=1)
        ),
    )


@dataclass(frozen=True, slots=True)
class _Lived:
    """A call lived through again, by the policy that it named if that is kept."""

    stored: StoredCall
    policy: CallPolicy | None
    rerun: Rerun


def _lived(stored: StoredCall, policies: Mapping[PolicyId, CallPolicy | None]) -> _Lived:
    policy_id = stored.record.policy_id
    policy = None if policy_id is None else policies.get(policy_id)
    return _Lived(stored, policy, rerun(stored, policy))


def _story(
    facts: ContactFacts,
    lived: Iterable[_Lived],
    sources: Sources,
    discretion: Discretion,
) -> Iterator[StoryLine]:
    contact = facts.contact
    for index, ticket in enumerate(facts.tickets):
        opened = TicketOpened(str(ticket.number), ticket.number.counter, is_first=index == 0)
        yield StoryLine(ticket.opened_at, opened)
    yield from _calls(lived, sources, discretion)
    yield from _attempts(facts, discretion)
    for message in facts.messages:
        yield _message(message, discretion)
    for past in facts.pasts:
        yield from tell_ticket(past)
    yield from tell_told(facts.told)
    yield from facts.gone
    yield from tell_deeds(facts.deeds)
    silence = None if facts.silence is None else facts.silence.silenced
    if silence is not None and _is_within(silence.since, contact):
        silenced = NumberSilenced(silence.cause, silence.times, silence.until)
        yield StoryLine(silence.since, silenced)
    reason = None if facts.is_without_call else contact.end_reason
    if contact.ended_at is not None and reason is not None:
        yield StoryLine(contact.ended_at, ContactEnded(reason))


def _calls(
    lived: Iterable[_Lived], sources: Sources, discretion: Discretion
) -> Iterator[StoryLine]:
    calls = tuple(lived)
    inbound = [
        call.stored.record.call_id
        for call in calls
        if call.stored.record.direction is Direction.INBOUND
    ]
    ranks = {call_id: rank for rank, call_id in enumerate(inbound, start=1)}
    for call in calls:
        rank = ranks.get(call.stored.record.call_id, 0)
        if call.policy is None or not call.rerun.turns:
            counted = _Counted(rank, len(inbound))
            yield from _of_rows(call.stored, counted, sources, discretion)
            continue
        telling = Telling(
            moment=sources.moment,
            texts=sources.texts,
            discretion=discretion,
            policy=call.policy,
            attempt=rank,
            attempts=len(inbound),
        )
        yield from tell_call(call.rerun.turns, telling)


@dataclass(frozen=True, slots=True)
class _Counted:
    rank: int
    of: int


def _of_rows(
    stored: StoredCall, counted: _Counted, sources: Sources, discretion: Discretion
) -> Iterator[StoryLine]:
    """Tell a call that cannot be lived through again by what its row and its first entry say."""
    record, call_id = stored.record, stored.record.call_id
    times, moment = record.times, sources.moment
    began_at = moment_at(times.arrived_at, moment)
    number = discretion.number(record.ani.number)
    if record.direction is Direction.OUTBOUND:
        rang = Rang(number=number, shown=record.dialled, reason=record.decision)
        yield StoryLine(began_at, rang, call_id)
    else:
        called = Called(number, None, record.trunk, counted.rank, counted.of)
        yield StoryLine(began_at, called, call_id)
        decided = _decided_by_row(stored)
        if decided is not None:
            yield StoryLine(began_at, decided, call_id)
    account = "" if record.agent_id is None else sources.accounts.get(record.agent_id, "")
    if times.joined_at is not None:
        yield StoryLine(moment_at(times.joined_at, moment), TalkBegan(account), call_id)
    if times.hung_up_at is None or record.outcome is None or record.cause is None:
        return
    ended_at = moment_at(times.hung_up_at, moment)
    if times.joined_at is not None:
        talk_s = elapsed_s(times.joined_at, times.hung_up_at)
        yield StoryLine(ended_at, TalkEnded(account, talk_s, EndedTalk.UNSEEN), call_id)
    lasted_s = elapsed_s(times.arrived_at, times.hung_up_at)
    is_ours, is_own = record.direction is Direction.OUTBOUND, record.decision in OWN_CALLS
    over = CallOver(record.outcome, record.cause, lasted_s, is_ours=is_ours, is_own=is_own)
    yield StoryLine(ended_at, over, call_id)


def _decided_by_row(stored: StoredCall) -> Decided | None:
    """Return the decision by the row, with the facts that the call arrived with if they are."""
    record = stored.record
    reason = reason_of(record.decision)
    if reason is None:
        return None
    rung = None if record.rung is None else Rung(record.rung)
    first = stored.journal[0].event if stored.journal else None
    if not isinstance(first, Arrived):
        return Decided(reason, rung)
    return Decided(reason, rung, first.load, first.standing, is_retrial=first.case.is_retrial)


def _attempts(facts: ContactFacts, discretion: Discretion) -> Iterator[StoryLine]:
    known = {call.record.call_id for call in facts.calls}
    for attempt, later in zip_longest(facts.attempts, facts.attempts[1:]):
        if attempt.call_id not in known:
            number = discretion.number(attempt.number)
            rang = Rang(number=number, shown="", reason=attempt.reason)
            yield StoryLine(attempt.started_at, rang, attempt.call_id)
        if attempt.ended_at is None or attempt.outcome is None:
            continue
        next_at = _next_at(facts) if later is None else later.started_at
        over = AttemptOver(
            attempt.number_of_day, attempt.outcome, next_at, is_next_made=later is not None
        )
        yield StoryLine(attempt.ended_at, over, attempt.call_id)


def _next_at(facts: ContactFacts) -> datetime | None:
    request = facts.request
    if request is None or request.state is RequestState.ENDED:
        return None
    return request.next_at


def _message(message: MessageFacts, discretion: Discretion) -> StoryLine:
    row = message.row
    written = MessageWritten(
        template=row.template,
        number=discretion.number(row.number),
        text=row.text,
        state=row.state,
        sent_at=message.sent_at,
        error=message.error,
    )
    return StoryLine(row.written_at, written)


def _is_within(moment: datetime, contact: Contact) -> bool:
    ended_at = contact.ended_at
    return contact.opened_at <= moment and (ended_at is None or moment <= ended_at)


def _now(facts: ContactFacts, sources: Sources, discretion: Discretion) -> Iterator[StoryLine]:
    now, request, silence = sources.moment.now, facts.request, facts.silence
    if request is not None and request.state is not RequestState.ENDED:
        stands = PromiseStands(
            state=request.state,
            number=discretion.number(request.number),
            tries=request.tries,
            next_at=request.next_at,
            chosen_at=request.chosen_at,
            is_barred=request.is_barred,
        )
        yield StoryLine(now, stands)
    lifted = None if silence is None or silence.silenced is not None else silence.exempt_until
    if lifted is not None and facts.contact.ended_at is None:
        yield StoryLine(now, SilenceLifted(lifted))


def _gist(facts: ContactFacts, story: Iterable[StoryLine], sources: Sources) -> Gist:
    contact = facts.contact
    records = [call.record for call in facts.calls]
    inbound = [record for record in records if record.direction is Direction.INBOUND]
    told = _tellings(contact, story)
    told_at, promised_for = next(iter(told.items()), (None, contact.promised_for))
    first = facts.tickets[0].number if facts.tickets else None
    return Gist(
        first_call_at=contact.opened_at,
        ticket="" if first is None else str(first),
        spoken=None if first is None else first.counter,
        tickets=len(facts.tickets),
        attempts=len(inbound),
        refused=sum(record.outcome is Outcome.REFUSED for record in inbound),
        told_at=told_at,
        promised_for=promised_for,
        promises=len(told),
        rung_at=tuple(attempt.started_at for attempt in facts.attempts),
        talk=_talk(records, sources),
        is_urgent=contact.is_urgent,
        ended_at=contact.ended_at,
        end_reason=contact.end_reason,
        is_without_call=facts.is_without_call,
    )


def _tellings(contact: Contact, story: Iterable[StoryLine]) -> Mapping[datetime, datetime | None]:
    """Return when the person was told, and until when we promised; by the row if no call can."""
    told: dict[datetime, datetime | None] = {
        line.at: line.happening.until for line in story if isinstance(line.happening, Promised)
    }
    if not told and contact.told_at is not None:
        told[contact.told_at] = contact.promised_for
    return told


def _talk(records: Iterable[CallRecord], sources: Sources) -> TalkHad | None:
    """Return the first talk in which anybody was heard; else the first that was joined."""
    joined = sorted(
        (record for record in records if record.times.joined_at is not None),
        key=lambda record: (not record.has_voice, record.times.joined_at),
    )
    if not joined:
        return None
    record = joined[0]
    joined_at, hung_up_at = record.times.joined_at, record.times.hung_up_at
    assert joined_at is not None, "Only calls that came to a talk are looked at."
    return TalkHad(
        began_at=moment_at(joined_at, sources.moment),
        account="" if record.agent_id is None else sources.accounts.get(record.agent_id, ""),
        lasted_s=None if hung_up_at is None else elapsed_s(joined_at, hung_up_at),
        is_ours=record.direction is Direction.OUTBOUND,
    )
