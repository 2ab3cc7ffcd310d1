"""`cert`: the certificate by which browsers know the engine."""

import argparse
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from base.clock import SystemClock
from line122.authority import Pair, is_address, issued, new_authority, told
from line122.bootstrap.directories import make_private, state_directory
from line122.cli.command import UsageError
from line122.cli.main import OK
from line122.tls import (
    AUTHORITY,
    AUTHORITY_KEY,
    CERTIFICATE,
    DIRECTORY,
    KEY,
    BadCertificateError,
    ServerCertificate,
)

NAME = "cert"
HELP = (
    "Keep the certificate by which browsers know the engine: they lend their microphone to https "
    "only. Import one, or make an authority of your own and a certificate of it; workstations "
    "get the authority at https://HOST:PORT/ca. The engine reads it when it starts."
)

_HOST: Final = re.compile(
    r"(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*"
)
_OWNER_ONLY: Final = 0o600


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    actions = parser.add_subparsers(metavar="ACTION", dest="action", required=True)
    make = actions.add_parser(
        "make", help="make a certificate of our own authority, and that when there is none"
    )
    make.add_argument(
        "--host",
        action="append",
        required=True,
        metavar="NAME",
        help="a name or an address by which browsers call the engine; may be given again",
    )
    importing = actions.add_parser("import", help="take a certificate that was made elsewhere")
    importing.add_argument("certificate", type=Path, metavar="CERTIFICATE.pem")
    importing.add_argument("key", type=Path, metavar="KEY.pem")
    actions.add_parser("show", help="show whom the certificate names, and until when")


def run(args: argparse.Namespace) -> int:
    """Do what is asked for."""
    place = make_private(state_directory() / DIRECTORY)
    match args.action:
        case "make":
            _make(place, [_checked(host) for host in args.host])
        case "import":
            ServerCertificate(args.certificate, args.key).context()
            pair = Pair(args.certificate.read_bytes(), args.key.read_bytes())
            _keep(place, pair, CERTIFICATE, KEY)
        case _:
            _show(place)
            return OK
    _show(place)
    sys.stdout.write("Restart the engine to serve with it.\n")
    return OK


def _make(place: Path, hosts: Sequence[str]) -> None:
    now = SystemClock().now()
    if not (place / AUTHORITY_KEY).exists():
        _keep(place, new_authority(now), AUTHORITY, AUTHORITY_KEY)
    try:
        authority = Pair((place / AUTHORITY).read_bytes(), (place / AUTHORITY_KEY).read_bytes())
        made = issued(authority, hosts, now)
    except (OSError, ValueError) as error:
        raise BadCertificateError(
            f"the authority in {place} cannot be used ({error}); restore its two files, or remove "
            "both: another is made then, which workstations must trust anew"
        ) from error
    _keep(place, made, CERTIFICATE, KEY)


def _keep(place: Path, pair: Pair, certificate: str, key: str) -> None:
    """Put both in place, the key first: without a certificate nothing is served by it."""
    with TemporaryDirectory(dir=place) as desk:
        for written, name in ((pair.key, key), (pair.certificate, certificate)):
            kept = Path(desk) / name
            kept.touch(_OWNER_ONLY)
            kept.write_bytes(written)
            kept.replace(place / name)


def _show(place: Path) -> None:
    path = place / CERTIFICATE
    if not path.exists():
        raise BadCertificateError("there is no certificate yet; make or import one")
    try:
        sys.stdout.write(told(path.read_bytes()))
    except ValueError as error:
        raise BadCertificateError(f"{path} cannot be read ({error}); make another one") from error


def _checked(host: str) -> str:
    name = host.strip().lower()
    if not (is_address(name) or _HOST.fullmatch(name)):
        raise UsageError(f"{host!r} is no name of a host; write desk.example or 10.0.0.5")
    return name
