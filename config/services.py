"""The settings of what callers meet: services, and menus."""

from collections.abc import Mapping
from typing import Self

from pydantic import Field, model_validator

from config.hours import Hours
from config.model import Name, Prompts, Seconds, Section, TelephoneKey


class Service(Section):
    """What a dialled number stands for."""

    greeting: Prompts
    """Said first, with the notice that the talk is recorded."""
    menu: Name | None
    """`null` where nothing is asked."""
    queue: Name | None = None
    """Of whoever was not asked, or did not say, what they want; else the menu's `on_silence`."""
    hours: Hours

    @model_validator(mode="after")
    def _leads_somewhere(self) -> Self:
        if self.menu is None and self.queue is None:
            raise ValueError("without a menu nothing tells where callers go; give queue: a name")
        return self


class Menu(Section):
    """One question and its answers."""

    prompt: Prompts
    """The question."""
    invalid: Prompts
    """Said after a digit that leads nowhere, before the question is asked again."""
    silence: Prompts
    """Said when nothing was pressed, before the question is asked again."""
    choices: Mapping[TelephoneKey, Name] = Field(min_length=1)
    """The digit pressed → the queue entered."""
    on_silence: Name
    """The queue of those who press nothing, or nothing sensible: they still reach a person."""
    digit_timeout_s: Seconds = 5
    """How long we listen after the question."""
    attempts: int = Field(default=2, ge=1, le=5)
    """How often the question is asked at most, the first time included."""
