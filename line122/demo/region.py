"""An invented region's systems: a clinic that takes visits, a registry of appointments."""

import secrets
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

from base.clock import Clock
from line122.clinic.reports import Reporter
from line122.clinic.server import Clinic, running_clinic
from line122.registry.server import RegistryServer, running_registry

TARGET: Final = "region"
_SECRET_BYTES: Final = 24


@dataclass(frozen=True, slots=True)
class Region:
    """A region's systems, running on this machine."""

    clinic: Clinic
    registry: RegistryServer
    variables: Mapping[str, str]
    """By which an engine finds them."""
    _secret: bytes
    _clock: Clock

    def report_to(self, http_url: str) -> None:
        """Let the clinic report to the engine at that address."""
        url = f"{http_url}/hooks/{TARGET}/status"
        self.clinic.report_by(Reporter(url=url, secret=self._secret, clock=self._clock))


@asynccontextmanager
async def running_region(clock: Clock, zone: ZoneInfo) -> AsyncIterator[Region]:
    """Keep the region's systems running while the body runs."""
    secret, token = (secrets.token_urlsafe(_SECRET_BYTES) for _ in range(2))
    clinic = Clinic(secret=secret.encode(), clock=clock, reporter=None)
    registry = RegistryServer(token=token, clock=clock, zone=zone)
    async with AsyncExitStack() as stack:
        clinic_port = await stack.enter_async_context(running_clinic(clinic))
        registry_port = await stack.enter_async_context(running_registry(registry))
        variables = {
            "LINE122_DELIVERY__TARGETS__REGION__URL": f"http://127.0.0.1:{clinic_port}/visits",
            "LINE122_DELIVERY__TARGETS__REGION__SECRET": secret,
            "LINE122_DELIVERY__FALLBACK": TARGET,
            "LINE122_REGISTRY__URL": f"http://127.0.0.1:{registry_port}",
            "LINE122_REGISTRY__TOKEN": token,
        }
        yield Region(clinic, registry, variables, secret.encode(), clock)
