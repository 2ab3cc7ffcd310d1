"""The options of commands that simulate: one for each parameter of a scenario and of a site.

They are made from the types that hold the parameters, with the words that explain these there, so
that no parameter lacks its option and no explanation is written twice.
"""

import argparse
import ast
import inspect
import shlex
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from functools import lru_cache
from itertools import pairwise
from os import sched_getaffinity
from pathlib import Path
from typing import Final, cast, get_type_hints

import msgspec

from config.menus import MENUS, load_menu
from ivr.script import Script
from line122.cli.command import UsageError
from simulation.scenario import (
    PROFILES,
    Crowd,
    Scenario,
    ScenarioError,
    changed,
    load_scenario,
    scenario_names,
)
from simulation.site import PROFILES as TUNINGS
from simulation.site import Tuning

_SHORT: Final = {"let_in_behind_deck": "deck-extra", "is_shadow": "shadow"}
"""Options whose name is not made from their field's."""
_METAVARS: Final[Mapping[type[int | float | str], str]] = {int: "N", float: "X", str: "HH:MM"}
_FILES_ONLY: Final = frozenset({"title"})
_OF_SCENARIO: Final = "scenario."
_OF_SITE: Final = "site."


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the options came to."""

    name: str
    """The scenario's, as the targets know it."""
    scenario: Scenario
    tuning: Tuning
    written: str
    """The words of the command line that choose the same again."""


def add_scenario_options(parser: argparse.ArgumentParser) -> None:
    """Declare the scenario, the profile, and every parameter."""
    parser.add_argument(
        "scenario",
        metavar="SCENARIO",
        help=f"a file, or one of: {', '.join(scenario_names())}",
    )
    parser.add_argument(
        "--profile",
        choices=tuple(PROFILES),
        default="ordinary",
        help="what the site and its callers may be assumed to have (%(default)s)",
    )
    people = parser.add_argument_group("the day", "parameters of the scenario; a file may set all")
    hints = get_type_hints(Scenario)
    names = set(Scenario.__struct_fields__)
    for name in Scenario.__struct_fields__:
        if name not in _FILES_ONLY:
            _add(people, name, hints[name], _Place(_OF_SCENARIO, names, _told(Scenario)))
    site = parser.add_argument_group("the product", "how it is set up; the profile sets the rest")
    tuned = get_type_hints(Tuning)
    for each in fields(Tuning):
        _add(site, each.name, tuned[each.name], _Place(_OF_SITE, set(tuned), _told(Tuning)))


def chosen_by(args: argparse.Namespace) -> Chosen:
    """Return the scenario and the site with what the options change.

    Raises:
        UsageError: there is no such scenario, or a value is out of its range.

    """
    given = vars(args)
    of_scenario = _given(given, _OF_SCENARIO)
    of_site = _given(given, _OF_SITE)
    written = args.scenario
    is_path = "/" in written or written.endswith((".yaml", ".yml"))
    try:
        scenario = load_scenario(Path(written) if is_path else written, profile=args.profile)
        scenario = changed(scenario, _with_crowds(scenario, of_scenario))
        tuning = msgspec.convert({**_fields(TUNINGS[args.profile]), **of_site}, Tuning)
    except (ScenarioError, msgspec.ValidationError) as error:
        raise UsageError(str(error)) from error
    name = Path(written).stem if is_path else written
    return Chosen(name, scenario, tuning, _written(args, {**of_scenario, **of_site}))


def menu_for(scenario: Scenario) -> Script | None:
    """Return the product's menu where it serves some of the callers; else nobody is asked."""
    return load_menu(MENUS / "122.yaml") if scenario.self_service else None


def _written(args: argparse.Namespace, changes: Mapping[str, object]) -> str:
    names = {*Scenario.__struct_fields__, *(each.name for each in fields(Tuning))}
    words = [args.scenario]
    if args.profile != "ordinary":
        words += ["--profile", args.profile]
    for name, value in changes.items():
        if name not in {"operators", "channels"}:
            words += _words(name, value, names)
    return shlex.join(words)


def _words(name: str, value: object, names: set[str]) -> list[str]:
    option = _option(name.replace(".", "_"), names)
    match value:
        case bool():
            return [f"--{option}" if value else f"--no-{option}"]
        case tuple():
            sign = "-" if name in Scenario.__struct_fields__ else ","
            return [f"--{option}", sign.join(f"{part:g}" for part in value)]
        case _:
            return [f"--{option}", str(value)]


