"""What is sent and shown where people sign in."""

from datetime import datetime, timedelta
from typing import Annotated, Final

import msgspec
import segno
from msgspec import Meta

from staff.role import Role
from staff.second_factor import Enrolment
from staff.service import SignedIn
from web.api.model import ANY, Sent
from web.api.rights import scopes_of
from web.session.cookie import csrf_of

_MARGIN: Final = 4
"""Modules of light around a picture, without which cameras do not find it (ISO/IEC 18004)."""

Secret = Annotated[str, Meta(min_length=1, max_length=1000)]


class SignInSent(Sent, frozen=True, kw_only=True):
    """Who wants to sign in."""

    login: Annotated[str, Meta(min_length=1, max_length=100, pattern=ANY)]
    password: Secret
    code: Annotated[str, Meta(max_length=100, pattern=ANY)] = ""
    """What the second factor tells, or one of its recovery codes; of whoever has one."""


class UnlockSent(Sent, frozen=True, kw_only=True):
    """The password of whoever comes back to their page."""

    password: Secret


class CodeSent(Sent, frozen=True, kw_only=True):
    """What a telephone shows that has just taken a second factor."""

    code: Annotated[str, Meta(min_length=1, max_length=100, pattern=ANY)]


class PasswordSent(Sent, frozen=True, kw_only=True):
    """The password as it was, and as it shall be."""

    old: Secret
    new: Secret


class UserShown(msgspec.Struct, frozen=True, kw_only=True):
    """Who is signed in."""

    login: str
    name: str
    roles: tuple[Role, ...]
    account: str | None
    clinic: str | None


class SessionShown(msgspec.Struct, frozen=True, kw_only=True):
    """A session, as its page sees it."""

    user: UserShown
    scopes: tuple[str, ...]
    csrf: str
    """For the header of every change."""
    expires_at: datetime
    is_locked: bool
    """Whether the password is asked for before anything else."""
    must_enrol: bool
    """Whether a second factor is to be taken before anything else."""
    lock_after_s: float | None
    """So long a page that nobody touches stays open; `null` for ever, as on a wall."""


class EnrolmentShown(msgspec.Struct, frozen=True, kw_only=True):
    """A second factor as it is shown to whoever takes it."""

    secret: str
    """To be typed where no picture can be taken."""
    picture: str
    """What is dark in it, as a path of SVG, a unit to each module."""
    modules: int
    """So many it has from side to side, its quiet margin included."""


class RecoveryShown(msgspec.Struct, frozen=True, kw_only=True):
    """The codes for the day on which the telephone is lost; shown once."""

    codes: tuple[str, ...]


def shown_enrolment(enrolment: Enrolment) -> EnrolmentShown:
    """Return a second factor with its picture."""
    picture = segno.make(enrolment.address, micro=False)
    rows = tuple(picture.matrix_iter(border=_MARGIN))
    dark = "".join(
        f"M{column} {row}h1v1h-1z"
        for row, modules in enumerate(rows)
        for column, is_dark in enumerate(modules)
        if is_dark
    )
    modules = len(rows)
    return EnrolmentShown(secret=enrolment.secret, picture=dark, modules=modules)


def shown_session(opened: SignedIn, lock_after: timedelta | None) -> SessionShown:
    """Return what a page is told of its session."""
    user = opened.person.user
    return SessionShown(
        user=UserShown(
            login=user.login,
            name=user.name,
            roles=tuple(sorted(user.roles)),
            account=user.account,
            clinic=user.clinic,
        ),
        scopes=() if opened.must_enrol else tuple(sorted(scopes_of(user.roles))),
        csrf=csrf_of(opened.secret),
        expires_at=opened.expires_at,
        is_locked=opened.is_locked,
        must_enrol=opened.must_enrol,
        lock_after_s=None if lock_after is None else lock_after.total_seconds(),
    )
