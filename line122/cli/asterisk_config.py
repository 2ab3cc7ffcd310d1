"""`asterisk-config`: write the files for an Asterisk of one's own."""

import argparse
import asyncio
import os
import sys
from pathlib import Path
from typing import Final

from asterisk.site import SiteDirectories, write_site
from config import Settings, load, settings_path
from line122.bootstrap.directories import cache_directory
from line122.bootstrap.engine import ROOT
from line122.bootstrap.errors import AsteriskMissingError
from line122.bootstrap.tree import AsteriskProgram, asked, find_asterisk, parts_of
from line122.cli.command import UsageError
from line122.cli.main import OK
from line122.exchange_site import ari_address, exchange_site, music_of, prompt_pack

NAME = "asterisk-config"
HELP = (
    "Write the whole configuration of an Asterisk that runs for this engine into a directory: "
    "trunks, guard, accounts, music. Nothing of the distribution's configuration is used or "
    "changed; start Asterisk with `asterisk -C DIRECTORY/asterisk.conf`. The files hold passwords "
    "and are readable by their owner only."
)

_STATE: Final = Path("/var/lib/line122/asterisk")


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("directory", type=Path, metavar="DIRECTORY", help="where to write")
    parser.add_argument("--settings", type=Path, metavar="FILE", help="as for serve")
    parser.add_argument(
        "--asterisk",
        metavar="PATH",
        help="its binary or tree; else LINE122_ASTERISK, the machine's own, the fetched tree",
    )
    parser.add_argument(
        "--state",
        type=Path,
        default=_STATE,
        metavar="DIR",
        help="what Asterisk keeps: database, keys, log, spool (default %(default)s)",
    )


def run(args: argparse.Namespace) -> int:
    """Write the files and say how to start."""
    settings = load(settings_path(args.settings, os.environ), os.environ)
    program = asyncio.run(_program(args.asterisk))
    pack = prompt_pack(settings, ROOT)
    directories = SiteDirectories(
        modules=program.parts.modules,
        share=program.parts.share,
        state=args.state.absolute(),
        prompts=pack,
        music=music_of(pack),
    )
    ari = ari_address(settings.asterisk.ari_url, settings.asterisk.user, _password(settings))
    site = exchange_site(settings, ari, directories)
    directory = args.directory.absolute()
    try:
        write_site(site, directory)
    except OSError as error:
        raise UsageError(
            f"cannot write {error.filename}: {error.strerror}; name others"
        ) from error
    start = " ".join((*program.parts.command, "-C", str(directory / "asterisk.conf"), "-f"))
    sys.stdout.write(f"Asterisk {program.version}; start it with:\n{start}\n")
    return OK


async def _program(named: str | None) -> AsteriskProgram:
    if named is not None:
        return await asked(parts_of(named))
    program = await find_asterisk(cache_directory())
    if program is None:
        raise AsteriskMissingError(
            "no Asterisk is on this machine; name one with --asterisk, or run line122 demo once"
        )
    return program


def _password(settings: Settings) -> str:
    password = settings.asterisk.password
    if password is None:
        raise UsageError(
            "the ARI password is missing; set LINE122_ASTERISK__PASSWORD or asterisk.password_file"
        )
    return password.get_secret_value()
