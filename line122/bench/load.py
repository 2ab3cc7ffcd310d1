"""The load: citizens who call at an even pace, press a key, talk briefly and hang up.

It lives in the bench's own process, apart from the engine and the servers, and knows how late it
is itself. Every caller has a number of their own, by which the operator's ring is found again.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from base.clock import Clock
from base.instant import Instant, after
from line122.bench.attempt import Attempt
from line122.bench.desk import Ring
from line122.bench.outgoing import Caller, OutgoingCall
from line122.bench.wire import Wire

KEY: Final = "1"
KEY_AFTER_S: Final = 0.7
"""After the answer; the short greeting is over and the menu asks."""
KEY_AGAIN_AFTER_S: Final = 1.0
KEY_TRIES: Final = 4
TALK_S: Final = 1.0
GIVES_UP_AFTER_S: Final = 8.0
"""Who is not connected by then hangs up and counts as lost."""

_FIRST_NUMBER: Final = 79_100_000_000
_OVER_WITHIN_S: Final = GIVES_UP_AFTER_S + 4.0


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadPlan:
    """So many calls."""

    dials: str
    rate: float
    calls: int


class Load:
    """The citizens of a bench; it hears the operators' desk as well."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._numbers = _FIRST_NUMBER
        self._citizens: dict[str, Citizen] = {}

    async def run(self, wire: Wire, plan: LoadPlan) -> list[Attempt]:
        """Place the calls and return when all are over, or should be."""
        began = self._clock.instant()
        citizens: list[Citizen] = []
        for index in range(plan.calls):
            planned = after(began, index / plan.rate)
            await asyncio.sleep(max(0.0, planned - self._clock.instant()))
            citizens.append(self._call(wire, plan.dials, planned))
        deadline = after(self._clock.instant(), _OVER_WITHIN_S)
        for citizen in citizens:
            await citizen.over_by(deadline)
            del self._citizens[citizen.attempt.number]
        return [citizen.attempt for citizen in citizens]

    def rang(self, ring: Ring) -> None:
        """Take that a telephone began to ring; only the first ring counts."""
        attempt = self._attempt(ring.number)
        if attempt is not None and attempt.rang_at is None:
            attempt.rang_at, attempt.shown_name = ring.at, ring.name

    def picked_up(self, number: str, at: datetime) -> None:
        """Take that the operator's 200 OK was sent at that moment."""
        attempt = self._attempt(number)
        if attempt is not None:
            attempt.picked_up_at = at

    def spoke(self, number: str) -> None:
        """Take that the server has acknowledged the operator's answer."""
        citizen = self._citizens.get(number)
        if citizen is not None:
            citizen.talk()

    def hold(self, wire: Wire, dials: str) -> "Citizen":
        """Place one call that presses its key and then waits as long as it takes."""
        return self._call(wire, dials, self._clock.instant(), gives_up=False)

    def _call(
        self, wire: Wire, dials: str, planned: Instant, *, gives_up: bool = True
    ) -> "Citizen":
        self._numbers += 1
        number = str(self._numbers)
        attempt = Attempt(number, lag_s=self._clock.instant() - planned)
        citizen = Citizen(attempt, self._clock)
        self._citizens[number] = citizen
        citizen.dial(wire, dials, gives_up=gives_up)
        return citizen

    def _attempt(self, number: str) -> Attempt | None:
        citizen = self._citizens.get(number)
        return None if citizen is None else citizen.attempt


class Citizen:
    """One citizen on the trunk; made by `Load`."""

    _stays = False
    """Whether only `hang_up` ends the call."""

    def __init__(self, attempt: Attempt, clock: Clock) -> None:
        self.attempt = attempt
        self._clock = clock
        self._loop = asyncio.get_running_loop()
        self._over = asyncio.Event()
        self._timers: list[asyncio.TimerHandle] = []
        self._call: OutgoingCall | None = None
        self._keys_left = KEY_TRIES

    def dial(self, wire: Wire, dials: str, *, gives_up: bool) -> None:
        """Place the call; who does not give up waits until told to hang up."""
        caller = Caller(self.attempt.number, dials)
        self._call = OutgoingCall(wire, caller, on_answered=self._answered, on_over=self._ended)
        self._stays = not gives_up
        if gives_up:
            self._later(GIVES_UP_AFTER_S, self._give_up)

    def talk(self) -> None:
        """Talk for a while, then hang up; who stays goes on talking."""
        if not self.attempt.is_connected:
            self.attempt.is_connected = True
            if not self._stays:
                self._later(TALK_S, self.hang_up)

    def murmur(self, after_s: float) -> None:
        """Let the line show that somebody is there, so long after the last time."""
        if self._call is not None:
            self._call.murmur(after_s)

    def hang_up(self) -> None:
        """End the call."""
        if self._call is not None:
            self._call.hang_up()

    async def over_by(self, deadline: Instant) -> None:
        """Return when the call is over, or count it as over at the deadline."""
        try:
            async with asyncio.timeout(max(0.0, deadline - self._clock.instant())):
                await self._over.wait()
        except TimeoutError:
            self._ended()

    def _answered(self) -> None:
        self.attempt.answered_at = self._clock.now()
        self._later(KEY_AFTER_S, self._press)

    def _press(self) -> None:
        """Press the key, and again while no telephone rings: a busy menu may open late."""
        if self._call is None or self.attempt.rang_at is not None:
            return
        self.attempt.key_at = self._clock.now()
        self._call.press(KEY)
        self._keys_left -= 1
        if self._keys_left:
            self._later(KEY_AGAIN_AFTER_S, self._press)

    def _give_up(self) -> None:
        if not self.attempt.is_connected:
            self.hang_up()

    def _ended(self) -> None:
        self.attempt.is_over = True
        for timer in self._timers:
            timer.cancel()
        self._over.set()

    def _later(self, delay_s: float, action: Callable[[], None]) -> None:
        self._timers.append(self._loop.call_later(delay_s, action))
