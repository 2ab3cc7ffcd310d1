"""A citizen who calls the helpline: dials, presses keys, waits, talks, gives up.

What he will do is data, the plan. That he is talking with an operator he can only hear: by the
operator's tone. Then he begins to speak and to sing his own, until one of them hangs up. A person
who takes the call sings no tone; that one is there the citizen must be told, and then says what
he has to say again and again, until the person hangs up.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from base.clock import Clock
from base.instant import elapsed_s
from line122.phones.audio import (
    CITIZEN_TONE_HZ,
    OPERATOR_TONE_HZ,
    SAMPLE_BYTES,
    SAMPLE_RATE_HZ,
    Sound,
    tone,
)
from line122.phones.call import PhoneCall
from line122.phones.report import PartyReport, report_on
from line122.phones.softphone import Identity, SoftPhone

_RECOGNISED_S = 0.2
"""So much of the operator's tone, and the citizen knows that someone is there."""

_GOODBYE_S = 5.0
"""How long after hanging up the end of the call may take to be confirmed."""

_LISTENS_S = 4
"""So long a citizen lets a person speak before he says it once more."""
_LONGEST_TALK_S = 600.0
"""With a person who may have left their seat."""


def nobody() -> bool:
    """Tell that no person has taken the call."""
    return False


@dataclass(frozen=True, slots=True)
class KeyPress:
    """Keys pressed at a time after the answer."""

    after_s: float
    keys: str


@dataclass(frozen=True, slots=True)
class CitizenPlan:
    """What one citizen does in one call."""

    number: str
    """The caller's own number as the carrier sends it, in whatever form."""
    dials: str
    trunk: str
    """Host and port of the helpline's SIP address."""
    withheld: bool = False
    """The number is shown only in P-Asserted-Identity, with `Privacy: id`."""
    presses: tuple[KeyPress, ...] = ()
    ring_patience_s: float = 30.0
    """How long to let it ring."""
    patience_s: float = 60.0
    """How long to wait for an operator after the line has answered."""
    talk_for_s: float | None = None
    """After so long the citizen hangs up; `None` leaves that to the operator."""
    speech: Sound | None = None
    """What is said at the beginning of the talk; the tone follows."""
    tone_hz: int = CITIZEN_TONE_HZ
    listens_for_hz: int = OPERATOR_TONE_HZ


async def play_citizen(
    phone: SoftPhone, plan: CitizenPlan, clock: Clock, *, has_person: Callable[[], bool] = nobody
) -> PartyReport:
    """Live through one call and report; hangs up when cancelled.

    `has_person` tells whether a person has taken the call, who sings no tone.

    Raises:
        PhoneError: the call could not be sent at all.

    """
    line = await phone.line(identity_of(plan))
    call = await line.dial(plan.dials, _headers(plan))
    heard_before_s: float | None = None
    try:
        if await call.answered(plan.ring_patience_s) and await _reaches_operator(
            call, plan, clock, has_person
        ):
            heard_before_s = call.ear.audible_s if has_person() else None
            await _talk(call, plan, is_with_person=heard_before_s is not None)
    finally:
        await call.hang_up()
    await call.ends_within(_GOODBYE_S)
    return report_on(call, plan.number, plan.listens_for_hz, clock, heard_before_s=heard_before_s)


async def _reaches_operator(
    call: PhoneCall, plan: CitizenPlan, clock: Clock, has_person: Callable[[], bool]
) -> bool:
    assert call.answered_at is not None
    for press in plan.presses:
        passed_s = elapsed_s(call.answered_at, clock.instant())
        if await _is_met(call, plan, has_person, press.after_s - passed_s):
            return True
        if not await call.press(press.keys):
            return False
    passed_s = elapsed_s(call.answered_at, clock.instant())
    return await _is_met(call, plan, has_person, plan.patience_s - passed_s)


async def _is_met(
    call: PhoneCall, plan: CitizenPlan, has_person: Callable[[], bool], within_s: float
) -> bool:
    """Wait so long for somebody to be there."""
    return await call.until_within(
        lambda: call.ear.tone_s(plan.listens_for_hz) >= _RECOGNISED_S or has_person(), within_s
    )


async def _talk(call: PhoneCall, plan: CitizenPlan, *, is_with_person: bool) -> None:
    if is_with_person:
        if plan.speech:
            call.say(_again_and_again(plan.speech))
        await call.ends_within(_LONGEST_TALK_S)
        return
    call.say(*((plan.speech,) if plan.speech else ()), tone(plan.tone_hz))
    await call.ends_within(plan.talk_for_s)


def _again_and_again(speech: Sound) -> Sound:
    silence = bytes(_LISTENS_S * SAMPLE_RATE_HZ * SAMPLE_BYTES)
    return Sound(speech.samples + silence, repeats=True)


async def answer_callback(
    phone: SoftPhone,
    plan: CitizenPlan,
    clock: Clock,
    *,
    rings_within_s: float | None,
    picks_up_after_s: float,
    has_person: Callable[[], bool] = nobody,
) -> PartyReport | None:
    """Wait for the call that was promised, live through it and report; hang up when cancelled.

    `None` when nobody rang within that time; without one there is no end to the waiting.

    Raises:
        PhoneError: the telephone cannot be reached at all.

    """
    line = await phone.line(identity_of(plan))
    try:
        async with asyncio.timeout(rings_within_s):
            call = await line.next_call()
    except TimeoutError:
        return None
    heard_before_s: float | None = None
    try:
        if not await call.ends_within(picks_up_after_s) and await call.answer():
            # Whoever picks up says something, before anybody is there to hear it.
            call.say(*((plan.speech,) if plan.speech else ()), tone(plan.tone_hz))
            if await _is_met(call, plan, has_person, plan.patience_s):
                heard_before_s = call.ear.audible_s if has_person() else None
                await _talk(call, plan, is_with_person=heard_before_s is not None)
    finally:
        await call.hang_up()
    await call.ends_within(_GOODBYE_S)
    return report_on(call, plan.number, plan.listens_for_hz, clock, heard_before_s=heard_before_s)


def identity_of(plan: CitizenPlan) -> Identity:
    """Return who the citizen's telephone is; by it they call and are called."""
    if plan.withheld:
        return Identity("anonymous", plan.trunk, domain="anonymous.invalid")
    return Identity(plan.number, plan.trunk)


def _headers(plan: CitizenPlan) -> dict[str, str]:
    if not plan.withheld:
        return {}
    host = plan.trunk.partition(":")[0]
    return {"Privacy": "id", "P-Asserted-Identity": f"<sip:{plan.number}@{host}>"}
