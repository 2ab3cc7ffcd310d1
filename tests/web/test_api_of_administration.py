"""What changes weekly, by the API (`web/api/admin.py`): changed, journaled, undone.

The desk behind it is `administration/service.py`; what it refuses, `administration/rules.py` says.
"""

from http import HTTPStatus
from pathlib import Path
from typing import Final

import pytest

from administration.change import Kind
from staff.role import Role
from tests.support.api import CLINIC, REGION, ApiStory
from tests.support.staff import PASSWORD
from tests.web.signing_in import Screen
from tickets.directory import Kind as Table
from tickets.directory_ports import ImportSource

WARD: Final = "+79100000001"
CAPACITY: Final = {
    "name": "Поликлиника № 3",
    "serves": "both",
    "district_workday": 40,
    "duty_workday": None,
    "district_day_off": 0,
    "duty_day_off": 8,
    "same_day_until": 720,
    "duty_until": 1140,
    "phones": ["+78442000003"],
}
STATION: Final = {"name": "Подстанция 2", "phone": "+78442000104", "settlements": ["Ильинка"]}


async def an_office(story: ApiStory) -> None:
    """Hire whoever the stories need, and import the region."""
    await story.staff.hire("vera", Role.ADMINISTRATOR)
    await story.staff.hire("olga", Role.SUPERVISOR)
    await story.staff.hire("anna", Role.OPERATOR)
    for kind, rows in ((Table.INSTITUTIONS, REGION.institutions), (Table.CLINICS, REGION.clinics)):
        source = ImportSource(
            kind=kind, file="r.csv", digest="0", by="vera", at=story.clock.now(), salt_mark=""
        )
        await story.regional.replace(list(rows), source)


async def changed(
    screen: Screen, method: str, path: str, sent: object = None
) -> dict[str, object]:
    """Take a step that succeeds, and return what was answered."""
    answer = await screen.ask(method, path, sent)
    assert answer.status in {HTTPStatus.OK, HTTPStatus.CREATED}, await answer.text()
    told: dict[str, object] = await answer.json()
    return told


@pytest.mark.parametrize(
    ("things", "subject", "sent"),
    [
        ("queues", "doctors", {"priority": 7, "needs": {"doctor": 2}}),
        ("categories", "support", {"own_within_minutes": 15}),
        ("categories", "support.tablet", {"title": "Планшет не включается"}),
        ("clinics", CLINIC, CAPACITY),
        ("clinics", "gp-12", {**CAPACITY, "name": "Поликлиника № 12"}),
        ("dispatchers", "d-2", STATION),
        ("numbers", WARD, {"treatment": "human_only", "note": "Глухой абонент"}),
        ("days", "2026-11-24", {"day": "off", "note": "Указ губернатора"}),
    ],
)
async def test_every_kind_of_thing_is_changed_journaled_and_undone(
    things: str, subject: str, sent: dict[str, object], tmp_path: Path
) -> None:
    story = ApiStory(tmp_path)
    await an_office(story)
    async with story.visited() as client:
        vera = Screen(client)
        await vera.sign_in("vera")
        was = await said(vera, things, subject)
        step = await changed(vera, "PUT", f"/admin/{things}/{subject}", sent)
        now = await said(vera, things, subject)
        assert isinstance(now, dict)
        assert {name: now[name] for name in sent} == sent
        change = step["change"]
        assert isinstance(change, dict)
        assert (change["actor"], change["before"], change["after"]) == ("vera", was, now)

        back = await changed(vera, "POST", f"/admin/changes/{change['change_id']}/undo")
        assert await said(vera, things, subject) == was
        page = await (await vera.ask("GET", f"/admin/changes?subject={_quoted(subject)}")).json()
        assert [each["undoes"] for each in page["changes"]] == [change["change_id"], None]
        again = await vera.ask("POST", f"/admin/changes/{change['change_id']}/undo")
        assert again.status == HTTPStatus.CONFLICT
        assert "undone already" in (await again.json())["detail"]
        assert isinstance(back["change"], dict)
        redo = await changed(vera, "POST", f"/admin/changes/{back['change']['change_id']}/undo")
        assert await said(vera, things, subject) == now
        assert redo["secret"] is None


async def said(screen: Screen, things: str, subject: str) -> object:
    """Return what was administered of a thing."""
    page = await (await screen.ask("GET", f"/admin/{things}")).json()
    found = {each["subject"]: each["says"] for each in page["things"]}
    return found.get(subject)


