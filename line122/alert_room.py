"""The alerts of one site, joined to the rooms of its engine."""

import random
from collections.abc import Coroutine, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from alerts.machine import News
from alerts.service import AlertDesk
from asterisk.client import AriClient
from base.clock import Clock
from config import Settings
from delivery.alarms import AlarmPost
from delivery.sender import open_sender
from line122.alert_figures import AlertFigures, FigureRooms
from line122.alert_meter import AlertMeter, MeterRooms
from line122.certificate import CertificateWatch, expires_at
from line122.desk_bell import DeskBell
from line122.slow_gauges import SlowGauges, SlowSources
from line122.tls import server_certificate
from line122.wiring import Engine

Work: TypeAlias = Coroutine[object, object, None]


@dataclass(frozen=True, slots=True)
class AlertPlace:
    """Where the engine keeps what may fill a disk, and its certificate."""

    state: Path
    recordings: Path


@dataclass(frozen=True, slots=True)
class AlertRoom:
    """The alerts, who measures, and who is told."""

    desk: AlertDesk
    post: AlarmPost
    slow: SlowGauges
    certificate: CertificateWatch

    async def load(self) -> None:
        """Take up what was open, and what was not told, when the engine ended.

        Raises:
            Line122Error: the database does not answer.

        """
        await self.desk.load()
        await self.post.load()

    def change_settings(self, settings: Settings) -> None:
        """Judge and tell by other settings from now on."""
        self.desk.policy = settings.alerts.policy()
        self.post.policy = settings.alerts.alarm_policy(settings.site.id)

    def parts(self) -> Mapping[str, Work]:
        """Return what runs as long as the engine does."""
        return {
            "alerts": self.desk.run(),
            "alert_figures": self.slow.run(),
            "alert_post": self._carry(),
            "certificate": self.certificate.run(),
        }

    async def _carry(self) -> None:
        async with open_sender() as sender:
            await self.post.run(sender)


@dataclass(frozen=True, slots=True)
class EndpointStates:
    """A `line122.slow_gauges.TrunkStates`: what Asterisk says of carriers."""

    client: AriClient

    async def endpoint_states(self) -> Mapping[str, str | None]:
        """Return the state of every endpoint by its name."""
        return {each.resource: each.state for each in await self.client.endpoints()}


@dataclass(frozen=True, slots=True)
class BellFollower:
    """An `alerts.ports.AlertFollower`: live pages hear at once."""

    bell: DeskBell

    def alert_changed(self, news: News) -> None:
        """Let the hub look."""
        del news
        if self.bell.hub is not None:
            self.bell.hub.changed()


def wire_alerts(
    engine: Engine, settings: Settings, clock: Clock, client: AriClient, place: AlertPlace
) -> AlertRoom:
    """Return the alerts of the site."""
    books, registry = engine.books, engine.state.registry
    asked = [name for name, trunk in settings.trunks.items() if trunk.qualify_every_s]
    slow = SlowGauges(
        SlowSources(
            disks={"state": place.state, "recordings": place.recordings},
            trunks=asked,
            exchange=EndpointStates(client),
            book=books.alerts,
            clock=clock,
        )
    )
    served = server_certificate(settings.http.tls, place.state)
    until = None if served is None else expires_at(served.certificate)
    certificate = CertificateWatch(until, clock, zone=engine.zone, registry=registry)
    figures = AlertFigures(
        FigureRooms(
            clock=clock,
            calls=engine.calls,
            callbacks=engine.callbacks,
            cases=engine.cases,
            callers=engine.callers,
            roster=engine.roster,
            distributor=engine.distributor,
            feed=engine.feed,
            calendar=engine.calendar,
            certificate=certificate,
            slow=slow,
            trouble=engine.telephony.trouble,
            is_direct=lambda: books.writer.is_direct,
            unfiled=lambda: engine.menus.service.unfiled,
        )
    )
    desk = AlertDesk(books.alerts, figures, clock, settings.alerts.policy())
    # How pauses are spread is no secret; which seed spreads them tells nobody anything.
    dice = random.Random()  # noqa: S311 - As above.
    post = AlarmPost(books.alerts, clock, settings.alerts.alarm_policy(settings.site.id), dice)
    meter = AlertMeter(
        MeterRooms(desk=desk, post=post, figures=figures, slow=slow, engine=engine, clock=clock)
    )
    meter.show(registry)
    desk.followers.extend((meter, BellFollower(engine.bell), post))
    return AlertRoom(desk, post, slow, certificate)
