"""The promises and attempts at hand, each written down in the turn in which it changes.

It decides nothing: what a promise becomes is for `callback/progress.py`. It knows which promises
are open, which attempts are in flight, and how often each number was made to ring today. The last
promises that ended are remembered, because an operator's mark may open one of them again.
"""

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Final

from agents.agent import Activity
from base.ids import CallId, ContactId
from base.phone import PhoneNumber
from callback.attempt import AttemptStage, CallbackAttempt, attempt_of
from callback.facts import Doubt, InFlight
from callback.outcome import AttemptEnd, AttemptOutcome, read_attempt
from callback.ports import CallbackBook
from callback.request import CallbackRequest, EndedBy, RequestState
from queues.floor import Floor
from queues.policy import QueueName

_REMEMBERED: Final = 512
_STAGES: Final = tuple(AttemptStage)
_RINGING: Final = frozenset({AttemptStage.DIALLING, AttemptStage.RINGING})


class Ledger:
    """Every promise that has not ended, and every attempt that is in flight."""

    def __init__(self, book: CallbackBook) -> None:
        self._book = book
        self._requests: dict[ContactId, CallbackRequest] = {}
        self._ended: OrderedDict[ContactId, CallbackRequest] = OrderedDict()
        self._attempts: dict[CallId, CallbackAttempt] = {}
        self._dials: dict[PhoneNumber, int] = {}

    @property
    def requests(self) -> Mapping[ContactId, CallbackRequest]:
        """The open promises, as they change; to be read, never kept."""
        return self._requests

    @property
    def attempts(self) -> Mapping[CallId, CallbackAttempt]:
        """The attempts in flight, as they change; to be read, never kept."""
        return self._attempts

    @property
    def unreachable(self) -> tuple[CallbackRequest, ...]:
        """The operators' list: promises that no machine can keep for now."""
        return tuple(r for r in self._requests.values() if r.state is RequestState.UNREACHABLE)

    def take_up(self, requests: Iterable[CallbackRequest]) -> None:
        """Take promises as they were written down, with the attempts that were in flight."""
        for request in requests:
            self._requests[request.contact_id] = request
            self._dials[request.number] = self.dials_of(request.number) + request.dials
            if request.call_id is not None:
                self._attempts[request.call_id] = attempt_of(
                    request, request.call_id, "restored", request.opened_at
                )

    def keep(self, request: CallbackRequest) -> None:
        """Keep the promise as it is now; one that has ended is remembered for a while."""
        contact_id = request.contact_id
        if request.state is RequestState.ENDED:
            self._requests.pop(contact_id, None)
            self._ended[contact_id] = request
            if len(self._ended) > _REMEMBERED:
                self._ended.popitem(last=False)
        else:
            self._ended.pop(contact_id, None)
            self._requests[contact_id] = request
        self._book.write_request(request)

    def find(self, contact_id: ContactId) -> CallbackRequest | None:
        """Return the promise, open or ended not long ago."""
        return self._requests.get(contact_id) or self._ended.get(contact_id)

    def dials_of(self, number: PhoneNumber) -> int:
        """Return how often a number was made to ring today."""
        return self._dials.get(number, 0)

    def begin_attempt(self, attempt: CallbackAttempt) -> None:
        """Keep an attempt that is about to be made."""
        self._attempts[attempt.call_id] = attempt
        self._dials[attempt.number] = self.dials_of(attempt.number) + 1
        self._book.write_attempt(attempt)

    def move_attempt(self, call_id: CallId, stage: AttemptStage) -> CallbackAttempt | None:
        """Return the attempt at its new stage; `None` when it is unknown or further already."""
        attempt = self._attempts.get(call_id)
        if attempt is None or _STAGES.index(stage) <= _STAGES.index(attempt.stage):
            return None
        moved = self._attempts[call_id] = replace(attempt, stage=stage)
        self._book.write_attempt(moved)
        return moved

    def end_attempt(
        self, call_id: CallId, end: AttemptEnd, now: datetime
    ) -> tuple[CallbackAttempt, AttemptOutcome] | None:
        """Return the attempt that is over and what became of it; `None` when it is unknown."""
        attempt = self._attempts.pop(call_id, None)
        if attempt is None:
            return None
        request = self.find(attempt.contact_id)
        is_served = request is not None and request.ended_by is EndedBy.TALK
        is_talk = attempt.stage is AttemptStage.TALKING or (is_served and end.is_confirmed)
        outcome = AttemptOutcome.SERVED if is_talk else read_attempt(end)
        self._book.write_attempt(replace(attempt, ended_at=now, outcome=outcome))
        return attempt, outcome

    def new_day(self) -> None:
        """Forget how often numbers rang."""
        self._dials.clear()

    def attempt_of(self, contact_id: ContactId) -> CallbackAttempt | None:
        """Return the attempt to reach a person that is in flight."""
        request = self._requests.get(contact_id)
        call_id = None if request is None else request.call_id
        return None if call_id is None else self._attempts.get(call_id)

    def in_flight_of(self, contact_id: ContactId) -> InFlight:
        """Return whether we are ringing the person now."""
        attempt = self.attempt_of(contact_id)
        if attempt is None:
            return InFlight.NONE
        return InFlight.DIALLING if attempt.stage in _RINGING else InFlight.ANSWERED

    def in_flight(self) -> frozenset[ContactId]:
        """Return everybody whom we ring, or who answered and talks with nobody yet."""
        return frozenset(
            attempt.contact_id
            for attempt in self._attempts.values()
            if attempt.stage is not AttemptStage.TALKING
        )

    def doubt(self, now: datetime, doubt_after_s: float) -> Doubt:
        """Return how many telephones ring in vain by now, and when the next one will."""
        left_s = [
            doubt_after_s - (now - attempt.started_at).total_seconds()
            for attempt in self._attempts.values()
            if attempt.stage in _RINGING
        ]
        later_s = [seconds for seconds in left_s if seconds > 0]
        return Doubt(len(left_s) - len(later_s), min(later_s, default=None))

    def joined(self, floor: Floor) -> tuple[CallId, ...]:
        """Return the attempts that an operator has been joined to, as the floor shows it."""
        return tuple(
            agent.call_id
            for agent in floor.agents.values()
            if agent.activity is Activity.TALKING
            and agent.call_id is not None
            and agent.call_id in self._attempts
        )

    def in_flight_in(self, queue: QueueName) -> int:
        """Return how many callbacks of a queue are in flight and not with an operator yet."""
        requests = (self._requests.get(contact_id) for contact_id in self.in_flight())
        return sum(request is not None and request.queue == queue for request in requests)
