"""The part of the default menu that `bench ivr` walks, and the way through it.

Every menu is entered by its key and left by the key that goes back, over and over; no key leads
to a person, so that the whole load is the menu's. A step is one key and the prompt after it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from ivr.prompt import PromptKey
from ivr.script import BACK_KEY


@dataclass(frozen=True, slots=True)
class Menu:
    """One menu: what it says, and where its keys lead."""

    name: str
    prompt: PromptKey
    keys: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class WayStep:
    """One key, and what must be said then."""

    key: str
    prompt: PromptKey


GREETING: Final = (PromptKey("greeting.notice"), PromptKey("recording.refuse"))

_BEHIND: Final[Mapping[str, tuple[str, str]]] = {
    "2": ("appointment", "appointment.menu"),
    "3": ("reference", "reference.menu"),
    "4": ("complaint", "complaint.menu"),
    "1": ("danger", "danger.question"),
}
MAIN: Final = Menu(
    "main", PromptKey("menu.122"), {key: name for key, (name, _) in _BEHIND.items()}
)
MENUS: Final = (
    MAIN,
    *(Menu(name, PromptKey(said), {BACK_KEY: "main"}) for name, said in _BEHIND.values()),
)

ROUNDS: Final = 3
"""More would lead to a person: the engine lets nobody play with a menu for ever."""
STEPS: Final = ROUNDS * 2 * len(_BEHIND)


def way() -> Iterator[WayStep]:
    """Yield the steps of one caller, from the main menu on and back to it."""
    for _ in range(ROUNDS):
        for key, (_, said) in _BEHIND.items():
            yield WayStep(key, PromptKey(said))
            yield WayStep(BACK_KEY, MAIN.prompt)
