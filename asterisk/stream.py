"""The events of Asterisk, on one websocket that is always brought back.

One rule: whoever reads the socket only decodes and enqueues, since Asterisk drops a slow reader
without telling it. A connection's life:

1. The socket is opened under the application's one name, which takes the calls over.
2. What arrives is kept back while the survey is made by REST: whether anything arrives at all
   (`asterisk.echo`), what types to leave out, when Asterisk started, which channels and bridges
   are the application's, all channels, all bridges.
3. The survey goes out first, then what was kept back, then each event as it comes. An event may
   tell what the survey told already; whoever is told bears that.
4. Every second it is proved again that events arrive.

However the connection ends (an error, a missed heartbeat, an orderly close, a word of ours that
does not come back), it is a disconnection: a new connection follows, with growing pauses if that
fails. A first moment is left to Asterisk to clean up the old one. Only when another engine has
taken the application over is there no way back: `Replaced` is the last item.

A backlog that is full ends the connection too: the survey after it tells all that counts. What
is deliberately absent: replay. Asterisk drops what happens while nobody is connected.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Final

import aiohttp
import msgspec
import structlog

from asterisk import wire
from asterisk.client import AriClient, AriError, ChannelId
from asterisk.echo import INTERVAL_S, PATIENCE_S, DeafError, Echo
from base.tasks import cancel, spawn

HEARTBEAT_S: Final = 2.0
BACKLOG: Final = 10_000

LEFT_OUT: Final = (
    "ChannelCallerId",
    "ChannelConnectedLine",
    "ChannelCreated",
    "ChannelDialplan",
    "ChannelVarset",
    "BridgeCreated",
    "BridgeDestroyed",
    "ChannelEnteredBridge",
    "ChannelLeftBridge",
    "Dial",
    "EndpointStateChange",
    "PeerStatusChange",
    "PlaybackContinuing",
    "PlaybackStarted",
)
"""Types that no decision needs; they are three quarters of what Asterisk would send."""

_PAUSES_S: Final = (0.05, 0.1, 0.2, 0.5, 1.0)
_END: Final = (aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.CLOSING, aiohttp.WSMsgType.CLOSED)

_log = structlog.get_logger(__name__)
_decoder = msgspec.json.Decoder(wire.Event)


@dataclass(frozen=True, slots=True)
class Survey:
    """What Asterisk has, after a connection was made."""

    startup_time: str
    """Another one than before means that Asterisk restarted and all calls are gone."""

    version: str
    application_channels: frozenset[ChannelId]
    channels: tuple[wire.Channel, ...]
    bridges: tuple[wire.Bridge, ...]
    """All of this Asterisk; whose they are, their ids tell."""


@dataclass(frozen=True, slots=True)
class Disconnected:
    """No events arrive for now."""


@dataclass(frozen=True, slots=True)
class Replaced:
    """Another engine has taken the application over; this one must stop at once."""


StreamItem = Survey | Disconnected | Replaced | wire.Event


@dataclass(slots=True)
class FrameCounts:
    """What arrived so far."""

    by_type: Counter[str]
    skipped: int = 0
    """Frames that were no event known to us."""

    @property
    def frames(self) -> int:
        """All frames that arrived."""
        return self.by_type.total() + self.skipped


class _Peek(msgspec.Struct):
    type: str = ""


class EventStream:
    """The events of one Asterisk, across all its connections."""

    def __init__(self, client: AriClient, *, echo_within_s: float = PATIENCE_S) -> None:
        self.counts = FrameCounts(Counter())
        self._client = client
        self._echo = Echo(client, echo_within_s)
        self._items: asyncio.Queue[StreamItem | BaseException] = asyncio.Queue()
        self._kept_back: list[wire.Event] | None = None
        self._is_replaced = False
        self._unreadable_seen: set[str] = set()

    async def items(self) -> AsyncIterator[StreamItem]:
        """Yield what happens, for ever; after `Replaced` nothing more.

        Raises:
            AriError: a bug ended the reader; an engine that hears nothing must not go on.

        """
        reader = spawn(
            self._read_for_ever(), name="asterisk.stream", on_failure=self._items.put_nowait
        )
        try:
            while True:
                item = await self._items.get()
                if isinstance(item, BaseException):
                    raise AriError("The reader of Asterisk's events failed.") from item
                yield item
                if isinstance(item, Replaced):
                    return
        finally:
            await cancel(reader)

    async def _read_for_ever(self) -> None:
        failures = 0
        while not self._is_replaced:
            try:
                was_surveyed = await self._follow_connection()
            except AriError as error:
                _log.warning("asterisk.connection_failed", reason=str(error))
                was_surveyed = False
            failures = 0 if was_surveyed else failures + 1
            self._start_anew(Replaced() if self._is_replaced else Disconnected())
            await asyncio.sleep(_PAUSES_S[min(failures, len(_PAUSES_S) - 1)])

    async def _follow_connection(self) -> bool:
        """Follow one connection to its end; return whether its survey went out."""
        socket = await self._client.open_events(HEARTBEAT_S)
        kept_back = self._kept_back = []
        survey = spawn(
            self._survey_then_listen(socket),
            name="asterisk.survey",
            on_failure=self._items.put_nowait,
        )
        try:
            # One turn, so that the survey has begun before anything can cancel it.
            await asyncio.sleep(0)
            while not self._is_replaced:
                frame = await socket.receive()
                if frame.type is aiohttp.WSMsgType.TEXT:
                    self._take(frame.data)
                elif frame.type is aiohttp.WSMsgType.ERROR or frame.type in _END:
                    break
                if self._items.qsize() >= BACKLOG:
                    _log.error("asterisk.backlog_full", backlog=BACKLOG)
                    break
        finally:
            await cancel(survey)
            await socket.close()
        return self._kept_back is not kept_back

    async def _survey_then_listen(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        try:
            await self._echo.require()
            self._release(await self._survey())
            await self._listen_for_ever()
        except DeafError:
            _log.error("asterisk.deaf")
        except AriError as error:
            _log.warning("asterisk.survey_failed", reason=str(error))
        await socket.close()

    async def _listen_for_ever(self) -> None:
        """Prove again and again that events arrive.

        Raises:
            DeafError: they do not.

        """
        while True:
            # The proof has a rhythm of its own; there is no event for events that do not come.
            await asyncio.sleep(INTERVAL_S)
            try:
                await self._echo.require()
            except DeafError:
                raise
            except AriError as error:
                # Asterisk is busy or away; of a dead connection the heartbeat tells.
                _log.warning("asterisk.echo_failed", reason=str(error))

    def _release(self, survey: Survey) -> None:
        _log.info("asterisk.connected", version=survey.version, channels=len(survey.channels))
        self._items.put_nowait(survey)
        kept_back, self._kept_back = self._kept_back or [], None
        for event in kept_back:
            self._items.put_nowait(event)

    async def _survey(self) -> Survey:
        await self._client.leave_out(LEFT_OUT)
        facts = await self._client.asterisk_facts()
        application = await self._client.application()
        channels = await self._client.channels()
        bridges = await self._client.bridges()
        return Survey(
            startup_time=facts.status.startup_time if facts.status else "",
            version=facts.system.version if facts.system else "",
            application_channels=frozenset(ChannelId(name) for name in application.channel_ids),
            channels=tuple(channels),
            bridges=tuple(bridges),
        )

    def _take(self, frame: str) -> None:
        try:
            event = _decoder.decode(frame)
        except (msgspec.DecodeError, UnicodeError):
            self._skip(frame)
            return
        if self._echo.take(event):
            return
        name = type(event).__name__
        self.counts.by_type[name] += 1
        if isinstance(event, wire.ApplicationReplaced):
            self._is_replaced = True
        elif self._kept_back is not None:
            self._kept_back.append(event)
        else:
            self._items.put_nowait(event)

    def _skip(self, frame: str) -> None:
        """Count a frame that we cannot read, and tell of each kind once."""
        self.counts.skipped += 1
        try:
            kind = msgspec.json.decode(frame, type=_Peek).type
        except (msgspec.DecodeError, UnicodeError):
            kind = ""
        if kind not in self._unreadable_seen:
            self._unreadable_seen.add(kind)
            _log.warning("asterisk.frame_skipped", type=kind or "no event at all")

    def _start_anew(self, item: StreamItem) -> None:
        """Forget a backlog that cannot be complete any more, when it is full."""
        if self._items.qsize() >= BACKLOG:
            while not self._items.empty():
                self._items.get_nowait()
        self._items.put_nowait(item)
