"""The services of one small site on virtual time, with a switchboard that only writes down.

What the switchboard is asked to do can be read; what then happens at it is told by the story.
Nobody is rung back unless the story opens the hall with `rings_back`.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from datetime import UTC, date, datetime
from typing import Protocol

from agents.agent import Account, Activity, Operator, Presence
from agents.ports import AgentMove, CallDisposed, StoredOperator
from agents.service import Roster
from base.clock import LoopClock
from base.ids import CallId, LegId, TrunkName
from base.tasks import cancel, spawn
from callback.service import CallbackDesk, DeskDoors
from callers.policy import CallerPolicy
from callers.service import CallerDesk
from callflow.code_desk import CodeDesk, CodeDoors
from callflow.commands import TelephonyCommand
from callflow.desks import Desks
from callflow.events import CallEvent, JournalEntry
from callflow.line import LineDoors
from callflow.menu_service import MenuService
from callflow.moment import Moment
from callflow.own_call_desk import OwnCallDesk
from callflow.placing import Placer
from callflow.policy import CallPolicy
from callflow.ports import IncomingCall, Performed, StoredCall, Telephony
from callflow.punctuality import PromiseKept
from callflow.record import CallRecord
from callflow.service import CallService
from ivr.ports import LookUps, RequestDesk
from ivr.prompt import Phrase
from line122.desk_bell import DeskBell, FloorWatchers
from queues.service import Distributor
from storage.memory import MemoryBooks
from tests.callback.stage import POLICY as CALLBACK_POLICY
from tests.callback.stage import SMS_POLICY
from tests.support.site import CALL_POLICY, FLOOR_POLICY, MAIN, ZONE
from tickets.contact import Contact, OpenCase, Ticket
from tickets.service import CaseDesk

_TURNS = 50
"""More turns of the loop than any chain of mailboxes here is long."""

STARTED_AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


class Switchboard:
    """Writes down what it is asked, and performs it without anything happening."""

    def __init__(self) -> None:
        self.asked: list[TelephonyCommand] = []
        self.broken: Callable[[TelephonyCommand], bool] = lambda _: False
        """Which commands meet a bug of ours."""

        self.dropped: list[LegId] = []
        self.confirmed: list[Phrase] = []

    def adopt(self, call_id: CallId, leg_id: LegId) -> None:
        """Take that the leg belongs to the call."""

    def prepare(self, call_id: CallId, leg_id: LegId, trunk: TrunkName) -> None:
        """Take that a call of ours is about to be dialled."""

    def drop(self, leg_id: LegId) -> None:
        """Write down that nobody wants the leg."""
        self.dropped.append(leg_id)

    async def perform(self, call_id: CallId, command: TelephonyCommand) -> Performed:
        """Write the command down."""
        self.asked.append(command)
        if self.broken(command):
            msg = f"The switchboard of this story cannot {command} for {call_id}."
            raise RuntimeError(msg)
        return Performed.DONE

    async def confirm(self, leg_id: LegId, phrase: Phrase) -> Performed:
        """Write down what the leg is told."""
        del leg_id
        self.confirmed.append(phrase)
        return Performed.DONE


class Books:
    """Everything that is written down, in lists."""

    def __init__(self) -> None:
        self.calls: list[CallRecord] = []
        self.journal: list[JournalEntry] = []
        self.moves: list[AgentMove] = []
        self.disposed: list[CallDisposed] = []
        self.contacts: list[Contact] = []
        self.tickets: list[Ticket] = []
        self.stored: list[StoredOperator] = []
        self.left_open: list[OpenCase] = []
        self.ended: list[CallRecord] = []
        self.kept: list[PromiseKept] = []

    def write_call(self, record: CallRecord) -> None:
        """Write a row."""
        self.calls.append(record)

    def write_event(self, entry: JournalEntry) -> None:
        """Write an entry."""
        self.journal.append(entry)

    async def committed(self) -> None:
        """Find everything durable at once."""

    async def open_calls(self) -> tuple[StoredCall, ...]:
        """Return that no call was left open."""
        return ()

    async def operators(self) -> tuple[StoredOperator, ...]:
        """Return the agents' rows."""
        return tuple(self.stored)

    async def changes(self) -> AsyncIterator[None]:
        """Tell of one change."""
        yield None

    def write_move(self, move: AgentMove) -> None:
        """Write a move."""
        self.moves.append(move)

    def write_disposition(self, disposed: CallDisposed) -> None:
        """Write what a call was."""
        self.disposed.append(disposed)

    def write_contact(self, contact: Contact) -> None:
        """Write a row."""
        self.contacts.append(contact)

    def write_ticket(self, ticket: Ticket) -> None:
        """Write a row."""
        # A ticket is written anew when its contact ends.
        self.tickets = [kept for kept in self.tickets if kept.ticket_id != ticket.ticket_id]
        self.tickets.append(ticket)

    async def open_cases(self) -> tuple[OpenCase, ...]:
        """Return what was open before."""
        return tuple(self.left_open)

    async def last_counter(self, day: date) -> int:
        """Return the highest counter that was written for the day."""
        return max((t.number.counter for t in self.tickets if t.number.day == day), default=0)

    def call_arrived(self, record: CallRecord) -> None:
        """Hear of an arrival."""

    def call_ended(self, record: CallRecord) -> None:
        """Hear of an end."""
        self.ended.append(record)

    def promise_kept(self, kept: PromiseKept) -> None:
        """Hear of a promise that is kept."""
        self.kept.append(kept)


