"""Supervisors beside talks: their telephones, and the ears that hang on operators' legs.

A supervisor stands in a mixing bridge of their own, together with a snoop channel that hears the
operator's leg both ways. Whom the supervisor's voice reaches is decided when the snoop channel is
made, and cannot be changed afterwards: a change of mode is a new one, and the old one is gone
before the new one enters the room, since two of them would hear each other. Between the two the
supervisor hears nothing for some milliseconds, and is heard by nobody.

While they listen the microphone is closed twice: the snoop channel speaks into no leg, and nothing
that comes from the telephone enters the room.

Everything that must be found again after a restart lies in names: `supervisor.{id}` is telephone
and room, `supervisor.{id}.ear.{n}` the n-th snoop channel. What no supervision of this engine owns
is taken down by the survey.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final
from uuid import UUID

import structlog

from agents.agent import Account
from asterisk.causes import NORMAL_CLEARING
from asterisk.client import AriClient, AriError, BridgeId, ChannelId, Done, Gone, Origination
from asterisk.stream import Survey
from asterisk.telephones import Telephones
from asterisk.translate import FROM_EAR, FROM_SUPERVISOR, agent_leg
from base.ids import CallId, SupervisionId
from callflow.events import Ring
from callflow.ports import Performed
from callflow.supervision import OperatorGone, PhoneGone, PickedUp, SupervisionMode
from callflow.supervision_ports import TellSupervision

RING_S: Final = 60
"""Asterisk's own end of a ring; the supervision ends it earlier."""
_LIMIT_S: Final = 4 * 3600
"""The longest that somebody stands beside a talk, with or without an engine."""
_EAR_WITHIN_S: Final = 2.0
_NO_LEG: Final = 404

_SUPERVISOR: Final = "supervisor"
_EAR: Final = "ear"
_SHOWN: Final = "anonymous"

_WHISPERS: Final[Mapping[SupervisionMode, str]] = MappingProxyType(
    {
        SupervisionMode.LISTEN: "none",
        SupervisionMode.WHISPER: "out",
        SupervisionMode.BARGE: "both",
    }
)
"""Into which way of the operator's leg the supervisor speaks: `out` goes to the telephone."""

_log = structlog.get_logger(__name__)


@dataclass(slots=True)
class _Supervisor:
    """Somebody on the telephone beside a talk."""

    phone: ChannelId
    tell: TellSupervision
    ears: int = 0
    """So many snoop channels were asked for."""
    ear: ChannelId | None = None
    """The one that is there."""
    operator: Ring | None = None
    has_room: bool = False
    entered: dict[ChannelId, asyncio.Event] = field(default_factory=dict)
    """Set when a snoop channel can be given commands."""

    @property
    def room(self) -> BridgeId:
        return BridgeId(self.phone)


