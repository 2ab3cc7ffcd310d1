"""The morning list over the API: `IntakeDesk.morning_page`, `web/api/lists.py`."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest

from base.ids import TicketId, new_visit_id
from base.instant import Instant
from base.phone import PhoneNumber
from callflow.outcome import Outcome
from tests.integration.storage.values import a_record
from tests.support.api import AGENT, ApiStory, Client
from tests.web.asking import Json, asked, changed, opened, sent
from tickets.category import Kind
from tickets.contact import OpenCase
from tickets.intake.taken import SpokenField, TakenRequest
from tickets.intake.urgency import UrgencyPlace
from web.api.pages import read_urgency_place, written_place


class Night:
    """Callers who leave requests with a menu, a minute apart."""

    def __init__(self, story: ApiStory) -> None:
        self.story = story
        self.callers = 0

    async def leaves(
        self, *, is_urgent: bool = False, born_on: date | None = None
    ) -> TakenRequest:
        """Let somebody call and leave a request."""
        self.callers += 1
        story = self.story
        story.clock.pass_s(60)
        phone = PhoneNumber(f"+7910000{self.callers:04d}")
        case, _ = story.cases.open_case(phone, story.clock.now())
        request = replace(self._request(case, phone), is_urgent=is_urgent, born_on=born_on)
        await story.intake.keep(request)
        return request

    def _request(self, case: OpenCase, phone: PhoneNumber) -> TakenRequest:
        record = replace(a_record(case, Instant(0.0)), outcome=Outcome.SELF_SERVED)
        self.story.books.calls.write_call(record)
        return TakenRequest(
            call_id=record.call_id,
            kind=Kind.HOME_VISIT,
            contact_id=case.contact.contact_id,
            number=case.ticket.number,
            visit_id=new_visit_id(),
            taken_at=self.story.clock.now(),
            called_from=phone,
            spoken=(SpokenField("what", 1), SpokenField("where", 2)),
        )


@pytest.fixture
def story(tmp_path: Path) -> ApiStory:
    return ApiStory(tmp_path)


@pytest.fixture
def night(story: ApiStory) -> Night:
    return Night(story)


@pytest.fixture
async def client(story: ApiStory) -> AsyncIterator[Client]:
    async with story.opened() as opened_client:
        yield opened_client


def numbers(page: Json) -> list[str]:
    return [line["ticket_number"] for line in page["intakes"]]


async def test_danger_and_small_children_come_first_with_their_recordings(
    night: Night, client: Client
) -> None:
    grown = await night.leaves(born_on=date(1950, 3, 8))
    child = await night.leaves(born_on=night.story.clock.now().date())
    danger = await night.leaves(is_urgent=True)
    page = await asked(client, "/intakes")
    assert numbers(page) == [str(each.number) for each in (danger, child, grown)]
    first = page["intakes"][0]
    assert (first["is_urgent"], first["is_filed"], first["called_from"]) == (
        True,
        False,
        danger.called_from,
    )
    assert first["recordings"] == [
        f"{danger.call_id}.what.1",
        f"{danger.call_id}.where.2",
    ]


async def test_next_page_goes_on_though_the_last_line_was_taken(
    night: Night, client: Client, story: ApiStory
) -> None:
    requests = [await night.leaves(is_urgent=number % 2 == 0) for number in range(5)]
    await story.intake.file_pending()
    in_order = [str(each.number) for each in (*requests[::2], *requests[1::2])]
    first = await asked(client, "/intakes?most=2")
    assert numbers(first) == in_order[:2]
    last = first["intakes"][-1]
    whole = await asked(client, f"/tickets/{last['ticket_id']}")
    await changed(client, whole["ticket"], {"do": "own", "owner": str(AGENT)})
    second = await asked(client, f"/intakes?most=2&after={first['next']}")
    third = await asked(client, f"/intakes?most=2&after={second['next']}")
    assert numbers(second) + numbers(third) == in_order[2:]
    assert third["next"] is None
    assert numbers(await asked(client, "/intakes")) == [in_order[0], *in_order[2:]]


async def test_who_reads_the_list_is_kept_with_the_cases_that_it_shows(
    night: Night, client: Client, story: ApiStory
) -> None:
    await night.leaves()
    page = await asked(client, "/intakes")
    await story.audit.flush()
    (read,) = story.reads.reads
    assert read.operation == "list_intakes"
    assert read.ticket_ids == (TicketId(UUID(page["intakes"][0]["ticket_id"])),)


async def test_place_of_another_list_is_no_place_of_this_one(client: Client) -> None:
    for _ in range(2):
        await opened(client)
    after = (await asked(client, "/tickets?most=1"))["next"]
    problem = await sent(client, "GET", f"/intakes?after={after}", status=422)
    assert problem["errors"][0]["where"] == "after"


async def test_tickets_are_found_by_how_they_came(
    night: Night, client: Client, story: ApiStory
) -> None:
    portal = await opened(client)
    taken = await night.leaves()
    await story.intake.file_pending()
    for channels, expected in (
        ("channel=intake", {str(taken.number)}),
        ("channel=portal&phone=%2B79161234567", {portal["number"]}),
        ("channel=portal&channel=intake", {str(taken.number), portal["number"]}),
        ("channel=engine", set()),
    ):
        page = await asked(client, f"/tickets?{channels}")
        assert {line["number"] for line in page["tickets"]} == expected, channels


def test_place_in_the_list_survives_being_written(story: ApiStory) -> None:
    place = UrgencyPlace(
        can_wait=True, age_rank=3, taken_at=story.clock.now(), counter=7, kind=Kind.HOME_VISIT
    )
    assert read_urgency_place(written_place(place)) == place
