"""Looks at everything that a first start needs, and tells how to get what is missing."""

import asyncio
import os
import platform
import shutil
import sys
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

import asyncpg
from redis.asyncio import Redis
from redis.exceptions import RedisError

from asterisk.version import SAFE_WITH_BROWSERS, AsteriskVersion
from base.clock import SystemClock
from base.errors import Line122Error
from base.production import gap_of
from config.production import shipped_calendar
from config.servers import Tls
from line122.bootstrap.commands import run_command
from line122.bootstrap.debian import NEEDED_BYTES
from line122.bootstrap.directories import cache_directory, make_private, state_directory
from line122.bootstrap.environment import is_current
from line122.bootstrap.instance import only_instance
from line122.bootstrap.ports import free_media_ports, free_port
from line122.bootstrap.postgres import postgres_programs
from line122.bootstrap.tree import OWN_ASTERISK_VARIABLE, find_asterisk
from line122.bootstrap.valkey import valkey_program
from line122.calendar_watch import advice_for
from line122.certificate import advice_for as expiry_advice
from line122.certificate import expires_at
from line122.tls import server_certificate

_ANSWERS_WITHIN_S: Final = 5.0
_STATE_BYTES: Final = 300_000_000
_MEDIA_PORTS: Final = 400


class Verdict(StrEnum):
    """What a finding means for the next start."""

    FOUND = "found"
    LATER = "later"
    """Not there yet; the first start gets it by itself."""

    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    subject: str
    verdict: Verdict
    text: str


async def diagnose(root: Path) -> tuple[Finding, ...]:
    """Look at everything and return what was found, in the order in which a start needs it."""
    return (
        _python(root),
        _setpriv(),
        await _postgres(),
        await _valkey(),
        await _asterisk(),
        _prompts(root),
        _calendar(),
        _certificate(state_directory()),
        _room("state", state_directory(), _STATE_BYTES),
        _ports(),
        _instance(),
    )


def _python(root: Path) -> Finding:
    text = f"{platform.python_version()}, environment {sys.prefix}"
    if is_current(Path(sys.prefix), root / "requirements.lock"):
        return Finding("Python", Verdict.FOUND, text)
    return Finding("Python", Verdict.LATER, f"{text} is not of this lock; bin/line122 makes one")


def _setpriv() -> Finding:
    place = shutil.which("setpriv")
    if place is None:
        return Finding("setpriv", Verdict.MISSING, "install the package util-linux")
    return Finding("setpriv", Verdict.FOUND, place)


async def _postgres() -> Finding:
    url = os.environ.get("DATABASE_URL")
    try:
        if url is None:
            answer = await run_command(str(postgres_programs() / "postgres"), "--version")
            return Finding("PostgreSQL", Verdict.FOUND, f"own, {answer.lines[0]}")
        connection = await asyncpg.connect(url, timeout=_ANSWERS_WITHIN_S)
        version = connection.get_server_version()
        await connection.close()
    except (Line122Error, OSError, TimeoutError, asyncpg.PostgresError, ValueError) as error:
        return Finding("PostgreSQL", Verdict.MISSING, _why("DATABASE_URL", url, error))
    return Finding("PostgreSQL", Verdict.FOUND, f"DATABASE_URL, {version.major}.{version.minor}")


async def _valkey() -> Finding:
    url = os.environ.get("REDIS_URL")
    try:
        if url is None:
            answer = await run_command(str(valkey_program()), "--version")
            return Finding("Valkey", Verdict.FOUND, f"own, {answer.lines[0]}")
        client = Redis.from_url(url)
        async with client, asyncio.timeout(_ANSWERS_WITHIN_S):
            await client.ping()
    except (Line122Error, OSError, TimeoutError, RedisError, ValueError) as error:
        return Finding("Valkey", Verdict.MISSING, _why("REDIS_URL", url, error))
    return Finding("Valkey", Verdict.FOUND, "REDIS_URL answers")


