"""`clinic`: a small clinic's system on this machine, for demos and for trying out settings."""

import argparse
import asyncio
import sys
from pathlib import Path

from base.clock import SystemClock
from line122.cli.command import UsageError
from line122.cli.main import OK
from line122.cli.running import run_to_end
from line122.clinic.reports import Reporter
from line122.clinic.server import Clinic, Mood, running_clinic

NAME = "clinic"
HELP = (
    "Serve a small clinic's system at http://127.0.0.1:PORT/visits: it verifies signatures, keeps "
    "what it is told once per key, and reports what becomes of a visit. "
    "POST /mood/{silent,slow,failing,refusing,repeating,forgetting,rejecting,willing} changes how "
    "it behaves, POST /visits/ID/{accepted,doctor_assigned,visited,refused} reports by hand, "
    "GET /visits shows what it has."
)


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("--port", type=int, default=8122)
    parser.add_argument(
        "--secret-file", type=Path, required=True, metavar="FILE", help="the target's secret_file"
    )
    parser.add_argument(
        "--report-to",
        metavar="URL",
        help="where it reports: http://127.0.0.1:8080/hooks/TARGET/status; else it never does",
    )
    parser.add_argument(
        "--mood", choices=[mood.value for mood in Mood], default=Mood.WILLING.value
    )


def run(args: argparse.Namespace) -> int:
    """Serve until stopped."""
    try:
        secret = args.secret_file.read_text("utf-8").strip().encode()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{args.secret_file} cannot be read; put the secret there") from error
    return run_to_end(_serve(args, secret))


async def _serve(args: argparse.Namespace, secret: bytes) -> int:
    clock = SystemClock()
    reporter = None
    if args.report_to is not None:
        reporter = Reporter(url=args.report_to, secret=secret, clock=clock)
    clinic = Clinic(secret=secret, clock=clock, reporter=reporter)
    clinic.mood = Mood(args.mood)
    try:
        async with running_clinic(clinic, args.port) as port:
            sys.stdout.write(f"clinic at http://127.0.0.1:{port}/visits, {clinic.mood}\n")
            sys.stdout.flush()
            await asyncio.Event().wait()
    except OSError as error:
        raise UsageError(f"port {args.port} is taken; give another by --port") from error
    return OK
