"""The file of categories: a tree of YAML, checked as a whole, as the settings are."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated

from pydantic import Field, TypeAdapter, ValidationError

from administration.documents import CategoryDocument
from config.model import Name, Section, Text
from config.problems import Origin, Problem, SettingsError
from config.schema import explained
from config.settings import Settings
from config.source import Document, read_document
from tickets.category import Category, CategoryCode, CategoryTree, Kind
from tickets.policy import TicketPolicy

_MINUTE_S = 60.0


class CategoryEntry(Section):
    """A category; what it does not say it has from the one around it."""

    title: Text
    kind: Kind | None = None
    service: Name | None = None
    in_scope: bool = True
    answer: str = ""
    own_within_minutes: Annotated[float, Field(gt=0)] | None = None
    resolve_within_minutes: Annotated[float, Field(gt=0)] | None = None
    parts: Mapping[Name, "CategoryEntry"] = {}


_TREE = TypeAdapter(dict[Name, CategoryEntry])


def read_categories(
    path: Path, differing: Mapping[str, CategoryDocument] | None = None
) -> CategoryTree:
    """Return the tree that a file holds, with what was administered of it.

    Raises:
        SettingsError: with every problem, its file and line.

    """
    document, entries = _read(path)
    for code, said in (differing or {}).items():
        entries = _with(entries, code.split("."), said, code)
    problems = [
        problem
        for code, entry in entries.items()
        for problem in _problems(document, (code,), entry, None)
    ]
    if problems:
        raise SettingsError(problems)
    return CategoryTree(
        category for code, entry in entries.items() for category in _flat(code, entry, None)
    )


def category_documents(path: Path) -> Mapping[str, CategoryDocument]:
    """Return what a file says of every category, as administrators read it."""
    return {
        category.code: CategoryDocument(
            title=category.title,
            kind=category.kind,
            in_scope=category.is_in_scope,
            answer=category.answer or None,
            own_within_minutes=_minutes(category.own_within_s),
            resolve_within_minutes=_minutes(category.resolve_within_s),
        )
        for category in read_categories(path)
    }


def _minutes(seconds: float | None) -> float | None:
    return None if seconds is None else seconds / _MINUTE_S


def _with(
    entries: Mapping[str, CategoryEntry], way: Sequence[str], said: CategoryDocument, code: str
) -> dict[str, CategoryEntry]:
    """Return the entries of one level, with what is said of one of them or of a part of it."""
    first, *rest = way
    known = entries.get(first)
    if rest:
        if known is None:
            raise SettingsError([_wrong(code, "there is no category around it")])
        parts = _with(known.parts, rest, said, code)
        return {**entries, first: known.model_copy(update={"parts": parts})}
    told = {key: getattr(said, key) for key in said.__struct_fields__}
    told = {key: value for key, value in told.items() if value is not None}
    planned = {} if known is None else {**known.model_dump(exclude={"parts"}), "parts": {}}
    try:
        entry = CategoryEntry.model_validate({**planned, **told})
    except ValidationError as error:
        raise SettingsError(
            [
                _wrong(code, explained(detail["loc"], detail))
                for detail in error.errors(include_url=False)
            ]
        ) from error
    if known is not None:
        entry = entry.model_copy(update={"parts": known.parts})
    return {**entries, first: entry}


def _wrong(code: str, text: str) -> Problem:
    return Problem(Origin("administration"), code, text)


def _read(path: Path) -> tuple[Document, dict[str, CategoryEntry]]:
    try:
        document = read_document(path.read_text("utf-8"), str(path))
    except (OSError, UnicodeDecodeError) as error:
        text = f"cannot be read ({type(error).__name__}); name another file of categories"
        raise SettingsError([Problem(Origin(str(path)), "", text)]) from error
    if document.problems:
        raise SettingsError(document.problems)
    try:
        entries = _TREE.validate_python(document.tree)
    except ValidationError as error:
        raise SettingsError(_shape_problems(document, error)) from error
    return document, entries


def ticket_policy(settings: Settings) -> TicketPolicy:
    """Return what the site decides about its tickets.

    Raises:
        SettingsError: the file of categories is wrong, or the service is none of ours.

    """
    tickets, zone = settings.tickets, settings.site.zone
    categories = read_categories(tickets.categories_file, settings.categories)
    hours = {
        name: service.hours.opening_hours(zone, settings.production_calendar)
        for name, service in settings.services.items()
    }
    usual = next(iter(hours)) if tickets.service is None else tickets.service
    if usual not in hours:
        text = f"there is no service {usual}; write one of {', '.join(hours)}"
        raise SettingsError([Problem(Origin("settings"), "tickets.service", text)])
    return TicketPolicy(
        categories=categories,
        site_hours=hours[usual],
        hours={
            category.code: hours[category.service]
            for category in categories
            if category.service in hours
        },
        reopen_within_s=tickets.reopen_within_s,
        warn_share=tickets.warn_share,
        citizen_silent_s=tickets.citizen_silent_s,
        targets=tickets.targets,
    )


def _shape_problems(document: Document, error: ValidationError) -> list[Problem]:
    return [
        document.problem(where, explained(where, detail))
        for detail in error.errors(include_url=False)
        for where in [tuple(part for part in detail["loc"] if part != "[key]")]
    ]


def _problems(
    document: Document, where: tuple[str, ...], entry: CategoryEntry, kind: Kind | None
) -> Iterator[Problem]:
    of_kind = entry.kind or kind
    if of_kind is None:
        yield document.problem(where, "has no kind; write kind: and one of the kinds of tickets")
    if not entry.in_scope and not entry.answer.strip():
        yield document.problem(where, "is not ours; write the answer: that people get")
    for name, part in entry.parts.items():
        yield from _problems(document, (*where, "parts", name), part, of_kind)


def _flat(code: str, entry: CategoryEntry, around: Category | None) -> Iterator[Category]:
    kind = entry.kind or (around.kind if around is not None else None)
    assert kind is not None, "A category without a kind was refused."
    own, resolve = entry.own_within_minutes, entry.resolve_within_minutes
    is_timed = entry.in_scope and around is not None
    category = Category(
        code=CategoryCode(code),
        title=entry.title,
        kind=kind,
        is_in_scope=entry.in_scope,
        answer=entry.answer,
        own_within_s=_seconds(own, around.own_within_s if is_timed and around else None),
        resolve_within_s=_seconds(
            resolve, around.resolve_within_s if is_timed and around else None
        ),
        service=entry.service or (around.service if around is not None else None),
    )
    yield category
    for name, part in entry.parts.items():
        yield from _flat(f"{code}.{name}", part, category)


def _seconds(minutes: float | None, inherited: float | None) -> float | None:
    return inherited if minutes is None else minutes * _MINUTE_S
