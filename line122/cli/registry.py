"""`registry`: a small region's registry on this machine, for demos and for trying out look-ups."""

import argparse
import asyncio
import sys
from pathlib import Path

from base.clock import SystemClock
from line122.cli.command import UsageError
from line122.cli.database import settings_of
from line122.cli.main import OK
from line122.cli.running import run_to_end
from line122.registry.server import KNOWN, RegistryMood, RegistryServer, running_registry

NAME = "registry"
HELP = (
    "Serve a small registry of appointments at http://127.0.0.1:PORT: appointments, free places "
    "and tests of two citizens whom it names. "
    "POST /mood/{well,slow,nonsense,odd,endless,failing} changes how it behaves."
)


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("--port", type=int, default=8123)
    parser.add_argument(
        "--token-file", type=Path, required=True, metavar="FILE", help="registry.token_file"
    )
    parser.add_argument(
        "--mood", choices=[mood.value for mood in RegistryMood], default=RegistryMood.WELL.value
    )
    parser.add_argument("--settings", type=Path, metavar="FILE", help="for the site's time zone")


def run(args: argparse.Namespace) -> int:
    """Serve until stopped."""
    try:
        token = args.token_file.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{args.token_file} cannot be read; put the token there") from error
    zone = settings_of(args).site.zone
    server = RegistryServer(token=token, clock=SystemClock(), zone=zone)
    server.mood = RegistryMood(args.mood)
    return run_to_end(_serve(server, args.port))


async def _serve(server: RegistryServer, wanted: int) -> int:
    try:
        async with running_registry(server, wanted) as port:
            sys.stdout.write(f"registry at http://127.0.0.1:{port}, {server.mood}\n")
            for person in KNOWN:
                sys.stdout.write(f"knows birth date {person.birth_date}, policy {person.policy}\n")
            sys.stdout.flush()
            await asyncio.Event().wait()
    except OSError as error:
        raise UsageError(f"port {wanted} is taken; give another by --port") from error
    return OK
