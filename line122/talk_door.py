"""What operators do with their calls, at the moment at which their page asks for it."""

from dataclasses import dataclass

import structlog

from agents.codes import Disposition
from base.clock import Clock
from base.ids import AgentId, CallId
from callflow.moment import Moment
from callflow.own_call_desk import OwnCallDesk, OwnCallMade
from callflow.own_calls import CallWish, MayNotCall
from callflow.talk_desk import TalkAnswer, TalkDeed, TalkDesk, Wanted
from callflow.transfer import TransferKind

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class TalkDoor:
    """A `web.api.ports.Talks`."""

    talks: TalkDesk
    own_calls: OwnCallDesk
    clock: Clock

    def call(self, agent_id: AgentId, wish: CallWish) -> OwnCallMade | MayNotCall:
        """Ring an operator and then the person, or return why not."""
        made = self.own_calls.place(agent_id, wish, self._moment())
        if isinstance(made, MayNotCall):
            _log.info(
                "own_call.refused", agent_id=str(agent_id), reason=made.reason, detail=made.detail
            )
        return made

    def do(self, agent_id: AgentId, call_id: CallId, deed: TalkDeed) -> TalkAnswer:
        """Do what a key asks for."""
        return self.talks.do(agent_id, call_id, deed)

    def press(self, agent_id: AgentId, call_id: CallId, written: str) -> TalkAnswer:
        """Press keys for whoever is at the far end."""
        return self.talks.press(agent_id, call_id, written)

    def hand_on(
        self, agent_id: AgentId, call_id: CallId, kind: TransferKind, to: Wanted
    ) -> TalkAnswer:
        """Ask for somebody to take the talk on, or to join it."""
        return self.talks.hand_on(agent_id, call_id, kind, to)

    def mark(self, agent_id: AgentId, call_id: CallId, disposition: Disposition) -> TalkAnswer:
        """Take what the operator says that their last talk was."""
        answer = self.talks.mark(agent_id, call_id, disposition, self._moment())
        if answer is TalkAnswer.TAKEN:
            _log.info("agent.call_marked", agent_id=str(agent_id), disposition=disposition)
        return answer

    def _moment(self) -> Moment:
        return Moment(self.clock.now(), self.clock.instant())
