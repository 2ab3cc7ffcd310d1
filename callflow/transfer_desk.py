"""How a screen asks for transfers: whatever it wants becomes an event of the call.

Somebody outside takes a second channel. If the trunk has none left, the call that can best spare
its own is told to end, in the same turn: the carrier is asked until the channel is free there.
"""

from base.ids import CallId
from callflow.call import Talking, Transferring
from callflow.events import Preempted
from callflow.preempt import Preempt, emergency_channel
from callflow.service import CallService
from callflow.transfer import (
    TransferAsked,
    TransferCancelled,
    TransferCompleted,
    TransferToNumber,
)


class TransferDesk:
    """The talks, as whoever transfers them sees them."""

    def __init__(self, calls: CallService) -> None:
        self._calls = calls

    def ask(self, call_id: CallId, asked: TransferAsked) -> bool:
        """Ask for somebody to take a talk on; `False` when there is no talk."""
        line = self._calls.board.line(call_id)
        if line is None or not isinstance(line.call.phase, Talking):
            return False
        if isinstance(asked, TransferToNumber):
            if asked.trunk not in self._calls.policy.trunks:
                return False
            self._make_room(asked)
        line.tell(asked)
        return True

    def complete(self, call_id: CallId) -> bool:
        """Let the operator go; `False` when nothing is being transferred."""
        return self._tell(call_id, TransferCompleted())

    def cancel(self, call_id: CallId) -> bool:
        """Bring the operator back to the person; `False` when nothing is being transferred."""
        return self._tell(call_id, TransferCancelled())

    def _make_room(self, asked: TransferToNumber) -> None:
        channels = self._calls.policy.trunks[asked.trunk].channels
        decided = emergency_channel(self._calls.board.calls(), asked.trunk, channels)
        if isinstance(decided, Preempt):
            self._calls.call_event(decided.call_id, Preempted())

    def _tell(self, call_id: CallId, event: TransferCompleted | TransferCancelled) -> bool:
        line = self._calls.board.line(call_id)
        if line is None or not isinstance(line.call.phase, Transferring):
            return False
        line.tell(event)
        return True
