"""The telephone exchange of the calls, on a real Asterisk.

Every answered caller stands in a mixing bridge of their own; prompts and music play on the
bridge, never on the channel, so that no command waits for a prompt. A command is finished when
Asterisk has done it: therefore `Answered` and `Joined` come from the commands' own success, and
everything that the far ends do comes from events.

The rules it lives by: whoever gives commands about one call waits for each (the call's own task
does); an event is translated and told at once, and nothing is awaited for it; what is gone is
answered `GONE`, never an error. What is deliberately absent: decisions. A leg that ends, a
telephone that does not answer, a talk found after a restart are told, and the calls decide.
"""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import structlog

from agents.agent import Account
from asterisk import wire
from asterisk.accounts import Accounts
from asterisk.causes import NORMAL_CLEARING, cause_of
from asterisk.census import counting
from asterisk.client import AriClient, AriError, BridgeId, ChannelId, Gone
from asterisk.confirmation import Confirmations
from asterisk.frames import FrameTally
from asterisk.lease import LeaseKeeper
from asterisk.performer import Performer
from asterisk.room import Room, SeenLeg
from asterisk.stream import Disconnected, EventStream, Replaced, StreamItem, Survey
from asterisk.translate import (
    FROM_AGENT,
    FROM_RING,
    FROM_TRUNK,
    agent_leg,
    call_of_room,
    code_dialled,
    found_legs,
    incoming_call,
    ring_of,
    room_of,
    utterance_of,
)
from asterisk.version import OLDEST, require_new_enough
from base.ids import CallId, LegId
from base.tasks import cancel, spawn
from callflow.commands import Clear, TelephonyCommand
from callflow.events import (
    AgentAnswered,
    AgentGone,
    AgentRinging,
    CallerHungUp,
    CallEvent,
    DigitPressed,
    Ring,
    SayFinished,
)
from callflow.outcome import HangupCause
from callflow.ports import Performed, TelephonyListener
from ivr.menu import DIGITS, Digit
from ivr.prompt import Phrase

_SAID: Final = "done"
_ONLINE: Final = "Reachable"
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Exchange:
    """What the telephony speaks through."""

    client: AriClient
    stream: EventStream
    accounts: Accounts
    prompts: Path
    frames: FrameTally = field(default_factory=FrameTally)


