"""How an operator's page works on the talk that they have: wishes become events of the call.

Only who is in the talk may touch it, so each wish names its operator and is refused from anybody
else. What a wish led to is seen on the call; here it is only told whether it was taken. A talk
that is over can still be marked by whose last one it was, until the next call.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, assert_never

from agents.activity import marked_call
from agents.agent import Account, Activity
from agents.codes import Disposition
from base.ids import AgentId, CallId
from base.phone import NumberKind, read_number
from callflow.at_hand import agent_at, agents_at, read_keys
from callflow.call import Call, Dialling, Talking, Transferring
from callflow.events import Arrived, CallEvent
from callflow.holding import is_on_hold
from callflow.line import Line
from callflow.menus import DISPATCHER
from callflow.moment import Moment
from callflow.service import CallService
from callflow.transfer import (
    HoldAsked,
    OutsideNumber,
    TransferAsked,
    TransferCancelled,
    TransferCompleted,
    TransferKind,
    TransferToAgent,
    TransferToNumber,
    TransferToQueue,
)
from callflow.transfer_desk import TransferDesk
from callflow.wishes import HangUpAsked, KeysAsked, MuteAsked
from queues.policy import QueueName
from queues.service import Distributor

_ON_THE_LINE = (Talking, Transferring, Dialling)
_WITH_SOMEBODY = (Talking, Transferring)
_OUTSIDE: Final = frozenset({NumberKind.NATIONAL, NumberKind.LOCAL, NumberKind.SHORT})
"""A call abroad is nobody's help, and somebody's fraud."""
_AMBULANCE: Final = frozenset({"03", "103"})


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


class TalkDeed(StrEnum):
    """What an operator does with a talk by one key."""

    HOLD = "hold"
    RESUME = "resume"
    MUTE = "mute"
    UNMUTE = "unmute"
    COMPLETE = "complete"
    CANCEL = "cancel"
    HANG_UP = "hang_up"


@dataclass(frozen=True, slots=True)
class ToColleague:
    """Whoever answers by this account."""

    account: Account


@dataclass(frozen=True, slots=True)
class ToOutside:
    """Whoever has this number, as people write it."""

    written: str


@dataclass(frozen=True, slots=True)
class ToLine:
    """The line, where the person's place was always kept."""

    queue: QueueName


Wanted = ToColleague | ToOutside | ToLine
"""Who shall take a talk on."""


class TalkDesk:
    """The talks, as the operators see them who have them."""

    def __init__(self, calls: CallService, distributor: Distributor) -> None:
        self._calls = calls
        self._distributor = distributor
        self._transfers = TransferDesk(calls)

    def do(self, agent_id: AgentId, call_id: CallId, deed: TalkDeed) -> TalkAnswer:
        """Do what a key asks for."""
        match deed:
            case TalkDeed.HOLD:
                return self.hold(agent_id, call_id)
            case TalkDeed.RESUME:
                return self.resume(agent_id, call_id)
            case TalkDeed.MUTE | TalkDeed.UNMUTE:
                return self.mute(agent_id, call_id, is_on=deed is TalkDeed.MUTE)
            case TalkDeed.COMPLETE:
                return self.complete(agent_id, call_id)
            case TalkDeed.CANCEL:
                return self.cancel(agent_id, call_id)
            case TalkDeed.HANG_UP:
                return self.hang_up(agent_id, call_id)
            case _:
                assert_never(deed)

    def hand_on(
        self, agent_id: AgentId, call_id: CallId, kind: TransferKind, to: Wanted
    ) -> TalkAnswer:
        """Ask for somebody to take the talk on, or to join it; a line knows no kinds."""
        line = self._line(agent_id, call_id)
        if not isinstance(line, Line):
            return line
        asked: TransferAsked | None
        match to:
            case ToColleague(account):
                asked = self._colleague(kind, account)
            case ToOutside(written):
                asked = self._outside(line.call, kind, written)
            case ToLine(queue):
                asked = TransferToQueue(queue)
            case _:
                assert_never(to)
        if asked is None:
            return TalkAnswer.NOT_REACHABLE
        return self.transfer(agent_id, call_id, asked)

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
        """Ask for somebody to take the talk on, or to join it; a line takes the person back."""
        line = self._line(agent_id, call_id)
        if not isinstance(line, Line):
            return line
        if not isinstance(line.call.phase, Talking):
            return TalkAnswer.NOT_NOW
        if not self._is_reachable(agent_id, asked):
            return TalkAnswer.NOT_REACHABLE
        is_asked = self._transfers.ask(call_id, asked)
        return TalkAnswer.TAKEN if is_asked else TalkAnswer.NOT_REACHABLE

    def mark(
        self, agent_id: AgentId, call_id: CallId, disposition: Disposition, at: Moment
    ) -> TalkAnswer:
        """Take what the operator says that their last talk was; it ends their wrap-up.

        Of a talk that goes on with somebody else, only that one can say what it was.
        """
        agent = self._distributor.floor.agents.get(agent_id)
        if agent is None or marked_call(agent) != call_id:
            return TalkAnswer.NOT_YOURS
        if agent.activity is Activity.TALKING:
            return TalkAnswer.NOT_NOW
        line = self._calls.board.line(call_id)
        if line is None:
            self._calls.people.marked(call_id, disposition, at)
        elif not agents_at(line.call):
            self._mark_when_over(line, disposition, at)
        self._distributor.wrapped_up(agent_id, disposition, call_id)
        return TalkAnswer.TAKEN

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

    def _mark_when_over(self, line: Line, disposition: Disposition, at: Moment) -> None:
        """Let a mark count that comes while the person is still asked for theirs, or hangs up."""
        end_of_call, people = line.on_over, self._calls.people

        def over(call: Call) -> None:
            if end_of_call is not None:
                end_of_call(call)
            people.marked(call.origin.call_id, disposition, at)

        line.on_over = over

    def _colleague(self, kind: TransferKind, account: Account) -> TransferToAgent | None:
        agents = self._distributor.floor.agents.values()
        wanted = next((each for each in agents if each.operator.account == account), None)
        return None if wanted is None else TransferToAgent(kind, wanted.agent_id)

    def _outside(self, call: Call, kind: TransferKind, written: str) -> TransferToNumber | None:
        """Return how somebody outside is asked for: by the trunk of the talk."""
        name = call.origin.trunk
        trunk = self._calls.policy.trunks.get(name)
        reading = None if trunk is None else read_number(written, trunk.rules)
        if trunk is None or reading is None or reading.kind not in _OUTSIDE:
            return None
        number = OutsideNumber(reading.key or "")
        if reading.short_number in _AMBULANCE:
            number = self._dispatcher(call) or number
        return TransferToNumber(kind, number, trunk.outgoing_number, name) if number else None

    def _dispatcher(self, call: Call) -> OutsideNumber | None:
        """Return who answers for 103 where the caller is: the number itself leads elsewhere."""
        origin = call.origin
        own = origin.dispatcher if isinstance(origin, Arrived) else None
        return own or self._calls.policy.transfers.get(DISPATCHER)

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
