"""A session: from signing in until the person leaves, is sent away, or has been away too long."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from base.ids import UserId
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
    is_idle = session.used_at + policy.idle <= now
    return not (found.is_disabled or is_over or is_idle)


def is_locked(session: Session, policy: SessionPolicy, now: datetime) -> bool:
    """Tell whether an open session opens nothing before the password is given again."""
    return session.locked_at is not None or session.used_at + policy.lock_after <= now


def is_worth_noting(session: Session, now: datetime) -> bool:
    """Tell whether a use of an open session is written down; not every one is."""
    return session.used_at + _NOTED_EVERY <= now