def _quoted(subject: str) -> str:
    return subject.replace("+", "%2B")


async def test_operator_is_added_with_a_secret_that_is_told_once(tmp_path: Path) -> None:
    story = ApiStory(tmp_path)
    await an_office(story)
    async with story.visited() as client:
        vera = Screen(client)
        await vera.sign_in("vera")
        sent = {"name": "Анна Орлова", "skills": {"doctor": 1}}
        added = await changed(vera, "POST", "/admin/operators/desk-7", sent)
        assert isinstance(added["secret"], str)
        twice = await vera.ask("POST", "/admin/operators/desk-7", sent)
        assert twice.status == HTTPStatus.CONFLICT
        (stored,) = await story.books.agents.operators()
        assert stored.operator.name == "Анна Орлова"
        assert stored.secret_digest
        page = await (await vera.ask("GET", "/admin/changes")).json()
        assert added["secret"] not in str(page)
        assert stored.secret_digest not in str(page)

        sent = {"name": "Анна Орлова", "skills": {"doctor": 2, "reference": 1}}
        assert (await changed(vera, "PUT", "/admin/operators/desk-7", sent))["secret"] is None
        renewed = await changed(vera, "POST", "/admin/operators/desk-7/secret")
        (again,) = await story.books.agents.operators()
        assert again.secret_digest != stored.secret_digest
        assert dict(again.operator.skills) == {"doctor": 2, "reference": 1}
        change = renewed["change"]
        assert isinstance(change, dict)
        kept = await vera.ask("POST", f"/admin/changes/{change['change_id']}/undo")
        assert kept.status == HTTPStatus.CONFLICT
        await changed(vera, "DELETE", "/admin/operators/desk-7")
        assert await story.books.agents.operators() == ()
        assert (await vera.ask("PUT", "/admin/operators/desk-7", sent)).status == 404


async def test_users_roles_change_at_their_next_request(tmp_path: Path) -> None:
    story = ApiStory(tmp_path)
    await an_office(story)
    async with story.visited() as client:
        vera, anna = Screen(client), Screen(client)
        await vera.sign_in("vera")
        await anna.sign_in("anna")
        assert (await anna.ask("GET", "/admin/numbers")).status == HTTPStatus.FORBIDDEN
        sent = {"name": "Анна Орлова", "roles": ["operator", "supervisor"]}
        step = await changed(vera, "PUT", "/admin/users/anna", sent)
        assert (await anna.ask("GET", "/admin/numbers")).status == HTTPStatus.OK
        assert isinstance(step["change"], dict)
        await changed(vera, "POST", f"/admin/changes/{step['change']['change_id']}/undo")
        assert (await anna.ask("GET", "/admin/numbers")).status == HTTPStatus.FORBIDDEN

        fresh = await changed(vera, "POST", "/admin/users/anna/password")
        assert (await anna.ask("GET", "/session")).status == HTTPStatus.UNAUTHORIZED
        assert isinstance(fresh["secret"], str)
        assert fresh["secret"] != PASSWORD
        await anna.sign_in("anna", fresh["secret"])
        gone = await changed(vera, "DELETE", "/admin/users/anna")
        assert (await anna.ask("GET", "/session")).status == HTTPStatus.UNAUTHORIZED
        sent = {"name": "Пётр", "roles": ["auditor"]}
        assert (await vera.ask("POST", "/admin/users/anna", sent)).status == HTTPStatus.CONFLICT
        assert isinstance(gone["change"], dict)
        await changed(vera, "POST", f"/admin/changes/{gone['change']['change_id']}/undo")
        await anna.sign_in("anna", fresh["secret"])


async def test_nobody_raises_or_locks_out_themselves(tmp_path: Path) -> None:
    story = ApiStory(tmp_path)
    await an_office(story)
    async with story.visited() as client:
        vera = Screen(client)
        await vera.sign_in("vera")
        more = {"name": "Вероника", "roles": ["administrator", "supervisor"]}
        for method, sent in (("PUT", more), ("DELETE", None)):
            refused = await vera.ask(method, "/admin/users/vera", sent)
            assert refused.status == HTTPStatus.UNPROCESSABLE_ENTITY
            assert "another administrator" in await refused.text()
        same = {"name": "Вероника Ильинская", "roles": ["administrator"]}
        await changed(vera, "PUT", "/admin/users/vera", same)


