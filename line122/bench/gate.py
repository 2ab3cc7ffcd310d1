"""The gate between the carrier of the replay and a real exchange: SIP on one side, people inside.

The carrier counts channels and turns away whoever finds none, exactly as in the simulation; what
it passes on becomes a call over real SIP, and what the exchange does to that call is heard by the
citizen. Operators are telephones that the exchange rings. The gate keeps a log of its own.

What a telephone cannot hear is told by a witness: that an announcement has been heard to its end,
that the wait has begun, that the operator has joined. Everything else comes over the wire.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Final

from base.clock import Clock
from base.phone import PhoneNumber
from line122.bench.outgoing import Caller as WireCaller
from line122.bench.outgoing import OutgoingCall
from line122.bench.rung import RungCall, user_of
from line122.bench.wire import Wire
from line122.phones.raw import Address
from line122.phones.sip_text import SipMessage, answer_to
from simulation.neighbourhood import Neighbourhood
from simulation.outside import Caller, Dialled, Heard
from simulation.schedule import Schedule
from simulation.workforce import Operator, Workforce

Then = Callable[[], None]
"""What is to be done next."""

_OK: Final = 200
_BUSY: Final = 486
_NOT_FOUND: Final = 404
_NO_CHANNEL: Final = 503


@dataclass(slots=True)
class Passed:
    """One call at the gate, in or out, as the carrier's own log has it."""

    number: PhoneNumber
    at: datetime
    is_inbound: bool
    refused_as: int | None = None
    """How the call was turned away: by the exchange, or outgoing by the gate."""
    is_over: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class GatePlan:
    """Where the gate is, and what it dials."""

    server: Address
    host: str
    port: int
    dials: str
    is_joined_when_up: bool
    """Whether an operator's answer joins at once; else the witness tells."""
    greeting_s: float | None
    """After so long in the day an answered caller waits in line; `None` where a witness tells."""


