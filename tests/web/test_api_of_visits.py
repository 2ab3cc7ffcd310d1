"""Visits by the API: proposed, planned, told otherwise: `web/api/visits.py`, `web/api/work.py`."""

from dataclasses import replace
from pathlib import Path
from uuid import UUID

from base.ids import VisitId
from tests.support.api import CLINIC, REGION, ApiStory, Client
from tests.web.asking import VISIT, Json, asked, opened, sent
from tickets.dispatch import DispatchAbout
from tickets.report import ReportAnswer, ReportedStatus, StatusReport

ADDRESS = {"text": "город Волгоград, ул. Ленина, д. 7, кв. 3"}
OPEN = {key: value for key, value in VISIT.items() if key != "clinic"}
NEWS = {"why": "ошиблись домом", "address": ADDRESS, "phone": "+79161112233"}


async def change(client: Client, ticket: Json, body: Json, *, status: int | None = None) -> Json:
    """Return what a change of the ticket's first visit is answered with."""
    path = f"/visits/{ticket['visits'][0]['visit_id']}/changes"
    seen = f'"{ticket["revision"]}"'
    return await sent(client, "POST", path, body, if_match=seen, status=status)


async def reported(story: ApiStory, client: Client, ticket: Json, status: ReportedStatus) -> Json:
    """Return the ticket once the clinic has reported of its first visit."""
    told = StatusReport(
        target="region",
        event_id=status.value,
        visit_id=VisitId(UUID(ticket["visits"][0]["visit_id"])),
        status=status,
        reason=None,
        at=story.clock.now(),
    )
    assert await story.desk.report(told, story.clock.now()) is ReportAnswer.ACCEPTED
    after: Json = (await asked(client, f"/tickets/{ticket['number']}"))["ticket"]
    return after


def told(story: ApiStory) -> list[tuple[DispatchAbout, str]]:
    """Return what clinics are told, and of which address."""
    records = story.dispatches.records.values()
    dispatches = sorted((each.dispatch for each in records), key=lambda each: each.written_at)
    return [(each.about, str(each.facts["address"]["house"])) for each in dispatches]  # type: ignore[index,call-overload] # A visit's facts have an address.


async def test_visit_without_a_clinic_gets_whoever_is_responsible_and_a_day(
    tmp_path: Path,
) -> None:
    async with ApiStory(tmp_path).opened() as client:
        (visit,) = (await opened(client, visits=[OPEN]))["visits"]
        assert (visit["clinic"], visit["day"], visit["shift"]) == (CLINIC, "2026-11-23", "duty")
        assert visit["address"]["house"] == "5"


async def test_clinic_and_day_that_somebody_names_are_kept(tmp_path: Path) -> None:
    wanted = {**VISIT, "day": "2026-12-01", "shift": "duty", "is_on_waiting_list": True}
    async with ApiStory(tmp_path).opened() as client:
        (visit,) = (await opened(client, visits=[wanted]))["visits"]
        assert (visit["clinic"], visit["day"], visit["shift"]) == (CLINIC, "2026-12-01", "duty")
        assert visit["is_on_waiting_list"]


async def test_proposal_tells_who_would_come_and_asks_for_nothing(tmp_path: Path) -> None:
    story = ApiStory(tmp_path)
    async with story.opened() as client:
        body = {"address": ADDRESS, "patient": {"age_years": 70}}
        noon = await sent(client, "POST", "/visits/proposals", body)
        assert noon["clinic"] == {"code": CLINIC, "name": "Поликлиника № 3"}
        assert (noon["clinic_because"], noon["day_warnings"]) == ("only_clinic", ["duty_doctor"])
        assert (noon["address"]["house"], noon["address"]["flat"]) == ("7", "3")
        later = {**body, "day": "2026-11-25", "clinic": CLINIC}
        wished = await sent(client, "POST", "/visits/proposals", later)
        assert (wished["clinic_because"], wished["day"]) == ("named", "2026-11-25")
        unknown = {**body, "clinic": "nobody"}
        await sent(client, "POST", "/visits/proposals", unknown, status=422)
        assert (await asked(client, "/visits"))["visits"] == []