def add_run_options(parser: argparse.ArgumentParser, *, days: int) -> None:
    """Declare how much is simulated, and with what."""
    parser.add_argument("--days", type=int, default=days, help="how many days (%(default)s)")
    parser.add_argument(
        "--seed", type=int, default=1, help="equal seeds give equal days (%(default)s)"
    )
    parser.add_argument(
        "--workers",
        type=int,
        default=len(sched_getaffinity(0)),
        help="processes at once; the figures do not depend on it (%(default)s, all cores)",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--chart", type=Path, metavar="FILE.svg", help="draw a chart")


def require_run_options(args: argparse.Namespace) -> None:
    """Refuse what cannot be run.

    Raises:
        UsageError: there would be no day, or nobody to live it.

    """
    for name in ("days", "workers"):
        if getattr(args, name) < 1:
            raise UsageError(f"--{name} must be at least 1")
    if args.chart is not None and not args.chart.absolute().parent.is_dir():
        raise UsageError(f"--chart: there is no folder {args.chart.absolute().parent}")


@dataclass(frozen=True, slots=True)
class _Place:
    prefix: str
    names: set[str]
    told: Mapping[str, str]


def _add(group: argparse._ArgumentGroup, name: str, kind: object, place: _Place) -> None:
    kept = place.prefix + name
    option = f"--{_option(name, place.names)}"
    told = place.told.get(name, "").replace("%", "%%")
    if kind is bool:
        group.add_argument(
            option, dest=kept, action=argparse.BooleanOptionalAction, default=None, help=told
        )
    elif kind is Crowd:
        shown = name.replace("_", "-")
        group.add_argument(
            f"--{shown}", dest=kept, type=int, metavar="N", default=None, help=told or "citizens"
        )
        group.add_argument(
            f"--{shown}-auto-redial",
            dest=f"{kept}.auto_redial",
            type=float,
            metavar="SHARE",
            default=None,
            help="share of them whose telephone redials by itself",
        )
    elif kind == tuple[float, float]:
        group.add_argument(
            option, dest=kept, type=_range, metavar="A-B", default=None, help=told or "seconds"
        )
    elif kind == tuple[float, ...]:
        group.add_argument(
            option, dest=kept, type=_list, metavar="A,B,…", default=None, help=told or "seconds"
        )
    else:
        parse = cast("type[int | float | str]", kind)
        metavar = _METAVARS[parse]
        group.add_argument(option, dest=kept, type=parse, metavar=metavar, default=None, help=told)


def _option(name: str, names: set[str]) -> str:
    """Return the option's name: the field's, without the unit where that leaves no doubt."""
    short = name.removesuffix("_s")
    word = name if short in names and short != name else short
    return _SHORT.get(name, word.replace("_", "-"))


def _range(text: str) -> tuple[float, float]:
    low, dash, high = text.partition("-")
    return float(low), float(high if dash else low)


def _list(text: str) -> tuple[float, ...]:
    return tuple(float(part) for part in text.split(","))


def _given(values: Mapping[str, object], prefix: str) -> dict[str, object]:
    return {
        name.removeprefix(prefix): value
        for name, value in values.items()
        if name.startswith(prefix) and value is not None
    }


def _with_crowds(scenario: Scenario, changes: Mapping[str, object]) -> dict[str, object]:
    """Return the changes with those of a crowd put into the crowd."""
    flat = dict(changes)
    for crowd in ("first_timers", "known"):
        inner: dict[str, object] = {}
        if crowd in flat:
            inner["citizens"] = flat.pop(crowd)
        if f"{crowd}.auto_redial" in flat:
            inner["auto_redial"] = flat.pop(f"{crowd}.auto_redial")
        if inner:
            flat[crowd] = {**msgspec.to_builtins(getattr(scenario, crowd)), **inner}
    return flat


def _fields(tuning: Tuning) -> dict[str, object]:
    return {each.name: getattr(tuning, each.name) for each in fields(Tuning)}


@lru_cache
def _told(holder: type) -> Mapping[str, str]:
    """Return what stands below each field, which Python itself forgets."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(holder)))
    body = cast("ast.ClassDef", tree.body[0]).body
    return dict(_docstrings(body))


def _docstrings(body: list[ast.stmt]) -> Iterator[tuple[str, str]]:
    for statement, below in pairwise(body):
        match statement, below:
            case (
                ast.AnnAssign(target=ast.Name(name)),
                ast.Expr(value=ast.Constant(value=str(text))),
            ):
                sentence = " ".join(text.split()).rstrip(".")
                yield name, sentence[0].lower() + sentence[1:]
            case _:
                pass


def write_chart(path: Path, drawn: str) -> None:
    """Write a chart to its file.

    Raises:
        UsageError: the file cannot be written.

    """
    try:
        path.write_text(drawn, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"--chart: {path} cannot be written: {error.strerror}") from error
