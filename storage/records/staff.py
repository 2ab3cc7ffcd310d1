"""Users and their sessions, in PostgreSQL."""

from datetime import datetime

import asyncpg

from base.ids import ClinicCode, UserId
from staff.ports import AnswersAlreadyError, LoginTakenError
from staff.role import Role
from staff.second_factor import KeptFactor
from staff.session import Session, SessionOfUser
from staff.user import KnownUser, User, UserRow
from storage.records.connection import Pool
from storage.records.statements import statements


class PostgresStaffBook:
    """A `staff.ports.UserBook` and a `SessionBook`: ending one's sessions is part of both."""

    def __init__(self, pool: Pool, site: str) -> None:
        self._pool = pool
        self._site = site

    async def add(self, row: UserRow, password_hash: str) -> None:
        """Add a user.

        Raises:
            LoginTakenError: there was a user of that login already.
            AnswersAlreadyError: a user who is not disabled answers by that account.

        """
        user = row.user
        async with self._pool.connection() as connection:
            added = await statements.add_user(
                connection,
                user_id=user.user_id,
                site=self._site,
                login=user.login,
                name=user.name,
                roles=sorted(user.roles),
                account=user.account,
                clinic=user.clinic,
                password_hash=password_hash,
                now=row.added_at,
                added_by=row.added_by,
            )
            if added is not None:
                return
            same = await statements.user_of_login(connection, site=self._site, login=user.login)
        if same is None:
            raise AnswersAlreadyError(
                f"somebody answers by account {user.account} already; disable them first"
            )
        raise LoginTakenError(f"there was a user {user.login} already; take another login")

    async def rows(self) -> tuple[UserRow, ...]:
        """Return every user there ever was, by login."""
        async with self._pool.connection() as connection:
            rows = statements.all_users(connection, site=self._site)
            return tuple([_read_row(row) async for row in rows])

    async def known(self, login: str) -> KnownUser | None:
        """Return the user of a login, disabled ones too."""
        async with self._pool.connection() as connection:
            row = await statements.user_of_login(connection, site=self._site, login=login)
        if row is None:
            return None
        factor = None
        if row["secret"] is not None:
            factor = KeptFactor(seal=row["secret"], used_step=row["used_step"])
        return KnownUser(row=_read_row(row), password_hash=row["password_hash"], factor=factor)

    async def disable(self, login: str, now: datetime) -> bool:
        """Let somebody sign in no more and end their sessions; `False` when nobody is found."""
        async with self._pool.connection() as connection:
            disabled = await statements.disable_user(
                connection, site=self._site, login=login, now=now
            )
        return disabled is not None

    async def keep_password(self, login: str, password_hash: str, now: datetime) -> bool:
        """Change a password and end all sessions; `False` when no working user has the login."""
        async with self._pool.connection() as connection:
            kept = await statements.keep_password(
                connection, site=self._site, login=login, password_hash=password_hash, now=now
            )
        return kept is not None

    async def open(self, session: Session) -> None:
        """Write a new session down, and that its user signed in; those of long ago are gone."""
        async with self._pool.connection() as connection:
            await statements.open_session(
                connection,
                digest=session.digest,
                site=self._site,
                user_id=session.user_id,
                opened_at=session.opened_at,
                expires_at=session.expires_at,
                address=session.address,
            )

    async def find(self, digest: str) -> SessionOfUser | None:
        """Return a session, also one that has ended."""
        async with self._pool.connection() as connection:
            row = await statements.session_of_digest(connection, site=self._site, digest=digest)
        if row is None:
            return None
        return SessionOfUser(
            session=_read_session(row),
            user=_read_user(row),
            is_disabled=row["disabled_at"] is not None,
            has_second_factor=row["has_second_factor"],
        )

    async def note_use(self, digest: str, now: datetime) -> None:
        """Note that a session was used."""
        async with self._pool.connection() as connection:
            await statements.note_use_of_session(
                connection, site=self._site, digest=digest, now=now
            )

    async def end(self, digest: str, now: datetime) -> None:
        """End a session; harmless when it has ended."""
        async with self._pool.connection() as connection:
            await statements.end_session(connection, site=self._site, digest=digest, now=now)

    async def lock(self, digest: str, now: datetime) -> None:
        """Let a session open nothing from now on; harmless when it is locked."""
        async with self._pool.connection() as connection:
            await statements.lock_session(connection, site=self._site, digest=digest, now=now)

    async def unlock(self, digest: str, now: datetime) -> None:
        """Let a session open things again; that is a use of it."""
        async with self._pool.connection() as connection:
            await statements.unlock_session(connection, site=self._site, digest=digest, now=now)


def _read_row(row: asyncpg.Record) -> UserRow:
    return UserRow(
        user=_read_user(row),
        added_at=row["added_at"],
        added_by=row["added_by"],
        disabled_at=row["disabled_at"],
        signed_in_at=row["signed_in_at"],
    )


def _read_user(row: asyncpg.Record) -> User:
    return User(
        user_id=UserId(row["user_id"]),
        login=row["login"],
        name=row["name"],
        roles=frozenset(map(Role, row["roles"])),
        account=row["account"],
        clinic=None if row["clinic"] is None else ClinicCode(row["clinic"]),
    )


def _read_session(row: asyncpg.Record) -> Session:
    return Session(
        digest=row["digest"],
        user_id=UserId(row["user_id"]),
        opened_at=row["opened_at"],
        expires_at=row["expires_at"],
        used_at=row["used_at"],
        address=row["address"],
        ended_at=row["ended_at"],
        locked_at=row["locked_at"],
    )
