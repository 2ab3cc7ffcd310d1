"""A telephone with many lines in this process, on the SIP stack baresip.

One process can run one `SoftPhone` at a time, because the stack's state is global; it hosts as
many lines and calls as wanted. A line is an account that registers, or merely a number that calls
from an address the trunk knows. baresip cannot drop a line before the whole telephone closes, so
lines are kept and found again by identity.

What must be known about baresip-python 0.5.2:

* Events hop from its SIP thread to the event loop. An answer on loopback (a 404 after 0.8 ms) may
  be delivered before `dial()` has returned the call it belongs to; its own `Call` then waits for
  ever. Here the events of calls not yet known are kept while somebody dials, and replayed.
* A moment is taken when the event reaches the loop: keep the loop free of work above a
  millisecond. The audio of all lines is therefore spread over ten turns.
* Each call wants 1 % of a core for its three native threads (both ends of 20 talks: 40 %, of which
  ours is a tenth), and the SIP thread stands still for 20 to 40 ms when a call ends, so that one
  process can end about 30 calls a second; a fast bench takes several processes.
* Nothing is written to stdout or stderr; everything goes to the loggers `baresip.*`.
* Loopback works only with `net_interface 127.0.0.1`.
* After the death of its SIP thread a process cannot start it again.
"""

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, Self

from baresip.call import Call
from baresip.config import Account, Config
from baresip.errors import BaresipError
from baresip.events import Event, StackEvent
from baresip.runtime import Runtime
from baresip.ua import UserAgent

from base.clock import Clock
from base.errors import Line122Error
from base.instant import Instant
from base.tasks import cancel, spawn
from line122.phones.audio import CITIZEN_TONE_HZ, OPERATOR_TONE_HZ
from line122.phones.call import PhoneCall
from line122.phones.sockets import PhonePorts

_TURNS = 10
_TURN_S = 0.02
_TONES_HZ = (CITIZEN_TONE_HZ, OPERATOR_TONE_HZ)
_REGISTER_TIMEOUT_S = 10.0
_REGISTER_TRIES = 3
"""As telephones do: a server that fails inside for once (500) is asked again."""
_REGISTER_PAUSE_S = 0.5
_GOODBYE_S = 5.0
"""So long the ends of all calls may take when the telephone is left; sixty take two seconds."""
_FAILED_INSIDE = re.compile(r"\b5\d\d\b")
"""The stack tells the status of the answer in its sentence only."""


class PhoneError(Line122Error):
    """The softphone could not do what it was asked for; the text says why."""


class KeySignalling(StrEnum):
    """How pressed keys travel."""

    RTP = "rtp"
    """Telephone events, RFC 4733."""
    INFO = "info"
    """SIP INFO."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a line is."""

    user: str
    """The account, or the number that the far end sees."""
    server: str
    """Host and port that every request goes to."""
    secret: str | None = None
    """The account's password; `None` for a line that only calls and never registers."""
    domain: str | None = None
    """What stands behind the user's @ when that is not the server, as in `anonymous.invalid`."""
    keys: KeySignalling = KeySignalling.RTP


