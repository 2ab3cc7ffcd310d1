"""What administrators see when they look: in the shapes of the API, so as it answers."""

from datetime import timedelta
from typing import Final
from uuid import UUID

import msgspec

from administration.change import Change, Kind
from administration.documents import (
    ClinicDocument,
    DayDocument,
    Document,
    NumberDocument,
    OperatorDocument,
    QueueDocument,
    UserDocument,
    written,
)
from base.clock import SystemClock
from base.ids import ChangeId
from callers.treatment import Treatment
from ivr.hot_topics import TopicPlace
from staff.role import Role
from tests.browser.desk_site import DeskSite
from tickets.directory import Serves
from web.api.shown_admin import ChangePage, Things, change_shown, thing_shown
from web.api.shown_region import Services, ServiceShown, Topics, TopicShown

LAST: Final = UUID(int=2)
_FIRST: Final = UUID(int=1)
_NAMES: Final = ("Анна Морозова", "Ирина Соколова", "Светлана Ким", "Дмитрий Орлов")


def an_office(site: DeskSite) -> None:
    """Let an administrator look at a site with some of everything."""
    site.scopes = ("administration", "numbers", "orders:read", "orders:write")
    for name, said, planned in (
        ("operators", _operators(), {}),
        ("users", _users(), {}),
        ("queues", {"doctors": QueueDocument(priority=20)}, _queues()),
        ("clinics", {"gp-3": _clinic()}, {}),
        ("days", {"2027-01-02": DayDocument(day="off", note="Указ губернатора")}, {}),
        ("numbers", {"+78442330001": _ministry("Министерство, приёмная")}, {}),
    ):
        names = [*planned, *(each for each in said if each not in planned)]
        shown = (thing_shown(each, said.get(each), planned.get(each)) for each in names)
        _answer(site, f"admin/{name}", Things(things=tuple(shown)))
    changes = ChangePage(changes=tuple(map(change_shown, _changes())), next=None)
    _answer(site, "admin/changes", changes)
    _answer(site, "hours", _services())
    _answer(site, "topics", _topics())


def _answer(site: DeskSite, path: str, shown: msgspec.Struct) -> None:
    site.answers[path] = msgspec.json.encode(shown)


def _operators() -> dict[str, Document]:
    return {
        f"desk-{place}": OperatorDocument(
            agent_id=UUID(int=place), name=name, skills={"doctor": 1, "reference": place}
        )
        for place, name in enumerate(_NAMES, 1)
    }


def _users() -> dict[str, Document]:
    roles = (Role.ADMINISTRATOR, Role.SUPERVISOR, Role.OPERATOR, Role.OPERATOR)
    return {
        f"user{place}": UserDocument(name=name, roles=(role,), account=f"desk-{place}")
        for place, (name, role) in enumerate(zip(_NAMES, roles, strict=True), 1)
    }


def _queues() -> dict[str, Document]:
    return {
        "doctors": QueueDocument(title="Вызов врача", needs={"doctor": 3}, priority=10),
        "advice": QueueDocument(title="Справочная", needs={"reference": 3}, priority=0),
    }


def _clinic() -> ClinicDocument:
    return ClinicDocument(
        name="Поликлиника № 3",
        serves=Serves.BOTH,
        district_workday=40,
        duty_workday=12,
        district_day_off=0,
        duty_day_off=8,
        same_day_until=720,
        duty_until=1140,
        phones=("+78442330003",),
    )


def _ministry(note: str) -> NumberDocument:
    return NumberDocument(treatment=Treatment.ALWAYS_ADMITTED, note=note)


def _changes() -> tuple[Change, ...]:
    now = SystemClock().now()
    first = Change(
        change_id=ChangeId(_FIRST),
        kind=Kind.NUMBER,
        subject="+78442330001",
        before=None,
        after=written(_ministry("Министерство")),
        actor="belova",
        at=now - timedelta(hours=2),
    )
    last = Change(
        change_id=ChangeId(LAST),
        kind=Kind.NUMBER,
        subject="+78442330001",
        before=first.after,
        after=written(_ministry("Министерство, приёмная")),
        actor="belova",
        at=now - timedelta(minutes=20),
        follows=first.change_id,
    )
    return last, first


def _services() -> Services:
    until = SystemClock().now() + timedelta(hours=3)
    return Services(
        services=(
            ServiceShown(
                service="helpline",
                is_open=True,
                changes_at=None,
                forced="open",
                until=until,
                author="belova",
            ),
        )
    )


def _topics() -> Topics:
    now = SystemClock().now()
    return Topics(
        topics=(
            TopicShown(
                topic_id="flu",
                text="Вакцина от гриппа есть во всех поликлиниках.",
                place=TopicPlace.GREETING,
                starts_at=now,
                expires_at=now + timedelta(days=2),
                is_on_air=True,
                author="belova",
                heard=214,
                contained=31,
            ),
        )
    )
