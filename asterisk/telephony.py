"""The telephone exchange of the calls, on a real Asterisk.

Every answered person stands in a mixing bridge of their own; prompts and music play on the
bridge, never on the channel, so that no command waits for a prompt. A command is finished when
Asterisk has done it: therefore `Answered` and `Joined` come from the commands' own success, and
everything that the far ends do comes from events.

The rules it lives by: whoever gives commands about one call waits for each (the call's own task
does); an event is translated and told at once, and nothing is awaited for it; what is gone is
answered `GONE`, never an error. What is deliberately absent: decisions. A leg that ends, a
telephone that does not answer, a talk found after a restart are told, and the calls decide.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import structlog

from agents.agent import Account
from agents.phone import PhoneEvent, Registered, Unregistered
from asterisk import wire
from asterisk.accounts import Accounts
from asterisk.auto_answer import AutoAnswer
from asterisk.causes import NORMAL_CLEARING
from asterisk.census import counting
from asterisk.client import AriClient, AriError, BridgeId, ChannelId, Gone
from asterisk.confirmation import Confirmations
from asterisk.dialling import DialForm
from asterisk.dictation import Dictations
from asterisk.errands import Errands
from asterisk.frames import FrameTally
from asterisk.hearing import Audience, HeardCodes, Hearing
from asterisk.lease import LeaseKeeper
from asterisk.legs import Legs
from asterisk.performer import Performer
from asterisk.phone_watch import ONLINE, PhoneWatch
from asterisk.room import SeenLeg
from asterisk.stream import Disconnected, EventStream, Replaced, StreamItem, Survey
from asterisk.supervisions import Supervisions
from asterisk.telephones import account_of, is_browser
from asterisk.translate import (
    agent_leg,
    aside_in,
    aside_of,
    call_of_room,
    found_legs,
    is_outgoing,
    is_received,
    ring_of,
    room_of,
)
from asterisk.version import OLDEST, AsteriskVersion, require_new_enough
from base.ids import CallId, LegId, TrunkName
from base.tasks import cancel, spawn
from callflow.commands import Clear, DialOut, TelephonyCommand
from callflow.events import CallerHungUp, Ring
from callflow.outcome import HangupCause
from callflow.ports import IncomingCall, Performed, TelephonyListener
from ivr.prompt import Phrase

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Exchange:
    """What the telephony speaks through."""

    client: AriClient
    stream: EventStream
    accounts: Accounts
    prompts: Path
    frames: FrameTally = field(default_factory=FrameTally)
    dial_forms: Mapping[TrunkName, DialForm] = field(default_factory=dict)
    """How each trunk wants numbers written; the others take digits."""
    recordings: Path | None = None
    """Where talks are recorded, by one name for Asterisk and for us; `None` for nowhere."""
    auto_answer: AutoAnswer = field(default_factory=AutoAnswer)


class AsteriskTelephony:
    """The port of the calls. It tells its listener nothing before `run` runs."""

    def __init__(self, exchange: Exchange) -> None:
        client = exchange.client
        self._client = client
        self._exchange = exchange
        self._legs = Legs()
        self._leases = LeaseKeeper(client)
        self._audience = Audience()
        self._performer = Performer(
            client,
            self._leases,
            exchange.prompts,
            self._audience.tell,
            exchange.dial_forms,
            recordings=exchange.recordings,
        )
        self._performer.telephones = exchange.accounts.telephones
        self._performer.auto_answer = exchange.auto_answer
        self._errands = Errands(client, self._performer)
        self._confirmations = Confirmations(client, self._leases, exchange.prompts)
        self.dictaphone = Dictations(client, exchange.prompts, exchange.accounts.telephones)
        self.listening_post = Supervisions(client, exchange.accounts.telephones)
        self._hearing = Hearing(
            self._legs,
            self._leases,
            self._errands,
            HeardCodes(self._confirmations, self.dictaphone, self.listening_post),
            self._performer.messages,
            PhoneWatch(client, self._tell_phone),
            self._audience,
        )
        self._is_replaced = False
        self._is_connected = False
        self.version: AsteriskVersion | None = None
        """Which Asterisk it is, once it was met."""

    @property
    def accounts(self) -> Accounts:
        """The accounts by which telephones register."""
        return self._exchange.accounts

    async def run(self, listener: TelephonyListener) -> None:
        """Tell the listener what happens, until another engine has taken the calls over.

        Raises:
            AriError: a bug made the engine deaf.
            UnsupportedAsteriskError: this Asterisk is too old.

        """
        self._audience.heard_by = listener
        renewing = spawn(self._leases.run(), name="asterisk.leases")
        looking = spawn(self._hearing.phones.run(), name="asterisk.phones")
        try:
            async with counting(self._channels, self._believed, self._hearing.take_missing):
                async for item in self._exchange.stream.items():
                    if isinstance(item, Survey):
                        self.version = _require_supported(item.version)
                    self._take_safely(item)
        finally:
            await cancel(looking)
            await cancel(renewing)

    def trouble(self) -> str | None:
        """Return what keeps calls from reaching us; `None` when nothing does."""
        if self._is_replaced:
            return "another engine has taken the calls over"
        return None if self._is_connected else "no connection to Asterisk"

    def adopt(self, call_id: CallId, leg_id: LegId) -> None:
        """Let events of the leg go to the call from now on."""
        leg = self._legs.seen.get(leg_id)
        if leg is None or call_id in self._legs.rooms:
            return
        room = self._legs.take(call_id, leg)
        if not leg.is_outgoing:
            self._exchange.frames.claim(call_id, leg_id)
        if leg.has_ended:
            # Told in the loop's next turn, when the call is ready to hear it.
            ended = CallerHungUp(leg.cause or HangupCause.NORMAL)
            asyncio.get_running_loop().call_soon(self._audience.tell, call_id, ended)
        elif not leg.joined and leg.is_received:
            self._leases.hold(room.caller)

    def prepare(self, call_id: CallId, leg_id: LegId, trunk: TrunkName) -> None:
        """Make ready for a call that we place; the leg's name begins with the call's id."""
        assert is_outgoing(leg_id), "Only so is the leg known as ours after a restart."
        call = IncomingCall(
            leg_id=leg_id,
            trunk=trunk,
            ani="",
            ani_name="",
            is_ani_withheld=False,
            dialled="",
            diverted_from="",
        )
        leg = SeenLeg(call, is_outgoing=True, is_made=False, is_received=False)
        self._legs.take(call_id, leg)

    def drop(self, leg_id: LegId) -> None:
        """Hang up a leg that no call remembers; returns at once."""
        self._errands.hang_up(ChannelId(leg_id))

    async def perform(self, call_id: CallId, command: TelephonyCommand) -> Performed:
        """Perform one command; what it leads to comes back as events."""
        room = self._legs.rooms.get(call_id)
        if room is None:
            return Performed.GONE
        if isinstance(command, Clear):
            self._exchange.frames.forget(call_id)
            self._legs.forget(room)
        if self._is_replaced:
            return Performed.FAILED
        try:
            performed = await self._performer.perform(room, command)
        except AriError as error:
            name = type(command).__name__
            _log.warning("asterisk.command_failed", command=name, reason=str(error))
            return Performed.FAILED
        if isinstance(performed, Gone):
            return Performed.GONE
        if isinstance(command, DialOut):
            self._errands.listen_before_end(room, self._hearing.take_far_end)
        return Performed.DONE

    async def confirm(self, leg_id: LegId, phrase: Phrase) -> Performed:
        """Answer an agent who dialled a code, say the phrase to its end, hang up."""
        return await self._confirmations.say(leg_id, phrase)

    def _take_safely(self, item: StreamItem) -> None:
        """Take one item; a bug in one event must not make the engine deaf to the others."""
        try:
            self._take(item)
        except Exception:  # noqa: BLE001 (the one place of this adapter)
            _log.exception("asterisk.event_failed", type=type(item).__name__)

    def _take(self, item: StreamItem) -> None:
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
            case event:
                self._exchange.frames.take(event)
                self._hearing.take(event)

    def _believed(self) -> frozenset[str]:
        return self._legs.believed() | self.listening_post.believed()

    async def _channels(self) -> frozenset[str]:
        return frozenset(channel.id for channel in await self._client.channels())

    def _compare(self, survey: Survey) -> None:
        self._exchange.frames.forget_all()
        found = found_legs(survey)
        received = {channel.id for channel in survey.channels if is_received(channel)}
        for each in found:
            leg = SeenLeg(
                each.call,
                is_outgoing=each.is_outgoing,
                is_received=not each.is_outgoing or each.call.leg_id in received,
                was_found=True,
            )
            known = self._legs.seen.setdefault(each.call.leg_id, leg)
            known.joined = set(each.joined)
            # Whether it has moved meanwhile, nobody was told.
            known.is_moving = False
        self._legs.aside = aside_in(survey)
        # Begins in the loop's next turn, when the calls know what the survey found.
        spawn(self._restore(survey), name="asterisk.restore")
        self._audience.listener.exchange_surveyed(found)
        self._legs.forget_others(frozenset(each.call.leg_id for each in found))

    async def _restore(self, survey: Survey) -> None:
        """Put the accounts back, and what was said to its end; sweep what no call owns."""
        try:
            self._catch_up(survey)
            for room in tuple(self._legs.rooms.values()):
                await self._performer.end_unheard(room)
                await self._performer.tell_holds(room)
            await self._restore_phones()
            await self._sweep(survey)
        except AriError as error:
            _log.warning("asterisk.restore_failed", reason=str(error))

    async def _restore_phones(self) -> None:
        """Put the accounts back, and tell which telephones are there and which are not.

        What happens meanwhile is newer than the answer, and told already.
        """
        self._hearing.heard_of.clear()
        await self._exchange.accounts.restore()
        for endpoint in await self._client.endpoints():
            if endpoint.resource not in self._hearing.heard_of:
                self._hearing.phones.tell(endpoint.resource, _seen(endpoint))

    async def phone_turned(self, account: Account) -> None:
        """Take that another telephone of an operator is theirs now, and tell how that one is.

        Raises:
            AriError: Asterisk cannot tell.

        """
        wanted = self._exchange.accounts.telephones.endpoint_of(account)
        self._hearing.heard_of.discard(wanted)
        self._audience.listener.phone_changed(account, Unregistered())
        for endpoint in await self._client.endpoints():
            if endpoint.resource == wanted and wanted not in self._hearing.heard_of:
                self._hearing.phones.tell(wanted, _seen(endpoint))

    async def is_by_browser(self, call_id: CallId, ring: Ring) -> bool:
        """Tell whether an operator's leg is their browser's.

        Raises:
            AriError: Asterisk cannot tell.

        """
        leg = agent_leg(call_id, ring)
        return is_browser(await self._client.variable(leg, "CHANNEL(endpoint)") or "")

    def _tell_phone(self, endpoint: str, event: PhoneEvent) -> None:
        if self._exchange.accounts.telephones.is_in_use(endpoint):
            self._audience.listener.phone_changed(account_of(endpoint), event)

    def _catch_up(self, survey: Survey) -> None:
        """Go on with the persons whose telephone rang, or who answered, while we heard nothing."""
        for channel in survey.channels:
            room = self._legs.room_of_person(channel.id)
            if room is None or not room.leg.is_outgoing or room.leg.is_received:
                continue
            if channel.state == "Ringing":
                self._hearing.take_far_end(room)
            elif channel.state == "Up" and channel.id in survey.application_channels:
                # Any other comes to us yet, and is told then.
                self._errands.hand_over(room)

    async def _sweep(self, survey: Survey) -> None:
        """Take down what an engine before us left: one by one, channels first, then bridges."""
        for channel in survey.channels:
            found = ring_of(channel.id)
            if found is not None and not self._legs.knows(*found):
                await self._client.hang_up(agent_leg(*found), NORMAL_CLEARING)
        await self.listening_post.sweep(survey)
        for bridge in survey.bridges:
            call_id = call_of_room(BridgeId(bridge.id))
            if call_id is not None and call_id not in self._legs.rooms:
                await self._client.destroy_bridge(room_of(call_id))
                await self._client.destroy_bridge(aside_of(call_id))


def _seen(endpoint: wire.Endpoint) -> PhoneEvent:
    return Registered() if endpoint.state == ONLINE else Unregistered()


def _require_supported(version: str) -> AsteriskVersion:
    found = require_new_enough(version)
    if found.series != OLDEST.series:
        _log.warning("asterisk.series_not_proven", version=version)
    return found
