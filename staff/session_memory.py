"""What the engine remembers of open sessions, for while the database is away.

The last answer about each session, and the hash by which its person proves that it is they: a page
that was locked opens by the password whether or not the database can be asked, for the citizen in
that operator's ear cannot wait for it. Both are as old as the last answer: whoever was disabled,
or reset, is out when the database is back. What could not be written down meanwhile goes over what
the database knows, as far as it is later.
"""

from collections import OrderedDict
from dataclasses import replace
from datetime import datetime
from typing import Final

from staff.session import Session, SessionOfUser
from staff.user import KnownUser, User

_REMEMBERED: Final = 4_096


class SessionMemory:
    """Open sessions, the longest unused of which are forgotten first."""

    def __init__(self) -> None:
        self._sessions: OrderedDict[str, SessionOfUser] = OrderedDict()
        """By digest."""
        self._hashes: OrderedDict[str, str] = OrderedDict()
        """By login."""

    def last(self, digest: str) -> SessionOfUser | None:
        """Return the last answer about a session."""
        return self._sessions.get(digest)

    def hash_of(self, user: User) -> str | None:
        """Return the last answer about somebody's password; `None` when there was none."""
        return self._hashes.get(user.login)

    def keep(self, told: SessionOfUser) -> SessionOfUser:
        """Remember what the database tells of a session, and return it as it is by now."""
        last = self._sessions.get(told.session.digest)
        if last is not None:
            told = replace(told, session=_with_later_word(told.session, last.session))
        self.note(told)
        return told

    def note(self, found: SessionOfUser) -> None:
        """Remember how a session is from now on."""
        digest = found.session.digest
        self._sessions[digest] = found
        self._sessions.move_to_end(digest)
        if len(self._sessions) > _REMEMBERED:
            self._sessions.popitem(last=False)

    def keep_hash(self, known: KnownUser) -> None:
        """Remember by what somebody proves that it is they."""
        login = known.row.user.login
        self._hashes[login] = known.password_hash
        self._hashes.move_to_end(login)
        if len(self._hashes) > _REMEMBERED:
            self._hashes.popitem(last=False)

    def forget(self, digest: str) -> None:
        """Forget a session that has ended, or of which other things are true now."""
        self._sessions.pop(digest, None)

    def forget_user(self, user: User) -> None:
        """Forget all of somebody whose password is another one now."""
        self._hashes.pop(user.login, None)
        for digest, found in tuple(self._sessions.items()):
            if found.user.user_id == user.user_id:
                del self._sessions[digest]


def _with_later_word(told: Session, known: Session) -> Session:
    """Return a session as it was told of, with a use or a lock that is later than that."""
    if _touched_at(known) < _touched_at(told):
        return told
    return replace(told, used_at=known.used_at, locked_at=known.locked_at)


def _touched_at(session: Session) -> datetime:
    return max(session.used_at, session.locked_at or session.used_at)
