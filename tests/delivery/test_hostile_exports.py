"""Hostile words in what leaves the engine: tables, paper, terminals, bodies for clinics."""

import csv
import io
import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Final
from xml.etree import ElementTree as ET
from zoneinfo import ZoneInfo

from delivery.example import FACTS, example, shipped_template
from delivery.policy import BodyKind
from delivery.rendering import Rendered, render
from delivery.sheet import COLUMNS, as_csv, as_page, sheet_rows
from tests.support.hostile import PAYLOADS
from tickets.directory_table import Column, escaped, read_table, unescaped, write_table
from tickets.dispatch import Dispatch, DispatchAbout, DispatchRecord, Fact, Facts, first_progress
from tickets.legible import is_legible, made_legible

_REQUEST: Final = example(DispatchAbout.VISIT_REQUESTED)
_ZONE: Final = ZoneInfo("Europe/Volgograd")
_PRINTED_AT: Final = datetime(2026, 1, 9, 12, 0, tzinfo=UTC)
_WORKED_OUT: Final = "49"
_LONGEST: Final = 4000
_WORD: Final = 200
"""Of what happened, and of everything else that is told of a visit."""
_FORMULA: Final = re.compile("[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
_UNSEEN: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
"""What moves a cursor, ends a line, or turns the letters round that stand behind it."""
_ELEMENTS: Final = frozenset(
    [
        "html",
        "head",
        "meta",
        "title",
        "style",
        "body",
        "h1",
        "p",
        "table",
        "thead",
        "tr",
        "th",
        "tbody",
        "td",
    ]
)

HELD: Final = tuple(each for each in PAYLOADS if is_legible(each) and len(each) <= _LONGEST)
"""Those that a field can hold; of the others nothing is ever written."""


def told_in_every_field(payload: str) -> Dispatch:
    """Return a request of a visit each text of which is this one."""
    return replace(_REQUEST, target=payload, facts=_all_texts(FACTS, payload))


def _all_texts(facts: Facts, payload: str) -> Facts:
    return {name: _text(name, fact, payload) for name, fact in facts.items()}


def _text(name: str, fact: Fact, payload: str) -> Fact:
    if isinstance(fact, str):
        words = payload if name == "what_happened" else payload[:_WORD]
        return fact if name == "requested_at" else words
    if isinstance(fact, dict):
        return {inner: _text(inner, value, payload) for inner, value in fact.items()}
    return [payload[:_WORD]] if isinstance(fact, list | tuple) else fact


def _rendered(payload: str, kind: BodyKind) -> bytes:
    made = render(told_in_every_field(payload), payload, shipped_template(kind), kind)
    assert isinstance(made, Rendered), made
    return made.body


def _record(payload: str) -> DispatchRecord:
    dispatch = told_in_every_field(payload)
    return DispatchRecord(dispatch, first_progress(dispatch))


def _table(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";"))


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.elements: set[str] = set()
        self.attributes: set[str] = set()
        self.cells: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.add(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag == "td":
            self.cells.append("")

    def handle_data(self, data: str) -> None:
        if self.cells and self.lasttag == "td":
            self.cells[-1] += data


def test_body_in_json_tells_a_clinic_the_words_and_nothing_else() -> None:
    plain = json.loads(_rendered("Иванова", BodyKind.JSON))
    for payload in HELD:
        told = json.loads(_rendered(payload, BodyKind.JSON))
        assert told["reasonCode"] == [{"text": payload}]
        assert told["contained"][0]["name"] == [{"text": payload[:_WORD]}]
        assert _shape(told) == _shape(plain)


def test_body_in_xml_tells_a_clinic_the_words_and_nothing_else() -> None:
    plain = ET.fromstring(_rendered("Иванова", BodyKind.XML))  # noqa: S314 - Our own output.
    for payload in HELD:
        told = ET.fromstring(_rendered(payload, BodyKind.XML))  # noqa: S314 - Our own output.
        elements = [[each.tag for each in tree.iter()] for tree in (told, plain)]
        assert elements[0] == elements[1]
        assert [set(each.attrib) for each in told.iter()] == [
            set(each.attrib) for each in plain.iter()
        ]
        said = told.findtext(".//{urn:line122:dispatch}whatHappened") or ""
        assert said.split() == "".join(filter(_is_in_xml, payload)).split()


def test_table_of_visits_holds_no_formula_and_says_nothing_to_a_terminal() -> None:
    for payload in HELD:
        text = as_csv(sheet_rows([_record(payload)], _ZONE))
        head, row = _table(text)
        assert (tuple(head), len(row)) == (COLUMNS, len(COLUMNS))
        assert not [cell for cell in row if _FORMULA.match(cell)]
        assert not _UNSEEN.search(text.replace("\r\n", ""))


def test_printed_list_holds_texts_and_no_elements() -> None:
    for payload in HELD:
        (row,) = sheet_rows([_record(payload)], _ZONE)
        page = _Page()
        page.feed(as_page([row], payload, _PRINTED_AT))
        assert page.elements <= _ELEMENTS
        assert page.attributes <= {"lang", "charset", "class"}
        # What stands behind the last cell is the page's own empty lines.
        assert [*page.cells[:-1], page.cells[-1].rstrip("\n")] == list(row.cells)


def test_table_of_the_directory_is_read_back_as_it_was_or_refused_with_its_line() -> None:
    for payload in PAYLOADS:
        columns = [Column("name"), Column("phone")]
        text = " ".join(made_legible(payload).split())
        assert unescaped(escaped(text)) == text
        written = write_table(columns, [{"name": text, "phone": text}])
        read = read_table(written, columns)
        if read.problems:
            assert all(problem.line >= 1 for problem in read.problems)
            assert not any(_UNSEEN.search(str(problem)) for problem in read.problems)
            continue
        cells = [line.cells["name"] for line in read.lines]
        assert [cell.split() for cell in cells if cell] in ([], [_as_cell(text).split()])


def _as_cell(text: str) -> str:
    return text.translate(dict.fromkeys(map(ord, "\u00ad\u200b\ufeff")))


def _is_in_xml(character: str) -> bool:
    return (character >= " " and character not in "\ufffe\uffff") or character in "\t\n\r"


def _shape(value: object) -> object:
    """Return a value without its texts."""
    match value:
        case dict():
            return {name: _shape(inner) for name, inner in value.items()}
        case list():
            return [_shape(inner) for inner in value]
        case str():
            return ""
        case _:
            return value


def test_nothing_that_was_said_is_worked_out() -> None:
    for payload in ["{{7*7}}", "${7*7}", "<%= 7*7 %>", "{%print(7*7)%}"]:
        for kind in BodyKind:
            assert payload in _rendered(payload, kind).decode().replace("&lt;", "<").replace(
                "&gt;", ">"
            )
        page = as_page(sheet_rows([_record(payload)], _ZONE), payload, _PRINTED_AT)
        assert page.count(_WORKED_OUT) == 0
