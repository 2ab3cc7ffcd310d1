"""The callback desk: every promise of the site, kept in the line of people and rung in its turn.

It lives by two rules. A promise is changed at once, by whoever learns something about it, through
one pure machine (`callback/progress.py`), and its row and its place in the line follow in the same
turn. Whom to dial is decided in one place only, its own loop, from what is true then: the floor,
the free channels, the numbers on the line, the hour. However much changes in one turn of the
event loop, it is looked at once; where nobody could be dialled, a change costs next to nothing.

A promise that has ended leaves the desk in the turn in which it ends: who was served or has
cancelled is never dialled, however old the floor is that the loop looks at.

After a restart the promises come from the book. Attempts that were in flight stay so until the
calls have told which of them live (`release_all_but`); so nobody is rung twice.

Limits: one desk per site. Deliberately absent: who sends the messages, and the calls themselves.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from typing import Final, assert_never

import structlog

from agents.codes import Disposition
from base.clock import Clock, instant_of
from base.ids import CallId, ContactId, new_call_id
from base.instant import Instant, after
from base.mailbox import Mailbox
from base.phone import PhoneNumber
from base.step import Deadline
from callback.attempt import AttemptStage, Wanted, attempt_of, order_of
from callback.dialler import Dial, could_dial, dial_now, is_hand_near, may_over_dial, next_look
from callback.diary import Diary, whole_ms
from callback.facts import DialFacts, InFlight
from callback.ledger import Ledger
from callback.measure import Watch
from callback.outcome import AttemptEnd, AttemptOutcome, LegEnd
from callback.policy import CallbackPolicy
from callback.ports import CallbackBook, CallPlacer, SmsOutbox
from callback.progress import advance, is_in_line, promised_of, with_known_queue
from callback.request import (
    AskHuman,
    CallbackRequest,
    Cancelled,
    DayBegan,
    Dialled,
    NotReached,
    NumberChanged,
    PauseTrunk,
    Ranked,
    Reached,
    Reopened,
    RequestCommand,
    RequestEvent,
    RequestState,
    Returned,
    Served,
    TellMissed,
    TimeChosen,
    WrongPerson,
)
from callback.schedule import missed_s
from callback.sms import NoText, SmsPolicy, SmsRow, SmsTemplate
from callback.texting import Texting
from queues.estimate import Overhead
from queues.floor import Floor
from queues.policy import FloorPolicy, QueueName, QueuePolicy
from queues.queue import Rank
from queues.service import Distributor

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class _Woken:
    """Something has changed that may let somebody be dialled."""


@dataclass(frozen=True, slots=True)
class DeskDoors:
    """Everything outside that the desk speaks to."""

    clock: Clock
    distributor: Distributor
    book: CallbackBook
    outbox: SmsOutbox


class CallbackDesk:
    """Keeps the promises of one site."""

    def __init__(
        self,
        doors: DeskDoors,
        *,
        policy: CallbackPolicy,
        sms: SmsPolicy,
        queues: Mapping[QueueName, QueuePolicy],
    ) -> None:
        self._doors = doors
        self._policy = policy
        self._queues = queues
        self._ledger = Ledger(doors.book)
        self._texting = Texting(doors.outbox, sms)
        self._floor = doors.distributor.floor
        self._watch = Watch(policy.dial, doors.clock.instant())
        self._is_over_dialling = False
        self._paced_until: Instant | None = None
        self._placer: CallPlacer | None = None
        self._mailbox: Mailbox[_Woken] = Mailbox(doors.clock, 1)
        self.diary = Diary(policy.hours, doors.clock.now())

    def change_policy(self, policy: CallbackPolicy, sms: SmsPolicy, floor: FloorPolicy) -> None:
        """Ring and write by another policy from now on; no queue may be missing from it."""
        self._policy, self._queues = policy, floor.queues
        self._texting.change_policy(sms)
        self._watch.change_policy(policy.dial)
        self.diary.change_hours(policy.hours, self._doors.clock.now())
        self._wake()

    async def load(self) -> None:
        """Take up the promises that had not ended when the engine last stopped."""
        stored = await self._doors.book.open_requests()
        taken = [with_known_queue(request, self._queues) for request in stored]
        for lost in set(taken).difference(stored):
            _log.warning("callback.queue_lost", contact_id=str(lost.contact_id), queue=lost.queue)
        self._ledger.take_up(taken)
        for request in self._ledger.requests.values():
            self._stand(request)
        attempts = len(self._ledger.attempts)
        _log.info("callbacks.loaded", requests=len(self._ledger.requests), attempts=attempts)

    def release_all_but(self, held: Collection[CallId]) -> None:
        """Give up, after a start, every attempt whose call nobody holds any more."""
        for call_id in self._ledger.attempts.keys() - set(held):
            self.attempt_over(call_id, AttemptEnd(LegEnd.LOST))

    @property
    def ledger(self) -> Ledger:
        """The promises and attempts at hand, to be looked into."""
        return self._ledger

    @property
    def overhead(self) -> Overhead:
        """What callbacks cost beyond the talks, as far as it has been seen."""
        return self._watch.overhead

    def promise(self, wanted: Wanted) -> CallbackRequest:
        """Return the promise to a person, made now unless it was made before."""
        contact_id, known = wanted.contact_id, self._ledger.requests.get(wanted.contact_id)
        if known is None:
            made = CallbackRequest(
                contact_id=contact_id,
                number=wanted.number,
                queue=wanted.queue,
                trunk=wanted.trunk,
                placed_at=wanted.placed_at,
                opened_at=self._doors.clock.now(),
                rank=wanted.rank,
                dials=self._ledger.dials_of(wanted.number),
            )
            self._keep(made)
            _log.info("callback.promised", contact_id=str(contact_id), queue=made.queue)
            return made
        if wanted.queue != known.queue:
            self._keep(replace(known, queue=wanted.queue))
        if wanted.rank is not known.rank:
            self.ranked(contact_id, wanted.rank)
        return self._ledger.requests[contact_id]

    def returned(self, contact_id: ContactId) -> None:
        """Take that the person called us: they can be reached."""
        self._apply(contact_id, Returned())

    def cancelled(self, contact_id: ContactId) -> None:
        """Take that the person needs us no more."""
        self._apply(contact_id, Cancelled())

    def served(self, contact_id: ContactId) -> None:
        """Take that the person talked with an operator, by whichever call."""
        self._apply(contact_id, Served())

    def changed_number(self, contact_id: ContactId, number: PhoneNumber) -> None:
        """Take the number on which the person wants to be rung instead."""
        self._apply(contact_id, NumberChanged(number, self._ledger.dials_of(number)))

    def chose_time(self, contact_id: ContactId, at: datetime) -> None:
        """Take when the person wants to be rung."""
        self._apply(contact_id, TimeChosen(at))

    def ranked(self, contact_id: ContactId, rank: Rank) -> None:
        """Take a danger sign, or that the number has fallen silent."""
        self._apply(contact_id, Ranked(rank))

    def marked(self, contact_id: ContactId, disposition: Disposition) -> bool:
        """Take what an operator marked; tell whether a promise that was kept is open again."""
        known = self._ledger.find(contact_id)
        if known is None or disposition is Disposition.DONE:
            return False
        event = Reopened() if disposition is Disposition.NOBODY else WrongPerson()
        marked = self._apply(contact_id, event)
        is_open = marked is not None and marked.state is not RequestState.ENDED
        return known.state is RequestState.ENDED and is_open

    def attempt_progress(self, call_id: CallId, stage: AttemptStage) -> None:
        """Take how far an attempt has come; what is older than known changes nothing."""
        attempt = self._ledger.move_attempt(call_id, stage)
        if attempt is None:
            return
        if stage in {AttemptStage.CONFIRMED, AttemptStage.TALKING}:
            self._apply(attempt.contact_id, Reached(call_id))
        self._wake()

    def attempt_over(self, call_id: CallId, end: AttemptEnd) -> None:
        """Take that an attempt is over; after a talk, `served` has told the rest."""
        over = self._ledger.end_attempt(call_id, end, self._doors.clock.now())
        if over is None:
            return
        attempt, outcome = over
        _log.info(
            "callback.attempt_ended",
            contact_id=str(attempt.contact_id),
            call_id=str(call_id),
            outcome=outcome,
            reason=attempt.reason,
        )
        self._watch.attempt_over(is_reached=outcome is AttemptOutcome.SERVED)
        if outcome is not AttemptOutcome.SERVED:
            self._apply(attempt.contact_id, NotReached(call_id, outcome))
        self._wake()

    def in_flight_of(self, contact_id: ContactId) -> InFlight:
        """Return whether we are ringing the person now."""
        return self._ledger.in_flight_of(contact_id)

    def missed_s_ago(self, contact_id: ContactId) -> float | None:
        """Return how long ago the person missed us, while that lets their own call in first."""
        request, now = self._ledger.requests.get(contact_id), self._doors.clock.now()
        return None if request is None else missed_s(request, now, self._policy)

    def tell_by_sms(
        self, template: SmsTemplate, contact_id: ContactId, number: PhoneNumber
    ) -> SmsRow | NoText:
        """Write a message to a person, or return why there is none."""
        if self._placer is None:
            return NoText("not_serving_yet")
        figures = self._placer.figures(contact_id)
        return self._texting.tell(template, contact_id, number, figures, self._doors.clock.now())

    def lines_changed(self) -> None:
        """Take that a channel came free or a number left the line; most often nobody is near.

        An operator who comes near is told by the floor, or by the deadline of the last look.
        """
        now = self._doors.clock.instant()
        if could_dial(self._floor) and is_hand_near(self._floor, now, self._policy.dial):
            self._wake()

    def floor_changed(self, floor: Floor) -> None:
        """Take that people or agents stand differently."""
        now = self._doors.clock.instant()
        self._watch.floor_changed(floor, now, is_open=self.diary.is_open)
        self._floor = floor
        if could_dial(self._floor):
            self._wake()

    async def run(self, placer: CallPlacer) -> None:
        """Dial whoever is due until cancelled."""
        self._placer = placer
        while True:
            await self._mailbox.take(self._look(placer))

    def _look(self, placer: CallPlacer) -> Deadline:
        now_at = self._doors.clock.now()
        if self.diary.turn(now_at):
            self._ledger.new_day()
            for contact_id in tuple(self._ledger.requests):
                self._apply(contact_id, DayBegan())
        for call_id in self._ledger.joined(self._floor):
            self.attempt_progress(call_id, AttemptStage.TALKING)
        facts = self._facts(placer, now_at)
        self._note_over_dialling(facts)
        dials = dial_now(facts, self._policy)
        for dial in dials:
            self._dial(dial, placer)
        if dials:
            self._paced_until = after(facts.now, self._policy.dial.pace_s)
            facts = replace(facts, paced_until=self._paced_until)
        self._tell_soon()
        return self._next_deadline(facts)

    def _facts(self, placer: CallPlacer, now_at: datetime) -> DialFacts:
        now = self._doors.clock.instant()
        return DialFacts(
            floor=self._floor,
            queues=self._queues,
            requests=self._ledger.requests,
            in_flight=self._ledger.in_flight(),
            channels=self.diary.usable(placer.channels()),
            on_line=placer.on_line(),
            strain=self._watch.strain(now, placer.loss_share()),
            is_open=self.diary.is_open,
            now=now,
            now_at=now_at,
            doubt=self._ledger.doubt(now_at, self._policy.dial.doubt_after_s),
            paced_until=self._paced_until,
        )

    def _dial(self, dial: Dial, placer: CallPlacer) -> None:
        call_id = new_call_id()
        request = self._apply(dial.contact_id, Dialled(call_id))
        assert request is not None, "Only who has an open promise is chosen."
        attempt = attempt_of(request, call_id, dial.reason, self._doors.clock.now())
        self._ledger.begin_attempt(attempt)
        placer.place(order_of(request, attempt, self._policy))

    def _tell_soon(self) -> None:
        people = islice(self._floor.promised, self._texting.soon_ahead)
        for contact_id in self._texting.newly_soon(person.contact_id for person in people):
            request = self._ledger.requests.get(contact_id)
            if request is not None and request.state is not RequestState.IN_FLIGHT:
                self.tell_by_sms(SmsTemplate.SOON, contact_id, request.number)

    def _next_deadline(self, facts: DialFacts) -> Deadline:
        change = self.diary.next_change()
        deadline = Deadline(self._instant(change.at), change.reason)
        look = next_look(facts, self._policy)
        if look is not None and look.at < deadline.at:
            deadline = Deadline(whole_ms(look.at), look.reason)
        return deadline

    def _instant(self, moment: datetime) -> Instant:
        return whole_ms(instant_of(moment, self._doors.clock))

    def _note_over_dialling(self, facts: DialFacts) -> None:
        is_on = may_over_dial(facts, self._policy)
        if is_on is not self._is_over_dialling:
            self._is_over_dialling = is_on
            _log.info(
                "callback.over_dial_switched",
                is_on=is_on,
                idle_share=round(facts.strain.idle_share, 4),
                loss_share=round(facts.strain.loss_share, 4),
            )

    def _wake(self) -> None:
        # A mailbox of one: what is there already will see this change as well.
        self._mailbox.put(_Woken())

    def _apply(self, contact_id: ContactId, event: RequestEvent) -> CallbackRequest | None:
        request = self._ledger.find(contact_id)
        if request is None:
            return None
        step = advance(request, event, self._doors.clock.now(), self._policy)
        if step.state != request:
            self._keep(step.state)
        for command in step.commands:
            self._perform(step.state, command)
        return step.state

    def _keep(self, request: CallbackRequest) -> None:
        self._ledger.keep(request)
        if request.state in _MUCH_LATER:
            self._texting.forget(request.contact_id)
        self._stand(request)
        self._wake()

    def _stand(self, request: CallbackRequest) -> None:
        """Let the person stand in the line as their promise does."""
        distributor = self._doors.distributor
        if not is_in_line(request):
            distributor.take_promise(request.contact_id)
            return
        not_before = None if request.next_at is None else self._instant(request.next_at)
        priority = self._queues[request.queue].priority
        placed_at = instant_of(request.placed_at, self._doors.clock)
        distributor.promise(promised_of(request, priority, placed_at, not_before))

    def _perform(self, request: CallbackRequest, command: RequestCommand) -> None:
        about = str(request.contact_id)
        match command:
            case AskHuman(reason):
                _log.warning("callback.human_asked", contact_id=about, reason=reason)
            case PauseTrunk(trunk, until, reason, is_alarm):
                self.diary.pause(trunk, until, is_blocked=is_alarm)
                if is_alarm:
                    _log.error("callback.trunk_blocked", trunk=trunk, until=until.isoformat())
                else:
                    _log.warning("callback.trunk_paused", trunk=trunk, reason=reason)
            case TellMissed():
                self.tell_by_sms(SmsTemplate.MISSED, request.contact_id, request.number)
            case _:
                assert_never(command)


_MUCH_LATER: Final = frozenset(
    {RequestState.RESTING, RequestState.UNREACHABLE, RequestState.ENDED}
)
