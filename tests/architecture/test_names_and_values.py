"""Names that say nothing are not used, and what a domain room passes on nobody can change."""

import ast
import re
from collections import Counter
from collections.abc import Iterator

from tests.architecture.source_tree import (
    DOMAIN_ROOMS,
    GENERATED,
    ROOT,
    Source,
    dotted,
    nodes_of,
    product,
)

_EMPTY = frozenset(
    {"data", "info", "manager", "helper", "helpers", "util", "utils", "process", "handle", "misc"}
)
_WORDS_OF_PROTOCOLS = frozenset({"press_by_info"})
"""INFO is the method of SIP that carries keys (RFC 6086)."""

_WORD = re.compile(r"[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])")
_DEFINITIONS = (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


def test_no_module_class_or_function_bears_a_name_that_says_nothing() -> None:
    found = [
        place
        for source in product()
        if source.path not in GENERATED
        for place, name in _named(source)
        if name not in _WORDS_OF_PROTOCOLS
        if _EMPTY & {word.lower() for word in _WORD.findall(name)}
    ]
    assert not found, "\n".join(found)


def test_every_value_of_a_domain_room_is_frozen_and_has_slots() -> None:
    found = [
        f"{source.at(node)} {node.name}"
        for source in product()
        if source.room in DOMAIN_ROOMS
        for node in nodes_of(source)
        if isinstance(node, ast.ClassDef)
        for decorator in node.decorator_list
        if not _is_frozen(decorator)
    ]
    assert not found, "\n".join(found)


def _named(source: Source) -> Iterator[tuple[str, str]]:
    yield str(source.path), source.path.stem
    for node in nodes_of(source):
        if isinstance(node, _DEFINITIONS):
            yield f"{source.at(node)} {node.name}", node.name


def _is_frozen(decorator: ast.expr) -> bool:
    """Tell whether a class's decorator, if it makes a dataclass, makes one that stays as it is."""
    called = decorator.func if isinstance(decorator, ast.Call) else decorator
    if dotted(called).rpartition(".")[2] != "dataclass":
        return True
    keywords = decorator.keywords if isinstance(decorator, ast.Call) else []
    promised = {
        word.arg
        for word in keywords
        if isinstance(word.value, ast.Constant) and word.value.value is True
    }
    return {"frozen", "slots"} <= promised


def test_no_two_test_modules_have_one_name() -> None:
    """A run of all the tests could not tell them apart."""
    names = Counter(path.name for path in (ROOT / "tests").rglob("test_*.py"))
    assert [name for name, count in names.items() if count > 1] == []
