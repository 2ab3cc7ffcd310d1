"""`token`: who may ask the API, and for what."""

import argparse
import asyncio
import getpass
import re
import secrets
from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

from base.clock import SystemClock
from base.errors import Line122Error
from line122.cli.command import UsageError
from line122.cli.database import configure_database, database_url, settings_of
from line122.cli.main import OK
from line122.cli.terminal_steps import PATIENT
from line122.cli.told import tell
from storage.records.api import PostgresTokenBook
from storage.records.connection import open_pool
from storage.tokens import TokenBook, TokenRow
from web.api.scopes import TOKEN_PREFIX, Scope, digest_of

NAME = "token"
HELP = (
    "Add, list and revoke the tokens by which other systems ask the API. A token is printed once "
    "and stored nowhere; only its digest is. A running engine follows at once."
)

_SECRET_BYTES: Final = 32
_NAME: Final = re.compile(r"[a-z][a-z0-9-]{0,39}")


class NothingRevokedError(Line122Error):
    """No good token has that name; `line122 token list` shows which there are."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    actions = parser.add_subparsers(metavar="ACTION", dest="action", required=True)
    add = actions.add_parser("add", help="add a token and print it")
    add.add_argument("name", metavar="NAME", help="short and new, such as city-portal")
    add.add_argument(
        "--scope",
        action="append",
        required=True,
        choices=[scope.value for scope in Scope],
        metavar="SCOPE",
        help=f"may be given again; one of {', '.join(Scope)}",
    )
    add.add_argument(
        "--expires", metavar="WHEN", help="2027-01-01 or 2027-01-01T18:00, else never"
    )
    listing = actions.add_parser("list", help="show who may ask for what")
    revoking = actions.add_parser("revoke", help="let a token open nothing any more")
    revoking.add_argument("name", metavar="NAME")
    for action in (add, listing, revoking):
        configure_database(action)
        action.add_argument("--json", action="store_true", help="print one JSON value")


def run(args: argparse.Namespace) -> int:
    """Do what is asked for."""
    settings = settings_of(args)
    with database_url(args, settings) as url:
        return asyncio.run(_run(args, url, settings.site.id, settings.site.zone))


async def _run(args: argparse.Namespace, url: str, site: str, zone: ZoneInfo) -> int:
    now = SystemClock().now()
    async with open_pool(url, timeouts=PATIENT) as pool:
        book = PostgresTokenBook(pool, site)
        match args.action:
            case "add":
                await _add(args, book, now, zone)
            case "list":
                rows = [_shown(row) for row in await book.rows()]
                tell(rows, as_json=args.json)
            case _:
                if not await book.revoke(args.name, now):
                    raise NothingRevokedError(
                        f"no good token is called {args.name}; see line122 token list"
                    )
                tell([{"revoked": args.name}], as_json=args.json)
    return OK


async def _add(args: argparse.Namespace, book: TokenBook, now: datetime, zone: ZoneInfo) -> None:
    if not _NAME.fullmatch(args.name):
        raise UsageError(f"{args.name!r} is no name; write small letters, digits and dashes")
    expires_at = None if args.expires is None else _moment(args.expires, zone)
    if expires_at is not None and expires_at <= now:
        raise UsageError(f"{args.expires} is over already; write a later moment")
    token = TOKEN_PREFIX + secrets.token_urlsafe(_SECRET_BYTES)
    await book.add(
        TokenRow(
            name=args.name,
            digest=digest_of(token),
            scopes=frozenset(args.scope),
            added_at=now,
            added_by=getpass.getuser(),
            expires_at=expires_at,
        )
    )
    tell([{"name": args.name, "token": token}], as_json=args.json)


def _moment(text: str, zone: ZoneInfo) -> datetime:
    """Return the moment that was written; a day alone is its beginning at the site."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"{text!r} is no moment; write 2027-01-01T18:00") from error
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)


def _shown(row: TokenRow) -> dict[str, object]:
    return {
        "name": row.name,
        "scopes": sorted(row.scopes),
        "added_at": row.added_at.isoformat(),
        "added_by": row.added_by,
        "expires_at": row.expires_at and row.expires_at.isoformat(),
        "revoked_at": row.revoked_at and row.revoked_at.isoformat(),
        "last_used_at": row.last_used_at and row.last_used_at.isoformat(),
    }
