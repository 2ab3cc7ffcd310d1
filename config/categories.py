"""The file of categories: a tree of YAML, checked as a whole, as the settings are."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated

from pydantic import Field, TypeAdapter, ValidationError

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


def read_categories(path: Path) -> CategoryTree:
    """Return the tree that a file holds.

    Raises:
        SettingsError: with every problem, its file and line.

    """
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


def ticket_policy(settings: Settings) -> TicketPolicy:
    """Return what the site decides about its tickets.

    Raises:
        SettingsError: the file of categories is wrong, or the service is none of ours.

    """
    tickets, zone = settings.tickets, settings.site.zone
    categories = read_categories(tickets.categories_file)
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
