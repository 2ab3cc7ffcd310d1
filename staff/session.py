"""A session: from signing in until the person leaves, is sent away, or has been away too long.

A screen on a wall is touched by nobody and reads only what is everybody's to read: its session is
neither idle nor locked for want of touches, and lasts until a day on which somebody signs it in
again. It ends at once when its user is disabled, as every session does.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from base.ids import UserId
from staff.role import is_wall
from staff.user import User

_NOTED_EVERY: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionPolicy:
    """How long a session lasts."""

    idle: timedelta = timedelta(hours=1)
    """Whoever asks for nothing so long must sign in again."""
    absolute: timedelta = timedelta(hours=13)
    """A shift of twelve hours and its hand-over."""
    lock_after: timedelta = timedelta(minutes=15)
    """Whoever was away so long is asked for the password again; what they typed stays."""
    wall: timedelta = timedelta(days=90)
    """So long a screen on a wall hangs there before it is signed in again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A session as it is kept: its secret is nowhere but in one browser."""

    digest: str = field(repr=False)
    """SHA-256 of the secret, in hexadecimal digits."""
    user_id: UserId
    opened_at: datetime
    expires_at: datetime
    used_at: datetime
    """To the minute: it is not written at every use."""
    address: str
    """Where it was opened from."""
    ended_at: datetime | None = None
    locked_at: datetime | None = None
    """Since when the password is asked for before anything is shown or changed."""


@dataclass(frozen=True, slots=True)
class SessionOfUser:
    """A session, and whose it is."""

    session: Session
    user: User
    is_disabled: bool
    has_second_factor: bool = False


def is_open(found: SessionOfUser, policy: SessionPolicy, now: datetime) -> bool:
    """Tell whether the session opens anything now."""
    session = found.session
    is_over = session.ended_at is not None or session.expires_at <= now
    is_idle = session.used_at + policy.idle <= now and not is_wall(found.user.roles)
    return not (found.is_disabled or is_over or is_idle)


def is_locked(found: SessionOfUser, policy: SessionPolicy, now: datetime) -> bool:
    """Tell whether an open session opens nothing before the password is given again."""
    session, lock_after = found.session, lock_after_of(found.user, policy)
    is_left_alone = lock_after is not None and session.used_at + lock_after <= now
    return session.locked_at is not None or is_left_alone


def lock_after_of(user: User, policy: SessionPolicy) -> timedelta | None:
    """Return after how long without a touch a page is locked; `None` for never."""
    return None if is_wall(user.roles) else policy.lock_after


def lasts(user: User, policy: SessionPolicy) -> timedelta:
    """Return after how long a session ends, whatever is done in it."""
    return policy.wall if is_wall(user.roles) else policy.absolute


def is_worth_noting(session: Session, now: datetime) -> bool:
    """Tell whether a use of an open session is written down; not every one is."""
    return session.used_at + _NOTED_EVERY <= now
