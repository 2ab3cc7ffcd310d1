"""A script: the checked, frozen graph of a menu, with the version that a running call keeps.

`WrittenScript` is the file as it was read, `Script` what a walk walks. `ways_of` is the one place
that knows which nodes a node leads to; the checks, the walk's way out and the tree on the
terminal all stand on it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from enum import Enum
from hashlib import sha256
from typing import Annotated, Final, NewType, assert_never

import msgspec
from pydantic import Field, TypeAdapter

from ivr.danger import DangerRules, WrittenNode, unfold
from ivr.nodes import (
    BranchNode,
    CallbackNode,
    Ending,
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
from ivr.written import (
    Attempts,
    FileName,
    Language,
    ListenS,
    NodeName,
    ScriptName,
    Words,
    Written,
)

OPERATOR_KEY: Final = "0"
BACK_KEY: Final = "*"
END_KEY: Final = "#"
_DIGEST_DIGITS: Final = 16

Digest = NewType("Digest", str)
"""Names one version of a script by its content."""


class By(Enum):
    """What takes a walk along a way."""

    KEY = "key"
    ITSELF = "itself"
    """Nothing is needed."""
    SYSTEM = "system"
    """What the site's state, a table or a registry says."""
    GIVING_UP = "giving up"
    """Silence, wrong keys, or something that could not be done."""


@dataclass(frozen=True, slots=True)
class Way:
    """One way out of a node."""

    field: tuple[str, ...]
    """Where the node writes it: `("keys", "1")`."""
    to: str
    by: By


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts(Written):
    """What every node may say besides its own."""

    wrong_key: Words = ("menu.invalid",)
    silence: Words = ("menu.silence",)
    not_understood: Words = ("number.not_understood",)
    you_entered: Words = ("menu.you_entered",)
    is_it_right: Words = ("number.right_or_again",)
    tone: Words = ("record.begin", "tone.beep")
    """Before a recording: speak after the tone, then #."""
    review: Words = ("record.review",)
    too_short: Words = ("record.too_short",)
    sorry: Words = ("menu.sorry",)
    """When something could not be looked up or said: an honest sentence, then a person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Head(Written):
    """What a script says before its nodes."""

    script: ScriptName
    """Its name: `122`."""
    version: Annotated[int, Field(ge=1)]
    languages: Annotated[tuple[Language, ...], Field(min_length=1)] = ("ru",)
    """The first one is spoken unless a node notes another; every prompt exists in all of them."""
    start: NodeName
    person: NodeName | None = None
    """Where 0 leads, everywhere, and whoever does not get on; `null` after a talk only."""
    meanwhile: NodeName | None = None
    """Where 3 leads whoever is told that we ring; `null` where they are offered no answers."""
    max_keys_to_person: Annotated[int, Field(ge=1, le=20)] = 4
    """So many keys, a number keyed in counting as one, lead from the start to a person."""
    danger_signs: FileName | None = None
    """The rule file, beside this one."""
    listen_s: ListenS = 5
    between_digits_s: ListenS = 3
    burst_s: Annotated[float, Field(ge=0, le=2)] = 0.4
    """A key that follows so soon on an answer belongs to that answer, not to the next question."""
    attempts: Attempts = 2
    texts: Texts = field(default_factory=Texts)


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenScript(Head):
    """A script's file."""

    nodes: Annotated[Mapping[NodeName, WrittenNode], Field(min_length=1)]


class Graph(Mapping[str, Node]):
    """The nodes of a script by name, which nobody can change."""

    __slots__ = ("_nodes",)

    def __init__(self, nodes: Mapping[str, Node]) -> None:
        self._nodes = dict(nodes)

    def __getitem__(self, name: str) -> Node:
        """Return the node of that name."""
        return self._nodes[name]

    def __iter__(self) -> Iterator[str]:
        """Yield the names in the order in which they were written."""
        return iter(self._nodes)

    def __len__(self) -> int:
        """Return how many nodes there are."""
        return len(self._nodes)

    def __hash__(self) -> int:
        """Return a hash by the names alone."""
        return hash(tuple(self._nodes))


