"""`line122 ivr`: check voice menus, show them as a tree, and try them at the terminal."""

import argparse
import json
import sys
from pathlib import Path
from typing import Final

from rich.console import Console

from config.menus import MENUS, load_menu, menu_schema
from config.problems import Problem, SettingsError
from line122.cli.ivr_pages import dot_of, tree_of
from line122.cli.ivr_talk import talk
from line122.cli.main import OK

NAME = "ivr"
HELP = (
    "Check voice menus with every error's file and line, show one as a tree, or walk one at the "
    "terminal by keys. docs/menus.md tells how to write them."
)
_DEFAULT: Final = MENUS / "122.yaml"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the sub-commands and their options."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    check = actions.add_parser("check", help="prove that menus are right; exit 2 when one is not")
    check.add_argument("files", nargs="+", type=Path, metavar="FILE")
    show = actions.add_parser("show", help="print the tree of a menu")
    show.add_argument("file", nargs="?", type=Path, default=_DEFAULT, metavar="FILE")
    show.add_argument("--dot", action="store_true", help="print a graph for Graphviz instead")
    talking = actions.add_parser("talk", help="walk a menu at the terminal")
    talking.add_argument("file", nargs="?", type=Path, default=_DEFAULT, metavar="FILE")
    talking.add_argument("--night", action="store_true", help="as if the service were closed")
    talking.add_argument("--storm", action="store_true", help="as if thousands were calling")
    actions.add_parser("schema", help="print the JSON Schema of menus, for editors")


def run(args: argparse.Namespace) -> int:
    """Do what was asked; 0 when all is well, 2 when a menu is not right."""
    match args.action:
        case "check":
            return _check(args.files)
        case "show":
            return _show(args.file, as_dot=args.dot)
        case "talk":
            return talk(load_menu(args.file), is_night=args.night, is_storm=args.storm)
        case _:
            text = json.dumps(menu_schema(), ensure_ascii=False, indent=2)
            sys.stdout.write(f"{text}\n")
            return OK


def _check(files: list[Path]) -> int:
    problems: list[Problem] = []
    for file in files:
        try:
            script = load_menu(file)
        except SettingsError as error:
            problems.extend(error.problems)
            continue
        sys.stdout.write(
            f"ok: {file}: script {script.script}, version {script.version}, "
            f"{len(script.nodes)} nodes, digest {script.digest}\n"
        )
    sys.stdout.flush()
    if problems:
        raise SettingsError(problems)
    return OK


def _show(file: Path, *, as_dot: bool) -> int:
    script = load_menu(file)
    if as_dot:
        sys.stdout.write(dot_of(script))
    else:
        Console(soft_wrap=True).print(tree_of(script))
    return OK
