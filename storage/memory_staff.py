"""Users and their sessions in memory; see `storage/memory.py`."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from base.ids import UserId
from staff.ports import AnswersAlreadyError, LoginTakenError
from staff.second_factor import KeptFactor
from staff.session import Session, SessionOfUser
from staff.user import KnownUser, User, UserRow

_KEPT: Final = timedelta(days=30)


class MemoryStaffBook:
    """A `staff.ports.UserBook`, a `SessionBook` and a `SecondFactorBook`.

    Ending one's sessions is part of all.
    """

    def __init__(self) -> None:
        self._users: dict[str, KnownUser] = {}
        self.sessions: dict[str, Session] = {}
        self._recovery: dict[UserId, set[str]] = {}

    async def add(self, row: UserRow, password_hash: str) -> None:
        """Add a user.

        Raises:
            LoginTakenError: there was a user of that login already.
            AnswersAlreadyError: a user who is not disabled answers by that account.

        """
        login = row.user.login
        if login in self._users:
            raise LoginTakenError(f"there was a user {login} already; take another login")
        account = row.user.account
        working = (known.row for known in self._users.values() if known.row.disabled_at is None)
        if account is not None and any(each.user.account == account for each in working):
            raise AnswersAlreadyError(
                f"somebody answers by account {account} already; disable them first"
            )
        self._users[login] = KnownUser(row=row, password_hash=password_hash)

    async def rows(self) -> tuple[UserRow, ...]:
        """Return every user there ever was, by login."""
        return tuple(known.row for _, known in sorted(self._users.items()))

    async def known(self, login: str) -> KnownUser | None:
        """Return the user of a login, disabled ones too."""
        return self._users.get(login)

    async def disable(self, login: str, now: datetime) -> bool:
        """Let somebody sign in no more and end their sessions; `False` when nobody is found."""
        known = self._working(login)
        if known is None:
            return False
        self._users[login] = replace(known, row=replace(known.row, disabled_at=now))
        await self._end_all(known.row.user.user_id, now)
        return True

    async def administer(self, user: User, password_hash: str | None, now: datetime) -> None:
        """Let a user sign in as an administrator says; a new password ends their sessions."""
        known = self._users[user.login]
        kept = replace(user, user_id=known.row.user.user_id)
        row = replace(known.row, user=kept, disabled_at=None)
        self._users[user.login] = replace(
            known, row=row, password_hash=password_hash or known.password_hash
        )
        if password_hash is not None:
            await self._end_all(kept.user_id, now)

    async def keep_password(self, login: str, password_hash: str, now: datetime) -> bool:
        """Change a password and end all sessions; `False` when no working user has the login."""
        known = self._working(login)
        if known is None:
            return False
        self._users[login] = replace(known, password_hash=password_hash)
        await self._end_all(known.row.user.user_id, now)
        return True

    async def open(self, session: Session) -> None:
        """Write a new session down, and that its user signed in; those of long ago are gone."""
        known = self._of(session.user_id)
        login = known.row.user.login
        self._users[login] = replace(known, row=replace(known.row, signed_in_at=session.opened_at))
        past = session.opened_at - _KEPT
        self.sessions = {
            digest: each for digest, each in self.sessions.items() if each.expires_at >= past
        }
        self.sessions[session.digest] = session

    async def find(self, digest: str) -> SessionOfUser | None:
        """Return a session, also one that has ended."""
        session = self.sessions.get(digest)
        if session is None:
            return None
        known = self._of(session.user_id)
        is_disabled = known.row.disabled_at is not None
        return SessionOfUser(session, known.row.user, is_disabled, known.factor is not None)

    async def note_use(self, digest: str, now: datetime) -> None:
        """Note that a session was used."""
        self.sessions[digest] = replace(self.sessions[digest], used_at=now)

    async def end(self, digest: str, now: datetime) -> None:
        """End a session; harmless when it has ended."""
        session = self.sessions.get(digest)
        if session is not None and session.ended_at is None:
            self.sessions[digest] = replace(session, ended_at=now)

    async def lock(self, digest: str, now: datetime) -> None:
        """Let a session open nothing from now on; harmless when it is locked."""
        session = self.sessions[digest]
        self.sessions[digest] = replace(session, locked_at=session.locked_at or now)

    async def unlock(self, digest: str, now: datetime) -> None:
        """Let a session open things again; that is a use of it."""
        self.sessions[digest] = replace(self.sessions[digest], locked_at=None, used_at=now)

    async def enrol(
        self, user_id: UserId, factor: KeptFactor, recovery: Sequence[str], now: datetime
    ) -> bool:
        """Keep a second factor with the digests of its codes; `False` for who has one already."""
        del now
        known = self._of(user_id)
        if known.factor is not None:
            return False
        self._users[known.row.user.login] = replace(known, factor=factor)
        self._recovery[user_id] = set(recovery)
        return True

    async def use_step(self, user_id: UserId, step: int) -> bool:
        """Take that a step was used; `False` when it, or a later one, was used before."""
        known = self._of(user_id)
        if known.factor is None or step <= known.factor.used_step:
            return False
        factor = replace(known.factor, used_step=step)
        self._users[known.row.user.login] = replace(known, factor=factor)
        return True

    async def use_recovery(self, user_id: UserId, digest: str, now: datetime) -> bool:
        """Take that a code was used; `False` when there is none, or it was used before."""
        del now
        unused = self._recovery.get(user_id, set())
        is_one = digest in unused
        unused.discard(digest)
        return is_one

    async def seals(self) -> Mapping[UserId, str]:
        """Return what is kept of every second factor of the site."""
        known = self._users.values()
        return {each.row.user.user_id: each.factor.seal for each in known if each.factor}

    async def seal_anew(self, user_id: UserId, before: str, now: str) -> None:
        """Keep another seal over the same secret; harmless when it was changed meanwhile."""
        known = self._of(user_id)
        if known.factor is not None and known.factor.seal == before:
            factor = replace(known.factor, seal=now)
            self._users[known.row.user.login] = replace(known, factor=factor)

    async def forget(self, login: str, now: datetime) -> bool:
        """Forget a user's second factor and end their sessions; `False` when they have none."""
        known = self._users.get(login)
        if known is None or known.factor is None:
            return False
        self._users[login] = replace(known, factor=None)
        self._recovery.pop(known.row.user.user_id)
        await self._end_all(known.row.user.user_id, now)
        return True

    async def _end_all(self, user_id: UserId, now: datetime) -> None:
        for digest, session in tuple(self.sessions.items()):
            if session.user_id == user_id:
                await self.end(digest, now)

    def _working(self, login: str) -> KnownUser | None:
        known = self._users.get(login)
        return None if known is None or known.row.disabled_at is not None else known

    def _of(self, user_id: UserId) -> KnownUser:
        return next(known for known in self._users.values() if known.row.user.user_id == user_id)
