"""That the documents speak of what is there: links, paths, and the words of the glossary."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.source_tree import ROOT, carried_files, dotted, nodes_of, product, texts

GLOSSARY = Path("docs/glossary.md")
OPERATIONS = Path("docs/operations.md")

_FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\[[^\]]+\]\((?P<target>[^)\s]+)\)")
_HEADING = re.compile(r"^#+ (?P<title>.+)$", re.MULTILINE)
_CODE = re.compile(r"`(?P<code>[^`\n]+)`")
_PATH = re.compile(r"[\w.-]+(?:/[\w.-]+)*/(?:[\w.-]+\.(?:py|md|sql|yaml|conf|toml|sh|json))?")
_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_IDENTIFIER_COLUMN = 1


def test_every_link_of_a_document_leads_somewhere() -> None:
    lost = [
        f"{path}: {target}"
        for path, text in texts(".md")
        for target in _links(text)
        if not _is_found(path, target)
    ]
    assert not lost, "\n".join(lost)


def test_every_path_that_a_document_names_is_there() -> None:
    carried = {str(path) for path in carried_files()}
    folders = {f"{folder}/" for path in carried_files() for folder in path.parents}
    lost = [
        f"{path}: {code}"
        for path, text in texts(".md")
        for code in _codes(text)
        if _PATH.fullmatch(code) and code not in carried | folders
    ]
    assert not lost, "\n".join(lost)


def test_every_identifier_of_the_glossary_is_in_the_code() -> None:
    known = _identifiers()
    promised = list(_promised_identifiers())
    assert promised, "The glossary has a table with a column of identifiers."
    lost = [f"{row}: {word}" for row, words in promised for word in words if word not in known]
    assert not lost, "\n".join(lost)


def test_every_event_that_operators_are_told_of_is_logged() -> None:
    logged = _arguments_of({"debug", "info", "warning", "error", "exception"})
    lost = [event for event in _first_column(OPERATIONS, "event") if event not in logged]
    assert not lost, "\n".join(lost)


def test_operators_are_told_of_every_metric_and_of_no_other() -> None:
    told = _first_column(OPERATIONS, "metric")
    assert sorted(told) == sorted(_arguments_of({"Counter", "Gauge", "Histogram", "Summary"}))


def _first_column(document: Path, heading: str) -> list[str]:
    """Return the words in the first column of the table with that heading."""
    _, _, table = (ROOT / document).read_text("utf-8").partition(f"\n| {heading} |")
    rows = table.partition("\n\n")[0].splitlines()
    return [match["code"] for row in rows[2:] if (match := _CODE.search(row.split("|")[1]))]


def _arguments_of(callables: set[str]) -> set[str]:
    """Return the texts that stand first in calls of functions with these names."""
    return {
        argument
        for source in product()
        for node in nodes_of(source)
        if isinstance(node, ast.Call) and dotted(node.func).rpartition(".")[2] in callables
        for argument in _texts_of(node.args[:1])
    }


def _texts_of(nodes: list[ast.expr]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def _links(text: str) -> Iterator[str]:
    for match in _LINK.finditer(_FENCE.sub("", text)):
        if "://" not in match["target"]:
            yield match["target"]


def _is_found(document: Path, target: str) -> bool:
    name, _, anchor = target.partition("#")
    place = (ROOT / document.parent / name).resolve() if name else ROOT / document
    if not place.exists():
        return False
    return not anchor or anchor in _anchors(place.read_text("utf-8"))


def _anchors(text: str) -> set[str]:
    """Return the anchors that a forge makes of a document's headings."""
    titles = (match["title"].lower() for match in _HEADING.finditer(_FENCE.sub("", text)))
    return {re.sub(r"[^\w\- ]", "", title).strip().replace(" ", "-") for title in titles}


def _codes(text: str) -> Iterator[str]:
    for match in _CODE.finditer(_FENCE.sub("", text)):
        yield match["code"]


def _promised_identifiers() -> Iterator[tuple[str, list[str]]]:
    """Yield each row of the glossary's tables: its term, and the words in its second column."""
    for line in (ROOT / GLOSSARY).read_text("utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if not line.startswith("|") or len(cells) <= _IDENTIFIER_COLUMN:
            continue
        codes = _CODE.findall(cells[_IDENTIFIER_COLUMN])
        if codes:
            yield cells[0], [word for code in codes for word in _WORD.findall(code)]


def _identifiers() -> set[str]:
    """Return every name that the program defines: modules, classes, functions, fields, members."""
    names = {part for source in product() for part in source.path.with_suffix("").parts}
    for source in product():
        for node in nodes_of(source):
            match node:
                case ast.ClassDef(name=name) | ast.FunctionDef(name=name):
                    names.add(name)
                case ast.AsyncFunctionDef(name=name) | ast.arg(arg=name):
                    names.add(name)
                case ast.Name(id=name, ctx=ast.Store()):
                    names.add(name)
                case ast.Attribute(attr=name, ctx=ast.Store()):
                    names.add(name)
                case ast.keyword(arg=str(name)):
                    names.add(name)
    return names
