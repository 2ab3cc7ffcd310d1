"""An explanation as text for the answer to a complaint, and as one JSON value."""

# ruff: noqa: RUF001 -- Russian words of one letter look like Latin ones; that is what they are.

import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Final
from zoneinfo import ZoneInfo

import msgspec

from base.ids import CallId
from callflow.explanation import CallCheck, Explanation
from callflow.gist import gist_sentences
from callflow.rerun import Verdict
from callflow.russian import clock_of, counted, day_of
from callflow.story import StoryLine
from callflow.wording import asked_at, difference_sentences, sentence_of, verdict_sentence
from callflow.words_of_calls import number_of

_WIDTH: Final = 99
_INDENT: Final = 16
"""The time, and the number of the call."""


@dataclass(frozen=True, slots=True)
class Page:
    """The contacts that were found, explained, and what is said around them."""

    explained: tuple[Explanation, ...]
    """The newest first."""
    now: datetime
    zone: ZoneInfo
    call_id: CallId | None = None
    """The call that was asked about, if one was."""
    left_off: int = 0
    """How many older contacts are not told."""


def as_text(page: Page) -> str:
    """Return the page as text, at most 99 columns wide."""
    blocks = ["\n".join(_contact(explained, page)) for explained in page.explained]
    blocks.append("\n".join(_foot(page)))
    return "\n\n".join(blocks) + "\n"


def as_json(page: Page) -> Mapping[str, object]:
    """Return the page as values that JSON has."""
    return {
        "made_at": page.now.isoformat(),
        "time_zone": page.zone.key,
        "call_id": None if page.call_id is None else str(page.call_id),
        "contacts": [_contact_json(explained, page) for explained in page.explained],
        "left_off": page.left_off,
    }


def _contact(explained: Explanation, page: Page) -> Iterator[str]:
    numbers = {check.call_id: check.number for check in explained.checks}
    yield _heading(explained)
    yield ""
    gist = " ".join(gist_sentences(explained.gist, page.zone, page.now))
    yield textwrap.fill(gist, _WIDTH)
    if page.call_id in numbers:
        yield f"Вопрос задан о звонке №{numbers[page.call_id]}."
    for day, lines in groupby(explained.story, key=lambda line: day_of(line.at, page.zone)):
        yield ""
        yield f"{day}"
        for line in lines:
            yield from _line(line, numbers, page.zone)
    if explained.now:
        yield ""
        yield "Сейчас"
        for line in explained.now:
            yield textwrap.fill(sentence_of(line, page.zone), _WIDTH)
    yield ""
    yield from _checked(explained.checks)


def _heading(explained: Explanation) -> str:
    number = number_of(explained.number)
    who = f"Номер {number}" if number.startswith("+") else number.capitalize()
    return f"{who}, заявка {explained.gist.ticket}" if explained.gist.ticket else who


def _line(line: StoryLine, numbers: Mapping[CallId, int], zone: ZoneInfo) -> Iterator[str]:
    number = None if line.call_id is None else numbers.get(line.call_id)
    which = "" if number is None else f"№{number}"
    head = f"{clock_of(line.at, zone)}  {which:<{_INDENT - 10}}"
    yield textwrap.fill(
        sentence_of(line, zone),
        _WIDTH,
        initial_indent=head,
        subsequent_indent=" " * _INDENT,
    )


def _checked(checks: tuple[CallCheck, ...]) -> Iterator[str]:
    """Say what the calls gave that were lived through again; each doubtful one by itself."""
    for verdict in Verdict:
        found = [check for check in checks if check.rerun.verdict is verdict]
        if not found:
            continue
        said = verdict_sentence(verdict, len(found))
        if verdict is not Verdict.SAME:
            said += f" Это {', '.join(f'№{check.number}' for check in found)}."
        yield textwrap.fill(said, _WIDTH)
        for check in found:
            for difference in difference_sentences(check.rerun.differences):
                yield textwrap.fill(
                    f"  №{check.number}, {difference}", _WIDTH, subsequent_indent="    "
                )


def _foot(page: Page) -> Iterator[str]:
    if page.left_off:
        shown = len(page.explained)
        contacts = counted(shown + page.left_off, "обращение", "обращения", "обращений")
        yield (
            f"Показано {shown}, всего {contacts}; все — с ключом --limit {shown + page.left_off}."
        )
    yield asked_at(page.now, page.zone)


def _contact_json(explained: Explanation, page: Page) -> Mapping[str, object]:
    gist = explained.gist
    return {
        "contact_id": str(explained.contact.contact_id),
        "number": explained.number,
        "gist": {
            **_plain(gist),
            "waited_s": gist.waited_s,
            "text": " ".join(gist_sentences(gist, page.zone, page.now)),
        },
        "story": [_line_json(line, page.zone) for line in explained.story],
        "now": [_line_json(line, page.zone) for line in explained.now],
        "checks": [
            {
                "call_id": str(check.call_id),
                "arrived_at": check.arrived_at.isoformat(),
                "number": check.number,
                "verdict": str(check.rerun.verdict),
                "entries": len(check.rerun.turns),
                "differences": [_plain(found) for found in check.rerun.differences],
            }
            for check in explained.checks
        ],
    }


def _line_json(line: StoryLine, zone: ZoneInfo) -> Mapping[str, object]:
    return {
        "at": line.at.isoformat(),
        "call_id": None if line.call_id is None else str(line.call_id),
        "what": type(line.happening).__name__,
        "facts": _plain(line.happening),
        "text": sentence_of(line, zone),
    }


def _plain(value: object) -> Mapping[str, object]:
    plain: Mapping[str, object] = msgspec.to_builtins(value)
    return plain
