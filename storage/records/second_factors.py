"""Second factors of those who sign in, in PostgreSQL."""

from collections.abc import Sequence
from datetime import datetime

from base.ids import UserId
from staff.second_factor import SecondFactor
from storage.records.connection import Pool
from storage.records.statements import statements


class PostgresSecondFactorBook:
    """A `staff.ports.SecondFactorBook`."""

    def __init__(self, pool: Pool, site: str) -> None:
        self._pool = pool
        self._site = site

    async def enrol(
        self, user_id: UserId, factor: SecondFactor, recovery: Sequence[str], now: datetime
    ) -> bool:
        """Keep a second factor with the digests of its codes; `False` for who has one already."""
        async with self._pool.connection() as connection:
            is_enrolled = await statements.enrol_second_factor(
                connection,
                user_id=user_id,
                secret=factor.secret,
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

    async def forget(self, login: str, now: datetime) -> bool:
        """Forget a user's second factor and end their sessions; `False` when they have none."""
        async with self._pool.connection() as connection:
            forgotten = await statements.forget_second_factor(
                connection, site=self._site, login=login, now=now
            )
        return forgotten is not None
