"""The settings of one site, whole and checked; an immutable snapshot."""

from collections.abc import Mapping
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, Field, PrivateAttr

from administration.documents import CategoryDocument
from config.alerts import Alerts
from config.callbacks import Callbacks, Sms
from config.delivery import Delivery
from config.desk import Desk
from config.floor import Agents, Calls, Queue
from config.ladder import Ladder
from config.model import Language, Name, OutsideNumber, Section, Text, TrunkName
from config.people import Callers, Storm
from config.production import SpecialDays
from config.recording import Recording
from config.registry import Registry
from config.servers import Asterisk, Database, Http, Limits, Logs, Redis
from config.services import Marks, Menus, Service
from config.tickets import Tickets
from config.trunks import Trunk
from ivr.script import Script


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
    queues: Mapping[Name, Queue] = Field(min_length=1)
    menus: Menus = Menus()
    marks: Marks = Marks()
    transfers: Mapping[Name, OutsideNumber] = Field(default_factory=dict)
    """Whom menus hand callers over to, by their names there: `dispatcher` answers for 103."""
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
    alerts: Alerts = Alerts()
    registry: Registry = Registry()
    tickets: Tickets = Tickets()
    desk: Desk = Desk()
    asterisk: Asterisk = Asterisk()
    database: Database = Database()
    redis: Redis = Redis()
    http: Http = Http()
    logs: Logs = Logs()
    limits: Limits = Limits()
    _scripts: Mapping[str, Script] = PrivateAttr(default_factory=dict)
    _categories: Mapping[str, CategoryDocument] = PrivateAttr(default_factory=dict)

    @property
    def scripts(self) -> Mapping[str, Script]:
        """Return the menus that the settings name, read and checked with them."""
        return self._scripts

    def with_scripts(self, scripts: Mapping[str, Script]) -> "Settings":
        """Return the settings with the menus that they name."""
        whole = self.model_copy()
        whole._scripts = dict(scripts)  # noqa: SLF001 - the copy is one of our own.
        return whole

    @property
    def categories(self) -> Mapping[str, CategoryDocument]:
        """Return what was administered of the categories, by code."""
        return self._categories

    def with_categories(self, categories: Mapping[str, CategoryDocument]) -> "Settings":
        """Return the settings with categories that differ from their file."""
        whole = self.model_copy()
        whole._categories = dict(categories)  # noqa: SLF001 - the copy is one of our own.
        return whole