class MenuRoom(LookUps, RequestDesk, Protocol):
    """Whom menus ask in a story."""


class Hall:
    """The services at work; made and left within one story."""

    def __init__(
        self,
        *,
        rings_back: bool = False,
        policy: CallPolicy = CALL_POLICY,
        telephony: Telephony | None = None,
        asked: MenuRoom | None = None,
    ) -> None:
        """`telephony` is where the calls are, if not at the switchboard; menus ask `asked`."""
        self.switchboard, self.books = Switchboard(), Books()
        self.bell = DeskBell()
        self._legs = 0
        self.clock = clock = LoopClock(STARTED_AT)
        self.people = MemoryBooks(clock, ZONE)
        """The books of callers, promises and messages."""
        self.distributor = Distributor(clock=clock, policy=FLOOR_POLICY, book=self.books)
        self.cases = CaseDesk(self.books, ZONE)
        self.callbacks = CallbackDesk(
            DeskDoors(clock, self.distributor, self.people.callbacks, self.people.messages),
            policy=CALLBACK_POLICY,
            sms=SMS_POLICY,
            queues=FLOOR_POLICY.queues,
        )
        self.callers = CallerDesk(book=self.people.callers, policy=CallerPolicy(), zone=ZONE)
        self.roster = Roster(book=self.books, accounts=NoAccounts(), floor=self.distributor)
        desks = Desks(
            cases=self.cases,
            callers=self.callers,
            callbacks=self.callbacks,
            distributor=self.distributor,
            zone=ZONE,
            hold=CALLBACK_POLICY.hold,
            salt=b"story",
        )
        self.calls = CallService(
            LineDoors(
                clock,
                telephony or self.switchboard,
                self.distributor,
                self.books,
                menus=None if asked is None else MenuService(clock, asked, asked),
                watcher=self.bell,
            ),
            policy=policy,
            desks=desks,
            roster=self.roster,
            witness=self.books,
        )
        placer = Placer(self.calls, clock, policy)
        self.own_calls = OwnCallDesk(self.calls, placer, desks, CALLBACK_POLICY)
        self.codes = CodeDesk(
            CodeDoors(
                clock, self.switchboard, self.roster, self.distributor, self.calls, self.own_calls
            )
        )
        watchers = FloorWatchers((self.callbacks, self.bell))
        distributing = self.distributor.run(self.calls, watchers)
        self._running = [spawn(distributing, name="distributor")]
        if rings_back:
            self._running.append(spawn(self.callbacks.run(placer), name="callbacks"))

    async def close(self) -> None:
        """Stop distributing and dialling."""
        for task in self._running:
            await cancel(task)

    def moment(self) -> Moment:
        """Return what both clocks say."""
        return Moment(self.clock.now(), self.clock.instant())

    def seat(self, agent: Operator) -> None:
        """Let an agent sit down, available."""
        self.distributor.seat(agent, Presence.AVAILABLE)

    async def dial(self, number: str) -> CallId:
        """Let a citizen call, and return the call once it is being served."""
        self._legs += 1
        incoming = IncomingCall(
            leg_id=LegId(f"leg {self._legs} of {number}"),
            trunk=MAIN,
            ani=number,
            ani_name="",
            is_ani_withheld=not number,
            dialled="122",
            diverted_from="",
        )
        known = {line.call.origin.call_id for line in self.calls.lines}
        self.calls.incoming_call(incoming)
        await self.settle()
        (new,) = {line.call.origin.call_id for line in self.calls.lines} - known
        return new

    def tell(self, call_id: CallId, *events: CallEvent) -> None:
        """Let these things happen to a call, one right after the other."""
        for event in events:
            self.calls.call_event(call_id, event)

    async def settle(self) -> None:
        """Let everything follow that follows at once; no time passes."""
        for _ in range(_TURNS):
            await asyncio.sleep(0)

    def phase(self, call_id: CallId) -> str:
        """Return where a call stands, `Ended` when it is no longer served."""
        for line in self.calls.lines:
            if line.call.origin.call_id == call_id:
                return type(line.call.phase).__name__
        return "Ended"

    def activity(self, agent: Operator) -> Activity:
        """Return what an agent is seen to do."""
        return self.distributor.floor.agents[agent.agent_id].activity


class NoAccounts:
    """The accounts of an exchange in which nothing registers."""

    def want(self, accounts: Mapping[Account, str]) -> None:
        """Register nothing."""

    async def put(self, account: Account, secret_digest: str) -> None:
        """Register nothing."""

    async def remove(self, account: Account) -> None:
        """Register nothing."""
