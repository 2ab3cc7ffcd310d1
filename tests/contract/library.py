"""The books of one implementation, opened for a story of the contract."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from agents.ports import AgentBook
from base.clock import SystemClock
from callback.ports import CallbackBook, SmsOutbox, SmsQueue
from callers.ports import CallerBook
from callflow.contained import ServedBook
from callflow.order_ports import HoursBook, TopicShelf
from callflow.ports import CallBook, MessageBook, PolicyBook, RecordingBook, StormBook
from storage.memory import MemoryBooks
from storage.records.books import open_books
from storage.records.roster import open_roster
from storage.roster import AgentRoster
from tickets.contact import OpenCase
from tickets.ports import CaseBook

CLOCK: Final = SystemClock()
ZONE: Final = ZoneInfo("Asia/Novosibirsk")
"""Far enough from Greenwich that a day of another zone would be seen."""

KINDS: Final = ("memory", "postgres")


@dataclass(frozen=True)
class Library:
    """One implementation's books, and its roster."""

    calls: CallBook
    cases: CaseBook
    agents: AgentBook
    roster: AgentRoster
    policies: PolicyBook
    callers: CallerBook
    served: ServedBook
    callbacks: CallbackBook
    outbox: SmsOutbox
    messages: SmsQueue
    storms: StormBook
    recordings: RecordingBook
    hours: HoursBook
    topics: TopicShelf
    spoken: MessageBook

    def write_case(self, case: OpenCase) -> None:
        """Write the contact and its ticket."""
        self.cases.write_contact(case.contact)
        self.cases.write_ticket(case.ticket)


@asynccontextmanager
async def opened_library(kind: str, url: str, directory: Path) -> AsyncIterator[Library]:
    """Open the books of that kind; those in memory need neither address nor directory."""
    if kind == "memory":
        books = MemoryBooks(CLOCK, ZONE)
        yield Library(
            calls=books.calls,
            cases=books.cases,
            agents=books.agents,
            roster=books.agents,
            policies=books.calls,
            callers=books.callers,
            served=books.callers,
            callbacks=books.callbacks,
            outbox=books.messages,
            messages=books.messages,
            storms=books.storms,
            recordings=books.calls,
            hours=books.hours,
            topics=books.topics,
            spoken=books.calls,
        )
        return
    async with (
        open_books(url, site="north", clock=CLOCK, directory=directory, zone=ZONE) as kept,
        open_roster(url, site="north") as roster,
    ):
        yield Library(
            calls=kept.calls,
            cases=kept.cases,
            agents=kept.agents,
            roster=roster,
            policies=kept.calls,
            callers=kept.callers,
            served=kept.callers,
            callbacks=kept.callbacks,
            outbox=kept.messages,
            messages=kept.messages,
            storms=kept.storms,
            recordings=kept.calls,
            hours=kept.hours,
            topics=kept.topics,
            spoken=kept.calls,
        )
