"""A scenario: who calls on a day, how they behave, and what the site has.

Scenarios are files; every parameter has its ordinary value here and can be changed by name. An
unknown name is an error: a day that ignored a misspelt parameter would prove nothing.

The figures are those of the helplines of September 2021 and December 2020 after which the files
are named; what nobody has published (patience, redial gaps, belief) is the assumption of the model
that the goals were set with, and can be changed to see what hangs on it.
"""

from collections.abc import Mapping
from itertools import pairwise
from math import isclose
from pathlib import Path
from typing import Annotated, Final

import msgspec
from msgspec import Meta
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from base.errors import Line122Error

SCENARIOS: Final = Path(__file__).resolve().parent / "scenarios"

Share = Annotated[float, Meta(ge=0, le=1)]
Seconds = Annotated[float, Meta(ge=0)]
Count = Annotated[int, Meta(ge=0)]
Range = tuple[Seconds, Seconds]
"""The shortest and the longest; everything between is as likely."""

ORDINARY_AHT_S: Final = 195.0
_TALK_OF_AHT: Final = 150.0 / ORDINARY_AHT_S
"""How much of the handle time is talk; the rest is wrap-up."""


class ScenarioError(Line122Error):
    """The scenario cannot be read; the text names it and what to change."""


class Wave(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """When a part of a crowd dials for the first time: anywhere in a stretch of the day."""

    from_s: Seconds
    until_s: Seconds
    share: Share


class Crowd(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Citizens of one kind."""

    citizens: Count
    waves: tuple[Wave, ...] = ()
    """Empty: they come evenly through the day."""
    auto_redial: Share = 1.0
    """Share whose telephone redials by itself; the others dial again when they think of it."""


class Scenario(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One kind of day."""

    title: str
    opens_at: Annotated[str, Meta(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")] = "08:00"
    """Local time; all other times of a scenario count from it."""
    hours: Annotated[float, Meta(gt=0, le=24)] = 9.0
    channels: Annotated[int, Meta(ge=1)] = 6
    operators: Annotated[int, Meta(ge=1)] = 4
    first_timers: Crowd
    """Numbers that never contacted the line before this day."""
    known: Crowd = Crowd(citizens=0)

    aht_s: Annotated[float, Meta(gt=0)] = ORDINARY_AHT_S
    """Mean of talk and wrap-up together; both scale with it."""
    talk_variation: Seconds = 0.8
    """Standard deviation of the talk divided by its mean."""
    answer_delay_s: Seconds = 3.0
    """How long an operator's telephone rings."""
    greeting_s: Seconds = 12.0
    dead_air_s: Seconds = 12.0
    """How long an operator says hello to nobody."""
    reject_s: Seconds = 0.05
    """How long a rejected call holds its channel."""

    redial: Range = (20.0, 60.0)
    manual_redial_mean_s: Seconds = 300.0
    """Pause of those whose telephone does not redial by itself."""
    nobody_on_line: Share = 0.1
    """Answered calls of telephones that redialled by themselves, with nobody listening."""
    hasty: Share = 0.5
    """Share of waits that end with "all busy, I dial again"."""
    hasty_patience: Range = (5.0, 20.0)
    patience_mean_s: Seconds = 180.0
    """The other waits."""
    callback_patience_mean_s: Seconds = 90.0
    """How long somebody who was called back waits for the operator."""
    engaged_per_dial_s: Seconds = 5.0
    """How long a telephone is engaged whenever it dials in vain."""

    believe: Share = 0.7
    """Share who stop redialling when they have heard what will happen."""
    accept_offer: Share = 0.0
    """Share who press 1 when a callback is offered to them while they hold."""
    pick_up: Share = 0.7
    pick_up_after: Range = (5.0, 15.0)
    ring_back: Share = 0.5
    """Share of missed callbacks that are rung back."""
    ring_back_after: Range = (30.0, 900.0)

    sms: bool = False
    """Whether the site sends text messages."""
    believe_sms: Share = 0.7
    mobile: Share = 1.0
    """Share of numbers that can get a text message."""

    self_service: Share = 0.0
    """Share whose question the menu itself answers."""
    self_service_s: Seconds = 20.0
    """How long the answer lasts."""

    robots: Count = 0
    """Telephones that redial for ever with nobody at them."""
    robot_starts: Range = (0.0, 600.0)
    robot_redial: Range = (20.0, 60.0)
    robot_stays_s: Seconds = 60.0
    """How long a robot's answered call lasts at most."""
    robot_picks_up: Share = 0.3

    @property
    def closes_at_s(self) -> float:
        """Return how long the line is open."""
        return self.hours * 3600.0

    @property
    def talk_mean_s(self) -> float:
        """Return the mean talk."""
        return self.aht_s * _TALK_OF_AHT

    @property
    def wrap_up_mean_s(self) -> float:
        """Return the mean wrap-up."""
        return self.aht_s - self.talk_mean_s

    @property
    def citizens(self) -> int:
        """Return how many people call; robots are none."""
        return self.first_timers.citizens + self.known.citizens


PROFILES: Final[Mapping[str, Mapping[str, object]]] = {
    "ordinary": {},
    "ambitious": {"sms": True, "believe_sms": 0.7, "pick_up": 0.8, "answer_delay_s": 0.5},
}
"""Sets of changes that belong together: what a well-equipped site may assume."""


def scenario_names() -> tuple[str, ...]:
    """Return the scenarios that come with the product."""
    return tuple(sorted(path.stem for path in SCENARIOS.glob("*.yaml")))


def load_scenario(
    named: str | Path, changes: Mapping[str, object] | None = None, *, profile: str = "ordinary"
) -> Scenario:
    """Return a scenario of ours by its name, or anybody's by its path, with changes on top.

    Raises:
        ScenarioError: there is no such scenario, or something in it is no parameter's value.

    """
    path = named if isinstance(named, Path) else SCENARIOS / f"{named}.yaml"
    if profile not in PROFILES:
        msg = f"There is no profile {profile!r}; use one of: {', '.join(PROFILES)}."
        raise ScenarioError(msg)
    written = _read(path)
    return _checked(path.stem, {**written, **PROFILES[profile], **(changes or {})})


def changed(scenario: Scenario, changes: Mapping[str, object]) -> Scenario:
    """Return the scenario with other values for some parameters, checked like a file.

    Raises:
        ScenarioError: a name is no parameter's, or a value is out of its range.

    """
    built: dict[str, object] = msgspec.to_builtins(scenario)
    return _checked(scenario.title, {**built, **changes})


def _read(path: Path) -> dict[str, object]:
    try:
        written = YAML(typ="safe", pure=True).load(path.read_text("utf-8"))
    except FileNotFoundError:
        ours = ", ".join(scenario_names())
        msg = f"There is no scenario {path.stem!r}; use one of: {ours}; or a file's path."
        raise ScenarioError(msg) from None
    except (OSError, UnicodeDecodeError) as error:
        msg = f"{path} cannot be read ({error}); make it a readable text in UTF-8."
        raise ScenarioError(msg) from error
    except YAMLError as error:
        msg = f"{path} is no YAML: {error}"
        raise ScenarioError(msg) from error
    if not isinstance(written, dict):
        msg = f"{path} must hold parameters and their values; see {SCENARIOS.name}/."
        raise ScenarioError(msg)
    return written


def _checked(name: str, written: Mapping[str, object]) -> Scenario:
    try:
        scenario = msgspec.convert(dict(written), Scenario)
    except msgspec.ValidationError as error:
        msg = f"Scenario {name}: {error}."
        raise ScenarioError(msg) from error
    for fault in _faults(scenario):
        msg = f"Scenario {name}: {fault}."
        raise ScenarioError(msg)
    return scenario


def _faults(scenario: Scenario) -> list[str]:
    """Return what no single parameter can tell."""
    faults: list[str] = []
    ranges = msgspec.to_builtins(scenario)
    for key in Scenario.__struct_fields__:
        pair = ranges[key]
        if isinstance(pair, list | tuple) and any(low > high for low, high in pairwise(pair)):
            faults.append(f"{key} must not shrink from {pair[0]} to {pair[1]}")
    for kind, crowd in (("first_timers", scenario.first_timers), ("known", scenario.known)):
        faults.extend(f"{kind}: {fault}" for fault in _faults_of_waves(crowd.waves, scenario))
    return faults


def _faults_of_waves(waves: tuple[Wave, ...], scenario: Scenario) -> list[str]:
    faults = [
        f"a wave from {wave.from_s:g} s until {wave.until_s:g} s does not lie within the day"
        for wave in waves
        if not wave.from_s <= wave.until_s <= scenario.closes_at_s
    ]
    if waves and not isclose(sum(wave.share for wave in waves), 1.0, abs_tol=1e-6):
        faults.append("the shares of the waves must add up to 1")
    return faults
