"""Asterisk as a server of our own, on loopback, told everything by our own files."""

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Final

import aiohttp

from asterisk.site import (
    AriAddress,
    AsteriskSite,
    SipTransport,
    SiteDirectories,
    TrunkEndpoint,
    write_site,
)
from asterisk.version import AsteriskVersion
from line122.bootstrap.directories import short_path
from line122.bootstrap.ports import LOOPBACK, free_media_ports, port_or_free
from line122.bootstrap.server import Server, ServerPlan, start
from line122.bootstrap.tree import AsteriskProgram

_ARI_USER: Final = "line122"
_SOCKET: Final = "run/asterisk.ctl"
_READY_WITHIN_S: Final = 60.0
_LAST_MODULE: Final = "chan_pjsip.so"
"""It loads after all that calls need; the REST interface answers a little earlier."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AsteriskRequest:
    """What the starter of an Asterisk decides; the rest is found or made."""

    trunks: tuple[TrunkEndpoint, ...]
    prompts: Path
    music: Path
    host: str = LOOPBACK
    sip_port: int | None = None
    """UDP; any free one when `None`."""

    ari_port: int | None = None
    media_ports: int = 400
    """Two for each leg of a call, and as many again for what is just ending."""

    has_browser_phones: bool = False
    queue_members: tuple[str, ...] = ()
    outage_limit_s: int = 120


@dataclass(frozen=True, slots=True)
class Asterisk:
    """A running Asterisk."""

    server: Server
    site: AsteriskSite
    """All that it was told: addresses, ports, passwords, directories."""

    version: AsteriskVersion


@asynccontextmanager
async def running_asterisk(
    program: AsteriskProgram, request: AsteriskRequest, state: Path, *, logs: Path
) -> AsyncIterator[Asterisk]:
    """Run Asterisk while the body runs.

    Raises:
        PortBusyError: a port that was asked for is taken.
        ServerFailedError: it did not start.

    """
    with short_path(state / "asterisk", _SOCKET) as home:
        site = _site(program, request, home)
        etc = home / "etc"
        write_site(site, etc)
        plan = ServerPlan(
            name="Asterisk",
            command=(*program.parts.command, "-C", str(etc / "asterisk.conf"), "-f"),
            log=logs / "asterisk.log",
            own_log=home / "log/messages",
            predecessor_signs=("already running on",),
        )
        async with aiohttp.ClientSession(headers=_authorization(site.ari)) as client:
            server = await start(
                plan, lambda: _answers(client, site.ari), within_s=_READY_WITHIN_S
            )
        try:
            yield Asterisk(server, site, program.version)
        finally:
            await server.stop()


def _site(program: AsteriskProgram, request: AsteriskRequest, home: Path) -> AsteriskSite:
    host = request.host
    media = free_media_ports(request.media_ports, host=host)
    return AsteriskSite(
        ari=AriAddress(
            host=LOOPBACK,
            port=port_or_free(request.ari_port, "tcp"),
            user=_ARI_USER,
            password=secrets.token_hex(16),
        ),
        ami_port=port_or_free(None, "tcp"),
        sip=SipTransport(host=host, port=port_or_free(request.sip_port, "udp", host=host)),
        rtp_first_port=media.start,
        rtp_last_port=media.stop - 1,
        directories=SiteDirectories(
            modules=program.parts.modules,
            share=program.parts.share,
            state=home,
            prompts=request.prompts,
            music=request.music,
        ),
        trunks=request.trunks,
        has_browser_phones=request.has_browser_phones,
        queue_members=request.queue_members,
        outage_limit_s=request.outage_limit_s,
    )


async def _answers(client: aiohttp.ClientSession, ari: AriAddress) -> bool:
    try:
        async with client.get(f"{ari.url}/asterisk/modules/{_LAST_MODULE}") as answer:
            if answer.status != HTTPStatus.OK:
                return False
            module = await answer.json()
    except (aiohttp.ClientError, OSError):
        return False
    return bool(module["status"] == "Running")


def _authorization(ari: AriAddress) -> dict[str, str]:
    return {"Authorization": aiohttp.encode_basic_auth(ari.user, ari.password)}
