"""Where the simulated world meets the product's exchange: telephones, operators, messages.

A citizen's call becomes a leg of the exchange in process, and what the exchange does to that leg
is heard by the citizen. Operators are telephones that the exchange rings. The carrier between
them counts channels; the exchange never learns of those whom it turned away.
"""

from functools import partial
from itertools import count
from typing import Final
from uuid import UUID

from agents.agent import Account, Operator, Presence
from asterisk.fake import FakeExchange
from asterisk.fake_phones import FakeCallee, FakeCaller, FakeRing
from base.ids import AgentId, CallId, LegId
from base.phone import PhoneNumber
from callback.sms import SmsRow, SmsState, SmsTemplate
from callflow.outcome import HangupCause
from callflow.ports import IncomingCall
from callflow.promise import promised_minutes
from callflow.service import CallService
from ivr.menu import Digit
from ivr.prompt import Phrase
from queues.service import Distributor
from simulation.neighbourhood import Neighbourhood
from simulation.outside import Caller, Dialled, Heard
from simulation.schedule import Schedule
from simulation.site import (
    ANSWER,
    ANSWERS,
    CHALLENGE,
    DIALLED,
    GREETING,
    MENUS,
    OFFER,
    PERSON,
    REFERENCE,
    STILL_NEEDED,
    TRUNK,
)
from simulation.workforce import Operator as Worker
from simulation.workforce import Workforce

_SETTLED_S: Final = 0.05
"""After so long the services have taken what an operator did."""

_DELIVERY_S: Final = 5.0
"""From writing a message to its being read."""

_MINUTE_S: Final = 60.0


class EngineSite:
    """The product behind the carrier: an `outside.Exchange` and a `workforce.Desk`."""

    def __init__(
        self,
        exchange: FakeExchange,
        calls: CallService,
        distributor: Distributor,
        around: Neighbourhood,
        schedule: Schedule,
    ) -> None:
        self._exchange = exchange
        self._calls = calls
        self._distributor = distributor
        self._around = around
        self._schedule = schedule
        self._legs: dict[Caller, FakeCaller] = {}
        self._numbers = count(1)
        self._rings: dict[Worker, FakeRing] = {}
        self._joining: dict[CallId, Worker] = {}
        self._agents: dict[Worker, AgentId] = {}
        self._paper_s: dict[Worker, float] = {}
        """How long the operators who talk now will write it up."""
        self._leaving: Worker | None = None
        self.carrier = around.carrier

    def staff(self, workforce: Workforce) -> None:
        """Let the operators sit down, available."""
        self._workforce = workforce
        for worker in workforce.operators:
            account = Account(f"operator-{worker.number}")
            agent_id = AgentId(UUID(int=worker.number + 1))
            self._agents[worker] = agent_id
            self._exchange.plug_in(account, partial(self._rung, worker))
            self._distributor.seat(
                Operator(agent_id, account, str(account), {}), Presence.AVAILABLE
            )

    # What citizens do.

    def called(self, phone: Caller) -> None:
        """Let a call that found a channel reach the exchange."""
        incoming = IncomingCall(
            leg_id=LegId(f"leg-{next(self._numbers)}"),
            trunk=TRUNK,
            ani=phone.number,
            ani_name="",
            is_ani_withheld=False,
            dialled=DIALLED,
            diverted_from="",
        )
        ear = _Ear(self, phone)
        ear.leg = self._legs[phone] = self._exchange.dial(incoming, ear)

    def pressed(self, phone: Caller, digit: str) -> None:
        """Let a key reach the exchange."""
        self._legs[phone].press(Digit(digit))

    def spoke(self, phone: Caller) -> None:
        """Let a voice reach the exchange."""
        self._legs[phone].speak()

    def hung_up(self, phone: Caller) -> None:
        """Let the exchange see the leg end."""
        leg = self._legs.pop(phone)
        leg.watch = None
        leg.hang_up()
        self._leave(leg)

    def picked_up(self, phone: Caller) -> None:
        """Let the exchange see a callback answered."""
        callee = self._legs[phone]
        assert isinstance(callee, FakeCallee), "Only somebody whom we rang picks up."
        callee.answer()

    # What the exchange does.

    def dialled(self, callee: FakeCallee) -> None:
        """Ring the telephone of a citizen."""
        phone = self._around.phone(PhoneNumber(callee.number))
        if phone is None:
            callee.fail(HangupCause.WRONG_NUMBER)
            return
        match self.carrier.ring(phone):
            case Dialled.ENGAGED:
                callee.fail(HangupCause.BUSY)
            case Dialled.NO_CHANNEL:
                callee.fail(HangupCause.CONGESTION)
            case Dialled.RINGING:
                ear = _Ear(self, phone, is_called=True)
                ear.leg = self._legs[phone] = callee
                callee.watch = ear
                callee.ring()

    def said(self, phone: Caller, leg: FakeCaller, phrase: Phrase) -> None:
        """Let a citizen understand what they heard to its end."""
        first, last = phrase[0], phrase[-1]
        is_reminder = last.startswith("reminder.")
        play = self.carrier.play
        if is_reminder:
            play(phone, Heard.REMINDER)
        elif first.startswith("promise."):
            play(phone, Heard.PROMISE, self._promised_s(leg))
            if ANSWERS in phrase:
                play(phone, Heard.ANSWERS_OFFERED)
        elif first == ANSWER:
            play(phone, Heard.SELF_SERVICE)
            play(phone, Heard.STILL_NEEDED if last == STILL_NEEDED else Heard.ANYTHING_ELSE)
        elif last in MENUS:
            play(phone, Heard.MENU)
        elif last == REFERENCE:
            play(phone, Heard.REFERENCE)
        elif first in {CHALLENGE, PERSON}:
            play(phone, Heard.PROVE_A_PERSON)
        elif last == OFFER:
            play(phone, Heard.OFFER)

    def joined(self, phone: Caller, leg: FakeCaller) -> None:
        """Let operator and citizen hear each other."""
        assert leg.call_id is not None, "Who is joined has a call."
        worker = self._joining.pop(leg.call_id)
        need = phone.conversation()
        self.carrier.play(phone, Heard.OPERATOR_JOINED)
        if need is not None:
            self._paper_s[worker] = self._workforce.written_up_in_s(need)
            leg.speak()
        worker.join(need)

    def ended(self, phone: Caller, leg: FakeCaller) -> None:
        """Let a citizen find that the exchange ended the call."""
        if self._legs.get(phone) is leg:
            del self._legs[phone]
        carrier = self.carrier
        if leg.refused_as is not None:
            carrier.reject(phone)
        elif isinstance(leg, FakeCallee) and not leg.is_answered:
            carrier.stop_ringing(phone)
        else:
            carrier.clear(phone)
        self._leave(leg)

    # What operators do.

    def answered_by(self, operator: Worker) -> None:
        """Pick up."""
        ring = self._rings[operator]
        self._joining[ring.call_id] = operator
        ring.answer()

    def left_by(self, operator: Worker) -> None:
        """Hang up."""
        self._leaving = operator
        self._rings[operator].hang_up()
        self._leaving = None

    def freed(self, operator: Worker) -> None:
        """Be ready for the next call, once the exchange has taken that the last one is over."""
        agent_id = self._agents[operator]
        self._schedule.after(_SETTLED_S, partial(self._distributor.wrapped_up, agent_id))

    def _rung(self, worker: Worker, ring: FakeRing) -> None:
        self._rings[worker] = ring
        ring.on_end = partial(self._ring_over, worker, ring)
        worker.ring()

    def _ring_over(self, worker: Worker, ring: FakeRing) -> None:
        """Tell the operator that ring or talk are over, and the services how long it is paper."""
        self._joining.pop(ring.call_id, None)
        if worker is not self._leaving:
            worker.stop_ringing()
            worker.line_gone()
        paper_s = self._paper_s.pop(worker, None)
        if paper_s is not None:
            left_s = max(0.0, paper_s - _SETTLED_S)
            time_it = partial(self._distributor.time_wrap_up, self._agents[worker], left_s)
            self._schedule.after(_SETTLED_S, time_it)

    def _promised_s(self, leg: FakeCaller) -> float | None:
        """Return the wait that was named to somebody, in seconds."""
        line = None if leg.call_id is None else self._calls.board.line(leg.call_id)
        return None if line is None else promised_minutes(line.call) * _MINUTE_S

    def _leave(self, leg: FakeCaller) -> None:
        if leg.call_id is not None:
            self._joining.pop(leg.call_id, None)


