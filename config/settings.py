"""The settings of one site, whole and checked; an immutable snapshot."""

from collections.abc import Mapping
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, Field

from config.callbacks import Callbacks, Sms
from config.delivery import Delivery
from config.floor import Agents, Calls, Queue
from config.ladder import Ladder
from config.model import Language, Name, Section, Text, TrunkName
from config.people import Callers, Storm
from config.production import SpecialDays
from config.recording import Recording
from config.registry import Registry
from config.servers import Asterisk, Database, Http, Limits, Logs, Redis
from config.services import Menu, Service
from config.tickets import Tickets
from config.trunks import Trunk


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        msg = f"{name!r} is no time zone of this machine; write one such as Europe/Moscow"
        raise ValueError(msg) from None
    return name


class Site(Section):
    """Who we are, and whose clock we go by."""

    id: Name
    """Short and lasting: it is part of every record."""
    name: Text
    time_zone: Annotated[str, AfterValidator(_known_zone)]
    language: Language = "ru"
    """The prompt pack that callers hear: a directory in `prompts/`."""

    @property
    def zone(self) -> ZoneInfo:
        """Return the time zone."""
        return ZoneInfo(self.time_zone)


class Settings(Section):
    """Everything that a site's engineer sets."""

    site: Site
    trunks: Mapping[TrunkName, Trunk] = Field(min_length=1)
    services: Mapping[Name, Service] = Field(min_length=1)
    menus: Mapping[Name, Menu] = Field(min_length=1)
    queues: Mapping[Name, Queue] = Field(min_length=1)
    production_calendar: SpecialDays = SpecialDays()
    agents: Agents = Agents()
    calls: Calls = Calls()
    recording: Recording = Recording()
    ladder: Ladder = Ladder()
    callers: Callers = Callers()
    storm: Storm = Storm()
    callbacks: Callbacks = Callbacks()
    sms: Sms = Sms()
    delivery: Delivery = Delivery()
    registry: Registry = Registry()
    tickets: Tickets = Tickets()
    asterisk: Asterisk = Asterisk()
    database: Database = Database()
    redis: Redis = Redis()
    http: Http = Http()
    logs: Logs = Logs()
    limits: Limits = Limits()
