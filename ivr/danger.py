"""Danger signs: a versioned rule file, and the menus that ask them.

The rules are a document of their own, because a doctor answers for them and not the engineer who
writes menus. A script asks them by a node of the kind `danger_signs`; it is unfolded into one
menu for each question, so that what walks a script knows nothing of them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Final, Literal

from pydantic import Field

from ivr.nodes import MenuNode, Node, NoteKind, SayNode
from ivr.written import Line, Name, NodeName, SomeWords, TelephoneKey, Written

SIGN: Final = "sign"


@dataclass(frozen=True, slots=True, kw_only=True)
class DangerQuestion(Written):
    """One question, and which answer means danger."""

    name: Name
    say: SomeWords
    danger: TelephoneKey = "1"
    none: TelephoneKey = "2"


@dataclass(frozen=True, slots=True, kw_only=True)
class DangerRules(Written):
    """The signs as somebody answers for them."""

    danger_signs: Annotated[int, Field(ge=1)]
    """The version of the rules; raise it with every change."""
    author: Line
    date: date
    source: Line
    questions: Annotated[tuple[DangerQuestion, ...], Field(min_length=1)]


@dataclass(frozen=True, slots=True, kw_only=True)
class DangerSignsNode(Written):
    """Asks the danger signs of the rule file, one after another."""

    kind: Literal["danger_signs"]
    danger: NodeName
    """After the first sign that is there; it has been noted."""
    none: NodeName
    """When no sign is there."""
    otherwise: NodeName | None = None
    """For those who do not answer; they are not known to be safe."""


WrittenNode = Annotated[Node | DangerSignsNode, Field(discriminator="kind")]


def unfold(
    nodes: Mapping[str, Node | DangerSignsNode], rules: DangerRules | None
) -> dict[str, Node]:
    """Return the nodes with the questions in place of what stands for them.

    Without rules, a node that needs them is left out.
    """
    unfolded: dict[str, Node] = {}
    for name, node in nodes.items():
        if not isinstance(node, DangerSignsNode):
            unfolded[name] = node
        elif rules is not None:
            unfolded.update(_asked(name, node, rules))
    return unfolded


def _asked(name: str, node: DangerSignsNode, rules: DangerRules) -> Iterator[tuple[str, Node]]:
    names = [name, *(f"{name}.{question.name}" for question in rules.questions[1:])]
    behind = [*names[1:], node.none]
    for here, question, after in zip(names, rules.questions, behind, strict=True):
        sign = f"{name}.{SIGN}.{question.name}"
        yield (
            here,
            MenuNode(
                kind="menu",
                say=question.say,
                keys={question.danger: sign, question.none: after},
                otherwise=node.otherwise,
            ),
        )
        yield (
            sign,
            SayNode(
                kind="say",
                note=NoteKind.DANGER_SIGN,
                value=f"{rules.danger_signs}:{question.name}",
                then=node.danger,
            ),
        )
