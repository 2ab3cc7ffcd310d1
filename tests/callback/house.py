"""The desk, the floor and the calls of a story, at work on virtual time."""

import asyncio
from collections.abc import AsyncIterator, Mapping

from agents.activity import RingOutcome
from agents.agent import Presence
from agents.ports import AgentMove, CallDisposed, StoredOperator
from base.clock import LoopClock
from base.ids import ContactId, TrunkName
from base.phone import PhoneNumber
from base.tasks import cancel, spawn
from callback.attempt import AttemptStage, CallbackAttempt, CallbackOrder, Wanted
from callback.facts import FreeChannels, OnLine
from callback.outcome import AttemptEnd, LegEnd
from callback.policy import CallbackPolicy
from callback.request import CallbackRequest, RequestState
from callback.service import CallbackDesk, DeskDoors
from callback.sms import SmsFigures, SmsRow
from queues.messages import (
    CallOver,
    EntryQueued,
    RingReported,
    TalkReported,
    TellPosition,
    TurnAway,
)
from queues.policy import QueueName
from queues.queue import Match
from queues.service import Distributor
from tests.callback.stage import (
    MAIN,
    NOON,
    POLICY,
    SMS_POLICY,
    contact,
    later,
    phone,
)
from tests.support.site import ADVICE, FLOOR_POLICY, QUEUES, operator

LEFT = AttemptEnd(LegEnd.NORMAL, is_answered=True, is_confirmed=True)
_TURNS = 30
"""More turns of the loop than any chain of mailboxes here is long."""


class Books:
    """Everything that the desk writes, in lists."""

    def __init__(self, kept: tuple[CallbackRequest, ...] = ()) -> None:
        self.kept = kept
        self.requests: list[CallbackRequest] = []
        self.attempts: list[CallbackAttempt] = []
        self.messages: list[SmsRow] = []

    def write_request(self, written: CallbackRequest) -> None:
        """Write a row."""
        self.requests.append(written)

    def write_attempt(self, written: CallbackAttempt) -> None:
        """Write a row."""
        self.attempts.append(written)

    async def open_requests(self) -> tuple[CallbackRequest, ...]:
        """Return what was kept before."""
        return self.kept

    def write_sms(self, row: SmsRow) -> None:
        """Write a row."""
        self.messages.append(row)

    async def operators(self) -> tuple[StoredOperator, ...]:
        """Return that there are no rows of agents."""
        return ()

    async def changes(self) -> AsyncIterator[None]:
        """Tell of one change."""
        yield None

    def write_move(self, move: AgentMove) -> None:
        """Let agents move."""

    def write_disposition(self, disposed: CallDisposed) -> None:
        """Let agents say what calls were."""


class Calls:
    """The calls of the story: what was to be placed, and what the trunk has left."""

    def __init__(self) -> None:
        self.placed: list[CallbackOrder] = []
        self.matched_to: list[Match] = []
        self.left = FreeChannels(free=6, reserve=1)
        self.numbers = set[PhoneNumber]()
        self.loss = 0.0

    def place(self, order: CallbackOrder) -> None:
        """Take an order."""
        self.placed.append(order)

    def channels(self) -> Mapping[TrunkName, FreeChannels]:
        """Return what the one trunk has left."""
        return {MAIN: self.left}

    def on_line(self) -> OnLine:
        """Return who is on the line."""
        return OnLine(self.numbers)

    def loss_share(self) -> float:
        """Return how many are lost."""
        return self.loss

    def figures(self, contact_id: ContactId) -> SmsFigures:
        """Return what a message names."""
        return SmsFigures(place=contact_id.int % 1000, minutes=None, shown=phone(0))

    def matched(self, match: Match) -> None:
        """Take that somebody is matched."""
        self.matched_to.append(match)

    def position_told(self, told: TellPosition) -> None:
        """Take a position."""

    def turned_away(self, told: TurnAway) -> None:
        """Take that nobody comes."""


class House:
    """The desk, the floor and the calls at work, within one story."""

    def __init__(
        self, policy: CallbackPolicy = POLICY, kept: tuple[CallbackRequest, ...] = ()
    ) -> None:
        self._policy = policy
        self.books, self.calls = Books(kept), Calls()
        self._tasks: list[asyncio.Task[None]] = []

    async def open(self) -> None:
        """Begin to serve; within the story, because only there time is virtual."""
        self.clock = LoopClock(NOON)
        self.distributor = Distributor(clock=self.clock, policy=FLOOR_POLICY, book=self.books)
        doors = DeskDoors(self.clock, self.distributor, self.books, self.books)
        self.desk = CallbackDesk(doors, policy=self._policy, sms=SMS_POLICY, queues=QUEUES)
        await self.desk.load()
        self._tasks.append(spawn(self.distributor.run(self.calls, self.desk), name="distributor"))
        self._tasks.append(spawn(self.desk.run(self.calls), name="desk"))
        await self.settle()

    async def close(self) -> None:
        """Stop."""
        for task in self._tasks:
            await cancel(task)

    async def settle(self) -> None:
        """Let everything follow that follows at once."""
        for _ in range(_TURNS):
            await asyncio.sleep(0)

    async def pass_time(self, seconds: float) -> None:
        """Let time pass."""
        await asyncio.sleep(seconds)
        await self.settle()

    async def seat(self, *agents: int) -> None:
        """Let these agents sit down."""
        for number in agents:
            self.distributor.seat(operator(number), Presence.AVAILABLE)
        await self.settle()

    async def promise(self, *numbers: int, queue: QueueName = ADVICE) -> None:
        """Promise a call to these people, who first dialled one after the other."""
        for number in numbers:
            wanted = Wanted(contact(number), phone(number), queue, MAIN, later(-3600 + number))
            self.desk.promise(wanted)
        await self.settle()

    async def over(self, order: CallbackOrder, end: AttemptEnd) -> None:
        """Let an attempt end."""
        self.desk.attempt_over(order.call_id, end)
        await self.settle()

    async def answer(self, order: CallbackOrder) -> None:
        """Let the person answer and stand in the line, as the call of the attempt does."""
        self.desk.attempt_progress(order.call_id, AttemptStage.CONFIRMED)
        now = self.clock.instant()
        queued = EntryQueued(order.call_id, order.queue, now, contact_id=order.contact_id)
        self.distributor.tell(queued)
        await self.settle()

    async def talk(self, order: CallbackOrder, agent: int = 1) -> None:
        """Let the operator who is rung answer."""
        agent_id = operator(agent).agent_id
        self.distributor.tell(RingReported(order.call_id, agent_id, RingOutcome.ANSWERED))
        await self.settle()

    async def part(self, order: CallbackOrder, agent: int = 1) -> None:
        """Let the talk end as talks do."""
        self.desk.served(order.contact_id)
        self.desk.attempt_over(order.call_id, LEFT)
        self.distributor.tell(TalkReported(order.call_id, operator(agent).agent_id))
        self.distributor.tell(CallOver(order.call_id))
        await self.settle()

    def rung(self) -> list[int]:
        """Return whom we rang, in order."""
        return [order.contact_id.int - contact(0).int for order in self.calls.placed]

    def state(self, number: int) -> RequestState | None:
        """Return how far a promise is; `None` when it is no more."""
        known = self.desk.ledger.requests.get(contact(number))
        return None if known is None else known.state
