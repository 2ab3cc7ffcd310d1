"""`user`: who signs in at the desk, and as what."""

import argparse
import asyncio
import getpass
import secrets
from typing import Final

from administration.change import Kind
from administration.documents import Document, UserDocument
from base.clock import SystemClock
from base.errors import Line122Error
from base.ids import ClinicCode, new_user_id
from line122.cli.command import UsageError
from line122.cli.database import configure_database, database_url, settings_of
from line122.cli.main import OK
from line122.cli.terminal_steps import PATIENT, NotChangedError, TerminalStep, take_steps
from line122.cli.told import tell
from line122.cli.user_change import asked_of, changed_user
from staff.ports import Passwords
from staff.role import Role
from staff.user import User, UserRow, faults_of, password_fault
from storage.passwords import Argon2Passwords
from storage.records.administration import PostgresAdministrationBook
from storage.records.connection import open_pool
from storage.records.second_factors import PostgresSecondFactorBook
from storage.records.staff import PostgresStaffBook

NAME = "user"
HELP = (
    "Add, list, change and disable those who sign in, and give them new passwords. A password is "
    "made and printed once, unless --ask lets you type it; only its hash is kept. Whoever is "
    "disabled or reset is signed out everywhere at once."
)

_SECRET_BYTES: Final = 12


class NoSecondFactorError(Line122Error):
    """Nobody of that login has a second factor; `line122 user list` shows the logins."""


class NobodyFoundError(Line122Error):
    """No working user has the login; `line122 user list` shows who does."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    actions = parser.add_subparsers(metavar="ACTION", dest="action", required=True)
    add = actions.add_parser("add", help="let somebody sign in")
    add.add_argument("login", metavar="LOGIN", help="small letters, digits, dots and dashes")
    add.add_argument("--name", required=True, help="as colleagues know them")
    add.add_argument(
        "--role",
        action="append",
        required=True,
        choices=[role.value for role in Role],
        metavar="ROLE",
        help=f"may be given again; one of {', '.join(Role)}",
    )
    add.add_argument("--account", help="of the telephone by which they answer: desk-1")
    add.add_argument("--clinic", help="its code; of a clinic's dispatcher")
    listing = actions.add_parser("list", help="show who signs in")
    listing.add_argument("--all", action="store_true", help="the disabled ones too")
    setting = actions.add_parser("set", help="change the name, roles, telephone or clinic")
    setting.add_argument("--name", help="as colleagues know them")
    setting.add_argument(
        "--role",
        action="append",
        choices=[role.value for role in Role],
        metavar="ROLE",
        help="all that they have from now on; may be given again",
    )
    setting.add_argument("--account", help="of the telephone by which they answer; '' for none")
    setting.add_argument("--clinic", help="its code; of a clinic's dispatcher; '' for none")
    disabling = actions.add_parser("disable", help="let somebody sign in no more")
    resetting = actions.add_parser("reset", help="give somebody a new password")
    unfactoring = actions.add_parser(
        "reset-second-factor",
        help="let somebody take a second factor anew: their telephone is lost",
    )
    for action in (setting, disabling, resetting, unfactoring):
        action.add_argument("login", metavar="LOGIN")
    for action in (add, resetting):
        action.add_argument("--ask", action="store_true", help="type the password yourself")
    for action in (add, listing, setting, disabling, resetting, unfactoring):
        configure_database(action)
        action.add_argument("--json", action="store_true", help="print one JSON value")


def run(args: argparse.Namespace) -> int:
    """Do what is asked for."""
    settings = settings_of(args)
    with database_url(args, settings) as url:
        return asyncio.run(_run(args, url, settings.site.id))


async def _run(args: argparse.Namespace, url: str, site: str) -> int:
    async with open_pool(url, timeouts=PATIENT) as pool:
        book = PostgresAdministrationBook(pool, site)
        match args.action:
            case "add":
                await _add(args, book)
            case "list":
                rows = await PostgresStaffBook(pool, site).rows()
                tell(
                    (_shown(row) for row in rows if args.all or not row.disabled_at),
                    as_json=args.json,
                )
            case "set":
                change = await changed_user(book, asked_of(args))
                tell(
                    [{"login": change.subject, "changed": str(change.change_id)}],
                    as_json=args.json,
                )
            case "disable":
                await _working(book, args.login)
                await take_steps(book, Kind.USER, [TerminalStep(args.login, None)])
                tell([{"disabled": args.login}], as_json=args.json)
            case "reset-second-factor":
                now = SystemClock().now()
                if not await PostgresSecondFactorBook(pool, site).forget(args.login, now):
                    raise NoSecondFactorError(f"{args.login} has no second factor to be reset")
                tell([{"second_factor_reset": args.login}], as_json=args.json)
            case _:
                await _reset(args, book)
    return OK


async def _add(args: argparse.Namespace, book: PostgresAdministrationBook) -> None:
    user = User(
        user_id=new_user_id(),
        login=args.login,
        name=args.name.strip(),
        roles=frozenset(map(Role, args.role)),
        account=args.account,
        clinic=None if args.clinic is None else ClinicCode(args.clinic),
    )
    if faults := faults_of(user):
        raise UsageError("; ".join(faults))
    if user.login in await book.documents(Kind.USER):
        raise NotChangedError(f"there is a user {user.login} already; take another login")
    password, shown = _password(args)
    document = UserDocument(
        name=user.name, roles=tuple(sorted(user.roles)), account=user.account, clinic=user.clinic
    )
    hashed = await _hashes().hashed(password)
    await take_steps(book, Kind.USER, [TerminalStep(user.login, document, hashed)])
    tell([{"login": user.login, **shown}], as_json=args.json)


async def _reset(args: argparse.Namespace, book: PostgresAdministrationBook) -> None:
    document = await _working(book, args.login)
    password, shown = _password(args)
    hashed = await _hashes().hashed(password)
    await take_steps(book, Kind.USER, [TerminalStep(args.login, document, hashed)])
    tell([{"login": args.login, **shown}], as_json=args.json)


async def _working(book: PostgresAdministrationBook, login: str) -> Document:
    """Return what is said of somebody who signs in.

    Raises:
        NobodyFoundError: nobody does by that login.

    """
    document = (await book.documents(Kind.USER)).get(login)
    if document is None:
        raise NobodyFoundError(f"no working user has the login {login}; see line122 user list")
    return document


def _hashes() -> Passwords:
    return Argon2Passwords()


def _password(args: argparse.Namespace) -> tuple[str, dict[str, str]]:
    """Return a password, and what of it is printed: nothing where somebody has typed it."""
    if not args.ask:
        made = secrets.token_urlsafe(_SECRET_BYTES)
        return made, {"password": made}
    typed = getpass.getpass("password: ")
    if (fault := password_fault(typed, args.login)) is not None:
        raise UsageError(fault)
    if getpass.getpass("again: ") != typed:
        raise UsageError("the two passwords differ; type the same one twice")
    return typed, {}


def _shown(row: UserRow) -> dict[str, object]:
    user = row.user
    return {
        "login": user.login,
        "name": user.name,
        "roles": sorted(user.roles),
        "account": user.account,
        "clinic": user.clinic,
        "added_by": row.added_by,
        "signed_in_at": row.signed_in_at and row.signed_in_at.isoformat(),
        "disabled_at": row.disabled_at and row.disabled_at.isoformat(),
    }