@pytest.mark.parametrize(
    ("path", "sent", "sentence"),
    [
        ("/admin/queues/nobody", {"priority": 1}, "there is no such queue"),
        ("/admin/queues/doctors", {"priority": 900}, "100"),
        ("/admin/categories/nowhere.part", {"title": "Иное"}, "no category around it"),
        ("/admin/categories/other", {"title": "Иное"}, "kind"),
        ("/admin/clinics/gp-77", {**CAPACITY, "name": None}, "has a name"),
        ("/admin/clinics/gp-3", {**CAPACITY, "duty_until": 60}, "at least as long"),
        ("/admin/days/tomorrow", {"day": "off", "note": "Указ"}, "2026-11-23"),
        ("/admin/numbers/103", {"treatment": "human_only", "note": "?"}, "plus and country"),
        ("/admin/numbers/+79100000001", {"treatment": "ordinary", "note": "?"}, "no order"),
        ("/admin/users/anna", {"name": "Анна", "roles": ["clinic_dispatcher"]}, "which clinic"),
    ],
)
async def test_what_makes_no_sense_is_refused_with_a_sentence(
    path: str, sent: dict[str, object], sentence: str, tmp_path: Path
) -> None:
    story = ApiStory(tmp_path)
    await an_office(story)
    async with story.visited() as client:
        vera = Screen(client)
        await vera.sign_in("vera")
        refused = await vera.ask("PUT", path, sent)
        assert refused.status == HTTPStatus.UNPROCESSABLE_ENTITY, await refused.text()
        assert sentence in await refused.text()
    assert story.office.book.steps == []


async def test_settlement_belongs_to_one_dispatcher(tmp_path: Path) -> None:
    story = ApiStory(tmp_path)
    await an_office(story)
    async with story.visited() as client:
        vera = Screen(client)
        await vera.sign_in("vera")
        await changed(vera, "PUT", "/admin/dispatchers/d-2", STATION)
        refused = await vera.ask("PUT", "/admin/dispatchers/d-3", STATION)
        assert refused.status == HTTPStatus.UNPROCESSABLE_ENTITY
        assert "Ильинка belongs" in await refused.text()


async def test_supervisors_see_and_undo_what_is_theirs_and_nothing_else(tmp_path: Path) -> None:
    story = ApiStory(tmp_path)
    await an_office(story)
    async with story.visited() as client:
        vera, olga = Screen(client), Screen(client)
        await vera.sign_in("vera")
        await olga.sign_in("olga")
        off = {"day": "off", "note": "Указ"}
        hidden = await changed(vera, "PUT", "/admin/days/2026-11-24", off)
        welcome = {"treatment": "always_admitted", "note": "Министерство"}
        await changed(olga, "PUT", f"/admin/numbers/{WARD}", welcome)
        page = await (await olga.ask("GET", "/admin/changes")).json()
        assert [each["kind"] for each in page["changes"]] == ["number"]
        assert isinstance(hidden["change"], dict)
        back = await olga.ask("POST", f"/admin/changes/{hidden['change']['change_id']}/undo")
        assert back.status == HTTPStatus.NOT_FOUND
        assert story.office.followed.told[-1][0] is Kind.NUMBER


async def test_orders_about_hours_are_steps_too_and_go_back(tmp_path: Path) -> None:
    story = ApiStory(tmp_path)
    await an_office(story)
    async with story.visited() as client:
        olga = Screen(client)
        await olga.sign_in("olga")
        services = (await (await olga.ask("GET", "/hours")).json())["services"]
        name = services[0]["service"]
        await changed(olga, "POST", "/hours", {"service": name, "asked": "closed"})
        page = await (await olga.ask("GET", "/admin/changes?kind=hours")).json()
        (step,) = page["changes"]
        assert (step["subject"], step["actor"], step["before"]) == (name, "olga", None)
        await changed(olga, "POST", f"/admin/changes/{step['change_id']}/undo")
        services = (await (await olga.ask("GET", "/hours")).json())["services"]
        assert services[0]["forced"] == ""
        page = await (await olga.ask("GET", "/admin/changes?kind=hours&most=1")).json()
        assert page["changes"][0]["undoes"] == step["change_id"]
        rest = await (await olga.ask("GET", f"/admin/changes?after={page['next']}")).json()
        assert [each["change_id"] for each in rest["changes"]] == [step["change_id"]]
