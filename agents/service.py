"""The roster: who may answer, by which telephone, and what they declare on it.

It keeps three things in step: the rows of agents in the database, the telephone accounts in the
exchange, and the people on the floor. A row that is added, changed or disabled is followed at
once, without a restart and without anybody editing the exchange's files. While the rows cannot be
read, everybody stays where they are. It knows how well each telephone is, and tells the floor when
one is not to be rung.

The floor belongs to the distributor; the roster only tells it. Deliberately absent: shifts.
"""

import asyncio
from collections.abc import Mapping
from typing import Final

import structlog

from agents.agent import Account, Operator
from agents.codes import CodeAccepted, CodeReading, DispositionMarked, read_code
from agents.phone import (
    PageClosed,
    PageMissed,
    PhoneEvent,
    PhoneHealth,
    Registered,
    advance,
)
from agents.ports import AgentBook, FloorDoor, PhoneAccounts, StoredOperator
from base.errors import Line122Error
from base.instant import Instant
from base.tasks import spawn

PAGE_GRACE_S: Final = 5.0
"""How long a page may be away before its operator is not rung: loading it anew takes less."""

_RETRY_S: Final = 1.0
"""The pause before rows that could not be read are read again: nobody tells when they can be."""

_log = structlog.get_logger(__name__)


class Roster:
    """The agents of one site."""

    def __init__(self, *, book: AgentBook, accounts: PhoneAccounts, floor: FloorDoor) -> None:
        self._book = book
        self._accounts = accounts
        self._floor = floor
        self._stored: dict[Account, StoredOperator] = {}
        self._phones: dict[Account, PhoneHealth] = {}

    async def load(self) -> None:
        """Take the rows as they are, before anybody calls; accounts open with the exchange."""
        self._stored = await self._rows()
        for row in self._stored.values():
            self._floor.seat(row.operator, row.presence, row.reason, kept=row.kept)
        self._accounts.want(self._digests())
        _log.info("agents.loaded", agents=len(self._stored))

    async def follow(self) -> None:
        """Follow every change of the rows until cancelled."""
        async for _ in self._book.changes():
            before, self._stored = self._stored, await self._rows_when_readable()
            try:
                await self._follow(before)
            except Line122Error as error:
                # The exchange is away; with its return it gets the accounts as they are then.
                _log.warning("agents.change_postponed", cause=str(error))

    async def _rows_when_readable(self) -> dict[Account, StoredOperator]:
        while True:
            try:
                return await self._rows()
            except Line122Error as error:
                _log.warning("agents.reading_postponed", cause=str(error))
                await asyncio.sleep(_RETRY_S)

    async def _rows(self) -> dict[Account, StoredOperator]:
        return {row.operator.account: row for row in await self._book.operators()}

    async def _follow(self, before: dict[Account, StoredOperator]) -> None:
        now = self._stored
        # By person, not by account: whoever is given another account stays where they are.
        seated = {row.operator.agent_id: row.operator for row in before.values()}
        staying = {row.operator.agent_id for row in now.values()}
        for agent_id in seated.keys() - staying:
            self._floor.remove(agent_id)
        for row in now.values():
            known = seated.get(row.operator.agent_id)
            if known != row.operator:
                self._floor.seat(row.operator, row.presence, row.reason)
            if known is not None and known.account != row.operator.account:
                self._tell_trouble(row.operator)
        for account in before.keys() - now.keys():
            self._phones.pop(account, None)
        _log.info("agents.changed", agents=len(now))
        # All of them first: an exchange that is away refuses the first one and hears of no other.
        self._accounts.want(self._digests())
        for account in before.keys() - now.keys():
            await self._accounts.remove(account)
        for account, row in now.items():
            held = before.get(account)
            if held is None or held.secret_digest != row.secret_digest:
                await self._accounts.put(account, row.secret_digest)

    def _tell_trouble(self, operator: Operator) -> None:
        """Tell the floor of the telephone that somebody has now, who may have had another."""
        trouble = self.health_of(operator.account).trouble
        if trouble is None:
            self._floor.phone_seen(operator.agent_id)
        else:
            self._floor.phone_lost(operator.agent_id, trouble)

    def _digests(self) -> dict[Account, str]:
        return {account: row.secret_digest for account, row in self._stored.items()}

    def operator_of(self, account: Account) -> Operator | None:
        """Return the agent behind an account, or `None` when nobody may answer on it."""
        row = self._stored.get(account)
        return None if row is None else row.operator

    def dial(self, account: Account, code: str) -> CodeReading:
        """Take the code that was dialled on a telephone, and return what it meant."""
        operator = self.operator_of(account)
        reading = read_code(code, is_agent=operator is not None)
        if operator is not None and isinstance(reading, CodeAccepted):
            self._floor.declare(operator.agent_id, reading.presence)
            _log.info("agent.declared", agent_id=str(operator.agent_id), presence=reading.presence)
        if operator is not None and isinstance(reading, DispositionMarked):
            self._floor.wrapped_up(operator.agent_id, reading.disposition)
            _log.info(
                "agent.call_marked",
                agent_id=str(operator.agent_id),
                disposition=reading.disposition,
            )
        return reading

    def health_of(self, account: Account) -> PhoneHealth:
        """Return what is known of a telephone."""
        return self._phones.get(account, PhoneHealth())

    @property
    def phones(self) -> Mapping[Account, PhoneHealth]:
        """What is known of the telephones of which anything is."""
        return self._phones

    def phone_changed(self, account: Account, event: PhoneEvent, now: Instant) -> None:
        """Take what happened to a telephone, or to the page beside it; returns at once."""
        operator = self.operator_of(account)
        if operator is None:
            return
        before = self.health_of(account)
        after = self._phones[account] = advance(before, event, now)
        if after.trouble is None and (before.trouble or isinstance(event, Registered)):
            self._floor.phone_seen(operator.agent_id)
        elif after.trouble is not None and after.trouble is not before.trouble:
            self._floor.phone_lost(operator.agent_id, after.trouble)
        if after.trouble is not before.trouble:
            _log.info(
                "agent.phone_changed", agent_id=str(operator.agent_id), trouble=after.trouble
            )
        if isinstance(event, PageClosed) and after.page_closed_at is not None:
            missing = self._miss_page(account, after.page_closed_at)
            spawn(missing, name=f"page of {account}")

    async def _miss_page(self, account: Account, closed_at: Instant) -> None:
        await asyncio.sleep(PAGE_GRACE_S)
        self.phone_changed(account, PageMissed(closed_at), closed_at)
