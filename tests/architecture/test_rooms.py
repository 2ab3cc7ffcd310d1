"""The packages: which there are, whose names they bear, and that each module is tested."""

import ast
import configparser
from importlib.metadata import packages_distributions

from tests.architecture.source_tree import (
    DOMAIN_ROOMS,
    ROOMS,
    ROOT,
    Source,
    dotted,
    nodes_of,
    product,
    rooms_present,
    sources_of_tests,
)

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def test_every_package_at_the_root_is_a_room_of_the_plan() -> None:
    assert rooms_present() <= ROOMS


def test_the_import_contracts_watch_every_room() -> None:
    contracts = configparser.ConfigParser()
    contracts.read(ROOT / ".importlinter", encoding="utf-8")
    watched = contracts["importlinter"]["root_packages"].split()
    assert sorted(watched) == sorted(rooms_present())


def test_the_purity_contract_watches_every_domain_room() -> None:
    contracts = configparser.ConfigParser()
    contracts.read(ROOT / ".importlinter", encoding="utf-8")
    watched = contracts["importlinter:contract:purity"]["source_modules"].split()
    assert sorted(watched) == sorted(DOMAIN_ROOMS & rooms_present())


def test_no_installed_distribution_owns_one_of_our_names() -> None:
    """The program is never installed: its packages are found at the root of the checkout."""
    owners = packages_distributions()
    assert {room: owners[room] for room in ROOMS if room in owners} == {}


def test_every_module_says_what_it_is() -> None:
    found = [str(source.path) for source in product() if not ast.get_docstring(source.tree)]
    assert not found, "\n".join(found)


def test_every_domain_module_that_does_something_has_its_tests() -> None:
    """Find the test module of `agents/codes.py` by its name or by its word.

    By name it lies in `tests/agents/` and has the word `codes` in its name. A module of stories
    that holds several modules names them in its docstring, by their paths. A module of values
    and ports only does nothing that could be tested by itself.
    """
    untested = [
        str(source.path)
        for source in product()
        if source.room in DOMAIN_ROOMS and _does_something(source)
        if not any(_is_about(test, source) for test in sources_of_tests())
    ]
    assert not untested, "\n".join(untested)


def _is_about(test: Source, source: Source) -> bool:
    if not test.path.name.startswith("test_"):
        return False
    words = f"_{test.path.stem.removeprefix('test_')}_"
    is_named = test.path.parts[1] == source.room and f"_{source.path.stem}_" in words
    return is_named or f"`{source.path}`" in (ast.get_docstring(test.tree) or "")


def _does_something(source: Source) -> bool:
    return any(isinstance(node, _FUNCTIONS) and not _is_bare(node) for node in nodes_of(source))


def _is_bare(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Tell whether the function is a port's (three dots), or a property that only looks inside."""
    match node.body[-1]:
        case ast.Expr(ast.Constant(value)):
            return value is ... or len(node.body) == 1
        case ast.Return(ast.Attribute() as looked_up):
            return dotted(looked_up).startswith("self.")
        case _:
            return False
