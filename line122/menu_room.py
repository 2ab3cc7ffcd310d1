"""What menus ask of the site, joined: the tables, the registry, the desk of requests."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from prometheus_client import CollectorRegistry

from agents.agent import Presence
from base.clock import Clock
from callflow.desks import Desks
from callflow.menu_desk.service import MenuDesk, MenuDoors
from callflow.menu_service import MenuService
from callflow.policy import CallPolicy
from config import Settings
from config.texts import PROMPT_PACKS, prompt_keys_of
from ivr.hot_topics import HotTopic
from line122.menu_meter import MenuMeter
from line122.planning import PlannerTables, Workdays, wire_planner
from line122.registry_look_ups import RegistryLookUps
from storage.records.books import Books
from tickets.directory_desk import DirectoryDesk
from tickets.intake.service import IntakeDesk, IntakeDoors
from tickets.planning.service import VisitPlanner
from tickets.registry import Registry
from tickets.work.service import TicketDesk


@dataclass(frozen=True, slots=True)
class MenuRoom:
    """Whoever answers menus, and files what they take."""

    planner: VisitPlanner
    workdays: Workdays
    intake: IntakeDesk
    desk: MenuDesk
    service: MenuService


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuTools:
    """What the room works with."""

    books: Books
    clock: Clock
    salt: bytes
    registry: Registry | None
    metrics: CollectorRegistry


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuNeighbours:
    """What the room stands beside."""

    desks: Desks
    tickets: TicketDesk
    directory: DirectoryDesk
    policy: Callable[[], CallPolicy]
    topics: Callable[[], Sequence[HotTopic]]


def wire_menus(settings: Settings, tools: MenuTools, beside: MenuNeighbours) -> MenuRoom:
    """Return the room of the site."""
    books, clock, desks = tools.books, tools.clock, beside.desks
    tables = PlannerTables(books.tickets, books.directory, tools.salt)
    workdays = Workdays(settings)
    planner = wire_planner(settings.site.zone, workdays, clock, beside.directory, tables)
    intake = IntakeDesk(
        IntakeDoors(
            book=books.intake,
            tickets=beside.tickets,
            planner=planner,
            clock=clock,
            zone=settings.site.zone,
        )
    )
    registry = tools.registry

    def operators() -> int:
        agents = desks.distributor.floor.agents.values()
        return sum(agent.presence is Presence.AVAILABLE for agent in agents)

    meter = MenuMeter(tools.metrics)
    desk = MenuDesk(
        MenuDoors(
            cases=desks.cases,
            callbacks=desks.callbacks,
            callers=desks.callers,
            tickets=beside.tickets,
            intake=intake,
            directory=beside.directory,
            registry=None
            if registry is None
            else RegistryLookUps(registry, clock, settings.site.zone, places=_places(settings)),
            topics=beside.topics,
            operators=operators,
            policy=beside.policy,
            zone=settings.site.zone,
            witness=meter,
        )
    )
    service = MenuService(clock, desk, desk)
    meter.watch_unfiled(lambda: service.unfiled)
    return MenuRoom(planner, workdays, intake, desk, service)


def _places(settings: Settings) -> frozenset[str]:
    """Return the prompts that name places; a clinic without one is left to the registry's desk."""
    keys = prompt_keys_of(PROMPT_PACKS / settings.site.language / "manifest.yaml") or ()
    return frozenset(key for key in keys if key.startswith("place."))
