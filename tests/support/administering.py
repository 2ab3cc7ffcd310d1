"""The desk of administration over books in memory, as stories open it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from administration.change import Kind
from administration.documents import Documents
from administration.service import AdministrationDesk, AdministrationDoors
from base.clock import Clock
from config import Settings, load
from config.loading import DEFAULTS
from line122.administering import SettingsGrounds
from line122.order_steps import OrderSteps, UndoneOrders
from line122.orders import OrderDesk
from storage.memory import MemoryAgentBook
from storage.memory_administration import MemoryAdministrationBook
from storage.memory_directory import MemoryDirectoryBook
from storage.memory_staff import MemoryStaffBook


@cache
def shipped_settings() -> Settings:
    """Return the settings that ship, whatever the environment says."""
    return load(DEFAULTS, {})


@dataclass
class Followed:
    """A `administration.ports.Followers` that remembers what it was told."""

    told: list[tuple[Kind, Mapping[Kind, Documents]]] = field(default_factory=list)

    async def follow(self, kind: Kind, documents: Mapping[Kind, Documents]) -> None:
        """Remember it."""
        self.told.append((kind, documents))


@dataclass
class Office:
    """Where administrators of a story work."""

    book: MemoryAdministrationBook
    clock: Clock
    followed: Followed = field(default_factory=Followed)

    def desk(self, orders: OrderDesk) -> AdministrationDesk:
        """Return the desk, which undoes orders there."""
        return AdministrationDesk(
            AdministrationDoors(
                book=self.book,
                grounds=SettingsGrounds(shipped_settings),
                followers=self.followed,
                orders=UndoneOrders(orders, self.book, self.clock),
                clock=self.clock,
            )
        )


def order_steps(clock: Clock) -> OrderSteps:
    """Return where orders of a story leave their steps."""
    agents, staff = MemoryAgentBook(clock), MemoryStaffBook()
    return OrderSteps(MemoryAdministrationBook(agents, staff, MemoryDirectoryBook()), clock)