async def test_change_before_the_clinic_has_the_visit_is_its_request_with_new_content(
    tmp_path: Path,
) -> None:
    story = ApiStory(tmp_path)
    async with story.opened() as client:
        ticket = await opened(client)
        story.clock.pass_s(60)
        after = await change(client, ticket, NEWS)
    (visit,) = after["visits"]
    assert (visit["address"]["house"], visit["phone"]) == ("7", "+79161112233")
    assert visit["complaint"] == VISIT["complaint"]
    assert told(story) == [
        (DispatchAbout.VISIT_REQUESTED, "5"),
        (DispatchAbout.VISIT_REQUESTED, "7"),
    ]


async def test_change_of_an_accepted_visit_is_told_to_its_clinic_and_stands_in_the_history(
    tmp_path: Path,
) -> None:
    story = ApiStory(tmp_path)
    async with story.opened() as client:
        ticket = await reported(story, client, await opened(client), ReportedStatus.ACCEPTED)
        story.clock.pass_s(60)
        after = await change(client, ticket, {**NEWS, "window": None})
        history = (await asked(client, f"/tickets/{ticket['number']}"))["history"]
    assert after["visits"][0]["state"] == "accepted"
    assert told(story)[1:] == [(DispatchAbout.VISIT_CHANGED, "7")]
    assert (history[-1]["change"], history[-1]["by"]["name"]) == ("ChangeVisit", "desk")
    assert history[-1]["facts"]["why"] == "ошиблись домом"


async def test_night_visit_is_completed_by_an_address_and_gets_its_clinic(tmp_path: Path) -> None:
    story = ApiStory(tmp_path)
    story.directory.change(replace(REGION, clinics=()))
    async with story.opened() as client:
        spoken = {**OPEN, "address": {"text": "см. запись 1.where.1"}}
        ticket = await opened(client, visits=[spoken])
        assert (ticket["visits"][0]["clinic"], told(story)) == (None, [])
        story.directory.change(REGION)
        (visit,) = (await change(client, ticket, NEWS))["visits"]
    assert (visit["clinic"], visit["address"]["flat"]) == (CLINIC, "3")
    assert told(story) == [(DispatchAbout.VISIT_REQUESTED, "7")]


async def test_citizen_who_is_at_home_on_another_day_keeps_the_clinic(tmp_path: Path) -> None:
    async with ApiStory(tmp_path).opened() as client:
        ticket = await opened(client)
        body = {"why": "уезжает", "day": "2026-11-26"}
        (visit,) = (await change(client, ticket, body))["visits"]
        assert (visit["day"], visit["shift"]) == ("2026-11-26", "district")


async def test_change_is_refused_with_a_sentence_where_it_cannot_be(tmp_path: Path) -> None:
    story = ApiStory(tmp_path)
    async with story.opened() as client:
        ticket = await opened(client)
        nobody = {**NEWS, "clinic": "nobody"}
        await change(client, ticket, nobody, status=422)
        await change(client, ticket, {"address": ADDRESS}, status=422)
        unseen = f"/visits/{ticket['visits'][0]['visit_id']}/changes"
        await sent(client, "POST", unseen, NEWS, status=428)
        await sent(client, "POST", f"/visits/{UUID(int=1)}/changes", NEWS, status=404)
        after = await reported(story, client, ticket, ReportedStatus.VISITED)
        await change(client, ticket, NEWS, status=409)
        ended = await change(client, after, NEWS, status=409)
        assert "request another one" in ended["detail"]


async def test_change_that_is_asked_for_twice_under_one_key_is_made_once(tmp_path: Path) -> None:
    story = ApiStory(tmp_path)
    async with story.opened() as client:
        ticket = await opened(client)
        story.clock.pass_s(60)
        once = await change(client, ticket, NEWS)
        again = await change(client, once, NEWS)
    assert again["revision"] == once["revision"]
    assert len(told(story)) == 2


async def test_patients_of_a_portal_make_a_number_one_of_many_people(tmp_path: Path) -> None:
    story = ApiStory(tmp_path)
    person = {"name": "Иванов Пётр", "phone": "+79160000001"}
    other = {**VISIT, "patient": {"name": "Иванов Коля", "born_on": "2020-02-29"}}
    async with story.opened() as client:
        ticket = await opened(client, person=person)
        await sent(
            client,
            "POST",
            f"/tickets/{ticket['ticket_id']}/visits",
            {"visits": [other]},
            if_match="*",
        )
    assert story.patients == [
        ("+79160000001", "1950-03-08", story.clock.now()),
        ("+79160000001", "2020-02-29", story.clock.now()),
    ]