class Gate:
    """The exchange behind the carrier (`outside.Exchange`) and the desks (`workforce.Desk`)."""

    def __init__(
        self, plan: GatePlan, around: Neighbourhood, schedule: Schedule, clock: Clock
    ) -> None:
        self._plan = plan
        self._schedule = schedule
        self._around = around
        self._carrier = around.carrier
        self._clock = clock
        self._wire = Wire(plan.server, plan.host, plan.port, self._newcomer)
        self._legs: dict[Caller, OutgoingCall | RungCall] = {}
        self._rings: dict[Operator, RungCall] = {}
        self._picked_up: dict[PhoneNumber, Operator] = {}
        """Operators who have answered for somebody and are not joined yet."""
        self._operators: dict[str, Operator] = {}
        self._hears_nobody: set[Operator] = set()
        self.log: list[Passed] = []
        self.before_clearing: Callable[[Then], None] = _at_once
        """Lets whoever must know first what was heard do so before a line is found dead."""
        self.on_left: Callable[[str], None] = lambda _: None
        """Told by which account an operator left a line with nobody on it."""

    def staff(self, workforce: Workforce, accounts: tuple[str, ...]) -> None:
        """Let the operators sit down at their telephones."""
        self._operators = dict(zip(accounts, workforce.operators, strict=True))

    def close(self) -> None:
        """End every call and close the socket."""
        for leg in tuple(self._legs.values()):
            leg.hang_up()
        for ring in tuple(self._rings.values()):
            ring.hang_up()
        self._wire.close()

    def murmur(self, after_s: float) -> None:
        """Let every call show that somebody is there, so long after the last time."""
        for leg in (*self._legs.values(), *self._rings.values()):
            leg.murmur(after_s)

    # What citizens do.

    def called(self, phone: Caller) -> None:
        """Pass a call on that found a channel."""
        passed = self._note(phone, is_inbound=True)
        legs = self._legs

        def answered() -> None:
            if legs.get(phone) is not call:
                return
            self._carrier.answer(phone)
            if self._plan.greeting_s is not None:
                self._schedule.after(self._plan.greeting_s, begin_to_wait)

        def begin_to_wait() -> None:
            if legs.get(phone) is call:
                self._carrier.play(phone, Heard.MUSIC)

        def over() -> None:
            passed.refused_as, passed.is_over = call.refused_as, True
            if legs.get(phone) is not call:
                return
            if call.refused_as is not None:
                del legs[phone]
                self._carrier.reject(phone)
            else:
                self.before_clearing(lambda: self._clear(phone, call))

        caller = WireCaller(phone.number.lstrip("+"), self._plan.dials)
        call = OutgoingCall(self._wire, caller, on_answered=answered, on_over=over)
        legs[phone] = call

    def pressed(self, phone: Caller, digit: str) -> None:
        """Pass a key on."""
        leg = self._legs.get(phone)
        if isinstance(leg, OutgoingCall):
            leg.press(digit)

    def spoke(self, phone: Caller) -> None:
        """Pass a voice on."""
        leg = self._legs.get(phone)
        if leg is not None:
            leg.speak()

    def hung_up(self, phone: Caller) -> None:
        """Pass on that somebody has hung up."""
        leg = self._legs.pop(phone, None)
        if leg is not None:
            leg.hang_up()

    def picked_up(self, phone: Caller) -> None:
        """Pass on that a callback was answered."""
        leg = self._legs.get(phone)
        if isinstance(leg, RungCall):
            leg.answer()

    # What the exchange does.

    def tell(self, number: PhoneNumber, sound: Heard) -> None:
        """Let a citizen understand what the witness knows that they heard."""
        phone = self._around.phone(number)
        if phone is not None:
            self._carrier.play(phone, sound)

    def joined(self, number: PhoneNumber) -> None:
        """Let citizen and operator hear each other."""
        operator, phone = self._picked_up.pop(number, None), self._around.phone(number)
        if operator is None or phone is None:
            return
        need = phone.conversation()
        self._carrier.play(phone, Heard.OPERATOR_JOINED)
        if need is not None:
            self.spoke(phone)
        else:
            self._hears_nobody.add(operator)
        operator.join(need)

    def rung_at_desk(self, wire: Wire, invite: SipMessage, _at: datetime) -> None:
        """Ring an operator's telephone."""
        ring = RungCall(wire, invite, on_up=self._desk_up, on_over=self._desk_over)
        operator = self._operators.get(user_of(invite.start_line.split(" ")[1]))
        if operator is None or operator in self._rings:
            ring.refuse(_BUSY)
            return
        self._rings[operator] = ring
        ring.ring()
        operator.ring()

    # What operators do.

    def answered_by(self, operator: Operator) -> None:
        """Pick up."""
        ring = self._rings[operator]
        self._picked_up[_shown(ring)] = operator
        ring.answer()

    def left_by(self, operator: Operator) -> None:
        """Hang up, and say so where nobody was on the line."""
        ring = self._rings.pop(operator, None)
        if ring is not None:
            ring.hang_up()
        if operator in self._hears_nobody:
            self._hears_nobody.discard(operator)
            self.on_left(next(name for name, own in self._operators.items() if own is operator))

    def freed(self, operator: Operator) -> None:
        """Be ready; the exchange counts the wrap-up by itself, and it was the same."""

    def _desk_up(self, ring: RungCall) -> None:
        if self._plan.is_joined_when_up:
            self.joined(_shown(ring))

    def _desk_over(self, ring: RungCall) -> None:
        """Tell the operator that the ring or the talk is over, unless they ended it themselves."""
        for operator, own in tuple(self._rings.items()):
            if own is ring:
                del self._rings[operator]
                self._picked_up.pop(_shown(ring), None)
                self._hears_nobody.discard(operator)
                operator.stop_ringing()
                operator.line_gone()

    def _newcomer(self, message: SipMessage, _at: datetime) -> None:
        """Take what belongs to no call yet: a callback, or what an ended call still sends."""
        if message.status is not None or message.method == "ACK":
            return
        if message.method != "INVITE":
            self._wire.send(answer_to(message, _OK, "gone"))
            return
        number = user_of(message.start_line.split(" ")[1])
        phone = self._around.phone(PhoneNumber(f"+{number}")) if number.isdecimal() else None
        if phone is None:
            self._wire.send(answer_to(message, _NOT_FOUND, "nobody"))
            return
        self._called_back(phone, message)

    def _called_back(self, phone: Caller, invite: SipMessage) -> None:
        passed = self._note(phone, is_inbound=False)
        call = RungCall(
            self._wire, invite, on_up=_ignore, on_over=partial(self._callback_over, phone, passed)
        )
        dialled = self._carrier.ring(phone)
        if dialled is Dialled.RINGING:
            self._legs[phone] = call
            call.ring()
            return
        passed.refused_as = _BUSY if dialled is Dialled.ENGAGED else _NO_CHANNEL
        call.refuse(passed.refused_as)

    def _callback_over(self, phone: Caller, passed: Passed, call: RungCall) -> None:
        passed.is_over = True
        if self._legs.get(phone) is not call:
            return
        if call.is_answered:
            self.before_clearing(lambda: self._clear(phone, call))
        else:
            del self._legs[phone]
            self._carrier.stop_ringing(phone)

    def _clear(self, phone: Caller, leg: OutgoingCall | RungCall) -> None:
        if self._legs.get(phone) is leg:
            del self._legs[phone]
            self._carrier.clear(phone)

    def _note(self, phone: Caller, *, is_inbound: bool) -> Passed:
        passed = Passed(phone.number, self._clock.now(), is_inbound)
        self.log.append(passed)
        return passed


def _shown(ring: RungCall) -> PhoneNumber:
    """Return whom an operator's telephone shows: with a plus when we rang them."""
    return PhoneNumber(f"+{ring.number.removeprefix('+')}")


def _at_once(then: Then) -> None:
    then()


def _ignore(_call: RungCall) -> None:
    """Pay no attention: a citizen who picks up knows."""
