"""Voice menus from their files: shape, graph and prompts checked, every problem with its line.

A menu's file is read like the settings, so that its errors look like theirs. Nodes are read one by
one: a node with a mistake hides no mistake of another.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Final, Generic, NamedTuple, TypeVar

from pydantic import TypeAdapter, ValidationError

from config.problems import Problem, SettingsError, Where
from config.schema import explained
from config.source import Document, Tree, read_document
from config.texts import PROMPT_PACKS, prompt_keys_of, text_of
from ivr.checks import Fault, graph_faults, part_faults, rules_faults
from ivr.danger import DangerRules, WrittenNode
from ivr.nodes import CallbackNode, QueueNode, TransferNode
from ivr.script import Head, Script, WrittenScript, script_of

MENUS: Final = Path(__file__).parent.parent / "ivr" / "menus"
"""Where the menus of this product lie."""

_ShapeT = TypeVar("_ShapeT")
_HEAD: Final = TypeAdapter(Head)
_NODE: Final[TypeAdapter[WrittenNode]] = TypeAdapter(WrittenNode)
_RULES: Final = TypeAdapter(DangerRules)
_SCRIPT: Final = TypeAdapter(WrittenScript)


class _Shaped(NamedTuple, Generic[_ShapeT]):
    """What a part of a file says, if it has its shape."""

    part: _ShapeT | None
    problems: tuple[Problem, ...]


class _Inner(NamedTuple):
    tree: Tree


def menu_path(name: str, folder: Path) -> Path:
    """Return the file of a menu that settings name: the site's own, else the product's."""
    own = folder / f"{name}.yaml"
    return own if own.is_file() else MENUS / f"{name}.yaml"


def menu_names(folder: Path) -> tuple[str, ...]:
    """Return the names of all menus there are: the site's own and the product's."""
    files = (*sorted(folder.glob("*.yaml")), *sorted(MENUS.glob("*.yaml")))
    rules = {"danger-signs"}
    return tuple(dict.fromkeys(file.stem for file in files if file.stem not in rules))


@dataclass(frozen=True, slots=True)
class Outlets:
    """Where the menus of a site may lead."""

    queues: Collection[str]
    transfers: Collection[str]


def load_menu(
    path: Path, *, prompt_packs: Path | None = PROMPT_PACKS, outlets: Outlets | None = None
) -> Script:
    """Return the script of a file, checked as a whole.

    Without `prompt_packs` no prompt is looked for, without `outlets` no queue.

    Raises:
        SettingsError: with every problem, its file and line.

    """
    document = read_document(text_of(path), str(path))
    written = _without_nodes(document.tree)
    shaped = _shape(document, _HEAD, written, ())
    nodes, of_nodes = _nodes_of(document)
    problems = [*document.problems, *shaped.problems, *of_nodes]
    head = shaped.part or _mended(document, written)
    packs = _packs(head.languages, prompt_packs)
    faults = part_faults(head, nodes, _written_nodes(document.tree).keys(), packs)
    rules = _read_rules(document, head, path.parent, packs)
    problems += [*_told(document, faults), *rules.problems]
    if problems:
        raise SettingsError(problems)
    script = script_of(head, nodes, rules.part)
    problems += _told(document, graph_faults(script))
    problems += _told(document, () if outlets is None else _outlet_faults(script, outlets))
    if problems:
        raise SettingsError(problems)
    return script


def menu_schema() -> dict[str, object]:
    """Return the JSON Schema of a menu's file, for editors."""
    return _SCRIPT.json_schema()


def _nodes_of(document: Document) -> tuple[dict[str, WrittenNode], list[Problem]]:
    nodes: dict[str, WrittenNode] = {}
    problems: list[Problem] = []
    for name, tree in _written_nodes(document.tree).items():
        shaped = _shape(document, _NODE, tree, ("nodes", name))
        problems.extend(shaped.problems)
        if shaped.part is not None:
            nodes[name] = shaped.part
    if not nodes and not problems:
        problems.append(document.problem(("nodes",), "is missing; write at least one node"))
    return nodes, problems


def _mended(document: Document, written: Mapping[str, Tree]) -> Head:
    """Return a head in place of a wrong one, so that the nodes are checked nevertheless."""
    first = next(iter(_written_nodes(document.tree)), "start")
    usable: dict[str, Tree] = {"script": "unnamed", "version": "1", "start": first}
    for key, value in written.items():
        if _shape(document, _HEAD, usable | {key: value}, ()).part is not None:
            usable[key] = value
    return _HEAD.validate_python(usable)