class _Ear:
    """What a citizen hears on one call (`fake_phones.CallerWatch`)."""

    def __init__(self, site: EngineSite, phone: Caller, *, is_called: bool = False) -> None:
        self._site = site
        self._phone = phone
        self._is_called = is_called
        self.leg: FakeCaller | None = None

    def answered(self) -> None:
        """Hear that the line was answered; whoever we rang knows that they picked up."""
        if not self._is_called:
            self._site.carrier.answer(self._phone)

    def saying(self, phrase: Phrase) -> None:
        """Hear the greeting begin; other phrases matter when they have been heard."""
        if phrase[0] == GREETING:
            self._site.carrier.play(self._phone, Heard.GREETING)

    def said(self, phrase: Phrase, *, to_the_end: bool) -> None:
        """Understand a phrase."""
        if to_the_end:
            self._site.said(self._phone, self._own, phrase)

    def music(self) -> None:
        """Begin to wait."""
        self._site.carrier.play(self._phone, Heard.MUSIC)

    def joined(self) -> None:
        """Hear an operator."""
        self._site.joined(self._phone, self._own)

    def left_talk(self) -> None:
        """Hear that the operator is gone; the line follows."""

    def ended(self, *, we_hung_up: bool) -> None:
        """Find the call over."""
        del we_hung_up
        self._site.ended(self._phone, self._own)

    @property
    def _own(self) -> FakeCaller:
        assert self.leg is not None, "A call is watched from its beginning."
        return self.leg


class Texts:
    """The messages of a day (`callback.ports.SmsOutbox`), read within seconds of their writing."""

    def __init__(self, around: Neighbourhood, schedule: Schedule) -> None:
        self._around = around
        self._schedule = schedule

    def write_sms(self, row: SmsRow) -> None:
        """Let a person read a message that is sent; a row without a sender tells nobody."""
        phone = self._around.phone(row.number)
        is_told = row.template is SmsTemplate.REGISTERED and row.state is SmsState.WAITING
        if phone is not None and is_told:
            carrier = self._around.carrier
            read = partial(carrier.play, phone, Heard.SMS_PROMISE)
            self._schedule.after(_DELIVERY_S, read)
