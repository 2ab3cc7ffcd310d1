"""Second factors of those who sign in, in PostgreSQL."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from base.ids import UserId
from staff.second_factor import KeptFactor
from storage.records.connection import Pool
from storage.records.statements import statements


class PostgresSecondFactorBook:
    """A `staff.ports.SecondFactorBook`."""

    def __init__(self, pool: Pool, site: str) -> None:
        self._pool = pool
        self._site = site

    async def enrol(
        self, user_id: UserId, factor: KeptFactor, recovery: Sequence[str], now: datetime
    ) -> bool:
        """Keep a second factor with the digests of its codes; `False` for who has one already."""
        async with self._pool.connection() as connection:
            is_enrolled = await statements.enrol_second_factor(
                connection,
                user_id=user_id,
                seal=factor.seal,
                used_step=factor.used_step,
                digests=list(recovery),
                now=now,
            )
        return bool(is_enrolled)

    async def use_step(self, user_id: UserId, step: int) -> bool:
        """Take that a step was used; `False` when it, or a later one, was used before."""
        async with self._pool.connection() as connection:
            used = await statements.use_second_factor(connection, user_id=user_id, step=step)
        return used is not None

    async def use_recovery(self, user_id: UserId, digest: str, now: datetime) -> bool:
        """Take that a code was used; `False` when there is none, or it was used before."""
        async with self._pool.connection() as connection:
            used = await statements.use_recovery_code(
                connection, user_id=user_id, digest=digest, now=now
            )
        return used is not None

    async def seals(self) -> Mapping[UserId, str]:
        """Return what is kept of every second factor of the site."""
        async with self._pool.connection() as connection:
            rows = statements.seals_of_second_factors(connection, site=self._site)
            return {UserId(row["user_id"]): row["secret"] async for row in rows}

    async def seal_anew(self, user_id: UserId, before: str, now: str) -> None:
        """Keep another seal over the same secret; harmless when it was changed meanwhile."""
        async with self._pool.connection() as connection:
            await statements.seal_second_factor_anew(
                connection, user_id=user_id, before=before, seal=now
            )

    async def forget(self, login: str, now: datetime) -> bool:
        """Forget a user's second factor and end their sessions; `False` when they have none."""
        async with self._pool.connection() as connection:
            forgotten = await statements.forget_second_factor(
                connection, site=self._site, login=login, now=now
            )
        return forgotten is not None
