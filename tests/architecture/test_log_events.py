"""The log: names of events are static, and no key outside `pii.` could name a person."""

import ast
import re
from collections.abc import Iterator

from tests.architecture.source_tree import Source, dotted, nodes_of, product

_LEVELS = frozenset({"debug", "info", "warning", "error", "exception", "critical"})
_EVENT = re.compile(r"[a-z0-9_]+(?:\.[a-z0-9_]+)+")
_PERSONAL = frozenset(
    {"ani", "ani_name", "number", "phone", "digit", "digits", "name", "patient", "address"}
)


def test_every_event_has_a_static_name_of_a_noun_and_what_befell_it() -> None:
    odd = [
        source.at(call)
        for source in product()
        for call in _logged(source)
        if not _is_static_name(call.args[0])
    ]
    assert not odd, "\n".join(odd)


def test_no_event_carries_personal_figures_in_the_open() -> None:
    open_ = [
        f"{source.at(call)} {keyword.arg}"
        for source in product()
        for call in _logged(source)
        for keyword in call.keywords
        if keyword.arg in _PERSONAL
    ]
    assert not open_, "\n".join(open_)


def _logged(source: Source) -> Iterator[ast.Call]:
    for node in nodes_of(source):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in _LEVELS
            and dotted(node.func.value).rpartition(".")[2] in {"_log", "log", "logger"}
        ):
            yield node


def _is_static_name(node: ast.expr) -> bool:
    match node:
        case ast.Constant(str(name)):
            return _EVENT.fullmatch(name) is not None
        case _:
            return False
