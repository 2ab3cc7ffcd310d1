"""`user set`: other roles, another name, kept as a step that administrators see and may undo."""

import argparse
from dataclasses import dataclass

import msgspec

from administration.change import Change, Kind
from administration.documents import UserDocument, written
from administration.rules import faults_of_step
from line122.cli.command import UsageError
from line122.cli.terminal_steps import NotChangedError, TerminalStep, take_steps
from storage.records.administration import PostgresAdministrationBook


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


async def changed_user(book: PostgresAdministrationBook, ask: UserAsk) -> Change:
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
        raise UsageError(" ".join(fault.sentence for fault in faults))
    if written(before) == written(after):
        raise UsageError("nothing would change; give --name, --role, --account or --clinic")
    (change,) = await take_steps(book, Kind.USER, [TerminalStep(ask.login, after)])
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
