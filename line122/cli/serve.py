"""`serve`: run the engine with the servers that the settings and the environment name."""

import argparse
import asyncio
import os
from pathlib import Path

from base.clock import SystemClock
from base.logs import configure_logs
from config import load, settings_path
from config.servers import LogFormat
from line122.bootstrap.directories import state_directory
from line122.bootstrap.engine import ROOT
from line122.cli.main import OK
from line122.exchange_site import prompt_pack
from line122.lifecycle import Place, serve

NAME = "serve"
HELP = (
    "Run the engine of one site. DATABASE_URL, REDIS_URL and the ARI address in the settings name "
    "the servers; `line122 demo` brings its own. Stop it by Ctrl-C or SIGTERM: callers stay in "
    "Asterisk and are served on by the next engine."
)


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument(
        "--settings",
        type=Path,
        metavar="FILE",
        help="else LINE122_SETTINGS, /etc/line122/settings.yaml, the defaults",
    )


def run(args: argparse.Namespace) -> int:
    """Run until stopped."""
    path = settings_path(args.settings, os.environ)
    settings = load(path, os.environ)
    configure_logs(
        as_json=settings.logs.format is LogFormat.JSON,
        show_personal=settings.logs.show_personal,
    )
    prompts = prompt_pack(settings, ROOT)
    place = Place(state=state_directory(), prompts=prompts, read=lambda: load(path, os.environ))
    asyncio.run(serve(settings, SystemClock(), place))
    return OK