@dataclass(frozen=True, slots=True, kw_only=True)
class Script(Head):
    """What a call walks."""

    nodes: Graph
    rules: int | None = None
    """The version of the danger signs that it asks."""

    @property
    def digest(self) -> Digest:
        """The name of this version, by its content."""
        encoded = msgspec.json.encode(self, enc_hook=encode_part, order="deterministic")
        return Digest(sha256(encoded).hexdigest()[:_DIGEST_DIGITS])


def script_of(head: Head, nodes: Mapping[str, WrittenNode], rules: DangerRules | None) -> Script:
    """Return the script of a file whose every part has its shape; it is not checked yet."""
    members = {item.name: getattr(head, item.name) for item in fields(Head)}
    version = None if rules is None else rules.danger_signs
    return Script(**members, nodes=Graph(unfold(nodes, rules)), rules=version)


def ways_of(node: Node, person: str | None) -> Iterator[Way]:
    """Yield the ways out of a node, in the order in which it writes them."""
    match node:
        case SayNode(then=then, keys=keys):
            yield from _keys(keys)
            yield Way(("then",), then, By.ITSELF)
        case MenuNode(keys=keys, otherwise=otherwise):
            yield from _keys(keys)
            yield from _fallen(("otherwise",), otherwise or person)
        case GatherNode(then=then, skip=skip, otherwise=otherwise):
            yield Way(("then",), then, By.KEY)
            if skip is not None:
                yield Way(("skip",), skip, By.KEY)
            yield from _fallen(("otherwise",), otherwise or person)
        case RecordNode(then=then, failed=failed) | IntakeNode(then=then, failed=failed):
            yield Way(("then",), then, By.KEY)
            yield from _fallen(("failed",), failed or person)
        case BranchNode(cases=cases, otherwise=otherwise):
            for case, to in cases.items():
                yield Way(("cases", case), to, By.SYSTEM)
            yield Way(("otherwise",), otherwise, By.SYSTEM)
        case LookUpNode(found=found, nothing=nothing, denied=denied, failed=failed):
            yield Way(("found",), found, By.SYSTEM)
            yield Way(("nothing",), nothing, By.SYSTEM)
            yield from _fallen(("denied",), denied or person)
            yield from _fallen(("failed",), failed or person)
        case QueueNode() | CallbackNode() | TransferNode() | HangUpNode():
            return
        case _:
            assert_never(node)


def is_ending(node: Node) -> bool:
    """Tell whether a walk ends here."""
    return isinstance(node, Ending)


def listens(node: Node) -> bool:
    """Tell whether the node waits for the caller."""
    return isinstance(node, MenuNode | GatherNode | RecordNode | IntakeNode)


def last_resort(script: Script) -> Ending:
    """Return where somebody goes whose walk has to end: the nearest person, as `person` leads."""
    first = script.person or script.start
    seen, names = {first}, [first]
    fallback: Ending = HangUpNode(kind="hang_up", outcome="diverted")
    for name in names:  # The list grows while it is walked.
        node = script.nodes[name]
        if isinstance(node, QueueNode | CallbackNode | TransferNode):
            return node
        if isinstance(node, HangUpNode):
            fallback = node
        for way in ways_of(node, script.person):
            if way.to not in seen:
                seen.add(way.to)
                names.append(way.to)
    return fallback


def encode_part(value: object) -> object:
    """Return what msgspec cannot encode by itself: the nodes of a script."""
    if isinstance(value, Graph):
        return dict(value)
    raise NotImplementedError(f"A script holds no {type(value).__name__}.")


def decode_part(wanted: type, value: object) -> object:
    """Return the nodes of a script from what `encode_part` made of them."""
    assert wanted is Graph, "Nothing else in a script needs this."
    return Graph(_NODES.validate_python(value))


def _keys(keys: Mapping[str, str]) -> Iterator[Way]:
    for key, to in keys.items():
        yield Way(("keys", key), to, By.KEY)


def _fallen(where: tuple[str, ...], to: str | None) -> Iterator[Way]:
    if to is not None:
        yield Way(where, to, By.GIVING_UP)


_NODES: Final = TypeAdapter(dict[str, Annotated[Node, Field(discriminator="kind")]])
