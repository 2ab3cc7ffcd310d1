"""An operator with a softphone: signs on, answers or lets it ring, talks, signs off.

What the operator will do is data, the plan. Presence is declared as on a desk phone, by dialling
a code and listening to the spoken confirmation.
"""

from collections.abc import Callable
from dataclasses import dataclass

from base.clock import Clock
from line122.phones.audio import CITIZEN_TONE_HZ, OPERATOR_TONE_HZ, Sound, tone
from line122.phones.call import PhoneCall
from line122.phones.report import HEARD_S, PartyReport, report_on
from line122.phones.softphone import Identity, Line, SoftPhone

AVAILABLE_CODE = "*1"
BREAK_CODE = "*2"
LEAVE_CODE = "*0"

_CONFIRMED_S = 0.4
"""So much sound after a code counts as a spoken confirmation."""
_CONFIRMATION_WITHIN_S = 5.0
_CONFIRMATION_ENDS_WITHIN_S = 15.0
_RING_ENDS_WITHIN_S = 120.0
_HEARS_CITIZEN_WITHIN_S = 5.0
_GOODBYE_S = 5.0

OnReport = Callable[[PartyReport], None]


@dataclass(frozen=True, slots=True)
class OperatorPlan:
    """How one operator works."""

    account: str
    server: str
    """Host and port of the SIP address of the operators' phones."""
    secret: str | None
    """`None` for a phone whose address the server knows without registration."""
    ignores_rings: int = 0
    """So many first calls ring until the engine gives up."""
    rejects_rings: int = 0
    """So many calls after those are answered 486."""
    answer_after_s: float = 1.0
    talk_for_s: float | None = 8.0
    """So long after the citizen was first heard the operator hangs up; `None`: never."""
    speech: Sound | None = None
    """What is said at the beginning of the talk; the tone follows."""
    tone_hz: int = OPERATOR_TONE_HZ
    listens_for_hz: int = CITIZEN_TONE_HZ


class Operator:
    """One operator at work; every call that reached the phone is reported once."""

    def __init__(
        self, phone: SoftPhone, plan: OperatorPlan, clock: Clock, on_report: OnReport
    ) -> None:
        self._phone = phone
        self._plan = plan
        self._clock = clock
        self._on_report = on_report
        self._rings = 0

    async def declare(self, code: str) -> bool:
        """Dial a presence code; true when a confirmation was heard.

        Raises:
            PhoneError: the phone cannot register or dial.

        """
        line = await self._line()
        call = await line.dial(code)
        confirmed = await call.answered(_CONFIRMATION_WITHIN_S) and await call.until_within(
            lambda: call.ear.audible_s >= _CONFIRMED_S, _CONFIRMATION_WITHIN_S
        )
        if not (confirmed and await call.ends_within(_CONFIRMATION_ENDS_WITHIN_S)):
            await call.hang_up()
        await call.ends_within(_GOODBYE_S)
        return confirmed

    async def work(self) -> None:
        """Take calls, one after another, until cancelled; a talk in progress is hung up then.

        Raises:
            PhoneError: the phone cannot register.

        """
        line = await self._line()
        while True:
            call = await line.next_call()
            try:
                await self._attend(call)
            finally:
                await call.hang_up()
            await call.ends_within(_GOODBYE_S)
            self._on_report(
                report_on(call, self._plan.account, self._plan.listens_for_hz, self._clock)
            )

    async def _attend(self, call: PhoneCall) -> None:
        plan = self._plan
        ring, self._rings = self._rings, self._rings + 1
        if ring < plan.ignores_rings:
            await call.ends_within(_RING_ENDS_WITHIN_S)
            return
        if ring < plan.ignores_rings + plan.rejects_rings:
            await call.reject()
            return
        if await call.ends_within(plan.answer_after_s) or not await call.answer():
            return
        call.say(*((plan.speech,) if plan.speech else ()), tone(plan.tone_hz))
        await call.hears(plan.listens_for_hz, HEARD_S, _HEARS_CITIZEN_WITHIN_S)
        await call.ends_within(plan.talk_for_s)

    async def _line(self) -> Line:
        plan = self._plan
        return await self._phone.line(Identity(plan.account, plan.server, secret=plan.secret))
