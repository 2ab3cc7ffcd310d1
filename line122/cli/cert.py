"""`cert`: the certificate by which browsers know the engine."""

import argparse
import ipaddress
import os
import re
import secrets
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from base.errors import Line122Error
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
_AUTHORITY_DAYS: Final = 3_650
_SERVER_DAYS: Final = 397
"""Browsers take no longer ones from most authorities."""
_NEW_KEY: Final = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
_OWNER_ONLY: Final = 0o600
_EXTENSIONS: Final = """\
basicConstraints=critical,CA:FALSE
keyUsage=critical,digitalSignature
extendedKeyUsage=serverAuth
subjectAltName={names}
"""


class ToolMissingError(Line122Error):
    """The program openssl is not there; install it, or import a certificate made elsewhere."""


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
            _keep(place, args.certificate, args.key)
        case _:
            _show(place)
            return OK
    _show(place)
    sys.stdout.write("Restart the engine to serve with it.\n")
    return OK


def _make(place: Path, hosts: Sequence[str]) -> None:
    if not (place / AUTHORITY_KEY).exists():
        _make_authority(place)
    with _desk(place) as desk:
        names = ",".join(f"{'IP' if _is_address(host) else 'DNS'}:{host}" for host in hosts)
        (desk / "extensions").write_text(_EXTENSIONS.format(names=names), "ascii")
        request = ("-keyout", str(desk / KEY), "-out", str(desk / "request"))
        _openssl("req", "-new", *_NEW_KEY, *request, "-subj", f"/CN={hosts[0][:64]}")
        _openssl(
            "x509",
            "-req",
            *("-in", str(desk / "request"), "-out", str(desk / CERTIFICATE)),
            *("-CA", str(place / AUTHORITY), "-CAkey", str(place / AUTHORITY_KEY)),
            *("-set_serial", f"0x{secrets.token_hex(16)}", "-days", str(_SERVER_DAYS)),
            *("-extfile", str(desk / "extensions")),
        )
        ServerCertificate(desk / CERTIFICATE, desk / KEY).context()
        _keep(place, desk / CERTIFICATE, desk / KEY)


def _make_authority(place: Path) -> None:
    with _desk(place) as desk:
        _openssl(
            "req",
            "-x509",
            *_NEW_KEY,
            *("-keyout", str(desk / AUTHORITY_KEY), "-out", str(desk / AUTHORITY)),
            *("-days", str(_AUTHORITY_DAYS), "-subj", "/CN=Line 122 own authority"),
            *("-addext", "basicConstraints=critical,CA:TRUE,pathlen:0"),
            *("-addext", "keyUsage=critical,keyCertSign"),
        )
        (desk / AUTHORITY).replace(place / AUTHORITY)
        (desk / AUTHORITY_KEY).replace(place / AUTHORITY_KEY)


def _keep(place: Path, certificate: Path, key: Path) -> None:
    """Put both in place, the key first: without a certificate nothing is served by it."""
    with _desk(place) as desk:
        for source, name in ((key, KEY), (certificate, CERTIFICATE)):
            kept = desk / f"{name}.new"
            shutil.copyfile(source, kept)
            kept.chmod(_OWNER_ONLY)
            kept.replace(place / name)


def _show(place: Path) -> None:
    if not (place / CERTIFICATE).exists():
        raise BadCertificateError("there is no certificate yet; make or import one")
    told = _openssl(
        "x509",
        *("-in", str(place / CERTIFICATE), "-noout"),
        *("-subject", "-issuer", "-enddate", "-ext", "subjectAltName"),
    )
    sys.stdout.write(told)


def _checked(host: str) -> str:
    name = host.strip().lower()
    if not (_is_address(name) or _HOST.fullmatch(name)):
        raise UsageError(f"{host!r} is no name of a host; write desk.example or 10.0.0.5")
    return name


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


@contextmanager
def _desk(place: Path) -> Iterator[Path]:
    """Yield a directory beside the files, which nobody else looks into."""
    with TemporaryDirectory(dir=place) as name:
        yield Path(name)


def _openssl(*words: str) -> str:
    program = shutil.which("openssl")
    if program is None:
        raise ToolMissingError("openssl is not there; install it, or import a certificate")
    done = subprocess.run(  # noqa: S603 - The words are ours, and a host's name is checked.
        [program, *words],
        check=False,
        capture_output=True,
        text=True,
        env={**os.environ, "OPENSSL_CONF": os.devnull},
    )
    if done.returncode:
        raise BadCertificateError(f"openssl failed: {done.stderr.strip().splitlines()[-1]}")
    return done.stdout
