"""`alerts`: what is alarming now and what was, and saying that one sees to it."""

import argparse
import asyncio
import getpass
import sys
from collections.abc import Iterator
from datetime import datetime
from typing import Final
from urllib.parse import quote, urlencode

import msgspec

from line122.bootstrap.directories import state_directory
from line122.cli.main import FAILED, OK
from line122.control_socket import ask_engine
from web.api.shown_alerts import AlertShown
from web.ports import Answer, Declined

NAME = "alerts"
HELP = (
    "Ask the running engine what is alarming, and tell it that you see to it: an alert that was "
    "acknowledged is silent until it becomes worse. docs/alerts.md tells what to do about each."
)

_MOST: Final = 50
_ids: Final = msgspec.json.Decoder(list[AlertShown])


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    actions = parser.add_subparsers(metavar="ACTION", dest="action", required=True)
    listing = actions.add_parser("list", help="tell what is open, or what was")
    listing.add_argument("--all", action="store_true", help="what is over, too; the newest first")
    listing.add_argument("--kind", metavar="KIND", help="only of this kind; with --all")
    listing.add_argument("--json", action="store_true", help="print one JSON value")
    ack = actions.add_parser("ack", help="say that you see to an alert")
    ack.add_argument("alert", metavar="ALERT", help="its id, as `list` tells it, or `all`")
    ack.add_argument("--by", metavar="NAME", default=None, help="who sees to it; else your login")


def run(args: argparse.Namespace) -> int:
    """Ask the engine, and tell what it answers."""
    if args.action == "list":
        return asyncio.run(_list(args))
    return asyncio.run(_acknowledge(args.alert, args.by or f"terminal {getpass.getuser()}"))


async def _list(args: argparse.Namespace) -> int:
    asked = {"most": str(_MOST), **({"kind": args.kind} if args.kind else {})}
    path = f"/alerts/newest?{urlencode(asked)}" if args.all or args.kind else "/alerts"
    answer = await ask_engine(state_directory(), "GET", path)
    if isinstance(answer, Declined):
        return _declined(answer)
    if args.json:
        sys.stdout.write(answer.body.decode() + "\n")
        return OK
    shown = _ids.decode(answer.body)
    sys.stdout.write("".join(f"{line}\n" for alert in shown for line in _lines(alert)))
    if not shown:
        sys.stdout.write("No alert is open.\n" if "newest" not in path else "There was none.\n")
    return OK


async def _acknowledge(named: str, by: str) -> int:
    state = state_directory()
    ids: tuple[str, ...] = (named,)
    if named == "all":
        answer = await ask_engine(state, "GET", "/alerts")
        if isinstance(answer, Declined):
            return _declined(answer)
        loud = (each for each in _ids.decode(answer.body) if each.acknowledged_by is None)
        ids = tuple(str(each.alert_id) for each in loud)
    for alert_id in ids:
        path = f"/alerts/{quote(alert_id, safe='')}/acknowledge?{urlencode({'by': by})}"
        answer = await ask_engine(state, "POST", path)
        if isinstance(answer, Declined):
            return _declined(answer)
        sys.stdout.write(f"{alert_id} acknowledged by {by}\n")
    return OK


def _declined(answer: Answer) -> int:
    assert isinstance(answer, Declined), "Only what was declined is told so."
    sys.stderr.write("".join(f"line122: {problem}\n" for problem in answer.problems))
    return FAILED


def _lines(alert: AlertShown) -> Iterator[str]:
    name = " ".join(filter(None, (alert.kind, alert.subject)))
    yield f"{alert.alert_id}  {alert.severity:8}  {name}"
    figures = f"{alert.value:g} now, {alert.worst:g} at worst, alarming at {alert.threshold:g}"
    yield f"    since {_moment(alert.raised_at)}; {figures}"
    if alert.acknowledged_by is not None:
        yield f"    acknowledged {_moment(alert.acknowledged_at)} by {alert.acknowledged_by}"
    if alert.cleared_at is not None:
        yield f"    over since {_moment(alert.cleared_at)} ({alert.cleared_because})"


def _moment(moment: datetime | None) -> str:
    """Return the moment by this machine's clock."""
    return "never" if moment is None else f"{moment.astimezone():%Y-%m-%d %H:%M:%S}"
