"""What the desk of menus needs from the rooms above."""

from collections.abc import Mapping
from typing import Protocol

from base.phone import CallerKey
from ivr.nodes import RequestKind
from ivr.ports import LookUpAnswer
from ivr.walk import LookUpOutcome


class RegistryDoor(Protocol):
    """A region's registry, as menus ask it."""

    async def look_up(
        self, name: str, values: Mapping[str, str], caller: CallerKey | None
    ) -> LookUpAnswer:
        """Return what the registry knows; three wrong identities of a caller end the asking."""
        ...


class MenuWitness(Protocol):
    """Whoever counts what menus ask for."""

    def looked_up(self, name: str, outcome: LookUpOutcome) -> None:
        """Tell how a look-up ended; the name is one of a closed set."""
        ...

    def request_taken(self, kind: RequestKind, *, is_partial: bool) -> None:
        """Tell that a request was kept."""
        ...
