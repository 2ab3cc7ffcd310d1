"""The roster in PostgreSQL: one connection for one command of an administrator."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime

import asyncpg
import msgspec

from agents.agent import Account, Activity, BreakReason, Operator, PauseCause, Presence
from agents.phone import PhoneTrouble
from base.ids import AgentId
from storage.errors import AccountTakenError, NotMigratedError
from storage.records.agent_mapping import read_skills
from storage.records.connection import Connection, Lent, Timeouts, connect
from storage.records.schema import missing_migrations
from storage.records.statements import statements
from storage.roster import LastSeen, NewOperator, RosterRow


class PostgresRoster:
    """A `storage.roster.AgentRoster`; made by `open_roster`."""

    def __init__(self, connection: Connection, site: str) -> None:
        self._connection = connection
        self._site = site

    async def rows(self) -> tuple[RosterRow, ...]:
        """Return every agent there ever was, by account.

        Raises:
            UnreadableAgentError: a row was edited by hand, and not well.

        """
        return await read_agents(self._connection, self._site)

    async def add(self, operators: Sequence[NewOperator], now: datetime) -> None:
        """Add agents, all or none of them.

        Raises:
            AccountTakenError: an agent who is not disabled holds one of the accounts.

        """
        async with self._connection.transaction():
            for new in operators:
                await self._add(new, now)

    async def disable(self, account: Account, now: datetime) -> AgentId | None:
        """Disable the agent who holds the account; `None` when nobody does."""
        agent_id = await statements.disable_agent(
            self._connection, site=self._site, account=account, disabled_at=now
        )
        return None if agent_id is None else AgentId(agent_id)

    async def _add(self, new: NewOperator, now: datetime) -> None:
        operator = new.operator
        try:
            await statements.add_agent(
                self._connection,
                agent_id=operator.agent_id,
                site=self._site,
                account=operator.account,
                name=operator.name,
                skills=msgspec.json.encode(dict(operator.skills)).decode(),
                secret_digest=new.secret_digest,
                added_at=now,
            )
        except asyncpg.UniqueViolationError as error:
            raise AccountTakenError(
                f"account {operator.account} is taken; choose another, or disable its agent first"
            ) from error


@asynccontextmanager
async def open_roster(url: str, *, site: str) -> AsyncIterator[PostgresRoster]:
    """Open the roster while the body runs.

    Raises:
        DatabaseAwayError: PostgreSQL does not answer.
        DatabaseRefusedError: the address is wrong.
        NotMigratedError: the database lacks tables of this version.

    """
    connection = await connect(url, Timeouts(connect_s=5.0, command_s=10.0))
    try:
        if missing := await missing_migrations(connection):
            raise NotMigratedError(
                f"the database lacks {', '.join(missing)}; run line122 migrate first"
            )
        yield PostgresRoster(connection, site)
    finally:
        connection.terminate()


async def read_agents(connection: "Connection | Lent", site: str) -> tuple[RosterRow, ...]:
    """Return every agent there ever was, by account."""
    rows = statements.all_agents(connection, site=site)
    return tuple([_read(row) async for row in rows])


def _read(row: asyncpg.Record) -> RosterRow:
    skills = read_skills(row)
    operator = Operator(AgentId(row["agent_id"]), Account(row["account"]), row["name"], skills)
    return RosterRow(
        operator,
        Presence(row["presence"]),
        row["added_at"],
        row["disabled_at"],
        reason=None if row["reason"] is None else BreakReason(row["reason"]),
        seen=None if row["seen_at"] is None else _read_seen(row),
    )


def _read_seen(row: asyncpg.Record) -> LastSeen:
    trouble, paused_for = row["phone_trouble"], row["paused_for"]
    return LastSeen(
        at=row["seen_at"],
        activity=Activity(row["activity"]),
        trouble=None if trouble is None else PhoneTrouble(trouble),
        paused_for=None if paused_for is None else PauseCause(paused_for),
        missed_rings=row["missed_rings"],
    )