class Supervisions:
    """A `callflow.supervision_ports.ListeningPost`, on a real Asterisk."""

    def __init__(self, client: AriClient, telephones: Telephones) -> None:
        self._client = client
        self._telephones = telephones
        self._supervisors: dict[ChannelId, _Supervisor] = {}

    async def ring(
        self, supervision_id: SupervisionId, account: Account, tell: TellSupervision
    ) -> Performed:
        """Ring a supervisor's telephone; from now on what happens to it is told."""
        phone = phone_of(supervision_id)
        self._supervisors[phone] = _Supervisor(phone, tell)
        wanted = Origination(
            channel_id=phone,
            endpoint=f"PJSIP/{self._telephones.endpoint_of(account)}",
            caller_number=_SHOWN,
            caller_name="",
            timeout_s=RING_S,
            app_args=(FROM_SUPERVISOR,),
        )
        try:
            rung = await self._client.originate(wanted)
        except AriError as error:
            # A telephone that is not registered cannot even be tried.
            return Performed.GONE if error.is_refusal else _failed("ring_supervisor", error)
        return Performed.GONE if isinstance(rung, Gone) else Performed.DONE

    async def attend(
        self, supervision_id: SupervisionId, call_id: CallId, ring: Ring, mode: SupervisionMode
    ) -> Performed:
        """Put a supervisor beside an operator of a call, in this mode alone."""
        supervisor = self._supervisors.get(phone_of(supervision_id))
        if supervisor is None:
            return Performed.GONE
        try:
            attended = await self._attend(supervisor, call_id, ring, mode)
            if isinstance(attended, Gone):
                await self._drop_ear(supervisor)
        except AriError as error:
            return _failed("attend", error)
        return Performed.GONE if isinstance(attended, Gone) else Performed.DONE

    async def let_go(self, supervision_id: SupervisionId) -> None:
        """Hang up, and tell nothing more."""
        supervisor = self._supervisors.pop(phone_of(supervision_id), None)
        if supervisor is None:
            return
        try:
            await self._client.hang_up(supervisor.phone, NORMAL_CLEARING)
            await self._drop_ear(supervisor)
            if supervisor.has_room:
                await self._client.destroy_bridge(supervisor.room)
        except AriError as error:
            # What is left is taken down by the next survey.
            _failed("let_go", error)

    def believed(self) -> frozenset[str]:
        """Return the channels that we believe to exist."""
        ears = {each.ear for each in self._supervisors.values() if each.ear is not None}
        return frozenset(self._supervisors.keys() | ears)

    def entered(self, channel: ChannelId) -> None:
        """Take that a channel of a supervision can be given commands."""
        supervisor = self._supervisors.get(channel)
        if supervisor is not None:
            supervisor.tell(PickedUp())
            return
        owner = self._supervisors.get(_owner_of(channel))
        event = None if owner is None else owner.entered.get(channel)
        if event is not None:
            event.set()

    def leg_ended(self, channel: str) -> None:
        """Take that a channel has ended; it may be anybody's."""
        ended = ChannelId(channel)
        supervisor = self._supervisors.get(ended)
        if supervisor is not None:
            supervisor.tell(PhoneGone())
            return
        owner = self._supervisors.get(_owner_of(ended))
        if owner is not None and owner.ear == ended and owner.operator is not None:
            gone, owner.ear, owner.operator = owner.operator, None, None
            owner.tell(OperatorGone(gone))

    async def sweep(self, survey: Survey) -> None:
        """Take down what no supervision owns, and tell of what ended while nobody listened.

        Raises:
            AriError: Asterisk could not be asked.

        """
        there = {channel.id for channel in survey.channels}
        for believed in self.believed() - there:
            # Of one that was made after the survey the census tells the end, should it come.
            if not await self._client.has_channel(ChannelId(believed)):
                self.leg_ended(believed)
        for name in sorted(there):
            if is_supervisors(name) and self._owner(name) is None:
                await self._client.hang_up(ChannelId(name), NORMAL_CLEARING)
        for bridge in survey.bridges:
            if is_supervisors(bridge.id) and self._owner(bridge.id) is None:
                await self._client.destroy_bridge(BridgeId(bridge.id))

    def _owner(self, name: str) -> _Supervisor | None:
        channel = ChannelId(name)
        return self._supervisors.get(channel) or self._supervisors.get(_owner_of(channel))

    async def _attend(
        self, supervisor: _Supervisor, call_id: CallId, ring: Ring, mode: SupervisionMode
    ) -> Done | Gone:
        if mode is SupervisionMode.LISTEN:
            # Before anything else: whoever asks to be heard by nobody is heard by nobody.
            muted = await self._client.mute(supervisor.phone, is_on=True)
            if isinstance(muted, Gone):
                return muted
        entered = await self._enter(supervisor)
        if isinstance(entered, Gone):
            return entered
        ear = await self._make_ear(supervisor, agent_leg(call_id, ring), mode)
        if ear is None:
            return Gone(_NO_LEG)
        await self._drop_ear(supervisor)
        supervisor.ear, supervisor.operator = ear, ring
        heard = await self._client.add_to_bridge(supervisor.room, ear)
        if isinstance(heard, Done) and mode is not SupervisionMode.LISTEN:
            return await self._client.mute(supervisor.phone, is_on=False)
        return heard

    async def _enter(self, supervisor: _Supervisor) -> Done | Gone:
        if supervisor.has_room:
            return Done()
        await self._client.set_variable(supervisor.phone, "TIMEOUT(absolute)", str(_LIMIT_S))
        supervisor.has_room = True
        await self._client.make_bridge(supervisor.room, supervisor.room)
        return await self._client.add_to_bridge(supervisor.room, supervisor.phone)

    async def _make_ear(
        self, supervisor: _Supervisor, leg: ChannelId, mode: SupervisionMode
    ) -> ChannelId | None:
        """Return an ear that can be given commands; `None` when the leg is gone."""
        supervisor.ears += 1
        ear = ChannelId(f"{supervisor.phone}.{_EAR}.{supervisor.ears}")
        is_there = supervisor.entered[ear] = asyncio.Event()
        ways = {"spy": "both", "whisper": _WHISPERS[mode], "appArgs": FROM_EAR}
        try:
            if isinstance(await self._client.snoop(leg, ear, ways), Gone):
                return None
            async with asyncio.timeout(_EAR_WITHIN_S):
                await is_there.wait()
        except TimeoutError as error:
            await self._client.hang_up(ear, NORMAL_CLEARING)
            raise AriError("Asterisk did not give us the ear that we asked for.") from error
        finally:
            del supervisor.entered[ear]
        return ear

    async def _drop_ear(self, supervisor: _Supervisor) -> None:
        ear, supervisor.ear, supervisor.operator = supervisor.ear, None, None
        if ear is not None:
            await self._client.hang_up(ear, NORMAL_CLEARING)


def phone_of(supervision_id: SupervisionId) -> ChannelId:
    """Return the channel of a supervisor's telephone."""
    return ChannelId(f"{_SUPERVISOR}.{supervision_id}")


def is_supervisors(name: str) -> bool:
    """Tell whether a channel or bridge belongs to a supervision, of whichever engine."""
    kind, _, rest = name.partition(".")
    try:
        UUID(rest.partition(".")[0])
    except ValueError:
        return False
    return kind == _SUPERVISOR


def _owner_of(ear: ChannelId) -> ChannelId:
    return ChannelId(ear.partition(f".{_EAR}.")[0])


def _failed(command: str, error: AriError) -> Performed:
    _log.warning("asterisk.command_failed", command=command, reason=str(error))
    return Performed.FAILED
