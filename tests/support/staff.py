"""People who sign in at a site in memory."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from argon2 import PasswordHasher

from base.clock import Clock
from base.ids import AgentId, ClinicCode, new_user_id
from staff.role import Role
from staff.seal import SealRing
from staff.service import SignInDesk, SignInPolicy, StaffDoors
from staff.session import SessionOfUser
from staff.user import KnownUser, User, UserRow
from storage.errors import DatabaseAwayError
from storage.memory_staff import MemoryStaffBook
from storage.passwords import Argon2Passwords

PASSWORD: Final = "снег тает медленно"
A_RING: Final = SealRing([b"a key of this site, and of no other"])
"""Seals second factors in the stories."""
HOME: Final = "10.0.0.7"
"""Where people of the stories sit."""


def quick_passwords() -> Argon2Passwords:
    """Return hashes of the same kind that cost a story nothing."""
    return Argon2Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


def a_user(
    login: str, *roles: Role, account: str | None = None, clinic: str | None = None
) -> User:
    """Return somebody who may sign in."""
    return User(
        user_id=new_user_id(),
        login=login,
        name=login.title(),
        roles=frozenset(roles or (Role.OPERATOR,)),
        account=account,
        clinic=None if clinic is None else ClinicCode(clinic),
    )


def a_row(user: User, now: datetime) -> UserRow:
    """Return the row of somebody who is added now."""
    return UserRow(user=user, added_at=now, added_by="root")


class ShakyBook(MemoryStaffBook):
    """A book whose database goes away."""

    is_away = False

    async def known(self, login: str) -> KnownUser | None:
        """Fail, or answer."""
        self._ask()
        return await super().known(login)

    async def find(self, digest: str) -> SessionOfUser | None:
        """Fail, or answer."""
        self._ask()
        return await super().find(digest)

    async def note_use(self, digest: str, now: datetime) -> None:
        """Fail, or note it."""
        self._ask()
        await super().note_use(digest, now)

    async def end(self, digest: str, now: datetime) -> None:
        """Fail, or end it."""
        self._ask()
        await super().end(digest, now)

    async def lock(self, digest: str, now: datetime) -> None:
        """Fail, or lock it."""
        self._ask()
        await super().lock(digest, now)

    async def unlock(self, digest: str, now: datetime) -> None:
        """Fail, or unlock it."""
        self._ask()
        await super().unlock(digest, now)

    def _ask(self) -> None:
        if self.is_away:
            raise DatabaseAwayError("PostgreSQL does not answer; start it")


@dataclass(frozen=True)
class FloorOf:
    """A `staff.ports.Telephones` of the accounts that a story names."""

    agents: Mapping[str, AgentId]

    def agent_of(self, account: str) -> AgentId | None:
        """Return whom the floor knows by an account."""
        return self.agents.get(account)


@dataclass
class StaffStory:
    """The desk at which people sign in, over a book in memory."""

    clock: Clock
    agents: dict[str, AgentId] = field(default_factory=dict)
    policy: SignInPolicy = field(default_factory=SignInPolicy)
    book: ShakyBook = field(default_factory=ShakyBook)
    seals: SealRing = A_RING

    def __post_init__(self) -> None:
        """Open the desk."""
        self.passwords = quick_passwords()
        doors = StaffDoors(
            users=self.book,
            sessions=self.book,
            second_factors=self.book,
            seals=self.seals,
            passwords=self.passwords,
            telephones=FloorOf(self.agents),
            clock=self.clock,
        )
        self.desk = SignInDesk(doors, self.policy)

    async def hire(
        self, login: str, *roles: Role, account: str | None = None, clinic: str | None = None
    ) -> User:
        """Let somebody sign in by the password of all stories."""
        user = a_user(login, *roles, account=account, clinic=clinic)
        await self.book.add(a_row(user, self.clock.now()), await self.passwords.hashed(PASSWORD))
        return user
