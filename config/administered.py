"""The settings with what administrators have changed of queues, categories and days.

The file stays what the site's engineer wrote; what was administered lies in the database and is
laid over it whenever settings are read. It passes the same checks. What fits the file no more,
such as the change of a queue that is gone, is passed over and told.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final, TypeVar

from pydantic import ValidationError

from administration.change import Kind
from administration.documents import (
    CategoryDocument,
    DayDocument,
    Documents,
    NumberDocument,
    QueueDocument,
)
from base.phone import CallerKey, PhoneNumber
from callers.treatment import Treatment
from config.categories import category_documents, ticket_policy
from config.floor import Queue
from config.problems import Origin, Problem, SettingsError
from config.production import SpecialDays
from config.schema import explained
from config.settings import Settings

ADMINISTERED: Final = (Kind.QUEUE, Kind.CATEGORY, Kind.DAY)
"""What settings plan and administrators change."""

_ORIGIN: Final = Origin("administration")
_SATURDAY: Final = 5
_BY_SETTINGS: Final = "settings.yaml"
_DocumentT = TypeVar("_DocumentT", CategoryDocument, DayDocument, NumberDocument, QueueDocument)


class Administered:
    """Settings, and what of the changes was passed over."""

    def __init__(self, settings: Settings, documents: Mapping[Kind, Documents]) -> None:
        self.problems: list[Problem] = []
        queues: dict[str, Queue | None] = dict(settings.queues)
        for name, said in _of(documents, Kind.QUEUE, QueueDocument):
            queues[name] = self._queue(name, said, queues.get(name))
        kept = {name: queue for name, queue in queues.items() if queue is not None}
        days = _days(settings.production_calendar, documents)
        whole = settings.model_copy(update={"queues": kept, "production_calendar": days})
        self.settings = self._with_categories(whole, documents)

    def _queue(self, name: str, said: QueueDocument, planned: Queue | None) -> Queue | None:
        if planned is None:
            self._pass_over(f"queues.{name}", "there is no such queue in the settings")
            return None
        told = {key: getattr(said, key) for key in said.__struct_fields__}
        told = {key: value for key, value in told.items() if value is not None}
        try:
            return Queue.model_validate({**planned.model_dump(), **told})
        except ValidationError as error:
            for detail in error.errors(include_url=False):
                where = (name, *detail["loc"])
                self._pass_over(".".join(map(str, where)), explained(where, detail))
            return planned

    def _with_categories(
        self, settings: Settings, documents: Mapping[Kind, Documents]
    ) -> Settings:
        """Take one after the other, so that one which fits no more takes no other with it."""
        kept: dict[str, CategoryDocument] = {}
        for code, said in sorted(_of(documents, Kind.CATEGORY, CategoryDocument)):
            try:
                ticket_policy(settings.with_categories({**kept, code: said}))
            except SettingsError as error:
                for problem in error.problems:
                    self._pass_over(f"categories.{code}", problem.text)
                continue
            kept[code] = said
        return settings.with_categories(kept) if kept else settings

    def _pass_over(self, where: str, text: str) -> None:
        self.problems.append(Problem(_ORIGIN, where, text))


def planned_documents(settings: Settings, kind: Kind) -> Documents:
    """Return what the settings themselves say of the things of a kind."""
    match kind:
        case Kind.QUEUE:
            return {
                name: QueueDocument(
                    **{key: getattr(queue, key) for key in QueueDocument.__struct_fields__}
                )
                for name, queue in settings.queues.items()
            }
        case Kind.CATEGORY:
            return category_documents(settings.tickets.categories_file)
        case Kind.DAY:
            planned = settings.production_calendar
            off = {day: DayDocument(day="off", note=_BY_SETTINGS) for day in planned.off}
            work = {day: DayDocument(day="work", note=_BY_SETTINGS) for day in planned.work}
            short = {day: DayDocument(day="short", note=_BY_SETTINGS) for day in planned.short}
            return {day.isoformat(): said for day, said in {**work, **short, **off}.items()}
        case _:
            return {}


def treatments(documents: Mapping[Kind, Documents]) -> Mapping[CallerKey, Treatment]:
    """Return how the calls of numbers are to be taken."""
    named = _of(documents, Kind.NUMBER, NumberDocument)
    return {PhoneNumber(number): said.treatment for number, said in named}


def _of(
    documents: Mapping[Kind, Documents], kind: Kind, wanted: type[_DocumentT]
) -> Iterator[tuple[str, _DocumentT]]:
    for subject, document in documents.get(kind, {}).items():
        assert isinstance(document, wanted), "The documents of a kind are of one sort."
        yield subject, document


def _days(planned: SpecialDays, documents: Mapping[Kind, Documents]) -> SpecialDays:
    said = {
        date.fromisoformat(day): each.day for day, each in _of(documents, Kind.DAY, DayDocument)
    }
    if not said:
        return planned
    lists: dict[str, set[date]] = {
        "off": set(planned.off) - said.keys(),
        "work": set(planned.work) - said.keys(),
        "short": set(planned.short) - said.keys(),
    }
    for day, word in said.items():
        lists[word].add(day)
        if word == "short" and day.weekday() >= _SATURDAY:
            lists["work"].add(day)  # A shortened Saturday is a worked one.
    found = {name: tuple(sorted(days)) for name, days in lists.items()}
    return planned.model_copy(update=found)