def _read_rules(
    document: Document, head: Head, folder: Path, packs: Mapping[str, Collection[str]]
) -> _Shaped[DangerRules]:
    if head.danger_signs is None:
        return _Shaped(None, ())
    path = folder / head.danger_signs
    if not path.is_file():
        text = f"there is no file {path.name} beside this one; write it, or name another"
        return _Shaped(None, (document.problem(("danger_signs",), text),))
    written = read_document(text_of(path), str(path))
    shaped = _shape(written, _RULES, written.tree, ())
    faults = () if shaped.part is None else rules_faults(shaped.part, packs)
    problems = (*written.problems, *shaped.problems, *_told(written, faults))
    return _Shaped(shaped.part, problems)


def _shape(
    document: Document, adapter: TypeAdapter[_ShapeT], tree: Tree, where: Where
) -> _Shaped[_ShapeT]:
    try:
        return _Shaped(adapter.validate_python(tree), ())
    except ValidationError as error:
        details = error.errors(include_url=False)
        places = [(_place(document.tree, (*where, *detail["loc"])), detail) for detail in details]
        return _Shaped(
            None,
            tuple(
                document.problem(place, explained(place, detail, _advice(detail["type"])))
                for place, detail in places
            ),
        )


def _place(tree: Tree, loc: Where) -> Where:
    """Return where a detail is written: without the kinds that pydantic puts into its way."""
    place: list[str | int] = []
    here: Tree = tree
    may_be_kind = True
    for number, part in enumerate(loc):
        if may_be_kind and isinstance(here, dict) and here.get("kind") == part:
            may_be_kind = False
            continue
        is_last = number == len(loc) - 1
        inner = _inside(here, part)
        if inner is None and (not is_last or part == "[key]"):
            continue
        if inner is not None:
            here, may_be_kind = inner.tree, True
        place.append(part)
    return tuple(place)


def _inside(tree: Tree, part: str | int) -> _Inner | None:
    match tree, part:
        case dict(), str() if part in tree:
            return _Inner(tree[part])
        case list(), int() if part < len(tree):
            return _Inner(tree[part])
        case _:
            return None


def _advice(kind: str) -> str:
    return {
        "unexpected_keyword_argument": "remove it, or see docs/menus.md for what may stand here",
        "union_tag_not_found": "add kind: say, menu, gather, branch, queue …",
        "union_tag_invalid": "write one of the kinds in docs/menus.md",
    }.get(kind, "")


def _told(document: Document, faults: Iterable[Fault]) -> list[Problem]:
    return [document.problem(fault.where, fault.text) for fault in faults]


def _written_nodes(tree: Mapping[str, Tree]) -> Mapping[str, Tree]:
    nodes = tree.get("nodes")
    return nodes if isinstance(nodes, dict) else {}


def _without_nodes(tree: Mapping[str, Tree]) -> dict[str, Tree]:
    return {key: value for key, value in tree.items() if key != "nodes"}


def _outlet_faults(script: Script, outlets: Outlets) -> Iterator[Fault]:
    for name, node in script.nodes.items():
        if isinstance(node, QueueNode | CallbackNode | TransferNode):
            queues = outlets.queues
            if node.queue not in queues:
                yield Fault(("nodes", name, "queue"), _no_such("queue", node.queue, queues))
        if isinstance(node, TransferNode) and node.to not in outlets.transfers:
            text = _no_such("transfer", node.to, outlets.transfers)
            yield Fault(("nodes", name, "to"), f"{text} in the settings' transfers")


def _no_such(kind: str, name: str, known: Collection[str]) -> str:
    close = get_close_matches(name, known, n=1)
    advice = f"did you mean {close[0]}?" if close else f"write one of: {', '.join(known)}"
    return f"the settings have no {kind} {name!r}; {advice}"


class _AnyPrompt(Collection[str]):
    """What a pack holds that nobody looked into."""

    def __contains__(self, key: object) -> bool:
        return True

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


def _packs(languages: Iterable[str], packs: Path | None) -> Mapping[str, Collection[str]]:
    if packs is None:
        return dict.fromkeys(languages, _AnyPrompt())
    found = {
        language: prompt_keys_of(packs / language / "manifest.yaml") for language in languages
    }
    return {language: keys for language, keys in found.items() if keys is not None}
