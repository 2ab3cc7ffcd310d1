"""Commands to Asterisk over ARI, by a small pool of kept connections.

The pool keeps no order between two commands: whoever gives commands about one channel waits for
each before giving the next. Nothing here waits for a prompt, because prompts and music play on
bridges; a request that takes longer than two seconds means that Asterisk is stuck.

A channel can vanish at any moment, and Asterisk has four ways to say so (404, 409, 412, 422).
They become one value here, `Gone`; every other refusal is an `AriError`.
"""

from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import Final, Literal, NewType, Self, TypeVar

import aiohttp
import msgspec

from asterisk import wire
from asterisk.paths import quoted, shape_of
from asterisk.site import APP, AriAddress
from base.errors import Line122Error

ChannelId = NewType("ChannelId", str)
BridgeId = NewType("BridgeId", str)
PlaybackId = NewType("PlaybackId", str)

ConfigType = Literal["auth", "aor", "endpoint"]

CONNECTIONS: Final = 12
"""Few, since Asterisk queues no more than ten at its door, and warm."""
KEEP_ALIVE_S: Final = 10
"""Less than Asterisk's 15 s, so that no command meets a closing connection."""
REQUEST_TIMEOUT_S: Final = 2.0

_GONE: Final = frozenset({404, 409, 412, 422})
_NO_SUCH_CHANNEL: Final = 400
"""Only a bridge says so, of a channel to be added that is no longer there."""

_OK_BELOW: Final = 300
_PERFORMED: Final = "Response: Success"
_NOBODY: Final = "o such channel"
_JSON: Final = {"Content-Type": "application/json"}
_T = TypeVar("_T")


class AriError(Line122Error):
    """Asterisk did not perform a request; its log says more."""

    def __init__(self, message: str, *, is_refusal: bool = False) -> None:
        super().__init__(message)
        self.is_refusal = is_refusal
        """Whether Asterisk answered; `False` when it could not be reached."""


@dataclass(frozen=True, slots=True)
class Gone:
    """The channel, bridge or playback that a command was for is no longer there."""

    status: int


@dataclass(frozen=True, slots=True)
class Done:
    """The command was performed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origination:
    """A telephone to be rung."""

    channel_id: ChannelId
    """Chosen by us before asking, so that asking twice cannot ring twice."""
    endpoint: str
    """Made from an account of ours, or from a trunk of ours and digits; from nothing else."""
    caller_number: str
    caller_name: str
    timeout_s: int
    """Asterisk's own limit, for the case that no engine is left to end the ringing."""
    app_args: Sequence[str] = ()
    variables: Mapping[str, str] = field(default_factory=dict)


class _Value(msgspec.Struct):
    value: str


