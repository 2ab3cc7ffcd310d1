"""`agent`: the operators of the site, who they are and by which telephone they answer."""

import argparse
import asyncio
import json
import secrets
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec

from administration.change import Kind
from administration.documents import OperatorDocument
from agents.agent import Account, Operator
from asterisk.accounts import digest_of
from base.errors import Line122Error
from base.ids import new_agent_id
from callflow.readings import AgentReading
from config import Settings
from line122.bootstrap.directories import state_directory
from line122.cli.agent_files import OperatorFile, OperatorLine, read_operator, read_operators
from line122.cli.command import UsageError
from line122.cli.database import configure_database, database_url, settings_of
from line122.cli.main import FAILED, OK
from line122.cli.terminal_steps import PATIENT, TerminalStep, take_steps
from line122.control_socket import NoEngineError, ask_engine
from storage.errors import AccountTakenError
from storage.records.administration import PostgresAdministrationBook
from storage.records.connection import open_pool
from storage.records.roster import open_roster
from storage.roster import LastSeen, RosterRow
from web.ports import Declined

NAME = "agent"
HELP = (
    "Add, list, import and disable operators. A running engine follows every change at once. The "
    "secret of a telephone account is printed once and stored nowhere; only its digest is."
)

_SECRET_BYTES: Final = 18


class NobodyDisabledError(Line122Error):
    """No working agent holds the account; `line122 agent list` shows who does."""


@dataclass(frozen=True, slots=True)
class _Hired:
    """An operator with the secret that nobody can ask for again."""

    operator: Operator
    secret: str


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    actions = parser.add_subparsers(metavar="ACTION", dest="action", required=True)
    add = actions.add_parser("add", help="add an operator and print the account's secret")
    add.add_argument("--name", required=True, help="as callers and colleagues know them")
    add.add_argument("--account", required=True, help="small letters, digits and dashes: desk-1")
    add.add_argument(
        "--skill",
        action="append",
        required=True,
        metavar="SKILL:LEVEL",
        help="what they can do, 1 is best: doctor:1; may be given again",
    )
    listing = actions.add_parser("list", help="show who may answer")
    listing.add_argument("--all", action="store_true", help="the disabled ones too")
    importing = actions.add_parser(
        "import", help="add the operators of a table (name,account,skills), all or none"
    )
    importing.add_argument("file", type=Path, metavar="FILE.csv")
    importing.add_argument("--dry-run", action="store_true", help="check everything, add nobody")
    disabling = actions.add_parser("disable", help="let an operator answer no more")
    disabling.add_argument("account", metavar="ACCOUNT")
    for action in (add, listing, importing, disabling):
        configure_database(action)
        action.add_argument("--json", action="store_true", help="print one JSON value")


def run(args: argparse.Namespace) -> int:
    """Do what is asked for."""
    settings = settings_of(args)
    with database_url(args, settings) as url:
        return asyncio.run(_run(args, url, settings))


async def _run(args: argparse.Namespace, url: str, settings: Settings) -> int:
    site = settings.site.id
    trunks = [Account(name) for name in settings.trunks]
    match args.action:
        case "add":
            return await _add(args, url, site, trunks)
        case "list":
            return await _list(args, url, site)
        case "import":
            return await _import(args, url, site, trunks)
        case _:
            return await _disable(args, url, site)


async def _add(args: argparse.Namespace, url: str, site: str, trunks: Sequence[Account]) -> int:
    line = read_operator(args.name, args.account, args.skill)
    if line.account in trunks:
        raise UsageError(f"account {line.account} is a trunk's name; choose another")
    if line.problems:
        raise UsageError("; ".join(line.problems))
    (hired,) = await _hire([line], url, site)
    if args.json:
        _print_json(_told(hired))
    else:
        _print(f"account {hired.operator.account}", f"secret  {hired.secret}")
    return OK


async def _list(args: argparse.Namespace, url: str, site: str) -> int:
    async with open_roster(url, site=site) as roster:
        rows = [row for row in await roster.rows() if args.all or row.disabled_at is None]
    live = await _live_agents()
    if args.json:
        _print_json([_shown(row, _reading_of(row, live)) for row in rows])
    else:
        _print(*(_line(row, _reading_of(row, live)) for row in rows))
    return OK


async def _live_agents() -> Mapping[str, AgentReading]:
    """Return how the agents stand now by their accounts; nobody where no engine runs here."""
    try:
        answer = await ask_engine(state_directory(), "GET", "/agents")
    except NoEngineError:
        return {}
    if isinstance(answer, Declined):
        return {}
    found = msgspec.json.decode(answer.body, type=tuple[AgentReading, ...])
    return {reading.account: reading for reading in found}


def _reading_of(row: RosterRow, live: Mapping[str, AgentReading]) -> AgentReading | None:
    return None if row.disabled_at else live.get(row.operator.account)


async def _import(args: argparse.Namespace, url: str, site: str, trunks: Sequence[Account]) -> int:
    async with open_roster(url, site=site) as roster:
        working = [row for row in await roster.rows() if row.disabled_at is None]
    accounts = [row.operator.account for row in working]
    found = read_operators(args.file, taken=[*accounts, *trunks])
    is_added = not (found.has_problems or args.dry_run)
    hired = await _hire(found.lines, url, site) if is_added else []
    if args.json:
        report = [{"line": line.number, "problems": line.problems} for line in found.lines]
        _print_json({"lines": report, "added": [_told(new) for new in hired]})
    else:
        _print(*_report(found, hired))
    return FAILED if found.has_problems else OK