class Line:
    """One identity of a softphone."""

    def __init__(self, phone: "SoftPhone", identity: Identity, agent: UserAgent) -> None:
        self._phone = phone
        self._agent = agent
        self._arrived: asyncio.Queue[PhoneCall] = asyncio.Queue()
        self._is_registered = False
        self.identity = identity
        agent.on_incoming(self._take)

    async def dial(self, number: str, headers: Mapping[str, str] | None = None) -> PhoneCall:
        """Send an INVITE for the number with these headers added; returns at once.

        Raises:
            PhoneError: the stack could not send it.

        """
        return await self._phone.dial(self._agent, f"sip:{number}@{self.identity.server}", headers)

    async def next_call(self) -> PhoneCall:
        """Wait for the next call to this line; it rings until it is answered or rejected."""
        return await self._arrived.get()

    async def register(self) -> None:
        """Tell the server where this line is, unless it knows; the stack refreshes it then.

        Raises:
            PhoneError: the server refused or did not answer.

        """
        tries = 0
        while not self._is_registered:
            tries += 1
            try:
                await self._agent.register(timeout=_REGISTER_TIMEOUT_S)
            except BaresipError as error:
                if tries == _REGISTER_TRIES or not _FAILED_INSIDE.search(str(error)):
                    raise PhoneError(f"{self.identity.user} cannot register: {error}.") from error
                await asyncio.sleep(_REGISTER_PAUSE_S)
            else:
                self._is_registered = True

    async def unregister(self) -> None:
        """Tell the server that this line is gone.

        Raises:
            PhoneError: the server refused or did not answer.

        """
        try:
            await self._agent.unregister(timeout=_REGISTER_TIMEOUT_S)
        except BaresipError as error:
            raise PhoneError(f"{self.identity.user} cannot unregister: {error}.") from error
        self._is_registered = False

    def _take(self, call: Call) -> None:
        self._arrived.put_nowait(self._phone.take_in(call))


