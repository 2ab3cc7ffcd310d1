"""`why`: the story of a call, a ticket or a number, as a complaint can be answered with it."""

import argparse
import asyncio
import json
import logging
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from base.calendar import local_day
from base.clock import SystemClock
from base.logs import configure_logs
from base.phone import NumberKind, read_number
from callflow.discretion import Discretion
from config import Settings
from config.policies import call_policy
from ivr.prompt import PromptKey
from line122.cli.command import UsageError
from line122.cli.database import configure_database, database_url, settings_of
from line122.cli.main import OK
from line122.cli.why_pages import Page, as_json, as_text
from line122.explaining import explained, prompt_texts
from storage.records.dossier import ContactFile, Dossier, open_dossiers
from storage.sought import SoughtNumber
from tickets.number import TicketNumberError, read_ticket_number

NAME = "why"
HELP = (
    "Tell in Russian sentences what happened to a person and why: every call, what was decided "
    "and on which figures, what they heard, what was promised, who was rung, how it ended. Every "
    "decision is derived anew from the journal by the policy of that day, and compared with what "
    "was written down."
)

_CONTACTS: Final = 3
_NATIONAL_DIGITS: Final = 10


@dataclass(frozen=True, slots=True)
class Wish:
    """How an answer shall look."""

    now: datetime
    zone: ZoneInfo
    limit: int = _CONTACTS
    """So many contacts of a number at most, the newest first."""
    shows_all: bool = False
    """Whether all numbers and keys are written out."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument(
        "sought",
        metavar="CALL|TICKET|NUMBER",
        help="the id of a call or its first eight digits; a ticket's number as it was written, or "
        "as it was said (37 for today, 2021-09-14/37); a telephone number",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument(
        "--show-personal",
        action="store_true",
        help="write out all numbers and keys, not only the number that was asked for",
    )
    parser.add_argument(
        "--limit",
        type=int,
        default=_CONTACTS,
        metavar="N",
        help="the newest N contacts of a number (%(default)s)",
    )
    parser.add_argument("--site", metavar="ID", help="else the one of the settings")
    configure_database(parser)


def run(args: argparse.Namespace) -> int:
    """Find it and tell it.

    Raises:
        NotSoughtError: nothing is known by that, or it is none of the three.
        DatabaseAwayError: PostgreSQL does not answer.

    """
    configure_logs(as_json=False, show_personal=False, least=logging.ERROR)
    if args.limit < 1:
        raise UsageError("--limit must be 1 or more")
    settings = settings_of(args)
    wish = Wish(SystemClock().now(), settings.site.zone, args.limit, args.show_personal)
    sought, site = as_e164(args.sought, settings), args.site or settings.site.id
    with database_url(args, settings) as url:
        dossier = asyncio.run(_found(url, site, sought, wish))
    page = page_of(dossier, wish, prompt_texts(settings.site.language))
    sys.stdout.write(
        json.dumps(as_json(page), ensure_ascii=False, indent=2) + "\n"
        if args.json
        else as_text(page)
    )
    return OK


def as_e164(text: str, settings: Settings) -> str:
    """Return what was typed; a national number as people write it, by the first trunk's rules."""
    bare = "".join(text.split())
    digits = bare.replace("-", "").replace("(", "").replace(")", "")
    is_number = digits.isdecimal() and len(digits) >= _NATIONAL_DIGITS
    # The ids of calls begin with a zero, and no number does that is written in full.
    if not is_number or digits.startswith("0") or _is_ticket(bare):
        return text
    rules = next(iter(call_policy(settings).trunks.values())).rules
    reading = read_number(digits, rules)
    return str(reading.number) if reading.kind is NumberKind.NATIONAL else text


async def _found(url: str, site: str, sought: str, wish: Wish) -> Dossier:
    async with open_dossiers(url, site=site, clock=SystemClock()) as dossiers:
        return await dossiers.find(sought, local_day(wish.now, wish.zone))


def page_of(dossier: Dossier, wish: Wish, texts: Mapping[PromptKey, str]) -> Page:
    """Return the newest contacts of what was found, explained."""
    newest: Sequence[ContactFile] = dossier.contacts[::-1][: wish.limit]
    number = dossier.sought.number if isinstance(dossier.sought, SoughtNumber) else None
    discretion = Discretion(number, shows_all=wish.shows_all)
    told = tuple(explained(dossier, file, texts, discretion) for file in newest)
    left_off = len(dossier.contacts) - len(newest)
    return Page(told, wish.now, wish.zone, dossier.call_id, left_off)


def _is_ticket(text: str) -> bool:
    try:
        read_ticket_number(text)
    except TicketNumberError:
        return False
    return True
