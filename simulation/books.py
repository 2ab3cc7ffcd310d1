"""The books of a simulated site: what is written is gone, since the citizens know better.

A simulated day begins with an empty house and nothing is read back; keeping half a million rows
would only cost time. What must hold of the rows themselves is proven on real databases.
"""

from collections.abc import AsyncIterator, Mapping
from datetime import date, datetime

from agents.agent import Account
from agents.ports import AgentMove, CallDisposed, StoredOperator
from callback.attempt import CallbackAttempt
from callback.request import CallbackRequest
from callers.history import CallerHistory
from callers.ports import KeptSilence
from callflow.events import JournalEntry
from callflow.ports import StoredCall, StormSwitch
from callflow.punctuality import PromiseKept
from callflow.record import CallRecord
from callflow.storm import HourNorm, HourSlot, Norm, ObservedHour
from tickets.contact import Contact, OpenCase, Ticket


class IdleBooks:
    """Every book that the services ask for, the telephone accounts and the witness."""

    def write_call(self, record: CallRecord) -> None:
        """Write nothing."""

    def write_event(self, entry: JournalEntry) -> None:
        """Write nothing."""

    async def committed(self) -> None:
        """Find everything durable at once."""

    async def open_calls(self) -> tuple[StoredCall, ...]:
        """Return that there was no day before."""
        return ()

    def write_contact(self, contact: Contact) -> None:
        """Write nothing."""

    def write_ticket(self, ticket: Ticket) -> None:
        """Write nothing."""

    async def open_cases(self) -> tuple[OpenCase, ...]:
        """Return that there was no day before."""
        return ()

    async def last_counter(self, day: date) -> int:
        """Return that the day is new."""
        del day
        return 0

    async def operators(self) -> tuple[StoredOperator, ...]:
        """Return nobody: the operators are seated by whoever simulates them."""
        return ()

    async def changes(self) -> AsyncIterator[None]:
        """Yield once."""
        yield

    def write_move(self, move: AgentMove) -> None:
        """Write nothing."""

    def write_disposition(self, disposed: CallDisposed) -> None:
        """Write nothing."""

    def write_silenced(self, kept: KeptSilence) -> None:
        """Write nothing."""

    async def histories(self, since: datetime) -> tuple[CallerHistory, ...]:
        """Return that nobody ever called."""
        del since
        return ()

    async def silenced(self, now: datetime) -> tuple[KeptSilence, ...]:
        """Return that nobody is silenced."""
        del now
        return ()

    def write_request(self, request: CallbackRequest) -> None:
        """Write nothing."""

    def write_attempt(self, attempt: CallbackAttempt) -> None:
        """Write nothing."""

    async def open_requests(self) -> tuple[CallbackRequest, ...]:
        """Return that nothing was promised."""
        return ()

    def want(self, accounts: Mapping[Account, str]) -> None:
        """Register nothing."""

    async def put(self, account: Account, secret_digest: str) -> None:
        """Register nothing."""

    async def remove(self, account: Account) -> None:
        """Register nothing."""

    def call_arrived(self, record: CallRecord) -> None:
        """Count nothing."""

    def call_ended(self, record: CallRecord) -> None:
        """Count nothing."""

    def write_switch(self, switch: StormSwitch) -> None:
        """Write nothing."""

    def write_norm(self, slot: HourSlot, norm: HourNorm) -> None:
        """Write nothing."""

    async def last_switch(self) -> StormSwitch | None:
        """Return that there was never a storm."""
        return None

    async def norm(self) -> Norm | None:
        """Return that nothing was ever learned."""
        return None

    async def observed_hours(self, since: datetime, until: datetime) -> tuple[ObservedHour, ...]:
        """Return that there were no days before."""
        del since, until
        return ()

    def promise_kept(self, kept: PromiseKept) -> None:
        """Count nothing."""
