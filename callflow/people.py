"""The people behind the calls: one object that knows who calls, what they need and what we owe.

A call knows its own leg and nothing else. What came before it and what follows from it is asked
and told here, where the caller's history, the contact with its tickets, the callback and the one
order of people meet. Nothing here waits or speaks to the world: it gathers facts for the ladder
before a call is decided, and spreads what a call found out after that.

A contact ends when its person has talked with an agent, has cancelled, or was served by the voice
menu. A talk in which nobody was heard ends nothing, and neither does one that broke off: the
person keeps the place and is tried again, by the same agent first.
"""

from dataclasses import replace
from datetime import timedelta
from typing import Final, assert_never

from agents.codes import Disposition
from base.calendar import next_time_of_day
from base.ids import CallId, ContactId, LegId
from base.instant import elapsed_s
from base.phone import CallerKey
from callback.attempt import CallbackOrder
from callback.outcome import AttemptEnd as CallbackEnd
from callback.outcome import LegEnd
from callback.policy import HoldPolicy
from callback.sms import SmsFigures, SmsTemplate
from callback.virtual_hold import MayPromise, decide_number
from callers.history import Silenced
from callers.number import CallerKind, hashed_key, kind_of
from callers.redialler import AutoRedialler
from callers.service import CallerStanding
from callflow.admission import Challenge, Refuse, Rung
from callflow.arrival import Circumstances, Reading
from callflow.call import Call, Ended
from callflow.commands import (
    AddPatient,
    CallAt,
    CallOtherNumber,
    CancelContact,
    CaseCommand,
    NoteDanger,
    NoteHeard,
    NoteSubject,
    NoteTold,
    NoteTopic,
    SettleContact,
)
from callflow.contained import Contained
from callflow.desks import Desks
from callflow.events import Arrived, Placed, PolicyId
from callflow.moment import Moment
from callflow.outcome import Outcome
from callflow.personal import (
    BROKEN,
    attempt_end_of,
    case_facts,
    end_for_caller,
    is_all_wanted,
    is_callback,
    since_s,
    stage_of,
    wanted_of,
)
from callflow.policy import CallPolicy
from callflow.present import Present
from callflow.promise import minutes_of
from callflow.standing import Standing
from callflow.talks import Talks
from callflow.untold import Untold
from queues.estimate import Estimate, estimate_wait
from queues.policy import QueueName
from queues.queue import Rank
from queues.readings import Person, idle_unclaimed
from tickets.contact import Contact, EndReason

UNTOLD_WAIT_S: Final = 3600.0
"""What is promised while nobody is at work and nobody can tell."""


