"""`user set`: other roles, another name, kept as a step that administrators see and may undo."""

import argparse
import getpass
from dataclasses import dataclass

import msgspec

from administration.change import Change, Kind
from administration.documents import UserDocument, written
from administration.ports import AdministrationBook
from administration.rules import faults_of_step
from base.clock import SystemClock
from base.errors import Line122Error
from base.ids import new_change_id
from line122.cli.command import UsageError


class NotChangedError(Line122Error):
    """The user was not changed; the text tells why."""


@dataclass(frozen=True, slots=True)
class UserAsk:
    """What of a user shall be otherwise; `None` for what stays."""

    login: str
    name: str | None
    roles: list[str] | None
    account: str | None
    clinic: str | None


def asked_of(args: argparse.Namespace) -> UserAsk:
    """Return what is asked for."""
    return UserAsk(args.login, args.name, args.role, args.account, args.clinic)


async def changed_user(book: AdministrationBook, ask: UserAsk) -> Change:
    """Change a user, and return the step.

    Raises:
        UsageError: what is asked for makes no sense.
        NotChangedError: nobody has the login, or somebody was quicker.

    """
    documents = await book.documents(Kind.USER)
    before = documents.get(ask.login)
    if not isinstance(before, UserDocument):
        raise NotChangedError(f"no working user has the login {ask.login}; see line122 user list")
    after = _document(before, ask)
    if faults := faults_of_step(Kind.USER, ask.login, after, documents):
        raise UsageError(" ".join(faults))
    if written(before) == written(after):
        raise UsageError("nothing would change; give --name, --role, --account or --clinic")
    last = await book.changes((Kind.USER,), ask.login, most=1)
    change = Change(
        change_id=new_change_id(),
        kind=Kind.USER,
        subject=ask.login,
        before=written(before),
        after=written(after),
        actor=f"terminal {getpass.getuser()}",
        at=SystemClock().now(),
        follows=last[0].change_id if last else None,
    )
    if not await book.append(change):
        raise NotChangedError(f"somebody changed {ask.login} meanwhile; look at it, and try again")
    return change


def _document(before: UserDocument, ask: UserAsk) -> UserDocument:
    told = {
        "name": before.name if ask.name is None else ask.name,
        "roles": sorted(before.roles if ask.roles is None else set(ask.roles)),
        "account": before.account if ask.account is None else ask.account or None,
        "clinic": before.clinic if ask.clinic is None else ask.clinic or None,
    }
    try:
        return msgspec.convert(told, UserDocument)
    except msgspec.ValidationError as error:
        raise UsageError(str(error)) from error
