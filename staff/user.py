"""A person who signs in, and what an administrator may say of them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from base.ids import AgentId, ClinicCode, UserId
from staff.role import Role
from staff.second_factor import KeptFactor

_LOGIN: Final = re.compile(r"[a-z][a-z0-9._-]{0,39}")
_LONGEST_NAME: Final = 200
_SHORTEST_PASSWORD: Final = 12
_LONGEST_PASSWORD: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """Who may sign in."""

    user_id: UserId
    login: str
    """Never given twice: the audit names readers by it."""
    name: str
    """As colleagues know them."""
    roles: frozenset[Role]
    account: str | None = None
    """Of the telephone by which they answer, if they do."""
    clinic: ClinicCode | None = None
    """Whose visits a clinic's dispatcher sees."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UserRow:
    """A user as an administrator sees them."""

    user: User
    added_at: datetime
    added_by: str
    disabled_at: datetime | None = None
    signed_in_at: datetime | None = None
    """When they last did."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownUser:
    """A user, and what they must prove."""

    row: UserRow
    password_hash: str = field(repr=False)
    factor: KeptFactor | None = None
    """`None` for whoever signs in by the password alone."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who is signed in, at this moment."""

    user: User
    agent_id: AgentId | None
    """Whom the floor knows by their account; `None` where nobody answers by it now."""


def faults_of(user: User) -> tuple[str, ...]:
    """Return all that is wrong with a user who shall be added, one sentence each."""
    return tuple(_faults(user))


def password_fault(password: str, login: str) -> str | None:
    """Return what is wrong with a new password; `None` when it will do.

    Length is all that is asked for (NIST SP 800-63B, 3.1.1.2): rules about signs make people
    write passwords down.
    """
    if len(password) < _SHORTEST_PASSWORD:
        return f"a password has at least {_SHORTEST_PASSWORD} characters; take a longer one"
    if len(password) > _LONGEST_PASSWORD:
        return f"a password has at most {_LONGEST_PASSWORD} characters; take a shorter one"
    if login in password.lower():
        return "a password does not hold the login; take another one"
    if len(set(password)) < _SHORTEST_PASSWORD // 3:
        return "a password is more than a few characters again and again; take another one"
    return None


def _faults(user: User) -> Iterator[str]:
    if not _LOGIN.fullmatch(user.login):
        yield f"{user.login!r} is no login; write a-z, 0-9, dots and dashes, a letter first"
    if not 0 < len(user.name.strip()) <= _LONGEST_NAME:
        yield f"a name has 1 to {_LONGEST_NAME} characters"
    if not user.roles:
        yield "give at least one role"
    is_dispatcher = Role.CLINIC_DISPATCHER in user.roles
    if is_dispatcher and len(user.roles) > 1:
        yield "a clinic's dispatcher has no other role; add a second user for it"
    if is_dispatcher and user.clinic is None:
        yield "say which clinic the dispatcher works for"
    if Role.WALL in user.roles and (len(user.roles) > 1 or user.account is not None):
        yield "a wall has no other role and no telephone; add a second user for whoever works"
    if user.clinic is not None and not is_dispatcher:
        yield "only a clinic's dispatcher has a clinic"