class People:
    """Knows the person behind every call of the site."""

    def __init__(self, desks: Desks, *, policy: CallPolicy) -> None:
        self._desks = desks
        self._policy = policy
        self._hold = desks.hold
        self.talks = Talks()
        self._untold = Untold()
        self.contained = Contained(policy.menu.contained_s)

    def change_policy(self, policy: CallPolicy, hold: HoldPolicy) -> None:
        """Judge by another policy from now on."""
        self._policy, self._hold = policy, hold
        self.contained.within_s = policy.menu.contained_s

    def arrived(
        self, reading: Reading, present: Present, at: Moment, policy_id: PolicyId | None
    ) -> Circumstances:
        """Take an attempt, and return all that the ladder decides by."""
        incoming = reading.incoming
        desks, load = self._desks, present.load
        key = self._key_of(reading)
        before = desks.callers.seen(key, incoming.trunk, at.now)
        caller = desks.callers.standing(key, at.now)
        if key is None and load.stays_free <= 0:
            case, is_retrial = desks.cases.unreachable_case(at.now), False
        else:
            case, is_retrial = desks.cases.open_case(key, at.now)
        return Circumstances(
            case=case_facts(case, is_retrial=is_retrial),
            standing=self._standing(case.contact, caller, reading, present, at),
            placed_at=at.instant_of(case.contact.opened_at),
            load=load,
            last_seen_at=before.last_seen_at,
            policy_id=policy_id,
            dispatcher=desks.dispatcher(reading.places),
        )

    def _standing(
        self,
        contact: Contact,
        caller: CallerStanding,
        reading: Reading,
        present: Present,
        at: Moment,
    ) -> Standing:
        callbacks = self._desks.callbacks
        contact_id, verdict = contact.contact_id, caller.verdict
        person = self._person(contact, reading, at, is_last=isinstance(verdict, Silenced))
        estimate = self._estimate(person, at)
        return Standing(
            kind=kind_of(reading.ani, self._policy.trunks[reading.incoming.trunk].rules),
            is_shared=caller.is_shared,
            is_callable=isinstance(decide_number(reading.ani, self._hold), MayPromise),
            is_on_line=not caller.is_shared and contact_id in present.contacts,
            told_s_ago=since_s(contact.told_at, at.now),
            heard_s_ago=since_s(contact.heard_at or contact.told_at, at.now),
            is_urgent=contact.is_urgent,
            missed_callback_s_ago=callbacks.missed_s_ago(contact_id),
            in_flight=callbacks.in_flight_of(contact_id),
            ahead=estimate.ahead,
            estimated_wait_s=UNTOLD_WAIT_S if estimate.wait_s is None else estimate.wait_s,
            has_free_operator=self._idle(person, present) > 0,
            preferred=contact.cut_off_with,
            silenced=verdict.reason if isinstance(verdict, Silenced) else "",
            is_challenge_due=caller.is_challenge_due,
            redials=verdict.reason if isinstance(verdict, AutoRedialler) else "",
            attempts_today=caller.attempts_today,
            untold=self._untold.others(contact_id, at.instant),
            is_storm=present.is_storm,
            treatment=caller.treatment,
        )

    def estimate_of(self, call: Call, at: Moment) -> Estimate | None:
        """Return the honest estimate for somebody who waits on the line."""
        contact = self._desks.cases.contact(call.origin.case.contact_id)
        if contact is None or call.queue is None:
            return None
        rank = Rank.URGENT if call.is_urgent else Rank.NORMAL
        placed_at = at.instant_of(contact.opened_at)
        return self._estimate(Person(call.queue, placed_at, rank, contact.contact_id), at)

    def note(self, call: Call, command: CaseCommand, at: Moment) -> None:
        """Take what a call tells the contact."""
        contact_id = call.origin.case.contact_id
        contact = self._desks.cases.contact(contact_id)
        if contact is None:
            return
        match command:
            case NoteTold(minutes):
                promised_for = at.now + timedelta(minutes=minutes)
                told = replace(contact, told_at=at.now, promised_for=promised_for)
                self._untold.remove(contact_id)
                self._desks.cases.change(told)
                self._promise(told, call)
            case NoteHeard():
                self._desks.cases.change(replace(contact, heard_at=at.now))
            case NoteTopic(queue):
                self._desks.cases.change(replace(contact, topic=queue))
            case NoteSubject(subject):
                self._desks.cases.change(replace(contact, topic=subject))
                self.contained.wanted(contact, subject, at.now)
            case NoteDanger():
                self._desks.cases.change(replace(contact, is_urgent=True))
                self._desks.callbacks.ranked(contact_id, Rank.URGENT)
            case AddPatient():
                self._add_patient(contact, call, at)
            case CancelContact():
                self._desks.cases.end_contact(contact_id, EndReason.CANCELLED, at.now)
                self._desks.callbacks.cancelled(contact_id)
            case SettleContact():
                self._served_by_menu(contact, call, at)
            case CallOtherNumber(number):
                other = replace(contact, callback_to=number)
                self._desks.cases.change(other)
                self._promise(other, call)
                self._desks.callbacks.changed_number(contact_id, number)
            case CallAt(hour, minute):
                self._promise(contact, call)
                moment = next_time_of_day(at.now, self._desks.zone, hour, minute)
                self._desks.callbacks.chose_time(contact_id, moment)
            case _:
                assert_never(command)

    def over(self, call: Call, at: Moment) -> None:
        """Take that a call has ended, and what its end means for the person."""
        phase = call.phase
        assert isinstance(phase, Ended), "Only a call that has ended is over."
        contact_id = call.origin.case.contact_id
        case = self._desks.cases.case_of(contact_id)
        is_talk = phase.outcome is Outcome.ANSWERED
        is_served = is_talk and self._is_served(call)
        self._tell_callers(call, phase, at, is_served=is_served)
        if is_talk and case is not None:
            self.talks.remember(call.origin.call_id, case)
        if is_callback(call):
            self._desks.callbacks.attempt_over(call.origin.call_id, attempt_end_of(call, phase))
        if case is None:
            return
        if phase.outcome is Outcome.REFUSED and case.contact.told_at is None:
            self._untold.add(contact_id, at.instant)
        else:
            self._untold.remove(contact_id)
        if is_served:
            self._desks.cases.end_contact(contact_id, EndReason.SERVED, at.now)
            self._desks.callbacks.served(contact_id)
            return
        if phase.outcome is Outcome.SELF_SERVED and is_all_wanted(case.contact, call):
            self._served_by_menu(case.contact, call, at)
            return
        contact = case.contact
        if is_talk and phase.cause in BROKEN:
            contact = replace(contact, cut_off_with=call.agent_id)
            self._desks.cases.change(contact)
        self._promise(contact, call)
        self._tell_by_sms(contact, call)
        self._desks.cases.release(contact_id, at.now)

    def moved(self, call: Call) -> None:
        """Take how far a call of ours has come."""
        stage = stage_of(call)
        if is_callback(call) and stage is not None:
            self._desks.callbacks.attempt_progress(call.origin.call_id, stage)

    def returned(self, contact_id: ContactId) -> None:
        """Take that a person whom we meant to ring has called and was let in."""
        self._desks.callbacks.returned(contact_id)

    def placed(
        self, order: CallbackOrder, at: Moment, policy_id: PolicyId | None
    ) -> Placed | None:
        """Return the call that keeps a promise; `None` when the contact has ended meanwhile."""
        case = self._desks.cases.case_of(order.contact_id)
        if case is None:
            return None
        trunks = self._policy.trunks
        trunk = order.trunk if order.trunk in trunks else next(iter(trunks))
        policy = trunks[trunk]
        return Placed(
            call_id=order.call_id,
            leg_id=LegId(f"{order.call_id}.citizen"),
            trunk=trunk,
            number=order.number,
            shown=policy.outgoing_number,
            service=policy.default_service,
            queue=order.queue,
            case=case_facts(case, is_retrial=True),
            placed_at=at.instant_of(order.placed_at),
            ring_timeout_s=order.ring_timeout_s,
            must_confirm=order.must_confirm,
            is_urgent=order.rank is Rank.URGENT,
            reason=order.reason,
            policy_id=policy_id,
        )

    def not_placed(self, order: CallbackOrder) -> None:
        """Take that a promise needs no call any more."""
        self._desks.callbacks.attempt_over(order.call_id, CallbackEnd(LegEnd.CANCELLED))

    def figures(self, contact_id: ContactId, at: Moment) -> SmsFigures:
        """Return what a message to the person may name."""
        case = self._desks.cases.case_of(contact_id)
        shown = next(iter(self._policy.trunks.values())).outgoing_number
        if case is None:
            return SmsFigures(place=None, minutes=None, shown=shown)
        promised_for = case.contact.promised_for
        left_s = None if promised_for is None else (promised_for - at.now).total_seconds()
        return SmsFigures(
            place=case.ticket.number.counter,
            minutes=None if left_s is None else minutes_of(max(0.0, left_s)),
            shown=shown,
        )

    def marked(self, call_id: CallId, disposition: Disposition, at: Moment) -> None:
        """Take what the operator says that the last talk was."""
        case = self.talks.case_of(call_id)
        if case is None:
            return
        match disposition:
            case Disposition.DONE:
                self._desks.cases.end_contact(case.contact.contact_id, EndReason.SERVED, at.now)
            case Disposition.NOBODY | Disposition.WRONG_PERSON:
                self._desks.cases.reopen(case)
            case _:
                assert_never(disposition)
        self._desks.callbacks.marked(case.contact.contact_id, disposition)

    def _served_by_menu(self, contact: Contact, call: Call, at: Moment) -> None:
        self._desks.cases.end_contact(contact.contact_id, EndReason.SELF_SERVED, at.now)
        self._desks.callbacks.cancelled(contact.contact_id)
        self.contained.served(contact, call.subject, at.now)

    def _add_patient(self, contact: Contact, call: Call, at: Moment) -> None:
        """Open a ticket for another person; on a shared number a contact, and a callback, too."""
        origin = call.origin
        if isinstance(origin, Arrived) and origin.standing.is_shared:
            self._promise(self._desks.cases.open_beside(contact, at.now).contact, call)
        else:
            self._desks.cases.add_ticket(contact.contact_id, at.now)
        self._desks.callers.another_person(contact.number, at.now)

    def _key_of(self, reading: Reading) -> CallerKey | None:
        """Return what the person is known by; a number that they hide is never shown."""
        if reading.ani.number is not None:
            return reading.ani.number
        asserted, salt = reading.incoming.asserted, self._desks.salt
        return hashed_key(asserted, salt) if asserted and salt else None

    def _person(self, contact: Contact, reading: Reading, at: Moment, *, is_last: bool) -> Person:
        rank = Rank.LAST if is_last else Rank.NORMAL
        return Person(
            queue=self._queue_of(contact, reading),
            placed_at=at.instant_of(contact.opened_at),
            rank=Rank.URGENT if contact.is_urgent else rank,
            contact_id=contact.contact_id,
        )

    def _queue_of(self, contact: Contact, reading: Reading) -> QueueName:
        topic = None if contact.topic is None else QueueName(contact.topic)
        if topic is not None and topic in self._policy.queues:
            return topic
        trunk = self._policy.trunks[reading.incoming.trunk]
        service = trunk.dialled.get(reading.incoming.dialled, trunk.default_service)
        return self._policy.services[service].queue

    def _is_served(self, call: Call) -> bool:
        """Tell whether the talk was one: somebody was heard, or it lasted as no silence does."""
        phase = call.phase
        assert isinstance(phase, Ended), "A talk is judged when it is over."
        times = call.times
        if times.joined_at is None or times.hung_up_at is None or phase.cause in BROKEN:
            return False
        talk_s = elapsed_s(times.joined_at, times.hung_up_at)
        return call.has_voice or talk_s >= self._policy.silent_talk_s

    def _estimate(self, person: Person, at: Moment) -> Estimate:
        distributor, overhead = self._desks.distributor, self._desks.callbacks.overhead
        return estimate_wait(distributor.floor, person, at.instant, distributor.policy, overhead)

    def _idle(self, person: Person, present: Present) -> int:
        """Return how many operators are idle whom nobody else is about to take."""
        distributor = self._desks.distributor
        claims = self._desks.callbacks.ledger.in_flight_in(person.queue) + present.on_the_way
        return idle_unclaimed(
            distributor.floor, person.queue, distributor.policy, callbacks_in_flight=claims
        )

    def _promise(self, contact: Contact, call: Call) -> None:
        """Let somebody who leaves unserved stand in the line of those whom we ring."""
        queue = call.queue or self._policy.services[call.origin.service].queue
        wanted = wanted_of(contact, call, queue, self._hold)
        if wanted is not None:
            self._desks.callbacks.promise(wanted)

    def _tell_by_sms(self, contact: Contact, call: Call) -> None:
        """Write a message to somebody whom no voice has told; whether it is sent, its row says."""
        origin, admission = call.origin, call.admission
        if not (isinstance(origin, Arrived) and isinstance(admission, Refuse)):
            return
        is_first = admission.rung is Rung.REGISTER
        if not is_first or origin.standing.kind is not CallerKind.MOBILE:
            return
        number = contact.callback_to or origin.ani.number
        if number is None:
            return
        self._desks.callbacks.tell_by_sms(SmsTemplate.REGISTERED, contact.contact_id, number)

    def _tell_callers(self, call: Call, phase: Ended, at: Moment, *, is_served: bool) -> None:
        contact = self._desks.cases.contact(call.origin.case.contact_id)
        key = None if contact is None else contact.number
        if key is None:
            return
        was_asked = isinstance(call.admission, Challenge)
        if was_asked:
            self._desks.callers.challenged(key, at.now)
        if was_asked or call.times.joined_at is not None:
            self._desks.callers.sound(call.origin.trunk, key, is_heard=call.has_voice, now=at.now)
        end = end_for_caller(call, phase, is_served=is_served)
        if end is not None:
            self._desks.callers.ended(key, end, at.now)
