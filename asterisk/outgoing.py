"""The legs of persons whom we dial: from the INVITE to where a caller stands after the answer.

Asterisk originates such a leg into the application, since only so are all its events ours from
its first moment: a trunk may refuse within a millisecond. Who has answered is at once handed to
the dialplan, which offers them back as it offers callers, on a lease. From then on nothing tells
the two apart: an engine that dies loses neither to silence.

One gap is left: a person who answers when no engine is connected is let go at once, since only
the application can receive them; the engine that comes back finds the leg gone and may try again.
One who answers a frozen engine waits for the next one, or for the end of a timeout.
"""

from collections.abc import Mapping
from dataclasses import replace
from math import ceil
from typing import Final

import structlog

from asterisk.client import AriClient, AriError, Done, Gone, Origination
from asterisk.dialling import DialForm
from asterisk.room import Room, Tell
from asterisk.site import LEASE_S
from asterisk.translate import (
    DIALLED_EXTENSION,
    ENGINE_CONTEXT,
    FROM_DIALLED,
    FROM_RING,
    agent_leg,
    room_of,
)
from base.ids import TrunkName
from callflow.commands import DialOut, RingNumber
from callflow.events import AgentGone, CallerHungUp
from callflow.outcome import HangupCause

_DEFAULT_FORM: Final = DialForm()
_ENDED: Final = 404
_log = structlog.get_logger(__name__)


class OutgoingLegs:
    """Makes the legs that calls ask for, and hands them over when they are answered."""

    def __init__(
        self,
        client: AriClient,
        tell: Tell,
        dial_forms: Mapping[TrunkName, DialForm],
    ) -> None:
        self._client = client
        self._tell = tell
        self._dial_forms = dial_forms

    async def dial(self, room: Room, command: DialOut) -> Done | Gone:
        """Ring the person; a call that asks twice rings once.

        Raises:
            AriError: Asterisk did not say whether it rings them.

        """
        leg = room.leg
        if leg.has_ended:
            return Gone(_ENDED)
        form = self._dial_forms.get(leg.call.trunk, _DEFAULT_FORM)
        written = form.written(command.number)
        if written is None:
            _log.error("asterisk.number_refused", trunk=leg.call.trunk)
            self._end(room, HangupCause.WRONG_NUMBER)
            return Done()
        leg.call = replace(leg.call, ani=command.number)
        leg.ring_timeout_s = command.ring_timeout_s
        leg.is_made = True
        wanted = Origination(
            channel_id=room.caller,
            endpoint=f"PJSIP/{written}@{leg.call.trunk}",
            caller_number=form.written(command.shown) or "",
            caller_name="",
            timeout_s=ceil(command.ring_timeout_s),
            app_args=(FROM_DIALLED,),
            variables={
                "DIALLED": command.number,
                "TIMEOUT(absolute)": str(ceil(command.ring_timeout_s) + LEASE_S),
            },
        )
        bridge = room_of(room.call_id)
        room.has_bridge = True
        await self._client.make_bridge(bridge, bridge)
        try:
            await self._client.originate(wanted)
        except AriError as error:
            if not error.is_refusal:
                raise  # It may ring all the same: the leg stays known until it is hung up.
            _log.warning("asterisk.trunk_refused", trunk=leg.call.trunk, reason=str(error))
            self._end(room, HangupCause.CONGESTION)
        return Done()

    async def ring_outside(self, room: Room, command: RingNumber) -> None:
        """Ring somebody outside as an agent is rung.

        Raises:
            AriError: Asterisk did not say whether it rings them.

        """
        form = self._dial_forms.get(command.trunk, _DEFAULT_FORM)
        written = form.written_outside(command.number)
        if written is None:
            _log.error("asterisk.number_refused", trunk=command.trunk)
            self._tell(room.call_id, AgentGone(command.ring, HangupCause.WRONG_NUMBER))
            return
        room.rung.add(command.ring)
        wanted = Origination(
            channel_id=agent_leg(room.call_id, command.ring),
            endpoint=f"PJSIP/{written}@{command.trunk}",
            caller_number=form.written(command.shown) or "",
            caller_name="",
            timeout_s=ceil(command.ring_timeout_s),
            app_args=(FROM_RING,),
        )
        try:
            await self._client.originate(wanted)
        except AriError as error:
            if not error.is_refusal:
                raise  # It may ring all the same: the ring stays known until it is hung up.
            _log.warning("asterisk.trunk_refused", trunk=command.trunk, reason=str(error))
            room.rung.discard(command.ring)
            self._tell(room.call_id, AgentGone(command.ring, HangupCause.CONGESTION))

    async def hand_over(self, room: Room) -> None:
        """Give the person who has answered to the dialplan, which offers them at once.

        Raises:
            AriError: Asterisk could not do it.

        """
        moved = await self._client.continue_at(room.caller, ENGINE_CONTEXT, DIALLED_EXTENSION)
        if isinstance(moved, Gone):
            room.leg.is_moving = False

    def _end(self, room: Room, cause: HangupCause) -> None:
        room.leg.has_ended = True
        self._tell(room.call_id, CallerHungUp(cause))