class AriClient:
    """The commands that the engine gives; use it as an async context manager."""

    def __init__(self, address: AriAddress) -> None:
        self._address = address
        self._authorization = {
            "Authorization": aiohttp.encode_basic_auth(address.user, address.password)
        }
        self._digest = aiohttp.DigestAuthMiddleware(address.user, address.password)
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        """Open the pool; no connection is made before the first command."""
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=CONNECTIONS, keepalive_timeout=KEEP_ALIVE_S),
            headers=self._authorization,
            timeout=aiohttp.ClientTimeout(total=REQUEST_TIMEOUT_S),
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close the pool."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def open_events(self, heartbeat_s: float) -> aiohttp.ClientWebSocketResponse:
        """Return a new connection on which events of the application arrive.

        Raises:
            AriError: Asterisk is not there, or it does not know us.

        """
        try:
            return await self._opened().ws_connect(
                f"{self._address.url}/events",
                params={"app": APP, "subscribeAll": "false"},
                heartbeat=heartbeat_s,
                timeout=aiohttp.ClientWSTimeout(ws_close=REQUEST_TIMEOUT_S),
            )
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise AriError(
                f"Asterisk gives no events at {self._address.url} ({type(error).__name__})."
            ) from error

    async def answer(self, channel: ChannelId) -> Done | Gone:
        """Pick up; done once the 200 OK is on its way."""
        return await self._command("POST", f"channels/{quoted(channel)}/answer")

    async def hang_up(self, channel: ChannelId, cause: int) -> Done | Gone:
        """End a channel, or refuse it before the answer, with a cause of Q.850."""
        reason = {"reason_code": str(cause)}
        return await self._command("DELETE", f"channels/{quoted(channel)}", reason)

    async def originate(self, wanted: Origination) -> Done | Gone:
        """Ring a telephone; when it answers, its channel enters the application."""
        body = {"variables": dict(wanted.variables)}
        return await self._command(
            "POST",
            f"channels/{quoted(wanted.channel_id)}",
            {
                "endpoint": wanted.endpoint,
                "app": APP,
                "appArgs": ",".join(wanted.app_args),
                "callerId": f'"{wanted.caller_name}" <{wanted.caller_number}>',
                "timeout": str(wanted.timeout_s),
            },
            body,
        )

    async def snoop(self, on: ChannelId, by: ChannelId, ways: Mapping[str, str]) -> Done | Gone:
        """Make a channel that hears another one, and speaks into it, as the ways say."""
        path = f"channels/{quoted(on)}/snoop/{quoted(by)}"
        return await self._command("POST", path, {"app": APP, **ways})

    async def set_variable(self, channel: ChannelId, name: str, value: str) -> Done | Gone:
        """Set a variable or function of a channel."""
        wanted = {"variable": name, "value": value}
        return await self._command("POST", f"channels/{quoted(channel)}/variable", wanted)

    async def variable(self, channel: ChannelId, name: str) -> str | None:
        """Return a variable of a channel; `None` when the channel has none, or is gone."""
        path = f"channels/{quoted(channel)}/variable"
        status, text = await self._request("GET", path, {"variable": name})
        return None if status in _GONE else msgspec.json.decode(text, type=_Value).value

    async def start_recording(
        self, channel: ChannelId, path: str = "", options: str = "D"
    ) -> Done | Gone:
        """Record a channel: both sides apart, or what the options of MixMonitor say instead."""
        wanted = {"action": "MixMonitor", "channel": channel, "file": path, "options": options}
        return await self._manage(wanted)

    async def stop_recording(self, channel: ChannelId, named: str = "") -> Done | Gone:
        """End the recording of that name, else the talk's; its file is complete then."""
        name = {"mixmonitorid": named} if named else {}
        return await self._manage({"action": "StopMixMonitor", "channel": channel, **name})

    async def continue_at(self, channel: ChannelId, context: str, extension: str) -> Done | Gone:
        """Hand a channel over to the dialplan; its end in the application tells that it went."""
        place = {"context": context, "extension": extension, "priority": "1"}
        return await self._command("POST", f"channels/{quoted(channel)}/continue", place)

    async def stop_channel_music(self, channel: ChannelId) -> Done | Gone:
        """Stop the music that the dialplan started on the channel itself."""
        return await self._command("DELETE", f"channels/{quoted(channel)}/moh")

    async def play_on_channel(
        self, channel: ChannelId, playback: PlaybackId, media: Sequence[str]
    ) -> Done | Gone:
        """Play on a channel that stands in no bridge; later commands about it wait."""
        return await self._play(f"channels/{quoted(channel)}", playback, media)

    async def press_keys(self, channel: ChannelId, keys: str) -> Done | Gone:
        """Send keys to the far end of a channel; a `w` among them is a pause of half a second."""
        return await self._command("POST", f"channels/{quoted(channel)}/dtmf", {"dtmf": keys})

    async def mute(self, channel: ChannelId, *, is_on: bool) -> Done | Gone:
        """Let nothing be heard that comes from a channel, or let it be heard again."""
        path, method = f"channels/{quoted(channel)}/mute", "POST" if is_on else "DELETE"
        return await self._command(method, path, {"direction": "in"})

    async def make_bridge(self, bridge: BridgeId, name: str) -> Done | Gone:
        """Make a mixing bridge, or leave the one of that id as it is."""
        kind = {"type": "mixing", "name": name}
        return await self._command("POST", f"bridges/{quoted(bridge)}", kind)

    async def destroy_bridge(self, bridge: BridgeId) -> Done | Gone:
        """Take a bridge down; whoever stands in it leaves it and stays up."""
        return await self._command("DELETE", f"bridges/{quoted(bridge)}")

    async def add_to_bridge(self, bridge: BridgeId, channel: ChannelId) -> Done | Gone:
        """Put a channel into a bridge.

        One that stands there already is taken out and put in again, which ends what is being said.
        """
        status, _ = await self._request(
            "POST",
            f"bridges/{quoted(bridge)}/addChannel",
            {"channel": channel},
            expected=_GONE | {_NO_SUCH_CHANNEL},
        )
        return Done() if status < _OK_BELOW else Gone(status)

    async def stands_in(self, bridge: BridgeId, channel: ChannelId) -> bool:
        """Return whether the bridge is there and the channel stands in it."""
        status, text = await self._request("GET", f"bridges/{quoted(bridge)}")
        if status in _GONE:
            return False
        return channel in msgspec.json.decode(text, type=wire.Bridge).channels

    async def play_on_bridge(
        self, bridge: BridgeId, playback: PlaybackId, media: Sequence[str]
    ) -> Done | Gone:
        """Play recordings one after another to all in the bridge."""
        return await self._play(f"bridges/{quoted(bridge)}", playback, media)

    async def stop_playback(self, playback: PlaybackId) -> Done | Gone:
        """Silence a playback; its end is told by an event as always."""
        return await self._command("DELETE", f"playbacks/{quoted(playback)}")

    async def has_playback(self, playback: PlaybackId) -> bool:
        """Return whether something is still being said."""
        return await self._exists(f"playbacks/{quoted(playback)}")

    async def has_channel(self, channel: ChannelId) -> bool:
        """Return whether a channel still exists, in the application or not."""
        return await self._exists(f"channels/{quoted(channel)}")

    async def has_sound(self, channel: ChannelId) -> bool:
        """Return whether the far end has said where its sound goes, be it before the answer."""
        destination = await self.variable(channel, "CHANNEL(rtp,dest)")
        host, _, port = (destination or "").rpartition(":")
        return bool(host) and port.isdecimal() and int(port) > 0

    async def start_bridge_music(self, bridge: BridgeId, music: str) -> Done | Gone:
        """Play music to all in the bridge until it is stopped."""
        return await self._command("POST", f"bridges/{quoted(bridge)}/moh", {"mohClass": music})

    async def stop_bridge_music(self, bridge: BridgeId) -> Done | Gone:
        """Stop the bridge's music; gone when there is none."""
        return await self._command("DELETE", f"bridges/{quoted(bridge)}/moh")

    async def subscribe(self, sources: Sequence[str]) -> Done | Gone:
        """Ask for the events of sources, such as `endpoint:PJSIP/desk-1`."""
        wanted = {"eventSource": ",".join(sources)}
        return await self._command("POST", f"applications/{APP}/subscription", wanted)

    async def leave_out(self, event_types: Sequence[str]) -> Done | Gone:
        """Have events of these types not sent; forgotten by Asterisk with the connection."""
        body = {"disallowed": [{"type": name} for name in event_types]}
        return await self._command("PUT", f"applications/{APP}/eventFilter", body=body)

    async def call_out(self, word: str) -> Done | Gone:
        """Have Asterisk tell the application a word of its own; gone when it has none."""
        return await self._command("POST", f"events/user/{quoted(word)}", {"application": APP})

    async def put_object(
        self, kind: ConfigType, name: str, fields: Mapping[str, str]
    ) -> Done | Gone:
        """Make or replace an object of PJSIP's configuration."""
        body = {"fields": [{"attribute": k, "value": v} for k, v in fields.items()]}
        return await self._command(
            "PUT", f"asterisk/config/dynamic/res_pjsip/{kind}/{quoted(name)}", body=body
        )

    async def delete_object(self, kind: ConfigType, name: str) -> Done | Gone:
        """Remove an object of PJSIP's configuration."""
        path = f"asterisk/config/dynamic/res_pjsip/{kind}/{quoted(name)}"
        return await self._command("DELETE", path)

    async def has_module(self, name: str) -> bool:
        """Return whether Asterisk has loaded a module."""
        return await self._exists(f"asterisk/modules/{quoted(name)}")

    async def asterisk_facts(self) -> wire.AsteriskInfo:
        """Return version and start of this Asterisk."""
        return await self._read("asterisk/info", wire.AsteriskInfo)

    async def application(self) -> wire.Application:
        """Return what belongs to the application."""
        return await self._read(f"applications/{APP}", wire.Application)

    async def channels(self) -> list[wire.Channel]:
        """Return every channel of this Asterisk."""
        return await self._read("channels", list[wire.Channel])

    async def bridges(self) -> list[wire.Bridge]:
        """Return every bridge of this Asterisk."""
        return await self._read("bridges", list[wire.Bridge])

    async def endpoints(self) -> list[wire.Endpoint]:
        """Return trunks and agents' telephones, and whether each is reachable."""
        return await self._read("endpoints/PJSIP", list[wire.Endpoint])

    async def _exists(self, path: str) -> bool:
        return isinstance(await self._command("GET", path), Done)

    async def _play(self, place: str, playback: PlaybackId, media: Sequence[str]) -> Done | Gone:
        wanted = {"media": ",".join(media)}
        return await self._command("POST", f"{place}/play/{quoted(playback)}", wanted)

    async def _command(
        self,
        method: str,
        path: str,
        parameters: Mapping[str, str] | None = None,
        body: object = None,
    ) -> Done | Gone:
        status, _ = await self._request(method, path, parameters, body)
        return Gone(status) if status in _GONE else Done()

    async def _manage(self, action: Mapping[str, str]) -> Done | Gone:
        """Ask the manager; it refuses what is gone in words, and with no status of its own."""
        text = await self.ask_ami(action)
        if _PERFORMED in text:
            return Done()
        if _NOBODY in text:
            return Gone(404)
        raise AriError("Asterisk's manager could not do it.", is_refusal=True)

    async def ask_ami(self, action: Mapping[str, str]) -> str:
        """Return what the manager answers; what it refuses, it refuses in words."""
        url, session = self._address.ami_url, self._opened()
        asked = session.get(url, params=action, middlewares=(self._digest,))
        status, text = await _answer(asked, "Asterisk's manager does not answer")
        if status >= _OK_BELOW:
            raise AriError(f"Asterisk's manager refused us: {status}.", is_refusal=True)
        return text.decode()

    async def _read(self, path: str, kind: type[_T]) -> _T:
        status, text = await self._request("GET", path)
        if status in _GONE:
            raise AriError(f"Asterisk has no {path} ({status}); does it load our modules?")
        return msgspec.json.decode(text, type=kind)

    async def _request(
        self,
        method: str,
        path: str,
        parameters: Mapping[str, str] | None = None,
        body: object = None,
        *,
        expected: frozenset[int] = _GONE,
    ) -> tuple[int, bytes]:
        asked = self._opened().request(
            method,
            f"{self._address.url}/{path}",
            params=parameters,
            data=None if body is None else msgspec.json.encode(body),
            headers=None if body is None else _JSON,
        )
        status, text = await _answer(asked, f"Asterisk does not answer at {self._address.url}")
        if status >= _OK_BELOW and status not in expected:
            message = f"Asterisk refused {method} {shape_of(path)}: {status}."
            raise AriError(message, is_refusal=True)
        return status, text

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None:
            raise AriError("The client of Asterisk is closed; enter it first.")
        return self._session


async def _answer(
    asked: AbstractAsyncContextManager[aiohttp.ClientResponse], otherwise: str
) -> tuple[int, bytes]:
    try:
        async with asked as response:
            return response.status, await response.read()
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        raise AriError(f"{otherwise} ({type(error).__name__}).") from error
