"""What changed between two states, so small that a page can be told of it many times a second.

A state is a tree of maps. A difference names what was set and what is gone by paths: the keys from
the root, joined by `/`, each escaped as in a JSON pointer (RFC 6901) without its leading slash.
Only maps are looked into; a list is one value, and is told as a whole.

The law is `applied(difference(before, after), before) == after`, whatever the two are.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, TypeAlias

import msgspec

Node: TypeAlias = "Mapping[str, Node] | tuple[Node, ...] | str | int | float | bool | None"
"""Anything that a state holds."""

State: TypeAlias = Mapping[str, Node]

_LEAVES: Final = (str, int, float, tuple, type(None))
"""Whatever is no map: asked for much faster than an abstract class."""
_as_text: Final = msgspec.json.Encoder().encode
"""Most maps are as they were, and their texts are compared faster than what they hold."""
_ESCAPES: Final = str.maketrans({"~": "~0", "/": "~1"})


@dataclass(frozen=True, slots=True)
class Delta:
    """What became of a state."""

    set: Mapping[str, Node] = field(default_factory=dict)
    """Path → what stands there now, with all that is below it."""
    gone: tuple[str, ...] = ()
    """Paths at which nothing stands any more; they are taken away before anything is set."""

    def __bool__(self) -> bool:
        """Tell whether anything changed."""
        return bool(self.set or self.gone)


def difference(before: State, after: State) -> Delta:
    """Return what leads from one state to the other."""
    if before is after:
        return Delta()
    found = _Found()
    found.look(before, after, ())
    return Delta(found.set, tuple(found.gone))


def applied(delta: Delta, state: State) -> State:
    """Return the state after a difference; one that does not belong to it changes what it can."""
    for path in delta.gone:
        state = _without(state, _keys_of(path))
    for path, value in delta.set.items():
        state = _with(state, _keys_of(path), value)
    return state


def path_of(*keys: str) -> str:
    """Return the path of a value by the keys that lead to it."""
    return "/".join(key.translate(_ESCAPES) for key in keys)


def _keys_of(path: str) -> list[str]:
    return [part.replace("~1", "/").replace("~0", "~") for part in path.split("/")]


@dataclass(slots=True)
class _Found:
    """What was found different so far; paths are made of nothing else."""

    set: dict[str, Node] = field(default_factory=dict)
    gone: list[str] = field(default_factory=list)

    def look(self, before: State, after: State, above: tuple[str, ...]) -> None:
        """Compare what stands below some keys."""
        for key, value in after.items():
            if key not in before:
                self.set[path_of(*above, key)] = value
                continue
            known = before[key]
            if known is value:
                continue
            if not isinstance(value, _LEAVES) and not isinstance(known, _LEAVES):
                if _as_text(known) != _as_text(value):
                    self.look(known, value, (*above, key))
            elif not _is_same(known, value):
                self.set[path_of(*above, key)] = value
        self.gone.extend(path_of(*above, key) for key in before if key not in after)


def _is_same(known: Node, value: Node) -> bool:
    """Tell whether two values are written alike: to Python 1, 1.0 and true are the same."""
    if type(known) is not type(value) or known != value:
        return False
    if isinstance(value, str):
        return True
    if isinstance(known, Mapping) and isinstance(value, Mapping):
        return all(_is_same(known[key], value[key]) for key in known)
    if isinstance(known, tuple) and isinstance(value, tuple):
        return all(map(_is_same, known, value))
    return True


def _with(state: State, keys: list[str], value: Node) -> State:
    key, *below = keys
    if not below:
        return {**state, key: value}
    inner = state.get(key)
    return {**state, key: _with(inner if isinstance(inner, Mapping) else {}, below, value)}


def _without(state: State, keys: list[str]) -> State:
    key, *below = keys
    if key not in state:
        return state
    if not below:
        return {name: value for name, value in state.items() if name != key}
    inner = state[key]
    return {**state, key: _without(inner, below)} if isinstance(inner, Mapping) else state
