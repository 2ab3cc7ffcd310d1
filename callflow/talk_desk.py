"""How an operator's page works on the talk that they have: wishes become events of the call.

Only who is in the talk may touch it, so each wish names its operator and is refused from anybody
else. What a wish led to is seen on the call; here it is only told whether it was taken.
"""

from enum import StrEnum

from base.ids import AgentId, CallId
from callflow.at_hand import agent_at, read_keys
from callflow.call import Dialling, Talking, Transferring
from callflow.events import CallEvent
from callflow.holding import is_on_hold
from callflow.line import Line
from callflow.service import CallService
from callflow.transfer import (
    HoldAsked,
    TransferAsked,
    TransferCancelled,
    TransferCompleted,
    TransferToAgent,
    TransferToNumber,
    TransferToQueue,
)
from callflow.transfer_desk import TransferDesk
from callflow.wishes import HangUpAsked, KeysAsked, MuteAsked

_ON_THE_LINE = (Talking, Transferring, Dialling)
_WITH_SOMEBODY = (Talking, Transferring)


class TalkAnswer(StrEnum):
    """What became of a wish."""

    TAKEN = "taken"
    NO_CALL = "no_call"
    """There is no such call, or it is over."""
    NOT_YOURS = "not_yours"
    """The operator is not in that talk."""
    NOT_NOW = "not_now"
    """The talk stands so that it cannot be: on hold already, being transferred, not begun."""
    WRONG_KEYS = "wrong_keys"
    NOT_REACHABLE = "not_reachable"
    """Who is asked for is themselves, no line, or behind a trunk that we do not have."""


class TalkDesk:
    """The talks, as the operators see them who have them."""

    def __init__(self, calls: CallService) -> None:
        self._calls = calls
        self._transfers = TransferDesk(calls)

    def hold(self, agent_id: AgentId, call_id: CallId) -> TalkAnswer:
        """Leave the person with music for a while."""
        return self._tell(agent_id, call_id, HoldAsked(), (Talking,))

    def resume(self, agent_id: AgentId, call_id: CallId) -> TalkAnswer:
        """Come back to a person who is on hold."""
        line = self._line(agent_id, call_id)
        if isinstance(line, Line) and not is_on_hold(line.call):
            return TalkAnswer.NOT_NOW
        return self.cancel(agent_id, call_id)

    def mute(self, agent_id: AgentId, call_id: CallId, *, is_on: bool) -> TalkAnswer:
        """Be heard by nobody, or be heard again."""
        return self._tell(agent_id, call_id, MuteAsked(agent_id, is_on), _ON_THE_LINE)

    def press(self, agent_id: AgentId, call_id: CallId, written: str) -> TalkAnswer:
        """Press keys for whoever is at the far end."""
        keys = read_keys(written)
        if keys is None:
            return TalkAnswer.WRONG_KEYS
        return self._tell(agent_id, call_id, KeysAsked(keys), _WITH_SOMEBODY)

    def hang_up(self, agent_id: AgentId, call_id: CallId) -> TalkAnswer:
        """End one's own part; a person on hold is in line again, at their place."""
        return self._tell(agent_id, call_id, HangUpAsked(agent_id), _ON_THE_LINE)

    def transfer(self, agent_id: AgentId, call_id: CallId, asked: TransferAsked) -> TalkAnswer:
        """Ask for somebody to take the talk on, or to join it."""
        line = self._line(agent_id, call_id)
        if not isinstance(line, Line):
            return line
        if not isinstance(line.call.phase, Talking):
            return TalkAnswer.NOT_NOW
        if not self._is_reachable(agent_id, asked):
            return TalkAnswer.NOT_REACHABLE
        is_asked = self._transfers.ask(call_id, asked)
        return TalkAnswer.TAKEN if is_asked else TalkAnswer.NOT_REACHABLE

    def complete(self, agent_id: AgentId, call_id: CallId) -> TalkAnswer:
        """Let the talk go on with who was asked, and leave it."""
        line = self._line(agent_id, call_id)
        if isinstance(line, Line) and is_on_hold(line.call):
            return TalkAnswer.NOT_NOW
        return self._tell(agent_id, call_id, TransferCompleted(), (Transferring,))

    def cancel(self, agent_id: AgentId, call_id: CallId) -> TalkAnswer:
        """Take the person back from a transfer, or from hold."""
        return self._tell(agent_id, call_id, TransferCancelled(), (Transferring,))

    def _line(self, agent_id: AgentId, call_id: CallId) -> Line | TalkAnswer:
        line = self._calls.board.line(call_id)
        if line is None:
            return TalkAnswer.NO_CALL
        return line if agent_at(line.call, agent_id) is not None else TalkAnswer.NOT_YOURS

    def _tell(
        self,
        agent_id: AgentId,
        call_id: CallId,
        event: CallEvent,
        phases: tuple[type[object], ...],
    ) -> TalkAnswer:
        line = self._line(agent_id, call_id)
        if not isinstance(line, Line):
            return line
        if not isinstance(line.call.phase, phases):
            return TalkAnswer.NOT_NOW
        line.tell(event)
        return TalkAnswer.TAKEN

    def _is_reachable(self, agent_id: AgentId, asked: TransferAsked) -> bool:
        match asked:
            case TransferToAgent(agent_id=wanted):
                return wanted != agent_id
            case TransferToQueue(queue):
                return queue in self._calls.policy.queues
            case TransferToNumber(trunk=trunk):
                return trunk in self._calls.policy.trunks
            case HoldAsked():
                return True
