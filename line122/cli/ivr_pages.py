"""A voice menu as a tree for the terminal, and as a graph for Graphviz."""

import json
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple, assert_never

from rich.markup import escape
from rich.tree import Tree

from ivr.nodes import (
    BranchNode,
    CallbackNode,
    GatherNode,
    HangUpNode,
    IntakeNode,
    LookUpNode,
    MenuNode,
    Node,
    QueueNode,
    RecordNode,
    SayNode,
    TransferNode,
)
from ivr.script import By, Script, Way, ways_of

_STYLES: Final = {
    By.KEY: "bold cyan",
    By.ITSELF: "white",
    By.SYSTEM: "yellow",
    By.GIVING_UP: "dim",
}


class _Step(NamedTuple):
    """One way of one node."""

    name: str
    way: Way


def tree_of(script: Script) -> Tree:
    """Return the menu as a tree; each node is unfolded once, where the fewest steps lead to it."""
    rules = "" if script.rules is None else f", danger signs version {script.rules}"
    tree = Tree(
        f"[bold]{script.script}[/] version {script.version}, digest {script.digest}{rules}"
    )
    nearest = _nearest(script)
    _grow(tree, script, script.start, nearest)
    if script.person is not None:
        tree.add(f"[bold cyan]0[/] from everywhere [dim]→ {script.person}[/]")
    return tree


def dot_of(script: Script) -> str:
    """Return the menu in the language of Graphviz."""
    return "\n".join(_dot_lines(script)) + "\n"


def _nearest(script: Script) -> Mapping[str, _Step]:
    """Return the step by which each node is reached first, level by level."""
    names, found = [script.start], dict[str, _Step]()
    for name in names:  # The list grows while it is walked.
        for way in ways_of(script.nodes[name], script.person):
            if way.to != script.start and way.to not in found:
                found[way.to] = _Step(name, way)
                names.append(way.to)
    return found


def _grow(
    tree: Tree, script: Script, name: str, nearest: Mapping[str, _Step], label: str = ""
) -> None:
    node = script.nodes[name]
    here = tree.add(f"{label}[bold]{name}[/] {escape(_gist(node))}")
    for way in ways_of(node, script.person):
        by = f"[{_STYLES[way.by]}]{escape(_label(way))}[/] "
        if nearest.get(way.to) == _Step(name, way):
            _grow(here, script, way.to, nearest, by)
        elif way.by is not By.GIVING_UP or way.to != script.person:
            here.add(f"{by}[dim]→ {way.to}[/]")


def _label(way: Way) -> str:
    return way.field[-1] if way.field[0] in {"keys", "cases"} else way.field[0]


def _gist(node: Node) -> str:
    match node:
        case SayNode(say=say, note=note, value=value):
            noted = "" if note is None else f" (notes {note}{f': {value}' if value else ''})"
            return ", ".join(say) + noted
        case MenuNode(say=say):
            return ", ".join(say)
        case GatherNode(into=into, check=check):
            return f"asks {into}: {check}"
        case RecordNode(into=into, max_s=max_s):
            return f"records {into}, up to {max_s:g} s"
        case IntakeNode(request=request, fields=fields):
            return f"request {request}: {', '.join(field.into for field in fields)}"
        case BranchNode(on=on):
            return f"by {on}"
        case LookUpNode(look_up=look_up, brings=brings):
            return f"looks up {look_up}" + (f" → {', '.join(brings)}" if brings else "")
        case QueueNode(queue=queue):
            return f"queue {queue}"
        case CallbackNode(queue=queue):
            return f"offers a callback, queue {queue}"
        case TransferNode(to=to, queue=queue):
            return f"transfers to {to}, else queue {queue}"
        case HangUpNode(say=say, outcome=outcome):
            return f"hangs up, {outcome}" + (f": {', '.join(say)}" if say else "")
        case _:
            assert_never(node)


def _dot_lines(script: Script) -> Iterator[str]:
    yield f"digraph {json.dumps(script.script)} {{"
    yield '  node [shape=box, fontname="sans-serif"];'
    for name, node in script.nodes.items():
        text = json.dumps(f"{name}\n{_gist(node)}", ensure_ascii=False)
        yield f"  {json.dumps(name)} [label={text}];"
        for way in ways_of(node, script.person):
            label = json.dumps(_label(way))
            yield f"  {json.dumps(name)} -> {json.dumps(way.to)} [label={label}];"
    yield "}"
