"""The settings' file as a tree of text, with the line of every part of it.

The tree is made from YAML's own nodes instead of its values, for three reasons: every key and
value keeps its line, all duplicated keys are found and not only the first, and a scalar stays
the text that was written, because YAML would make the number 79101234567 of `+79101234567`.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from config.problems import Origin, Problem, Where, dotted

Tree = str | None | list["Tree"] | dict[str, "Tree"]

_NULLS: Final = frozenset({"", "~", "null", "Null", "NULL"})
_SECRET_KEYS: Final = frozenset(
    {"password", "passwd", "secret", "token", "salt", "second_factor_keys"}
)
_PASSWORD_IN_URL: Final = re.compile(r"://[^/\s@]*:[^/\s@]+@")
_PLAIN: Final = None
"""The style of a scalar without quotation marks."""


@dataclass(frozen=True, slots=True)
class Document:
    """Settings as text, where each was written, and what was wrong with the writing."""

    source: str
    tree: dict[str, Tree]
    origins: Mapping[Where, Origin] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    def origin(self, where: Where) -> Origin:
        """Return where a setting was written, or the nearest one around it."""
        for length in range(len(where), 0, -1):
            if where[:length] in self.origins:
                return self.origins[where[:length]]
        return Origin(self.source)

    def problem(self, where: Where, text: str) -> Problem:
        """Return a problem with that setting."""
        return Problem(self.origin(where), dotted(where), text)


def read_document(text: str, source: str) -> Document:
    """Return what the file says; what is wrong with it is in the document's problems."""
    try:
        root = YAML(typ="safe", pure=True).compose(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        origin = Origin(source, 0 if mark is None else mark.line + 1)
        return Document(source, {}, problems=(Problem(origin, "", _syntax(error.problem)),))
    except YAMLError as error:
        # The reader's own errors, such as a control character, carry no mark but a position.
        position: int = getattr(error, "position", 0)
        origin = Origin(source, text.count("\n", 0, position) + 1)
        return Document(source, {}, problems=(Problem(origin, "", _syntax(str(error))),))
    if root is None:
        return Document(source, {})
    reader = _Reader(source)
    tree = reader.read(root, ())
    if not isinstance(tree, dict):
        reader.complain(root, (), "the file must be a list of settings; begin with site:")
        tree = {}
    return Document(source, tree, reader.origins, tuple(reader.problems))


class _Reader:
    """Walks the nodes once and keeps what it met on the way."""

    def __init__(self, source: str) -> None:
        self._source = source
        self.origins: dict[Where, Origin] = {}
        self.problems: list[Problem] = []

    def read(self, node: Node, where: Where) -> Tree:
        if node.anchor is not None:
            self.complain(node, where, "anchors are not read here; write the value out")
            return None
        match node:
            case MappingNode():
                return dict(self._members(node, where))
            case SequenceNode():
                return [self._item(item, (*where, index)) for index, item in enumerate(node.value)]
            case ScalarNode():
                return self._scalar(node, where)
            case _:
                self.complain(node, where, "this kind of YAML is not read here; write text")
                return None

    def complain(self, node: Node, where: Where, text: str) -> None:
        self.problems.append(Problem(self._origin(node), dotted(where), text))

    def _origin(self, node: Node) -> Origin:
        return Origin(self._source, node.start_mark.line + 1)

    def _members(self, node: MappingNode, where: Where) -> Iterator[tuple[str, Tree]]:
        first_lines: dict[str, int] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, ScalarNode):
                self.complain(key_node, where, "a key must be plain text; write a name")
                continue
            key = str(key_node.value)
            here = (*where, key)
            if key in first_lines:
                first = first_lines[key]
                self.complain(key_node, here, f"stands in line {first} already; keep one of them")
                continue
            first_lines[key] = key_node.start_mark.line + 1
            self.origins[here] = self._origin(key_node)
            if key.lower() in _SECRET_KEYS:
                self.complain(key_node, here, _secret_advice(here))
            yield key, self.read(value_node, here)

    def _item(self, node: Node, where: Where) -> Tree:
        self.origins[where] = self._origin(node)
        return self.read(node, where)

    def _scalar(self, node: ScalarNode, where: Where) -> str | None:
        text = str(node.value)
        if node.style is _PLAIN and text in _NULLS:
            return None
        if _PASSWORD_IN_URL.search(text):
            self.complain(node, where, _secret_advice(where))
        return text


def variable_of(where: Where) -> str:
    """Return the variable of the environment that sets a setting."""
    return "LINE122_" + "__".join(str(part).upper().replace("-", "_") for part in where)


def _secret_advice(where: Where) -> str:
    by_file = f"{where[-1]}_file" if where else "a file"
    return (
        f"a password does not belong into the settings; name its file with {by_file}, "
        f"or set {variable_of(where)} in the environment"
    )


def _syntax(problem: str | None) -> str:
    first_line = (problem or "it cannot be read").splitlines()[0]
    return f"this is not YAML: {first_line}; mend this line or the one before it"