class SoftPhone:
    """The lines and calls of this process; open it with `async with`.

    With `hears_browsers` it has no jitter buffer; see where the stack is started.
    """

    def __init__(
        self,
        ports: PhonePorts,
        clock: Clock,
        *,
        tones_hz: tuple[int, ...] = _TONES_HZ,
        hears_browsers: bool = False,
    ) -> None:
        self._ports = ports
        self._hears_browsers = hears_browsers
        self._clock = clock
        self._tones_hz = tones_hz
        self._runtime = Runtime()
        self._lines: dict[Identity, Line] = {}
        # Two lines of one identity would take each other's calls.
        self._creating = asyncio.Lock()
        self._calls: dict[int, PhoneCall] = {}
        self._early: dict[int, list[tuple[StackEvent, Instant]]] = {}
        self._dialling = 0
        self._turn = 0
        self._pump: asyncio.Task[None] | None = None

    @property
    def ports(self) -> PhonePorts:
        """Where this telephone listens."""
        return self._ports

    async def __aenter__(self) -> Self:
        """Start the stack.

        Raises:
            PhoneError: the port is taken, or another softphone runs in this process.

        """
        ports = self._ports
        extra = (
            f"sip_listen {ports.host}:{ports.sip}\nrtp_ports {ports.rtp_first}-{ports.rtp_last}\n"
        )
        if self._hears_browsers:
            # Its buffer takes a stream whose clock jumps back for old, and plays nothing of it:
            # when a browser's sound follows a prompt, Asterisk goes on with the browser's clock.
            extra += "audio_jitter_buffer_type off\n"
        try:
            await self._runtime.start(
                Config(
                    net_interface=ports.host, max_concurrent_calls=None, extra_config_text=extra
                )
            )
        except BaresipError as error:
            raise PhoneError(f"The softphone cannot start on {ports.sip}: {error}.") from error
        self._runtime.subscribe(self._route)
        self._pump = spawn(self._move_sound(), name="phones.sound")
        return self

    async def __aexit__(self, *_: object) -> None:
        """Hang up what is still up, then stop the stack: whoever failed, the far end is told."""
        try:
            await self._hang_up_all()
        finally:
            if self._pump is not None:
                await cancel(self._pump)
            await self._runtime.close()

    async def line(self, identity: Identity) -> Line:
        """Return the line of this identity, made and registered unless it already is.

        Raises:
            PhoneError: the stack or the server refused it.

        """
        async with self._creating:
            if identity not in self._lines:
                self._lines[identity] = await self._new_line(identity)
        line = self._lines[identity]
        if identity.secret is not None:
            await line.register()
        return line

    async def dial(
        self, agent: UserAgent, uri: str, headers: Mapping[str, str] | None
    ) -> PhoneCall:
        """Start a call of one line; only lines call this."""
        placed: asyncio.Future[PhoneCall] = asyncio.get_running_loop().create_future()
        spawn(self._place(agent, uri, dict(headers or {}), placed), name="phones.dial")
        try:
            return await asyncio.shield(placed)
        except asyncio.CancelledError:
            # The INVITE is on its way, and nobody else would ever end that call.
            placed.add_done_callback(_abandon)
            raise

    async def _hang_up_all(self) -> None:
        calls = tuple(self._calls.values())
        await asyncio.gather(*(call.hang_up() for call in calls))
        await asyncio.gather(*(call.ends_within(_GOODBYE_S) for call in calls))

    async def _place(
        self,
        agent: UserAgent,
        uri: str,
        headers: dict[str, str],
        placed: asyncio.Future[PhoneCall],
    ) -> None:
        self._dialling += 1
        begun_at = self._clock.instant()
        try:
            placed.set_result(self.adopt(await agent.dial(uri, headers), begun_at))
        except (BaresipError, ValueError) as error:
            placed.set_exception(PhoneError(f"Cannot dial {uri}: {error}."))
        finally:
            self._dialling -= 1
            if not self._dialling:
                self._early.clear()

    async def _new_line(self, identity: Identity) -> Line:
        try:
            agent = await UserAgent.create(self._runtime, _account(identity))
        except (BaresipError, ValueError) as error:
            raise PhoneError(f"{identity.user!r} cannot be a line: {error}.") from error
        return Line(self, identity, agent)

    def take_in(self, call: Call) -> PhoneCall:
        """Take in a call that has just come; only lines call this."""
        return self.adopt(call, self._clock.instant())

    def adopt(self, call: Call, begun_at: Instant) -> PhoneCall:
        """Make a call of the stack one of ours, with all that has already happened to it."""
        self._turn = (self._turn + 1) % _TURNS
        adopted = PhoneCall(
            call, self._clock, begun_at=begun_at, tones_hz=self._tones_hz, turn=self._turn
        )
        self._calls[call.handle] = adopted
        for event, at in self._early.pop(call.handle, []):
            # The stack's own object was not there to hear it either.
            call._on_stack_event(event)  # noqa: SLF001 - it offers no other way to catch up
            self._deliver(adopted, event, at)
        return adopted

    def _route(self, event: StackEvent) -> None:
        at = self._clock.instant()
        call = self._calls.get(event.call)
        if call is not None:
            self._deliver(call, event, at)
        elif event.call and self._dialling and event.event is not Event.CALL_INCOMING:
            self._early.setdefault(event.call, []).append((event, at))

    def _deliver(self, call: PhoneCall, event: StackEvent, at: Instant) -> None:
        call.take(event, at)
        if event.event is Event.CALL_CLOSED:
            self._calls.pop(event.call, None)

    async def _move_sound(self) -> None:
        turn = 0
        due = self._clock.instant()
        while True:
            now = self._clock.instant()
            for call in tuple(self._calls.values()):
                if call.turn == turn:
                    call.pump(now)
            turn = (turn + 1) % _TURNS
            # A late turn is not caught up with: the next one simply moves more.
            due = Instant(max(due + _TURN_S, now))
            await asyncio.sleep(due - self._clock.instant())


def _abandon(placed: asyncio.Future[PhoneCall]) -> None:
    if placed.exception() is None:
        spawn(_hang_up(placed.result()), name="phones.hang_up")


async def _hang_up(call: PhoneCall) -> None:
    await call.hang_up()


def _account(identity: Identity) -> Account:
    signalling: Literal["rtpevent", "info"] = (
        "rtpevent" if identity.keys is KeySignalling.RTP else "info"
    )
    return Account(
        user=identity.user,
        domain=identity.domain or identity.server,
        password=identity.secret or "",
        registrar=identity.server if identity.domain else None,
        reg_interval=0 if identity.secret is None else 600,
        audio_codecs=("pcma",),
        dtmf_mode=signalling,
    )
