"""A supervisor's word about the storm: on, off, or by the figures again.

A storm that is ordered lasts until it is ordered otherwise, whatever the figures say; when they
decide again, it ends as every storm does, after a quarter of an hour without signs.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import assert_never

from callflow.storm import (
    Calm,
    Enter,
    Leave,
    Stay,
    Storm,
    StormDecision,
    StormSign,
    StormState,
)


class StormOrder(StrEnum):
    """What somebody ordered of the storm."""

    ON = "on"
    OFF = "off"
    AUTO = "auto"
    """The figures decide."""


@dataclass(frozen=True, slots=True)
class OrderedStorm:
    """What holds of the storm by somebody's word, until it is ordered otherwise."""

    order: StormOrder = StormOrder.AUTO
    by: str = ""
    """The login of who ordered it; nobody where nothing was ordered."""
    at: datetime | None = None


def under_order(
    decision: StormDecision, before: StormState, order: StormOrder, now: datetime
) -> StormDecision:
    """Return what is decided under an order; `before` is how it stood until now."""
    figures, signs = decision.figures, (StormSign.ORDERED,)
    match order:
        case StormOrder.AUTO:
            return decision
        case StormOrder.ON:
            if isinstance(before, Storm):
                return Stay(replace(before, calm_since=None), signs, figures)
            return Enter(Storm(now, figures), signs, figures)
        case StormOrder.OFF:
            if isinstance(before, Storm):
                return Leave(Calm(), before.since, figures)
            return Stay(Calm(), (), figures)
        case _:
            assert_never(order)
