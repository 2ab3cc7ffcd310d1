"""A `web.api.ports.Talks` of a site on which nobody calls."""

from agents.codes import Disposition
from base.ids import AgentId, CallId
from callflow.own_calls import CallWish, MayNotCall, WhyNotCalled
from callflow.talk_desk import TalkAnswer, TalkDeed, Wanted
from callflow.transfer import TransferKind


class NobodyTalks:
    """Nobody calls, and nobody can be called."""

    def call(self, agent_id: AgentId, wish: CallWish) -> MayNotCall:
        """Call nobody."""
        del agent_id, wish
        return MayNotCall(WhyNotCalled.NOBODY_KNOWN)

    def do(self, agent_id: AgentId, call_id: CallId, deed: TalkDeed) -> TalkAnswer:
        """Find no call."""
        del agent_id, call_id, deed
        return TalkAnswer.NO_CALL

    def press(self, agent_id: AgentId, call_id: CallId, written: str) -> TalkAnswer:
        """Find no call."""
        del agent_id, call_id, written
        return TalkAnswer.NO_CALL

    def hand_on(
        self, agent_id: AgentId, call_id: CallId, kind: TransferKind, to: Wanted
    ) -> TalkAnswer:
        """Find no call."""
        del agent_id, call_id, kind, to
        return TalkAnswer.NO_CALL

    def mark(self, agent_id: AgentId, call_id: CallId, disposition: Disposition) -> TalkAnswer:
        """Find no call."""
        del agent_id, call_id, disposition
        return TalkAnswer.NO_CALL
