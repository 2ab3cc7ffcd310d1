"""What is sent and shown where people sign in."""

from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from staff.role import Role
from staff.service import SignedIn
from web.api.model import ANY, Sent
from web.api.rights import scopes_of
from web.session.cookie import csrf_of

Secret = Annotated[str, Meta(min_length=1, max_length=1000)]


class SignInSent(Sent, frozen=True, kw_only=True):
    """Who wants to sign in."""

    login: Annotated[str, Meta(min_length=1, max_length=100, pattern=ANY)]
    password: Secret


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


def shown_session(opened: SignedIn) -> SessionShown:
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
        scopes=tuple(sorted(scopes_of(user.roles))),
        csrf=csrf_of(opened.secret),
        expires_at=opened.expires_at,
    )
