"""What standing beside a talk needs from the exchange."""

from collections.abc import Callable
from typing import Protocol

from agents.agent import Account
from base.ids import CallId, SupervisionId
from callflow.events import Ring
from callflow.ports import Performed
from callflow.supervision import PhoneNews, SupervisionMode

TellSupervision = Callable[[PhoneNews], None]


class ListeningPost(Protocol):
    """The exchange, as a supervisor sees it who stands beside a talk.

    Who hears whom is the exchange's promise: a supervisor who listens is heard by nobody even
    while they change from one mode into another, and whoever whispers is heard by the operator
    alone.
    """

    async def ring(
        self, supervision_id: SupervisionId, account: Account, tell: TellSupervision
    ) -> Performed:
        """Ring a supervisor's telephone; from now on what happens to it is told."""
        ...

    async def attend(
        self, supervision_id: SupervisionId, call_id: CallId, ring: Ring, mode: SupervisionMode
    ) -> Performed:
        """Put a supervisor who has picked up beside an operator of a call, in this mode alone.

        What held before, of this operator or of another one, is over when it is done.
        """
        ...

    async def let_go(self, supervision_id: SupervisionId) -> None:
        """Hang up, and tell nothing more."""
        ...
