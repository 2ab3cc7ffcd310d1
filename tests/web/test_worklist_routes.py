"""Shared work over the API: leases, hand-over notes, tries, recordings; `web/api/worklists.py`."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from http import HTTPStatus
from pathlib import Path

import pytest

from base.instant import Instant
from base.phone import PhoneNumber
from callflow.call import RecordingState
from callflow.message import MessageEnd, MessageField, MessageRef
from callflow.messages import MessageRecord
from callflow.outcome import Outcome
from staff.role import Role
from tests.integration.storage.values import a_record, a_request
from tests.support.api import AGENT, CLINIC, ApiStory
from tests.web.asking import Json
from tests.web.signing_in import Screen
from tickets.contact import OpenCase

_WAV = b"RIFF" + bytes(range(96))


@pytest.fixture
def story(tmp_path: Path) -> ApiStory:
    return ApiStory(tmp_path)


@asynccontextmanager
async def at_work(story: ApiStory, **staff: Role) -> AsyncIterator[dict[str, Screen]]:
    """Let people sign in, each at a screen of their own."""
    async with story.visited() as client:
        screens = {}
        for login, role in staff.items():
            await story.staff.hire(login, role, account="desk-1" if login == "anna" else None)
            screens[login] = Screen(client)
            await screens[login].sign_in(login)
        yield screens


async def told(
    screen: Screen, method: str, path: str, body: object = None, status: int = 200
) -> Json:
    """Return what is answered with that status."""
    answer = await screen.ask(method, path, body)
    assert answer.status == status, await answer.text()
    said: Json = await answer.json(content_type=None)
    return said


async def a_ticket(screen: Screen) -> Json:
    sent = {"kind": "support", "category": "support", "text": "Нет связи"}
    return await told(screen, "POST", "/tickets", sent, HTTPStatus.CREATED)


async def test_two_operators_share_a_list_and_a_senior_may_take_over(story: ApiStory) -> None:
    async with at_work(story, anna=Role.OPERATOR, oleg=Role.OPERATOR, vera=Role.SENIOR) as people:
        anna, oleg, vera = people["anna"], people["oleg"], people["vera"]
        item = (await a_ticket(anna))["ticket_id"]
        take, release = (f"/worklists/tickets/{item}/{what}" for what in ("take", "release"))

        hers = await told(anna, "POST", take, {})
        assert (hers["holder"]["login"], hers["worklist"]) == ("anna", "tickets")
        refused = await told(oleg, "POST", take, {}, HTTPStatus.CONFLICT)
        assert refused["present"]["holder"] == {"login": "anna", "name": "Anna"}
        over = {"takes_over": True}
        assert (await told(oleg, "POST", take, over, HTTPStatus.CONFLICT))["present"] == hers

        story.clock.pass_s(90)
        await told(oleg, "POST", release)
        renewed = await told(anna, "POST", take, {})
        assert (renewed["since"], renewed["until"] > hers["until"]) == (hers["since"], True)
        assert (await told(oleg, "GET", "/worklists"))["taken"] == [renewed]

        assert (await told(vera, "POST", take, over))["holder"]["login"] == "vera"
        await told(anna, "POST", take, {}, HTTPStatus.CONFLICT)
        await told(vera, "POST", release)
        assert (await told(anna, "GET", "/worklists"))["taken"] == []


async def test_what_nobody_renews_is_free_after_two_minutes_and_at_sign_out(
    story: ApiStory,
) -> None:
    async with at_work(story, anna=Role.OPERATOR, oleg=Role.OPERATOR) as people:
        anna, oleg = people["anna"], people["oleg"]
        item = (await a_ticket(anna))["ticket_id"]
        take = f"/worklists/morning/{item}/take"
        await told(anna, "POST", take, {})
        story.clock.pass_s(119)
        await told(oleg, "POST", take, {}, HTTPStatus.CONFLICT)
        story.clock.pass_s(1)
        assert (await told(oleg, "POST", take, {}))["holder"]["login"] == "oleg"
        assert (await oleg.ask("DELETE", "/session")).status == HTTPStatus.NO_CONTENT
        assert (await told(anna, "POST", take, {}))["holder"]["login"] == "anna"


@pytest.mark.parametrize("path", ["/worklists/other/{}/take", "/worklists/tickets/x/take"])
async def test_what_is_on_no_list_is_not_taken(story: ApiStory, path: str) -> None:
    async with at_work(story, anna=Role.OPERATOR) as people:
        where = path.format((await a_ticket(people["anna"]))["ticket_id"])
        await told(people["anna"], "POST", where, {}, HTTPStatus.NOT_FOUND)


async def test_a_shift_tells_the_next_what_it_must_know(story: ApiStory) -> None:
    async with at_work(story, anna=Role.OPERATOR, oleg=Role.OPERATOR) as people:
        anna, oleg = people["anna"], people["oleg"]
        number = (await a_ticket(anna))["number"]
        said = {"text": "Ждёт звонка после шести", "ticket": number}
        note = await told(anna, "POST", "/handover", said, HTTPStatus.CREATED)
        wrong = {"text": "Кто?", "ticket": "000000-0000-0"}
        problem = await told(anna, "POST", "/handover", wrong, HTTPStatus.UNPROCESSABLE_ENTITY)
        assert problem["errors"][0]["where"] == "/ticket"

        for what in ("read", "read", "done"):
            await told(oleg, "POST", f"/handover/{note['note_id']}/{what}")
        (shown,) = (await told(anna, "GET", "/handover"))["notes"]
        assert (shown["text"], shown["ticket"]["number"]) == (said["text"], number)
        assert [read["by"]["login"] for read in shown["reads"]] == ["oleg"]
        assert shown["done"]["by"]["login"] == "oleg"
        story.clock.pass_s(24 * 3600 + 1)
        await people["anna"].sign_in("anna")
        assert (await told(anna, "GET", "/handover"))["notes"] == []
        for path in (f"/handover/{number}/done", f"/handover/{AGENT}/read"):
            await told(anna, "POST", path, status=HTTPStatus.NOT_FOUND)


def recorded(story: ApiStory) -> tuple[OpenCase, str]:
    """Let somebody leave a message; return their case and the name of what they said."""
    case, _ = story.cases.open_case(PhoneNumber("+79101234567"), story.clock.now())
    record = replace(a_record(case, Instant(0.0)), outcome=Outcome.SELF_SERVED)
    story.books.calls.write_call(record)
    said = MessageRecord(
        call_id=record.call_id,
        message=MessageRef(MessageField("what"), 1),
        contact_id=case.contact.contact_id,
        recorded_at=story.clock.instant(),
        state=RecordingState.OK,
        ended_by=MessageEnd.SILENCE,
        size_bytes=len(_WAV),
        duration_s=2.5,
        has_voice=True,
        is_dropped=False,
    )
    story.books.calls.write_message(said)
    name = f"{record.call_id}.what.1"
    (story.recordings / f"{name}.wav").write_bytes(_WAV)
    return case, name


async def test_a_recording_is_played_in_ranges_and_who_heard_it_is_kept(story: ApiStory) -> None:
    case, name = recorded(story)
    async with at_work(story, anna=Role.OPERATOR) as people:
        anna, where = people["anna"], f"/tickets/{case.ticket.number}/recordings"
        (shown,) = (await told(anna, "GET", where))["recordings"]
        assert (shown["name"], shown["field"], shown["duration_s"]) == (name, "what", 2.5)

        whole = await anna.ask("GET", f"{where}/{name}")
        assert (whole.status, whole.content_type) == (HTTPStatus.OK, "audio/wav")
        assert await whole.read() == _WAV
        assert whole.headers["Cache-Control"] == "no-store"
        part = await anna.ask("GET", f"{where}/{name}", Range="bytes=4-9")
        assert part.status == HTTPStatus.PARTIAL_CONTENT
        assert await part.read() == _WAV[4:10]
        await story.audit.flush()
        heard = [read for read in story.reads.reads if read.operation == "play_recording"]
        # A recording is asked for in parts; hearing it is one reading of the case.
        assert [(read.reader, read.ticket_ids) for read in heard] == [
            ("anna", (case.ticket.ticket_id,))
        ]


async def test_nothing_is_played_that_is_not_of_that_ticket(story: ApiStory) -> None:
    case, name = recorded(story)
    (story.recordings / "secret.wav").write_bytes(b"secret")
    async with at_work(story, anna=Role.OPERATOR, adam=Role.ADMINISTRATOR) as people:
        anna = people["anna"]
        other = (await a_ticket(anna))["number"]
        theirs = f"/tickets/{case.ticket.number}/recordings"
        for path in (
            f"/tickets/{other}/recordings/{name}",
            f"{theirs}/secret",
            f"{theirs}/..%2Fsecret",
            f"{theirs}/%2Fetc%2Fpasswd",
            f"{theirs}/{name}.wav",
            "/tickets/000000-0000-0/recordings/x",
        ):
            assert (await anna.ask("GET", path)).status == HTTPStatus.NOT_FOUND, path
        (story.recordings / f"{name}.wav").unlink()
        assert (await anna.ask("GET", f"{theirs}/{name}")).status == HTTPStatus.NOT_FOUND
        assert (await people["adam"].ask("GET", f"{theirs}/{name}")).status == HTTPStatus.FORBIDDEN


async def test_a_promise_shows_whose_it_is_and_how_the_tries_ended(story: ApiStory) -> None:
    case, _ = story.cases.open_case(PhoneNumber("+79101234567"), story.clock.now())
    request = a_request(case)
    story.ledger.requests[request.contact_id] = request
    async with at_work(story, anna=Role.OPERATOR) as people:
        anna = people["anna"]
        (line,) = (await told(anna, "GET", "/callbacks"))["callbacks"]
        assert (line["ticket_number"], line["name"]) == (str(case.ticket.number), "")
        tries = await told(anna, "GET", f"/callbacks/{request.contact_id}/tries")
        assert tries["tries"] == []
        await told(anna, "GET", "/callbacks/nobody/tries", status=HTTPStatus.NOT_FOUND)


async def test_whoever_takes_a_ticket_need_not_say_who_they_are(story: ApiStory) -> None:
    async with at_work(story, anna=Role.OPERATOR, vera=Role.SENIOR) as people:
        ticket = await a_ticket(people["anna"])
        where, own = f"/tickets/{ticket['number']}/changes", {"change": {"do": "own"}}
        for login, status in (("vera", 422), ("anna", 200)):
            answer = await people[login].ask("POST", where, own, If_Match='"1"')
            assert answer.status == status, login
        whole = await told(people["anna"], "GET", f"/tickets/{ticket['number']}")
        assert whole["ticket"]["owner"] == str(AGENT)


async def test_a_visit_that_reached_its_clinic_is_not_sent_again(story: ApiStory) -> None:
    visit = {
        "complaint": "температура 39",
        "address": {"text": "Волгоград, ул. Ленина, д. 5"},
        "clinic": CLINIC,
    }
    sent = {"kind": "home_visit", "category": "home_visit", "visits": [visit]}
    async with at_work(story, anna=Role.OPERATOR) as people:
        anna = people["anna"]
        ticket = await told(anna, "POST", "/tickets", sent, HTTPStatus.CREATED)
        again = f"/visits/{ticket['visits'][0]['visit_id']}/send-again"
        problem = await told(anna, "POST", again, status=HTTPStatus.CONFLICT)
        assert "being sent" in problem["detail"]
        await told(anna, "POST", "/visits/nobody/send-again", status=HTTPStatus.NOT_FOUND)
