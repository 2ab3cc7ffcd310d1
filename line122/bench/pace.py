"""A day lived faster than it was: seconds of the day on a clock that is real."""

import asyncio
from pathlib import Path
from typing import Final

from ruamel.yaml import YAML

from base.clock import Clock
from simulation.schedule import Call, Cancellable

SCALED: Final = ("queues", "agents", "calls", "ladder", "callers", "storm", "callbacks")
"""The sections of the settings whose durations are the policy's."""
MENUS: Final = Path(__file__).parent / "menus"
"""The menus of benches: short words, few questions."""
NOT_SCALED: Final = frozenset({"answer_timeout_s"})
"""How long Asterisk may take: it works no faster."""
_ALL_DAY: Final = {"round_the_clock": True}


class PacedSchedule:
    """A `simulation.schedule.Schedule` that runs so many times faster than the day it tells."""

    def __init__(self, clock: Clock, speed: float) -> None:
        """Open the line now; `open` does so again."""
        self._loop = asyncio.get_running_loop()
        self._clock = clock
        self._speed = speed
        self._opened_at = clock.instant()

    def open(self) -> None:
        """Open the line now; nothing must be scheduled yet."""
        self._opened_at = self._clock.instant()

    def now_s(self) -> float:
        """Return the seconds of the day since the line opened."""
        return (self._clock.instant() - self._opened_at) * self._speed

    def at(self, when_s: float, call: Call) -> Cancellable:
        """Call at that second of the day."""
        return self.after(max(0.0, when_s - self.now_s()), call)

    def after(self, delay_s: float, call: Call) -> Cancellable:
        """Call when so many seconds of the day have passed."""
        return self._loop.call_later(delay_s / self._speed, call)


def paced_settings(defaults: Path, speed: float, into: Path) -> Path:
    """Write the settings with every duration of the policy divided by the speed.

    Whoever calls waits without a menu, as in the simulation, and telephones may ring at any hour.
    """
    yaml = YAML(typ="safe", pure=True)
    tree = yaml.load(defaults.read_text("utf-8"))
    for section in SCALED:
        tree[section] = paced(tree[section], speed)
    tree["callbacks"]["hours"] = dict(_ALL_DAY)
    tree["menus"] = {"directory": str(MENUS)}
    tree["marks"] = {"enabled": False}
    for service in tree["services"].values():
        service["script"] = "greeting"
    into.parent.mkdir(parents=True, exist_ok=True)
    with into.open("w", encoding="utf-8") as file:
        YAML(typ="safe", pure=True).dump(tree, file)
    return into


def paced(tree: object, speed: float, *, is_duration: bool = False) -> object:
    """Return a part of the settings with its durations divided; the key tells what is one."""
    if isinstance(tree, dict):
        return {
            key: paced(
                inner,
                speed,
                is_duration=str(key).endswith("_s") and key not in NOT_SCALED,
            )
            for key, inner in tree.items()
        }
    if isinstance(tree, list):
        return [paced(inner, speed, is_duration=is_duration) for inner in tree]
    if is_duration and isinstance(tree, int | float):
        return tree / speed
    return tree