async def _asterisk() -> Finding:
    cache = cache_directory()
    try:
        program = await find_asterisk(cache)
    except Line122Error as error:
        return Finding("Asterisk", Verdict.MISSING, str(error))
    if program is not None:
        text = f"{program.version}, {program.parts.command[-1]}{_browsers(program.version)}"
        return Finding("Asterisk", Verdict.FOUND, text)
    if shutil.which("apt-get") is None or shutil.which("dpkg-deb") is None:
        text = f"nothing to fetch it with; name one by {OWN_ASTERISK_VARIABLE}"
        return Finding("Asterisk", Verdict.MISSING, text)
    room = _room("Asterisk", cache, NEEDED_BYTES)
    if room.verdict is Verdict.MISSING:
        return room
    return Finding("Asterisk", Verdict.LATER, f"the first start fetches it into {cache}")


def _browsers(version: AsteriskVersion) -> str:
    """Return what is to be said of telephones in browsers."""
    if version >= SAFE_WITH_BROWSERS:
        return ""
    return (
        f"; may stand still by browsers as telephones before {SAFE_WITH_BROWSERS}: leave "
        "agents.browser_phone off"
    )


def _prompts(root: Path) -> Finding:
    packs = sorted(pack.name for pack in (root / "prompts").glob("*") if any(pack.rglob("*.wav")))
    if not packs:
        return Finding("prompts", Verdict.MISSING, "no recordings; bin/line122 prompts build")
    return Finding("prompts", Verdict.FOUND, ", ".join(packs))


def _calendar() -> Finding:
    """Tell whether the shipped days off reach far enough; a site may know better by settings."""
    calendar = shipped_calendar("ru")
    gap = gap_of(calendar, SystemClock().now().date())
    if gap is None:
        years = f"{min(calendar.years)} to {max(calendar.years)}"
        return Finding("calendar", Verdict.FOUND, f"days off of {years}")
    return Finding("calendar", Verdict.LATER, advice_for(gap))


def _certificate(state: Path) -> Finding:
    """Tell until when the certificate beside the engine is good; settings may name another."""
    served = server_certificate(Tls(), state)
    if served is None:
        text = "none: pages speak plain HTTP, browsers lend no microphone; see line122 cert"
        return Finding("certificate", Verdict.LATER, text)
    until = expires_at(served.certificate)
    if until is None:
        text = f"{served.certificate} cannot be read; make or import another by line122 cert"
        return Finding("certificate", Verdict.MISSING, text)
    advice = expiry_advice(until, SystemClock().now())
    if advice is not None:
        return Finding("certificate", Verdict.LATER, advice)
    return Finding("certificate", Verdict.FOUND, f"good until {until:%Y-%m-%d}")


def _room(subject: str, directory: Path, needed_bytes: int) -> Finding:
    try:
        free = shutil.disk_usage(make_private(directory)).free
    except Line122Error as error:
        return Finding(subject, Verdict.MISSING, str(error))
    text = f"{directory}, {free / 1e6:.0f} MB free"
    if free < needed_bytes:
        return Finding(subject, Verdict.MISSING, f"{text}, needs {needed_bytes / 1e6:.0f} MB")
    return Finding(subject, Verdict.FOUND, text)


def _ports() -> Finding:
    try:
        media = free_media_ports(_MEDIA_PORTS)
        text = f"for example tcp {free_port('tcp')}, udp {media.start}-{media.stop - 1} are free"
    except (Line122Error, OSError) as error:
        return Finding("ports", Verdict.MISSING, str(error))
    return Finding("ports", Verdict.FOUND, text)


def _instance() -> Finding:
    try:
        with only_instance(state_directory()):
            return Finding("instance", Verdict.FOUND, "none is running here, one can start")
    except Line122Error as error:
        return Finding("instance", Verdict.MISSING, str(error))


def _why(variable: str, url: str | None, error: Exception) -> str:
    if url is None:
        return str(error)
    # The address may hold a password: it is named, not shown.
    return f"{variable} is set, but nothing usable answers there ({type(error).__name__})"
