"""Words with slots, made into a phrase: `request.number, {ticket:digits}`.

A value comes from what the caller keyed in or from a look-up, so it may be nonsense. What cannot
be said is not said in part: the phrase is `None`, and the walk says that it is sorry.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final, NamedTuple

from ivr.approximate import say_about_when
from ivr.prompt import Phrase, PromptKey
from ivr.speech import say_cardinal, say_date, say_digits, say_time

_KEY: Final = re.compile(r"[a-z0-9_]+(\.[a-z0-9_]+)+")
_RECORDING: Final = re.compile(r"(/(?!\.\.?/)[^/\0]+)+")
"""The whole path of one, as hot topics have it; no step of it leads back."""

_LONGEST: Final = 24
"""More digits than this nobody can follow."""


HOT_TOPICS: Final = "{hot_topics}"
"""Whatever everybody asks about today; nothing on most days."""


class Slot(NamedTuple):
    """A value within words, and how it is said."""

    name: str
    form: str


def slots_of(words: tuple[str, ...]) -> Iterator[Slot]:
    """Yield the slots of the words that a value must fill."""
    for part in words:
        if part.startswith("{") and part != HOT_TOPICS:
            name, _, form = part.strip("{}").partition(":")
            yield Slot(name, form or "digits")


def prompts_of(words: tuple[str, ...]) -> Iterator[PromptKey]:
    """Yield the prompts of the words."""
    return (PromptKey(part) for part in words if not part.startswith("{"))


def phrase_from(
    words: tuple[str, ...], values: Mapping[str, str], topics: Phrase = ()
) -> Phrase | None:
    """Return the words with their values; `None` when a value is missing or cannot be said.

    `topics` stands in the place of `{hot_topics}`, and may be nothing.
    """
    phrase: list[PromptKey] = []
    for part in words:
        if not part.startswith("{"):
            phrase.append(PromptKey(part))
            continue
        if part == HOT_TOPICS:
            phrase.extend(topics)
            continue
        said = _said(next(slots_of((part,))), values)
        if not said:
            return None
        phrase.extend(said)
    return tuple(phrase)


def _said(slot: Slot, values: Mapping[str, str]) -> Phrase:
    value = values.get(slot.name, "")
    try:
        match slot.form:
            case "number":
                return say_cardinal(int(value))
            case "minutes":
                return say_about_when(int(value))
            case "time":
                hour, _, minute = value.partition(":")
                return say_time(int(hour), int(minute))
            case "date":
                return say_date(date.fromisoformat(value))
            case "prompt":
                is_key = _KEY.fullmatch(value) or _RECORDING.fullmatch(value)
                return (PromptKey(value),) if is_key else ()
            case _:
                return say_digits(value) if len(value) <= _LONGEST else ()
    except ValueError:
        return ()
