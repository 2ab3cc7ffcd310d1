"""What a menu's graph must hold: nobody is trapped, nothing is missing, a person is never far.

Every check yields faults with the place in the file that they belong to, so that whoever writes a
menu sees all of them at once. A script without faults can be walked to an end from everywhere.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import fields
from difflib import get_close_matches
from typing import Final, NamedTuple

from ivr.danger import DangerRules, DangerSignsNode, WrittenNode
from ivr.facts import CASES, COUNTS
from ivr.nodes import (
    BranchNode,
    CallbackNode,
    GatherNode,
    HangUpNode,
    IntakeNode,
    Keyed,
    LookUpNode,
    MenuNode,
    NoteKind,
    Question,
    QueueNode,
    RecordNode,
    SayNode,
    TransferNode,
)
from ivr.phrases import prompts_of, slots_of
from ivr.script import (
    BACK_KEY,
    OPERATOR_KEY,
    By,
    Graph,
    Head,
    Script,
    Texts,
    listens,
    ways_of,
)

Where = tuple[str | int, ...]
Packs = Mapping[str, Collection[str]]
"""The prompts of each language."""

_NEVER: Final = 10_000
_SOMEBODY: Final = QueueNode | CallbackNode | TransferNode | IntakeNode
"""A person, a call back, or a request that a person works off."""


class Fault(NamedTuple):
    """One thing to mend, and where it is written."""

    where: Where
    text: str


def part_faults(
    head: Head, nodes: Mapping[str, WrittenNode], names: Collection[str], packs: Packs
) -> Iterator[Fault]:
    """Yield what is wrong with single nodes; `names` are those of all, unreadable ones too."""
    yield from _unknown_targets(head, nodes, names)
    yield from _words_faults(head, nodes, packs)
    values = _values_of(nodes)
    for name, node in nodes.items():
        where = ("nodes", name)
        yield from _key_faults(head, node, where)
        yield from _meaning_faults(node, where)
        yield from _branch_faults(node, where)
        yield from _note_faults(head, node, where)
        if isinstance(node, DangerSignsNode) and head.danger_signs is None:
            yield Fault(where, "asks danger signs, but no file is named; add danger_signs: FILE")
        for place, words in _words_in(node):
            yield from _slot_faults((*where, *place), words, values)


def rules_faults(rules: DangerRules, packs: Packs) -> Iterator[Fault]:
    """Yield what is wrong with a rule file; its places are its own."""
    seen: set[str] = set()
    for number, question in enumerate(rules.questions):
        where = ("questions", number)
        if question.name in seen:
            yield Fault((*where, "name"), "stands here twice; give each question its own name")
        seen.add(question.name)
        if question.danger == question.none:
            yield Fault((*where, "none"), "means both danger and none; choose another key")
        if {question.danger, question.none} & {OPERATOR_KEY, BACK_KEY}:
            yield Fault(where, "0 and * have their own meaning everywhere; choose other keys")
        yield from _missing_prompts((*where, "say"), question.say, packs)


def graph_faults(script: Script) -> Iterator[Fault]:
    """Yield what is wrong with the graph as a whole; every target is known to be there."""
    nodes, person = script.nodes, script.person
    reached = _reached(script)
    for name in nodes:
        where = ("nodes", name)
        if name not in reached:
            yield Fault(where, "nothing leads here; remove it, or let a node lead to it")
    ends = _fixpoint(nodes, lambda name, known: _is_ended(script, name, known))
    yield from (
        Fault(("nodes", name), "no way from here leads to an end; let one reach a person")
        for name in nodes
        if name not in ends
    )
    idle = _circles(script)
    yield from (
        Fault(("nodes", name), "is in a circle in which nobody is asked; break it")
        for name in sorted(idle)
    )
    if person is not None and not idle:
        yield from _far_from_person(script, reached)


def _unknown_targets(
    head: Head, nodes: Mapping[str, WrittenNode], names: Collection[str]
) -> Iterator[Fault]:
    for field in ("start", "person", "meanwhile"):
        target = getattr(head, field)
        if target is not None and target not in names:
            yield Fault((field,), _unknown(target, names))
    for name, node in nodes.items():
        for place, target in _targets_of(node):
            if target not in names:
                yield Fault(("nodes", name, *place), _unknown(target, names))


def _unknown(target: str, names: Collection[str]) -> str:
    close = get_close_matches(target, list(names), n=1)
    advice = f"did you mean {close[0]}?" if close else "write one, or lead elsewhere"
    return f"there is no node {target}; {advice}"


def _targets_of(node: WrittenNode) -> Iterator[tuple[Where, str]]:
    if isinstance(node, DangerSignsNode):
        written = {"danger": node.danger, "none": node.none, "otherwise": node.otherwise}
        yield from (((field,), to) for field, to in written.items() if to is not None)
        return
    for way in ways_of(node, None):
        yield way.field, way.to


def _key_faults(head: Head, node: WrittenNode, where: Where) -> Iterator[Fault]:
    if not isinstance(node, MenuNode | SayNode):
        return
    if BACK_KEY in node.keys:
        yield Fault((*where, "keys", BACK_KEY), "* goes back everywhere; choose another key")
    to = node.keys.get(OPERATOR_KEY)
    if to is not None and head.person is not None and to != head.person:
        text = f"0 leads to {head.person} everywhere; choose another key"
        yield Fault((*where, "keys", OPERATOR_KEY), text)


def _meaning_faults(node: WrittenNode, where: Where) -> Iterator[Fault]:
    if not isinstance(node, MenuNode):
        return
    if node.means and node.into is None:
        yield Fault((*where, "means"), "is kept nowhere; add into: the value's name")
    if node.into is not None and not node.means:
        yield Fault((*where, "into"), "keeps nothing; add means: what each key means")
    for key in node.means:
        if key not in node.keys:
            yield Fault((*where, "means", key), "is no key of this menu; add it to keys")


def _branch_faults(node: WrittenNode, where: Where) -> Iterator[Fault]:
    if not isinstance(node, BranchNode):
        return
    known = CASES[node.on]
    for case in node.cases:
        place = (*where, "cases", case)
        if known is not None and case not in known:
            yield Fault(place, f"{node.on} is never that; write one of {', '.join(sorted(known))}")
        if node.on in COUNTS and not case.isdecimal():
            yield Fault(place, "write from how many on, in digits")


def _note_faults(head: Head, node: WrittenNode, where: Where) -> Iterator[Fault]:
    if not isinstance(node, SayNode):
        return
    if node.note is NoteKind.LANGUAGE and node.value not in head.languages:
        text = f"is none of this script's languages; write one of {', '.join(head.languages)}"
        yield Fault((*where, "value"), text)
    if node.note is NoteKind.TOPIC and node.value is None:
        yield Fault(where, "notes a topic without naming it; add value: the topic")
    if node.note is None and node.value is not None:
        yield Fault((*where, "value"), "is noted nowhere; add note: topic, or remove it")
    if node.note is None and not node.say:
        yield Fault(where, "says and notes nothing; add say: a prompt")


def _words_faults(head: Head, nodes: Mapping[str, WrittenNode], packs: Packs) -> Iterator[Fault]:
    for language in head.languages:
        if language not in packs:
            yield Fault(("languages",), f"there is no prompt pack of the language {language}")
    ours = {language: packs[language] for language in head.languages if language in packs}
    for text in fields(Texts):
        yield from _missing_prompts(("texts", text.name), getattr(head.texts, text.name), ours)
    for name, node in nodes.items():
        for place, words in _words_in(node):
            yield from _missing_prompts(("nodes", name, *place), words, ours)


def _missing_prompts(where: Where, words: tuple[str, ...], packs: Packs) -> Iterator[Fault]:
    for key in prompts_of(words):
        lacking = [language for language, pack in packs.items() if key not in pack]
        if lacking:
            text = f"the pack of {', '.join(lacking)} has no prompt {key}; add its text"
            yield Fault(where, text)


def _words_in(node: WrittenNode) -> Iterator[tuple[Where, tuple[str, ...]]]:
    match node:
        case SayNode(say=say) | MenuNode(say=say) | LookUpNode(say=say) | HangUpNode(say=say):
            yield ("say",), say
        case GatherNode(say=say, wrong=wrong):
            yield ("say",), say
            yield ("wrong",), wrong
        case RecordNode(say=say):
            yield ("say",), say
        case IntakeNode(fields=asked):
            for number, field in enumerate(asked):
                yield ("fields", number, "say"), field.say
                if isinstance(field, Keyed):
                    yield ("fields", number, "wrong"), field.wrong
        case _:
            return


def _values_of(nodes: Mapping[str, WrittenNode]) -> Collection[str]:
    """Return the names of all values that a slot may say."""
    values: set[str] = set()
    for node in nodes.values():
        match node:
            case GatherNode(into=into) | MenuNode(into=str(into)):
                values.add(into)
            case IntakeNode(fields=asked):
                values |= {field.into for field in asked if isinstance(field, Keyed)}
            case LookUpNode(brings=brings):
                values.update(brings)
            case _:
                continue
    return values


def _slot_faults(where: Where, words: tuple[str, ...], values: Collection[str]) -> Iterator[Fault]:
    for slot in slots_of(words):
        if slot.name not in values:
            text = f"nothing gives a value {slot.name}; gather it, or let a look-up bring it"
            yield Fault(where, text)


def _reached(script: Script) -> set[str]:
    names = [name for name in (script.start, script.person, script.meanwhile) if name is not None]
    seen = set(names)
    for name in names:  # The list grows while it is walked.
        for way in ways_of(script.nodes[name], script.person):
            if way.to not in seen:
                seen.add(way.to)
                names.append(way.to)
    return seen


def _fixpoint(nodes: Graph, holds: Callable[[str, set[str]], bool]) -> set[str]:
    """Return the nodes for which it holds, once it holds for others."""
    known: set[str] = set()
    while True:
        more = {name for name in nodes if name not in known and holds(name, known)}
        if not more:
            return known
        known |= more


def _is_ended(script: Script, name: str, known: set[str]) -> bool:
    ways = list(ways_of(script.nodes[name], script.person))
    return not ways or any(way.to in known for way in ways)


def _circles(script: Script) -> set[str]:
    """Return the nodes from which a walk may go round without asking anybody anything."""
    passed = {name for name, node in script.nodes.items() if not listens(node)}

    def leads_out(name: str, known: set[str]) -> bool:
        ways = [
            way
            for way in ways_of(script.nodes[name], script.person)
            if way.by is not By.KEY and way.to in passed
        ]
        return all(way.to in known for way in ways)

    return passed - _fixpoint(Graph({name: script.nodes[name] for name in passed}), leads_out)


def _far_from_person(script: Script, reached: Collection[str]) -> Iterator[Fault]:
    before = _keys_from_start(script)
    behind = _keys_to_person(script)
    most = script.max_keys_to_person
    assert script.person is not None, "Only asked of scripts that lead to a person."
    if behind[script.person] > 0:
        text = "asks for keys before a person is reached; whoever pressed 0 has pressed enough"
        yield Fault(("person",), text)
    for name in script.nodes:
        if name not in reached or not listens(script.nodes[name]):
            continue
        keys = before[name] + behind[name]
        if keys > most:
            text = f"lies on a path of {keys} keys to a person; at most {most} are allowed"
            yield Fault(("nodes", name), text)


def _keys_from_start(script: Script) -> dict[str, int]:
    keys = dict.fromkeys(script.nodes, _NEVER)
    keys[script.start] = 0
    if script.meanwhile is not None:
        keys[script.meanwhile] = 1
    for _ in script.nodes:
        for name, node in script.nodes.items():
            for way in ways_of(node, None):
                cost = 1 if way.by is By.KEY else 0
                keys[way.to] = min(keys[way.to], keys[name] + cost)
    return keys


def _keys_to_person(script: Script) -> dict[str, int]:
    """Return how many keys lead to somebody: the caller's best way, the system's worst one."""
    nodes = script.nodes
    keys = {name: 0 if isinstance(node, _SOMEBODY) else _NEVER for name, node in nodes.items()}
    for _ in nodes:
        for name in nodes:
            keys[name] = min(keys[name], _keys_through(script, name, keys))
    return keys


def _keys_through(script: Script, name: str, keys: Mapping[str, int]) -> int:
    node = script.nodes[name]
    ways = list(ways_of(node, script.person))
    chosen = [1 + keys[way.to] for way in ways if way.by is By.KEY]
    if script.person is not None and name != script.person and listens(node):
        chosen.append(1 + keys[script.person])
    if isinstance(node, BranchNode) and node.on is Question.FILED:
        # Whoever has left a request has reached somebody already.
        ways = ways[-1:]
    passed = [keys[way.to] for way in ways if way.by in {By.ITSELF, By.SYSTEM}]
    return min([*chosen, *_worst(passed)], default=_NEVER)


def _worst(keys: Iterable[int]) -> list[int]:
    """Return the largest, as a list; none where the node waits for the caller."""
    known = list(keys)
    return [max(known)] if known else []
