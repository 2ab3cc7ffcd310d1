"""The settings of what callers meet: services, whom menus hand over to, and the mark of a talk."""

from pathlib import Path
from typing import Annotated

from pydantic import Field

from config.hours import Hours
from config.model import Name, Pause, ScriptName, Seconds, Section


class Service(Section):
    """What a dialled number stands for."""

    script: ScriptName
    """The menu, from the greeting to where it leads: a file of that name, see docs/menus.md."""
    queue: Name | None = None
    """Of whoever was not asked what they want; else the first one that the menu leads to."""
    hours: Hours


class Menus(Section):
    """Where menus lie, and how long they may take: each holds a channel."""

    directory: Path | None = None
    """Of the site's own; else menus/ beside the settings. Those of the product are known."""
    connect_limit_s: Seconds = 300
    """Of callers for whom an operator is free."""
    hold_limit_s: Seconds = 180
    """Of callers who will wait on the line."""
    let_in_limit_s: Seconds = 180
    """Of those who call again and are let in."""
    short_limit_s: Seconds = 60
    """Of all of them, while fewer channels stay free than `channels_free`."""
    channels_free: Annotated[int, Field(ge=0, le=100)] = 2
    answers_free: Annotated[int, Field(ge=0, le=100)] = 1
    """While so many stay free, whoever is told that we ring may hear answers by a key."""
    answers_listen_s: Annotated[float, Field(ge=0, le=10)] = 1.5
    """How long we listen after a promise that has named that key."""
    night_limit_s: Seconds = 900
    """While the line is closed."""
    silence_s: Annotated[float, Field(ge=1, le=30)] = 5
    """A recording ends after so long a silence."""
    contained_s: Pause = 86_400
    """Who comes back so soon for the same was not served by the menu after all."""


class Marks(Section):
    """The mark after a talk, given by whoever is still there."""

    enabled: bool = True
    script: ScriptName = "mark"
    within_s: Annotated[float, Field(gt=0, le=8)] = 8
    follow_up_to: Annotated[int, Field(ge=-1, le=10)] = 6
    """Up to this mark somebody asks what went wrong; -1 for nobody."""
