"""What the staff needs from above: books, hashes, and who answers by which telephone."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from base.errors import Line122Error
from base.ids import AgentId, NoteId, UserId
from staff.handover import HandoverNote, Signature
from staff.lease import Lease
from staff.second_factor import KeptFactor
from staff.session import Session, SessionOfUser
from staff.user import KnownUser, UserRow


class LoginTakenError(Line122Error):
    """There was a user of that login already, and logins are never given twice."""


class AnswersAlreadyError(Line122Error):
    """Somebody else answers by that account; disable them first."""


class UserBook(Protocol):
    """The users of one site."""

    async def add(self, row: UserRow, password_hash: str) -> None:
        """Add a user.

        Raises:
            LoginTakenError: there was a user of that login already.
            AnswersAlreadyError: a user who is not disabled answers by that account.

        """
        ...

    async def rows(self) -> tuple[UserRow, ...]:
        """Return every user there ever was, by login."""
        ...

    async def known(self, login: str) -> KnownUser | None:
        """Return the user of a login, disabled ones too."""
        ...

    async def disable(self, login: str, now: datetime) -> bool:
        """Let somebody sign in no more and end their sessions; `False` when nobody is found."""
        ...

    async def keep_password(self, login: str, password_hash: str, now: datetime) -> bool:
        """Change a password and end all sessions; `False` when no working user has the login."""
        ...


class SessionBook(Protocol):
    """The sessions of one site."""

    async def open(self, session: Session) -> None:
        """Write a new session down, and that its user signed in; those of long ago are gone."""
        ...

    async def find(self, digest: str) -> SessionOfUser | None:
        """Return a session, also one that has ended."""
        ...

    async def note_use(self, digest: str, now: datetime) -> None:
        """Note that a session was used."""
        ...

    async def end(self, digest: str, now: datetime) -> None:
        """End a session; harmless when it has ended."""
        ...

    async def lock(self, digest: str, now: datetime) -> None:
        """Let a session open nothing from now on; harmless when it is locked."""
        ...

    async def unlock(self, digest: str, now: datetime) -> None:
        """Let a session open things again; that is a use of it."""
        ...


class SecondFactorBook(Protocol):
    """The second factors of the users of one site."""

    async def enrol(
        self, user_id: UserId, factor: KeptFactor, recovery: Sequence[str], now: datetime
    ) -> bool:
        """Keep a second factor with the digests of its codes; `False` for who has one already."""
        ...

    async def use_step(self, user_id: UserId, step: int) -> bool:
        """Take that a step was used; `False` when it, or a later one, was used before."""
        ...

    async def use_recovery(self, user_id: UserId, digest: str, now: datetime) -> bool:
        """Take that a code was used; `False` when there is none, or it was used before."""
        ...

    async def seals(self) -> Mapping[UserId, str]:
        """Return what is kept of every second factor of the site."""
        ...

    async def seal_anew(self, user_id: UserId, before: str, now: str) -> None:
        """Keep another seal over the same secret; harmless when it was changed meanwhile."""
        ...

    async def forget(self, login: str, now: datetime) -> bool:
        """Forget a user's second factor and end their sessions; `False` when they have none."""
        ...


class Passwords(Protocol):
    """Hashes that are slow to guess; two at once are made at most."""

    async def hashed(self, password: str) -> str:
        """Return the hash of a password."""
        ...

    async def fits(self, password: str, password_hash: str | None) -> bool:
        """Tell whether a password fits; without a hash it takes as long, and does not."""
        ...


class Telephones(Protocol):
    """Who answers."""

    def agent_of(self, account: str) -> AgentId | None:
        """Return whom the floor knows by an account."""
        ...


class LeaseBook(Protocol):
    """Who has taken which item of the worklists of one site."""

    async def leases(self, now: datetime) -> Sequence[Lease]:
        """Return the leases that are in force, the earliest first."""
        ...

    async def lease_of(self, item: UUID) -> Lease | None:
        """Return the last lease of an item, also one that has ended."""
        ...

    async def put(self, lease: Lease, *, instead_of: Lease | None) -> bool:
        """Write a lease in place of the one that was read; `False` when that is another now."""
        ...

    async def release(self, item: UUID, user_id: UserId) -> None:
        """Forget the lease of an item, if that user holds it."""
        ...


class HandoverBook(Protocol):
    """The notes that shifts leave to each other, at one site."""

    async def write(self, note: HandoverNote) -> None:
        """Write a new note down."""
        ...

    async def notes(self, done_since: datetime, most: int) -> Sequence[HandoverNote]:
        """Return notes, the newest first: those that are not done before those done since then."""
        ...

    async def note_read(self, note_id: NoteId, signed: Signature) -> bool:
        """Note that somebody has read a note, once; `False` when there is no such note."""
        ...

    async def note_done(self, note_id: NoteId, signed: Signature) -> bool:
        """Take that a note is done; the first who said so stays; `False` when there is none."""
        ...
