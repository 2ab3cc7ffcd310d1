"""Joins the desk of administration to the settings, to the callers' room and to the orders."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from administration.change import Kind
from administration.documents import Documents
from administration.fault import StepCode, StepFault
from administration.ports import Orders
from administration.service import AdministrationDesk, AdministrationDoors
from base.clock import Clock
from config import Settings
from config.administered import ADMINISTERED, Administered, planned_documents, treatments
from line122.reload import Reloader
from line122.wiring import Engine


@dataclass(frozen=True, slots=True)
class SettingsGrounds:
    """A `administration.ports.Grounds`: the settings that are followed, as they were read."""

    settings: Callable[[], Settings]

    def planned(self, kind: Kind) -> Documents:
        """Return what the settings say of the things of a kind, by subject."""
        return planned_documents(self.settings(), kind)

    def faults(self, kind: Kind, documents: Documents) -> tuple[StepFault, ...]:
        """Return what would be wrong if all things of a kind said this."""
        if kind not in ADMINISTERED:
            return ()
        administered = Administered(self.settings(), {kind: documents})
        return tuple(
            StepFault(StepCode.SETTINGS, f"{each.where}: {each.text}.", each.where)
            for each in administered.problems
        )


@dataclass(frozen=True, slots=True)
class EngineAdministered:
    """A `administration.ports.Followers`: whoever of the engine decides by these things."""

    engine: Engine
    reloader: Reloader

    async def follow(self, kind: Kind, documents: Mapping[Kind, Documents]) -> None:
        """Act by what the things say from now on."""
        if kind is Kind.NUMBER:
            self.engine.callers.change_treatments(treatments(documents))
        else:
            kept = {each: documents[each] for each in ADMINISTERED}
            await self.reloader.administer(kept)


def administration_desk(
    engine: Engine, reloader: Reloader, orders: Orders, clock: Clock
) -> AdministrationDesk:
    """Return the desk over the books of the engine."""
    return AdministrationDesk(
        AdministrationDoors(
            book=engine.books.administration,
            grounds=SettingsGrounds(lambda: reloader.settings),
            followers=EngineAdministered(engine, reloader),
            orders=orders,
            clock=clock,
        )
    )