class AsteriskTelephony:
    """The port of the calls. It tells its listener nothing before `run` runs."""

    def __init__(self, exchange: Exchange) -> None:
        self._client = exchange.client
        self._exchange = exchange
        self._leases = LeaseKeeper(exchange.client)
        self._performer = Performer(exchange.client, self._leases, exchange.prompts, self._tell)
        self._legs: dict[LegId, SeenLeg] = {}
        self._rooms: dict[CallId, Room] = {}
        self._room_by_caller: dict[LegId, Room] = {}
        self._confirmations = Confirmations(exchange.client, self._leases, exchange.prompts)
        self._is_replaced = False
        self._is_connected = False
        self._heard_by: TelephonyListener | None = None

    async def run(self, listener: TelephonyListener) -> None:
        """Tell the listener what happens, until another engine has taken the calls over.

        Raises:
            AriError: a bug made the engine deaf.
            UnsupportedAsteriskError: this Asterisk is too old.

        """
        self._heard_by = listener
        renewing = spawn(self._leases.run(), name="asterisk.leases")
        try:
            async with counting(self._channels, self._believed_legs, self._take_missing):
                async for item in self._exchange.stream.items():
                    if isinstance(item, Survey):
                        _require_supported(item.version)
                    self._take_safely(item)
        finally:
            await cancel(renewing)

    def trouble(self) -> str | None:
        """Return what keeps calls from reaching us; `None` when nothing does."""
        if self._is_replaced:
            return "another engine has taken the calls over"
        return None if self._is_connected else "no connection to Asterisk"

    def adopt(self, call_id: CallId, leg_id: LegId) -> None:
        """Let events of the leg go to the call from now on."""
        leg = self._legs.get(leg_id)
        if leg is None or call_id in self._rooms:
            return
        room = Room(call_id, leg)
        self._rooms[call_id] = room
        self._room_by_caller[leg_id] = room
        self._exchange.frames.claim(call_id, leg_id)
        if leg.joined is not None:
            room.rung.add(leg.joined)
        elif leg.has_ended:
            # Told in the loop's next turn, when the call is ready to hear it.
            ended = CallerHungUp(leg.cause or HangupCause.NORMAL)
            asyncio.get_running_loop().call_soon(self._tell, call_id, ended)
        else:
            self._leases.hold(room.caller)

    async def perform(self, call_id: CallId, command: TelephonyCommand) -> Performed:
        """Perform one command; what it leads to comes back as events."""
        room = self._rooms.get(call_id)
        if room is None:
            return Performed.GONE
        if isinstance(command, Clear):
            self._forget(room)
        if self._is_replaced:
            return Performed.FAILED
        try:
            performed = await self._performer.perform(room, command)
        except AriError as error:
            name = type(command).__name__
            _log.warning("asterisk.command_failed", command=name, reason=str(error))
            return Performed.FAILED
        return Performed.GONE if isinstance(performed, Gone) else Performed.DONE

    async def confirm(self, leg_id: LegId, phrase: Phrase) -> Performed:
        """Answer an agent who dialled a code, say the phrase to its end, hang up."""
        return await self._confirmations.say(leg_id, phrase)

    @property
    def _listener(self) -> TelephonyListener:
        assert self._heard_by is not None, "Run the telephony before its calls."
        return self._heard_by

    def _tell(self, call_id: CallId, event: CallEvent) -> None:
        self._listener.call_event(call_id, event)

    def _take_safely(self, item: StreamItem) -> None:
        """Take one item; a bug in one event must not make the engine deaf to the others."""
        try:
            self._take(item)
        except Exception:  # noqa: BLE001 (the one place of this adapter)
            _log.exception("asterisk.event_failed", type=type(item).__name__)

    def _take(self, item: StreamItem) -> None:
        if not isinstance(item, Survey | Disconnected | Replaced):
            self._exchange.frames.take(item)
        match item:
            case Survey():
                self._is_connected = True
                self._compare(item)
            case Disconnected():
                self._is_connected = False
                _log.error("asterisk.disconnected")
            case Replaced():
                self._is_replaced = True
                _log.error("asterisk.replaced_by_another_engine")
            case wire.StasisStart():
                self._take_start(item)
            case wire.StasisEnd():
                self._take_end(item.channel)
            case wire.ChannelHangupRequest():
                leg = self._legs.get(LegId(item.channel.id))
                if leg is not None and leg.cause is None:
                    leg.cause = cause_of(item.cause, item.tech_cause, has_rung=True)
            case wire.ChannelDtmfReceived():
                self._take_digit(item)
            case wire.PlaybackFinished():
                self._take_said(item.playback)
            case wire.ChannelStateChange() if item.channel.state == "Ringing":
                self._take_ringing(item.channel)
            case wire.ChannelDestroyed():
                self._take_destroyed(item)
            case wire.PeerStatusChange() if item.peer.peer_status == _ONLINE:
                self._listener.phone_seen(Account(item.endpoint.resource))
            case _:
                pass

    def _take_start(self, event: wire.StasisStart) -> None:
        match event.args[:1]:
            case [whence] if whence == FROM_TRUNK:
                self._take_caller(event.channel)
            case [whence] if whence == FROM_AGENT:
                self._listener.code_dialled(code_dialled(event))
            case [whence] if whence == FROM_RING:
                self._take_agent(ChannelId(event.channel.id))
            case _:
                _log.warning("asterisk.channel_unexpected")

    def _take_caller(self, channel: wire.Channel) -> None:
        call = incoming_call(channel)
        known = self._room_by_caller.get(call.leg_id)
        if known is None:
            self._legs[call.leg_id] = SeenLeg(call)
        else:
            # Asterisk had taken the caller back; the room lost its music meanwhile.
            known.has_music = False
            self._leases.hold(known.caller)
        self._listener.incoming_call(call)

    def _take_agent(self, channel: ChannelId) -> None:
        found = ring_of(channel)
        if found is None or found[0] not in self._rooms:
            spawn(self._hang_up_if_there(channel), name=f"orphan {channel}")
            return
        call_id, ring = found
        self._tell(call_id, AgentAnswered(ring))

    def _take_end(self, channel: wire.Channel) -> None:
        leg_id = LegId(channel.id)
        self._confirmations.leg_ended(leg_id)
        leg = self._legs.get(leg_id)
        if leg is None:
            return
        if leg.cause is None:
            # Nobody asked for the end: either the lease has lapsed, or we missed the request.
            spawn(self._look_again(leg), name=f"look {leg_id}")
            return
        self._end_leg(leg)

    async def _look_again(self, leg: SeenLeg) -> None:
        try:
            is_there = await self._client.has_channel(ChannelId(leg.call.leg_id))
        except AriError:
            return  # Asterisk is away; the survey after its return will tell.
        if not is_there:
            self._end_leg(leg)

    def _end_leg(self, leg: SeenLeg) -> None:
        if leg.has_ended:
            return
        leg.has_ended = True
        room = self._room_by_caller.get(leg.call.leg_id)
        if room is not None:
            self._leases.forget(room.caller)
            cause = leg.cause or HangupCause.NORMAL
            self._tell(room.call_id, CallerHungUp(cause))

    def _take_digit(self, event: wire.ChannelDtmfReceived) -> None:
        room = self._room_by_caller.get(LegId(event.channel.id))
        if room is not None and event.digit in DIGITS:
            self._tell(room.call_id, DigitPressed(Digit(event.digit)))

    def _take_said(self, playback: wire.Playback) -> None:
        self._confirmations.said(playback.id)
        found = utterance_of(playback.id)
        room = None if found is None else self._rooms.get(found[0])
        if found is None or room is None:
            return
        if room.saying == found[1]:
            room.saying = None
        is_said = playback.state == _SAID
        self._tell(room.call_id, SayFinished(found[1], is_said))

    def _take_ringing(self, channel: wire.Channel) -> None:
        room, ring = self._agents_room(channel)
        if room is not None and ring not in room.ringing:
            room.ringing.add(ring)
            self._tell(room.call_id, AgentRinging(ring))

    def _take_destroyed(self, event: wire.ChannelDestroyed) -> None:
        room, ring = self._agents_room(event.channel)
        if room is None or ring not in room.rung:
            return
        room.rung.discard(ring)
        if room.leg.joined == ring:
            room.leg.joined = None
            if not room.leg.has_ended:
                self._leases.hold(room.caller)
        cause = cause_of(event.cause, event.tech_cause, has_rung=ring in room.ringing)
        self._tell(room.call_id, AgentGone(ring, cause))

    def _agents_room(self, channel: wire.Channel) -> tuple[Room | None, Ring]:
        found = ring_of(channel.id)
        if found is None:
            return None, Ring(0)
        return self._rooms.get(found[0]), found[1]

    async def _channels(self) -> frozenset[str]:
        return frozenset(channel.id for channel in await self._client.channels())

    def _believed_legs(self) -> Iterator[str]:
        for room in self._rooms.values():
            if not room.leg.has_ended:
                yield room.caller
            yield from (agent_leg(room.call_id, ring) for ring in room.rung)

    def _take_missing(self, channel: str) -> None:
        room = self._room_by_caller.get(LegId(channel))
        if room is not None:
            room.leg.cause = room.leg.cause or HangupCause.LOST
            self._end_leg(room.leg)
            return
        found = ring_of(channel)
        if found is not None and self._is_ours(*found):
            self._rooms[found[0]].rung.discard(found[1])
            self._tell(found[0], AgentGone(found[1], HangupCause.LOST))

    def _compare(self, survey: Survey) -> None:
        self._exchange.frames.forget_all()
        found = found_legs(survey)
        for leg in found:
            seen = self._legs.setdefault(leg.call.leg_id, SeenLeg(leg.call))
            seen.joined = leg.joined_ring
        # Begins in the loop's next turn, when the calls know what the survey found.
        spawn(self._restore(survey), name="asterisk.restore")
        self._listener.exchange_surveyed(found)
        here = {leg.call.leg_id for leg in found}
        for leg_id in self._legs.keys() - here - self._room_by_caller.keys():
            del self._legs[leg_id]

    async def _restore(self, survey: Survey) -> None:
        """Put the accounts back, and what was said to its end; sweep what no call owns."""
        try:
            for room in tuple(self._rooms.values()):
                await self._performer.end_unheard(room)
            for account in await self._exchange.accounts.restore():
                self._listener.phone_seen(account)
            await self._sweep(survey)
        except AriError as error:
            _log.warning("asterisk.restore_failed", reason=str(error))

    async def _sweep(self, survey: Survey) -> None:
        """Take down what an engine before us left: one by one, channels first, then bridges."""
        for channel in survey.channels:
            found = ring_of(channel.id)
            if found is not None and not self._is_ours(*found):
                await self._client.hang_up(agent_leg(*found), NORMAL_CLEARING)
        for bridge in survey.bridges:
            call_id = call_of_room(BridgeId(bridge.id))
            if call_id is not None and call_id not in self._rooms:
                await self._client.destroy_bridge(room_of(call_id))

    def _is_ours(self, call_id: CallId, ring: Ring) -> bool:
        """Tell whether a call knows of the ring; one begun just before a crash, none does."""
        room = self._rooms.get(call_id)
        return room is not None and ring in room.rung

    async def _hang_up_if_there(self, channel: ChannelId) -> None:
        try:
            await self._client.hang_up(channel, NORMAL_CLEARING)
        except AriError as error:
            _log.warning("asterisk.command_failed", command="hang_up", reason=str(error))

    def _forget(self, room: Room) -> None:
        del self._rooms[room.call_id]
        self._exchange.frames.forget(room.call_id)
        self._room_by_caller.pop(room.leg.call.leg_id, None)
        self._legs.pop(room.leg.call.leg_id, None)


def _require_supported(version: str) -> None:
    found = require_new_enough(version)
    if found.series != OLDEST.series:
        _log.warning("asterisk.series_not_proven", version=version)
