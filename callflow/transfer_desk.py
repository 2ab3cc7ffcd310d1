"""How a screen asks for transfers: whatever it wants becomes an event of the call.

Somebody outside takes a second channel, for which the call itself makes room where there is none.
A person in a menu or in line may be handed over to somebody outside, too.
"""

from base.ids import CallId
from callflow.call import Talking, Transferring
from callflow.handover import HANDED_FROM
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
        """Ask for somebody to take the person on; `False` when nobody can."""
        line = self._calls.board.line(call_id)
        if line is None:
            return False
        phase = line.call.phase
        if isinstance(asked, TransferToNumber):
            is_known = asked.trunk in self._calls.policy.trunks
            if not is_known or not isinstance(phase, Talking | HANDED_FROM):
                return False
        elif not isinstance(phase, Talking):
            return False
        line.tell(asked)
        return True

    def complete(self, call_id: CallId) -> bool:
        """Let the operator go; `False` when nothing is being transferred."""
        return self._tell(call_id, TransferCompleted())

    def cancel(self, call_id: CallId) -> bool:
        """Bring the operator back to the person; `False` when nothing is being transferred."""
        return self._tell(call_id, TransferCancelled())

    def _tell(self, call_id: CallId, event: TransferCompleted | TransferCancelled) -> bool:
        line = self._calls.board.line(call_id)
        if line is None or not isinstance(line.call.phase, Transferring):
            return False
        line.tell(event)
        return True
