"""Who works on an item of a worklist now: taken, renewed, given back, taken over.

A lease is no lock. Nobody is kept from a citizen by it; it tells others that somebody is at work,
and it ends by itself: two minutes after the page that held it fell silent, and with the session.
What is written to a ticket is guarded by its revision, whoever holds the lease.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, TypeAlias
from uuid import UUID

from base.ids import UserId
from staff.role import Role
from staff.user import User

LEASE: Final = timedelta(minutes=2)
"""So long an item stays taken that nobody renews; pages renew it much more often."""
_MAY_TAKE_OVER: Final = frozenset({Role.SENIOR, Role.SUPERVISOR})


class Worklist(StrEnum):
    """A list of items that people take one by one."""

    CALLBACKS = "callbacks"
    """By contacts."""
    MORNING = "morning"
    """By tickets."""
    VISITS = "visits"
    TICKETS = "tickets"
    UNREACHABLE = "unreachable"
    """By contacts."""


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who signs in, as others see them."""

    user_id: UserId
    login: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Taker:
    """Who wants an item."""

    colleague: Colleague
    session: str = field(repr=False)
    """The digest that names their session: the lease ends with it."""
    may_take_over: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """An item that somebody has taken; an item stands on any list under one id."""

    item: UUID
    worklist: Worklist
    """From which it was taken."""
    holder: Colleague
    session: str = field(repr=False)
    since: datetime
    until: datetime

    def is_in_force(self, now: datetime) -> bool:
        """Tell whether somebody has the item now."""
        return now < self.until


@dataclass(frozen=True, slots=True)
class Held:
    """Somebody else has the item."""

    lease: Lease


@dataclass(frozen=True, slots=True)
class MayNotTakeOver:
    """Only a senior or a supervisor takes over what somebody else has."""

    lease: Lease


Taking: TypeAlias = Lease | Held | MayNotTakeOver


def taker_of(user: User, session: str) -> Taker:
    """Return somebody who is signed in as whoever wants an item."""
    colleague = Colleague(user.user_id, user.login, user.name)
    may_take_over = bool(user.roles & _MAY_TAKE_OVER)
    return Taker(colleague=colleague, session=session, may_take_over=may_take_over)


def decide_taking(
    present: Lease | None, wanted: Lease, now: datetime, *, may_take_over: bool | None
) -> Taking:
    """Return the lease that holds from now on, or who has the item.

    `may_take_over` is `None` for whoever does not ask to take it over.
    """
    if present is None or not present.is_in_force(now):
        return wanted
    if present.holder.user_id == wanted.holder.user_id:
        return replace(present, session=wanted.session, until=wanted.until)
    if may_take_over is None:
        return Held(present)
    return wanted if may_take_over else MayNotTakeOver(present)
