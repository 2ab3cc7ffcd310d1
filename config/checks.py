"""What no single setting can tell: that names lead somewhere and nothing is claimed twice.

The checks look at the text itself and pass over what they cannot read, because the shape's own
check tells of that: one run names everything there is to mend.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import chain, combinations
from typing import NamedTuple

from pydantic import ValidationError

from base.phone import NumberRules, read_number
from config.floor import SpokenTexts
from config.ladder import LadderTexts
from config.problems import Problem, Where
from config.source import Document, Tree
from config.trunks import Claim, Numbers, claim_of


class Finding(NamedTuple):
    """A problem before its line is known."""

    where: Where
    text: str


def cross_problems(
    document: Document, prompts: Collection[str] | None, menus: Collection[str]
) -> Iterator[Problem]:
    """Yield what is wrong between the parts; `prompts` is `None` while there is no pack.

    `menus` are the names of those that have a file.
    """
    root = _Part(document.tree, ())
    findings = chain(
        _lost_calls(root, menus),
        _twice_claimed(root),
        _unreadable_numbers(root),
        _missing_prompts(root, prompts) if prompts is not None else (),
    )
    return (document.problem(finding.where, finding.text) for finding in findings)


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of the tree that may be anything, read as if it were right."""

    tree: Tree
    where: Where

    def at(self, key: str) -> "_Part":
        member = self.tree.get(key) if isinstance(self.tree, dict) else None
        return _Part(member, (*self.where, key))

    def members(self) -> Iterator[tuple[str, "_Part"]]:
        for key in self.tree if isinstance(self.tree, dict) else ():
            yield key, self.at(key)

    def names(self) -> tuple[str, ...]:
        return tuple(self.tree) if isinstance(self.tree, dict) else ()

    def texts(self) -> Iterator[tuple[Where, str]]:
        """Yield the texts of a list, or of one scalar with commas."""
        if isinstance(self.tree, str):
            yield from ((self.where, text.strip()) for text in self.tree.split(","))
        elif isinstance(self.tree, list):
            for place, text in enumerate(self.tree):
                if isinstance(text, str):
                    yield (*self.where, place), text


def _lost_calls(root: _Part, menus: Collection[str]) -> Iterator[Finding]:
    """Find dialled numbers without a service, and services without a known menu or queue."""
    known = root.at("services").names()
    for _, trunk in root.at("trunks").members():
        for _, service in trunk.at("services").members():
            yield from _unknown(service, "service", known)
        yield from _unknown(trunk.at("default_service"), "service", known)
    queues = root.at("queues").names()
    for _, service in root.at("services").members():
        yield from _unknown(service.at("script"), "menu", menus)
        yield from _unknown(service.at("queue"), "queue", queues)
    yield from _unknown(root.at("marks").at("script"), "menu", menus)


def _unknown(named: _Part, kind: str, known: Collection[str]) -> Iterator[Finding]:
    if not isinstance(named.tree, str) or named.tree in known:
        return
    close = get_close_matches(named.tree, known, n=1)
    advice = f"did you mean {close[0]}?" if close else f"write one of: {', '.join(known)}"
    yield Finding(named.where, f"there is no {kind} {named.tree!r}; {advice}")


class _Claimed(NamedTuple):
    trunk: str
    where: Where
    claim: Claim


def _twice_claimed(root: _Part) -> Iterator[Finding]:
    """Find addresses that two trunks claim: Asterisk would give all calls to one of them."""
    for first, second in combinations(_claims(root), 2):
        if first.trunk != second.trunk and first.claim.meets(second.claim):
            yield Finding(
                second.where,
                f"this address belongs to trunk {first.trunk} already; "
                "give each trunk addresses or ports of its own",
            )


def _claims(root: _Part) -> Iterator[_Claimed]:
    for name, trunk in root.at("trunks").members():
        for where, address in trunk.at("identify").at("addresses").texts():
            try:
                yield _Claimed(name, where, claim_of(address))
            except ValueError:
                continue


def _unreadable_numbers(root: _Part) -> Iterator[Finding]:
    """Find numbers of ours that the trunk's own rules cannot read, or read as one number."""
    for _, trunk in root.at("trunks").members():
        rules = _rules(trunk.at("numbers").tree)
        if rules is None:
            continue
        outgoing = trunk.at("outgoing_number")
        if isinstance(outgoing.tree, str) and read_number(outgoing.tree, rules).number is None:
            yield Finding(
                outgoing.where,
                f"{outgoing.tree!r} is no number by this trunk's rules; "
                "write it with its plus and country code",
            )
        yield from _unreadable_dialled(trunk.at("services"), rules)


def _unreadable_dialled(services: _Part, rules: NumberRules) -> Iterator[Finding]:
    claimed: dict[str, str] = {}
    for dialled, service in services.members():
        key = read_number(dialled, rules).key
        if key is None:
            yield Finding(
                service.where,
                f"{dialled!r} is no number by this trunk's rules; "
                "write it in full, or a short one such as 122",
            )
        elif key in claimed:
            yield Finding(
                service.where, f"is the same number as {claimed[key]!r}; keep one of them"
            )
        else:
            claimed[key] = dialled


def _rules(numbers: Tree) -> NumberRules | None:
    try:
        return Numbers.model_validate(numbers or {}).rules()
    except ValidationError:
        return None


def _missing_prompts(root: _Part, prompts: Collection[str]) -> Iterator[Finding]:
    phrases = list(_spoken(root.at("calls").at("texts"), dict(SpokenTexts())))
    phrases.extend(_spoken(root.at("ladder").at("texts"), dict(LadderTexts())))
    for phrase in phrases:
        for where, key in phrase.texts():
            if key not in prompts:
                yield Finding(
                    where, f"the prompt pack has no {key!r}; {_prompt_advice(key, prompts)}"
                )


def _spoken(written: _Part, defaults: Mapping[str, tuple[str, ...]]) -> Iterator[_Part]:
    """Yield the phrases of a section of texts, as written or by default."""
    for part, default in defaults.items():
        phrase = written.at(part)
        yield phrase if phrase.tree is not None else _Part([*default], phrase.where)


def _prompt_advice(key: str, prompts: Collection[str]) -> str:
    close = get_close_matches(key, prompts, n=1)
    return f"did you mean {close[0]}?" if close else "add it to the pack's manifest"
