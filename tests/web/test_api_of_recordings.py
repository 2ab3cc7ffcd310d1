"""The archive of recordings and the past of a contact, over the API.

`web/api/recordings.py`, `web/api/past.py`, `web/api/past_ports.py` and `line122/past.py`.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from http import HTTPStatus
from pathlib import Path
from typing import Final

import pytest

from base.ids import AgentId, new_agent_id
from base.instant import Instant
from base.phone import PhoneNumber
from callflow.call import RecordingState
from callflow.events import Recording
from callflow.outcome import Outcome
from callflow.recording import RecordingRecord
from staff.role import Role
from storage.recordings import LegalHold, LetGo, RecordingsSought
from tests.integration.storage.values import a_record
from tests.support.api import AGENT, ApiStory, bearing
from tests.support.sounds import recorded, tone
from tests.web.signing_in import Screen
from tests.web.test_worklist_routes import at_work, told
from tickets.contact import OpenCase
from web.api.scopes import Scope
from web.api.shown_past import PastLineShown, PastTicketShown, TimelineShown

NUMBER: Final = PhoneNumber("+79101234567")
OTHER: Final = PhoneNumber("+79031112233")


@pytest.fixture
def story(tmp_path: Path) -> ApiStory:
    return ApiStory(tmp_path)


@dataclass(frozen=True)
class Talk:
    """A talk of somebody with an operator, and the name of its recording."""

    case: OpenCase
    name: str


def talked(story: ApiStory, agent_id: AgentId = AGENT, number: PhoneNumber = NUMBER) -> Talk:
    """Let somebody talk with an operator for two seconds."""
    case, _ = story.cases.open_case(number, story.clock.now())
    call = replace(a_record(case, story.clock.instant()), outcome=Outcome.ANSWERED)
    story.books.calls.write_call(call)
    story.books.calls.write_recording(
        RecordingRecord(
            call_id=call.call_id,
            recording=Recording(1),
            contact_id=call.contact_id,
            ticket_id=call.ticket_id,
            agent_id=agent_id,
            started_at=story.clock.instant(),
            ended_at=Instant(story.clock.instant() + 2.0),
            state=RecordingState.OK,
            size_bytes=64_044,
            duration_s=2.0,
        )
    )
    name = f"{call.call_id}.1"
    recorded(story.recordings / f"{name}.wav", tone(2.0, 9000), tone(2.0, 3000))
    return Talk(case, name)


@asynccontextmanager
async def watching(story: ApiStory) -> AsyncIterator[Screen]:
    """Sign a supervisor in."""
    async with at_work(story, vera=Role.SUPERVISOR) as people:
        yield people["vera"]


async def reads(story: ApiStory, operation: str) -> list[tuple[str, str]]:
    """Return who did it, and which recording it was."""
    await story.audit.flush()
    found = [read for read in story.reads.reads if read.operation == operation]
    return [(read.reader, read.recording) for read in found]


async def test_a_supervisor_finds_a_talk_sees_both_voices_and_hears_it(story: ApiStory) -> None:
    talk = talked(story)
    story.clock.pass_s(60)
    other = talked(story, number=OTHER)
    async with watching(story) as vera:
        newest = await told(vera, "GET", "/recordings")
        assert [line["name"] for line in newest["recordings"]] == [other.name, talk.name]
        asked = f"/recordings?number=%2B{NUMBER[1:]}&least_s=1&kind=talk&held=false"
        (line,) = (await told(vera, "GET", asked))["recordings"]
        assert (line["name"], line["kind"], line["sides"]) == (talk.name, "talk", 2)
        assert line["ticket_number"] == str(talk.case.ticket.number)

        drawn = await told(vera, "GET", f"/recordings/{talk.name}/peaks")
        assert (drawn["duration_s"], max(drawn["left"]), max(drawn["right"])) == (2.0, 27, 9)

        whole = await vera.ask("GET", f"/recordings/{talk.name}")
        assert (whole.status, whole.content_type) == (HTTPStatus.OK, "audio/wav")
        assert whole.headers["X-Content-Type-Options"] == "nosniff"
        assert whole.headers["Cache-Control"] == "no-store"
        ours = f"line122_2026-11-23_{talk.case.ticket.number}_talk_1.wav"
        assert whole.headers["Content-Disposition"] == f'inline; filename="{ours}"'
        kept = await vera.ask("GET", f"/recordings/{talk.name}?save=true")
        assert kept.headers["Content-Disposition"] == f'attachment; filename="{ours}"'
        part = await vera.ask("GET", f"/recordings/{talk.name}", Range="bytes=0-3")
        assert (part.status, await part.read()) == (HTTPStatus.PARTIAL_CONTENT, b"RIFF")


async def test_hearing_two_talks_of_a_case_is_two_reads_and_each_is_named(
    story: ApiStory,
) -> None:
    first = talked(story)
    second = talked(story)
    assert first.case.contact == second.case.contact
    async with watching(story) as vera:
        for name in (first.name, second.name, first.name):
            assert (await vera.ask("GET", f"/recordings/{name}")).status == HTTPStatus.OK
        assert await reads(story, "hear_recording") == [
            ("vera", first.name),
            ("vera", second.name),
        ]
        taken = await vera.ask("GET", f"/recordings/{second.name}?save=true")
        assert taken.status == HTTPStatus.OK
        assert await reads(story, "save_recording") == [("vera", second.name)]
        (*_, heard) = (await told(vera, "GET", f"/tickets/{first.case.ticket.number}/reads"))[
            "reads"
        ]
        assert heard["recording"] == first.name


async def test_pages_follow_one_another_without_a_gap(story: ApiStory) -> None:
    names = [talked(story).name for _ in range(3)]
    async with watching(story) as vera:
        first = await told(vera, "GET", "/recordings?most=2")
        rest = await told(vera, "GET", f"/recordings?most=2&after={first['next']}")
        seen = [line["name"] for line in (*first["recordings"], *rest["recordings"])]
        assert seen == sorted(names, reverse=True)
        assert rest["next"] is None
        await told(vera, "GET", "/recordings?after=no-place", status=422)
        await told(vera, "GET", "/recordings?ticket=000000-0000-0", status=422)
        await told(vera, "GET", "/recordings?since=0001-01-01T00:00:00Z", status=422)


async def test_nothing_is_heard_by_a_path_or_by_a_name_that_is_gone(story: ApiStory) -> None:
    talk = talked(story)
    (story.recordings / "secret.wav").write_bytes(b"RIFFsecret")
    async with watching(story) as vera:
        for name in ("secret", "..%2Fsecret", "%2Fetc%2Fpasswd", f"{talk.name}.wav", "%00"):
            for what in ("", "/peaks"):
                answer = await vera.ask("GET", f"/recordings/{name}{what}")
                assert answer.status == HTTPStatus.NOT_FOUND, name
        page = await story.recorded.search(RecordingsSought(), None, 9)
        await story.recorded.removed(page.lines, LetGo(at=story.clock.now(), by="vera", why="x"))
        for what in ("", "/peaks"):
            gone = await told(
                vera, "GET", f"/recordings/{talk.name}{what}", status=HTTPStatus.NOT_FOUND
            )
            removed_at = datetime.fromisoformat(gone["present"]["removed_at"])
            assert removed_at == story.clock.now()


async def test_an_operator_hears_their_own_talks_and_nobody_elses(story: ApiStory) -> None:
    own, other = talked(story), talked(story, new_agent_id(), OTHER)
    async with at_work(story, anna=Role.OPERATOR, olga=Role.AUDITOR) as people:
        anna, olga = people["anna"], people["olga"]
        assert (await anna.ask("GET", "/recordings")).status == HTTPStatus.FORBIDDEN
        theirs = f"/tickets/{other.case.ticket.number}/recordings"
        assert (await told(anna, "GET", theirs))["recordings"] == []
        assert (await anna.ask("GET", f"{theirs}/{other.name}")).status == HTTPStatus.FORBIDDEN
        assert await reads(story, "play_recording_refused") == [("anna", other.name)]
        hers = f"/tickets/{own.case.ticket.number}/recordings"
        assert (await anna.ask("GET", f"{hers}/{own.name}")).status == HTTPStatus.OK
        assert (await olga.ask("GET", f"/recordings/{other.name}")).status == HTTPStatus.OK
        for name in (own.name, other.name):
            status = (await anna.ask("GET", f"/recordings/{name}")).status
            assert status == HTTPStatus.FORBIDDEN


async def test_what_the_law_holds_says_so(story: ApiStory) -> None:
    talk = talked(story)
    contact_id = talk.case.contact.contact_id
    hold = LegalHold(contact_id=contact_id, at=story.clock.now(), by="vera", why="Прокуратура")
    await story.recorded.hold(hold)
    async with watching(story) as vera:
        (line,) = (await told(vera, "GET", "/recordings?held=true"))["recordings"]
        assert (line["name"], line["is_held"]) == (talk.name, True)


def timeline(story: ApiStory, talk: Talk) -> TimelineShown:
    """Return what is told of a contact."""
    ticket = talk.case.ticket
    return TimelineShown(
        contact_id=ticket.contact_id,
        number=NUMBER,
        tickets=(
            PastTicketShown(
                ticket_id=ticket.ticket_id,
                number=str(ticket.number),
                opened_at=ticket.opened_at,
            ),
        ),
        gist="Первый звонок 23.11.2026 в 12:00:00.",
        waited_s=None,
        lines=(
            PastLineShown(at=story.clock.now(), what="Called", call=1, text="Звонок."),
            PastLineShown(at=story.clock.now(), what="SupervisorCame", call=1, text="Слушают."),
        ),
        now=(),
        calls=(),
        recordings=None,
        made_at=story.clock.now(),
        time_zone="Europe/Moscow",
    )


async def test_the_past_of_a_contact_is_told_by_any_of_its_names_and_its_reading_is_kept(
    story: ApiStory,
) -> None:
    talk = talked(story)
    ticket = talk.case.ticket
    story.timelines.told[ticket.contact_id] = timeline(story, talk)
    await story.let_in("portal", "l122_portal", Scope.CALLS_READ)
    async with at_work(story, anna=Role.OPERATOR, vera=Role.SUPERVISOR) as people:
        names = (ticket.number, ticket.ticket_id, ticket.contact_id)
        shown = [await told(people["vera"], "GET", f"/contacts/{name}/timeline") for name in names]
        assert shown[0] == shown[1] == shown[2]
        assert [line["name"] for line in shown[0]["recordings"]] == [talk.name]
        hers = await told(people["anna"], "GET", f"/contacts/{ticket.number}/timeline")
        # Whoever was listened to does not learn of it here.
        hers_alone = [line for line in shown[0]["lines"] if line["what"] == "Called"]
        assert len(hers_alone) == 1
        assert hers == {**shown[0], "recordings": None, "lines": hers_alone}
        nowhere = f"/contacts/{new_agent_id()}/timeline"
        await told(people["anna"], "GET", nowhere, status=HTTPStatus.NOT_FOUND)
        await told(people["anna"], "GET", "/contacts/x/timeline", status=HTTPStatus.NOT_FOUND)
        assert await reads(story, "show_timeline") == [("vera", ""), ("anna", "")]
    async with story.visited(bearing("l122_portal")) as client:
        answer = await client.get(f"/api/v1/contacts/{ticket.number}/timeline")
        assert (await answer.json())["recordings"] is None
