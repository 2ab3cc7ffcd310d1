"""People who call, in the words of the ladder's table, and the trunks they call on.

The wait is ten minutes and twenty people stand before them unless a story says otherwise.
"""

from dataclasses import dataclass, replace
from typing import TypedDict, Unpack

from base.ids import AgentId
from callback.facts import InFlight
from callers.number import CallerKind
from callers.treatment import Treatment
from callflow.events import Arrived
from callflow.standing import Standing
from callflow.trunk import TrunkLoad
from tests.support.site import ARRIVED, CASE


class Known(TypedDict, total=False):
    """What may be known of somebody; the fields of `Standing`."""

    kind: CallerKind
    is_shared: bool
    is_callable: bool
    is_on_line: bool
    told_s_ago: float | None
    heard_s_ago: float | None
    is_urgent: bool
    missed_callback_s_ago: float | None
    in_flight: InFlight
    ahead: int
    estimated_wait_s: float
    has_free_operator: bool
    preferred: AgentId | None
    silenced: str
    is_challenge_due: bool
    redials: str
    untold: int
    is_storm: bool
    treatment: Treatment


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who calls."""

    standing: Standing
    is_retrial: bool = False
    is_open: bool = True

    def calls(
        self,
        trunk: TrunkLoad,
        *,
        free: int,
        holds: int = 0,
        withheld: int = 0,
        is_burst: bool = False,
        is_crowded: bool = False,
    ) -> Arrived:
        """Return their call, which leaves so many channels of the trunk free."""
        load = replace(
            trunk,
            in_use=trunk.channels - free,
            holds=holds,
            withheld=withheld,
            is_burst=is_burst,
            is_crowded=is_crowded,
        )
        case = replace(CASE, is_retrial=self.is_retrial)
        return replace(ARRIVED, case=case, standing=self.standing, is_open=self.is_open, load=load)

    def but(self, **known: Unpack[Known]) -> "Person":
        """Return the same person, of whom something else is known."""
        return replace(self, standing=replace(self.standing, **known))


STORM = TrunkLoad(channels=6, in_use=6, operators=4)
"""The trunk of the storm day: one person may be held."""

ROOMY = TrunkLoad(channels=30, in_use=30, operators=10)

STRANGER = Person(Standing(estimated_wait_s=600.0, ahead=20))
UNTOLD = replace(STRANGER, is_retrial=True)
TOLD = UNTOLD.but(told_s_ago=30.0, heard_s_ago=30.0)
HIDDEN = STRANGER.but(kind=CallerKind.WITHHELD, is_callable=False)
FOREIGN = STRANGER.but(kind=CallerKind.FOREIGN, is_callable=False)
SILENT = TOLD.but(silenced="dead air three times")