async def _disable(args: argparse.Namespace, url: str, site: str) -> int:
    async with open_pool(url, timeouts=PATIENT) as pool:
        book = PostgresAdministrationBook(pool, site)
        operator = (await book.documents(Kind.OPERATOR)).get(args.account)
        if not isinstance(operator, OperatorDocument):
            raise NobodyDisabledError(
                f"no working agent holds account {args.account}; see line122 agent list"
            )
        await take_steps(book, Kind.OPERATOR, [TerminalStep(args.account, None)])
    if args.json:
        _print_json({"account": args.account, "agent_id": str(operator.agent_id)})
    else:
        _print(f"disabled {args.account}")
    return OK


async def _hire(lines: Sequence[OperatorLine], url: str, site: str) -> Sequence[_Hired]:
    """Add the operators, all or none, each with a new secret."""
    hired = [
        _Hired(
            Operator(new_agent_id(), line.account, line.name, line.skills),
            secrets.token_urlsafe(_SECRET_BYTES),
        )
        for line in lines
    ]
    async with open_roster(url, site=site) as roster:
        working = [row for row in await roster.rows() if row.disabled_at is None]
    taken = {row.operator.account for row in working}
    for new in hired:
        if (account := new.operator.account) in taken:
            raise AccountTakenError(
                f"account {account} is taken; choose another, or disable its agent first"
            )
    async with open_pool(url, timeouts=PATIENT) as pool:
        book = PostgresAdministrationBook(pool, site)
        await take_steps(book, Kind.OPERATOR, list(map(_step, hired)))
    return hired


def _step(hired: _Hired) -> TerminalStep:
    operator = hired.operator
    document = OperatorDocument(
        agent_id=operator.agent_id,
        name=operator.name,
        skills={str(skill): level for skill, level in operator.skills.items()},
    )
    account = operator.account
    return TerminalStep(account, document, digest_of(account, hired.secret))


def _report(found: OperatorFile, hired: Sequence[_Hired]) -> Iterable[str]:
    secret_of = {new.operator.account: new.secret for new in hired}
    for line in found.lines:
        told = "; ".join(line.problems) or secret_of.get(line.account, "ok")
        yield f"line {line.number}: {line.account}  {told}"
    yield f"added {len(hired)} of {len(found.lines)}"


def _told(hired: _Hired) -> dict[str, str]:
    operator = hired.operator
    return {
        "agent_id": str(operator.agent_id),
        "account": operator.account,
        "name": operator.name,
        "secret": hired.secret,
    }


def _shown(row: RosterRow, reading: AgentReading | None) -> dict[str, object]:
    operator = row.operator
    return {
        "agent_id": str(operator.agent_id),
        "account": operator.account,
        "name": operator.name,
        "skills": dict(operator.skills),
        "presence": row.presence,
        "reason": row.reason,
        "seen": None if row.seen is None else _seen_shown(row.seen),
        "now": None if reading is None else msgspec.to_builtins(reading),
        "disabled_at": row.disabled_at and row.disabled_at.isoformat(),
    }


def _line(row: RosterRow, reading: AgentReading | None) -> str:
    skills = ",".join(f"{name}:{level}" for name, level in sorted(row.operator.skills.items()))
    reason = "" if row.reason is None else f":{row.reason}"
    state = "disabled" if row.disabled_at else f"{row.presence}{reason}"
    seen = "" if row.disabled_at or row.seen is None else _trouble(row.seen)
    now = "" if reading is None else _now(reading)
    return f"{row.operator.account:<12} {state:<16} {skills:<28} {row.operator.name}{seen}{now}"


def _now(reading: AgentReading) -> str:
    """Return what they do at this moment, and how soon their telephone answers."""
    told = [reading.activity.replace("_", " ")]
    if reading.wish is not None:
        told.append(f"then {reading.wish}")
    if reading.is_overdue:
        told.append("owes a word about the call")
    if reading.rtt_ms is not None:
        told.append(f"{reading.rtt_ms:.0f} ms")
    return f"  ({', '.join(told)})"


def _trouble(seen: LastSeen) -> str:
    """Return why nobody rings them, and how many rings they have missed; empty where all is well.

    How long a break lasts and when a pause ends, their page and the wallboard show.
    """
    told = []
    if seen.trouble is not None:
        told.append(f"telephone {seen.trouble.replace('_', ' ')}")
    if seen.paused_for is not None:
        told.append(f"paused ({seen.paused_for.replace('_', ' ')})")
    if seen.missed_rings:
        told.append(f"missed {seen.missed_rings}")
    return f"  [{', '.join(told)}]" if told else ""


def _seen_shown(seen: LastSeen) -> dict[str, object]:
    return {
        "at": seen.at.isoformat(),
        "activity": seen.activity,
        "phone_trouble": seen.trouble,
        "paused_for": seen.paused_for,
        "missed_rings": seen.missed_rings,
    }


def _print(*lines: str) -> None:
    sys.stdout.write("".join(f"{line}\n" for line in lines))


def _print_json(value: object) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")
