"""The API as other systems and the screens ask it, over books in memory."""

import asyncio
import io
from datetime import datetime, timedelta
from pathlib import Path

from base.ids import TicketId, new_agent_id, new_ticket_id
from base.phone import PhoneNumber
from storage.errors import DatabaseAwayError
from storage.memory_api import MemoryTokenBook
from storage.tokens import TokenRow
from tests.integration.storage.values import a_case, a_request
from tests.support.api import ADMIN, AGENT, CLINIC, ApiStory, at, bearing
from tests.tickets.cases import NOON, POLICY
from tests.web.asking import VISIT, Json, asked, changed, opened, sent
from tickets.readings import TicketReading
from tickets.work.service import TicketDesk
from web.api.limits import MOST_BYTES, Pace
from web.api.scopes import Scope


async def test_a_request_of_a_portal_becomes_a_ticket_with_its_visit(tmp_path: Path) -> None:
    story = ApiStory(tmp_path)
    async with story.opened() as client:
        ticket = await opened(client)
        assert ticket["state"] == "new"
        assert ticket["channel"] == "portal"
        assert ticket["visits"][0]["address"]["house"] == "5"
        assert ticket["resolve_by"] is not None

        whole = await asked(client, f"/tickets/{ticket['number']}")
        assert whole["ticket"] == ticket
        (filed,) = whole["history"]
        assert (filed["change"], filed["by"]["name"]) == ("File", "desk")
        for query in ("phone=%2B79161234567", "name=иванов", "address=ленина", "text=больна"):
            page = await asked(client, f"/tickets?{query}")
            assert [line["number"] for line in page["tickets"]] == [ticket["number"]], query
        assert (await asked(client, "/tickets?name=сидоров"))["tickets"] == []


class UnreadDesk(TicketDesk):
    """A desk whose database is away whenever a ticket is read by itself."""

    async def get(self, ticket_id: TicketId) -> TicketReading | None:
        """Answer as nobody does."""
        raise DatabaseAwayError(str(ticket_id))


async def test_what_was_written_is_answered_though_it_cannot_be_read(tmp_path: Path) -> None:
    story = ApiStory(tmp_path)
    story.desk = UnreadDesk(story.tools, POLICY)
    async with story.opened() as client:
        ticket = await opened(client)
        assert ticket["resolve_by"] is not None

        where = f"/tickets/{ticket['number']}/visits"
        more = await sent(client, "POST", where, {"visits": [VISIT]}, if_match="*")

        assert len(more["visits"]) == 2
        assert len((await asked(client, "/tickets"))["tickets"]) == 1


async def test_lists_are_read_to_their_end_page_by_page(tmp_path: Path) -> None:
    story = ApiStory(tmp_path)
    async with story.opened() as client:
        numbers = []
        for _ in range(5):
            numbers.append((await opened(client))["number"])
            story.clock.pass_s(60)
        for path, key in (("/tickets", "tickets"), ("/visits", "visits")):
            found: list[str] = []
            after = ""
            while True:
                page = await asked(client, f"{path}?most=2{after}")
                assert 0 < len(page[key]) <= 2
                found += [line.get("ticket_number", line.get("number")) for line in page[key]]
                if page["next"] is None:
                    break
                after = f"&after={page['next']}"
            assert found == numbers[::-1], path
        await sent(client, "GET", "/tickets?after=nonsense", status=422)


async def test_whoever_saw_an_older_ticket_gets_the_present_one(tmp_path: Path) -> None:
    story = ApiStory(tmp_path)
    async with story.opened() as client:
        ticket = await opened(client)
        where = f"/tickets/{ticket['ticket_id']}/changes"
        own = {"change": {"do": "own", "owner": str(AGENT)}}
        owned = await sent(client, "POST", where, own, if_match='"1"')
        assert (owned["state"], owned["revision"]) == ("owned", 2)

        begin = {"change": {"do": "begin"}}
        stale = await sent(client, "POST", where, begin, if_match='"1"', status=409)
        assert stale["present"]["revision"] == 2
        assert "quicker" in stale["detail"]
        await sent(client, "POST", where, begin, status=428)
        await sent(client, "POST", where, begin, if_match="2", status=422)
        begun = await sent(client, "POST", where, begin, if_match='"2"')
        assert begun["state"] == "in_progress"
        again = await sent(client, "POST", where, begin, if_match="*")
        assert again["revision"] == begun["revision"]


async def test_a_ticket_lives_its_whole_life_over_the_api(tmp_path: Path) -> None:
    story = ApiStory(tmp_path)
    async with story.opened() as client:
        ticket = await opened(client, kind="support", category="support", visits=[])
        other = await opened(client, visits=[], beside=ticket["ticket_id"])
        assert other["contact_id"] == ticket["contact_id"]
        steps: list[Json] = [
            {"do": "own", "owner": str(AGENT)},
            {"do": "note", "text": "=HYPERLINK(0)<script>"},
            {"do": "ask_citizen", "question": "Какая форма?"},
            {"do": "take_answer", "answer": "№ 30"},
            {"do": "set_priority", "priority": "high"},
            {"do": "link", "other": other["ticket_id"], "how": "relates"},
            {"do": "resolve", "is_answered": True, "is_solved": False, "note": "ждём"},
            {"do": "reopen", "why": "не помогло"},
            {"do": "tell_not_solvable", "is_answered": True, "note": "нет такой формы"},
            {"do": "close"},
        ]
        for step in steps:
            ticket = await changed(client, ticket, step)
        assert (ticket["state"], ticket["rounds"]) == ("closed", 1)
        assert ticket["ending"]["conclusion"] == "not_solvable"
        whole = await asked(client, f"/tickets/{ticket['ticket_id']}")
        assert [entry["change"] for entry in whole["history"]][1:4] == [
            "Own",
            "Note",
            "AskCitizen",
        ]
        assert whole["history"][2]["facts"] == {"text": "=HYPERLINK(0)<script>"}
        refused = await changed(client, ticket, {"do": "begin"}, status=409)
        assert refused["code"] == "ticket_ended"
        assert "open it again first" in refused["detail"]


async def test_a_refusal_without_its_evidence_is_declined(tmp_path: Path) -> None:
    async with ApiStory(tmp_path).opened() as client:
        ticket = await opened(client, kind="support", category="support", visits=[])
        bare = {"do": "refuse", "refusal": {"reason": "out_of_competence"}}
        declined = await changed(client, ticket, bare, status=409)
        assert declined["code"] == "ticket_unproved"
        assert "is not proved" in declined["detail"]
        proved = {"reason": "out_of_competence", "told": "Отдел кадров"}
        refused = await changed(client, ticket, {"do": "refuse", "refusal": proved})
        assert refused["ending"]["refusal"] == "out_of_competence"


async def test_visits_are_added_listed_and_called_off(tmp_path: Path) -> None:
    async with ApiStory(tmp_path).opened() as client:
        ticket = await opened(client)
        where = f"/tickets/{ticket['ticket_id']}/visits"
        second = await sent(client, "POST", where, {"visits": [VISIT]}, if_match='"1"')
        assert len(second["visits"]) == 2
        theirs = await asked(client, f"/visits?clinic={CLINIC}&state=requested&state=delivered")
        assert len(theirs["visits"]) == 2
        assert (await asked(client, "/visits?clinic=gp-9"))["visits"] == []

        visit_id = second["visits"][0]["visit_id"]
        called_off = await sent(
            client, "POST", f"/visits/{visit_id}/cancel", {"why": "выздоровел"}
        )
        states = [visit["state"] for visit in called_off["visits"]]
        assert states == ["cancelled", "requested"]
        await sent(client, "POST", f"/visits/{new_agent_id()}/cancel", {"why": "-"}, status=404)


async def test_everything_wrong_with_a_request_is_told_at_once(tmp_path: Path) -> None:
    async with ApiStory(tmp_path).opened() as client:
        visit: Json = {
            **VISIT,
            "patient": {"age_years": -1},
            "window": {"since": "2026-11-24T10:00:00Z", "until": "2026-11-23T10:00:00Z"},
        }
        body = {"kind": "holiday", "persn": {}, "text": "a\u0000b", "visits": [visit, {}]}
        problem = await sent(client, "POST", "/tickets", body, status=422)
        assert {fault["where"] for fault in problem["errors"]} == {
            *("/persn", "/kind", "/text", "/visits/0/patient/age_years", "/visits/0/window"),
            *("/visits/1/complaint", "/visits/1/address"),
        }
        wrong = "/tickets?most=0&most=9&name=a&phone=8910&kind=holiday&bogus=1"
        problem = await sent(client, "GET", wrong, status=422)
        assert [fault["where"] for fault in problem["errors"]] == [
            *("most", "bogus", "most", "phone", "kind/0")
        ]
        both = await sent(client, "GET", "/tickets?name=a&text=b", status=422)
        assert "at a time" in both["errors"][0]["what"]
        number = await sent(client, "GET", "/tickets?number=261123-0001-0", status=422)
        assert "check digit" in number["errors"][0]["what"]


async def test_what_is_named_must_be_there(tmp_path: Path) -> None:
    async with ApiStory(tmp_path).opened() as client:
        ticket = await opened(client)
        stranger, nowhere = str(new_agent_id()), str(new_ticket_id())
        for step, where in (
            ({"do": "own", "owner": stranger}, "/change/owner"),
            ({"do": "link", "other": nowhere, "how": "relates"}, "/change/other"),
            (
                {
                    "do": "send_visit_to",
                    "visit_id": ticket["visits"][0]["visit_id"],
                    "clinic": "gp-9",
                },
                "/change/clinic",
            ),
        ):
            problem = await changed(client, ticket, step, status=422)
            assert [fault["where"] for fault in problem["errors"]] == [where]
        body = {"kind": "wish", "beside": nowhere, "visits": [{**VISIT, "clinic": "gp-9"}]}
        problem = await sent(client, "POST", "/tickets", body, status=422)
        assert [fault["where"] for fault in problem["errors"]] == ["/visits/0/clinic", "/beside"]
        for path in (f"/tickets/{nowhere}", "/tickets/261123-0009-1", "/institutions/no", "/no"):
            await sent(client, "GET", path, status=404)
        await sent(client, "DELETE", "/tickets", status=405)


async def test_only_json_of_a_sane_size_is_read(tmp_path: Path) -> None:
    async with ApiStory(tmp_path).opened() as client:
        where = at("/tickets")
        form = await client.post(where, data={"kind": "wish"})
        assert form.status == 415
        as_json_ = {"Content-Type": "application/json"}
        broken = await client.post(where, data=b"{", headers=as_json_)
        assert broken.status == 400
        deep = await client.post(where, data=b"[" * 100_000, headers=as_json_)
        assert deep.status == 400
        large = await client.post(
            where, data=io.BytesIO(b" " * (MOST_BYTES + 1)), headers=as_json_
        )
        assert large.status == 413
        for answer in (form, broken, deep, large):
            assert answer.content_type == "application/problem+json"
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


async def test_every_read_of_a_case_is_kept_with_its_reader(tmp_path: Path) -> None:
    story = ApiStory(tmp_path)
    async with story.opened() as client:
        await story.let_in("portal", "l122_portal", Scope.TICKETS_READ, Scope.CALLS_READ)
        ticket = await opened(client)
        portal = bearing("l122_portal")
        await client.get(at(f"/tickets/{ticket['number']}"), headers=portal)
        await client.get(at("/tickets?name=nobody"), headers=portal)
        await client.get(at("/numbers/+79161234567/calls"), headers=portal)
        await story.audit.flush()

        read = [(each.reader, each.operation) for each in story.reads.reads]
        assert read == [
            ("desk", "open_ticket"),
            ("portal", "get_ticket"),
            ("portal", "list_calls"),
        ]
        assert [str(each) for each in story.reads.reads[1].ticket_ids] == [ticket["ticket_id"]]
        assert story.reads.reads[2].number == "+79161234567"


async def test_whoever_asks_too_often_is_told_how_long_to_wait(tmp_path: Path) -> None:
    story = ApiStory(tmp_path, pace=Pace(per_s=1.0, burst=2.0))
    async with story.opened() as client:
        statuses = [(await client.get(at("/clinics"))).status for _ in range(3)]
        assert statuses == [200, 200, 429]
        refused = await client.get(at("/clinics"))
        assert refused.headers["Retry-After"] == "2"
        stranger = await client.get(at("/clinics"), headers=bearing("l122_nobody"))
        assert stranger.status == 401
        story.clock.pass_s(1)
        assert (await client.get(at("/clinics"))).status == 200


class WatchedTokens(MemoryTokenBook):
    """Tokens, and how often one was looked up."""

    looked_up = 0

    async def used(self, digest: str, now: datetime) -> TokenRow | None:
        """Return the token of a digest."""
        self.looked_up += 1
        return await super().used(digest, now)


async def test_whoever_guesses_tokens_soon_asks_the_database_nothing(tmp_path: Path) -> None:
    story = ApiStory(tmp_path, pace=Pace(per_s=1.0, burst=3.0))
    story.tokens = tokens = WatchedTokens()
    async with story.opened() as client:
        assert (await client.get(at("/clinics"))).status == 200
        guesses = [
            (await client.get(at("/clinics"), headers=bearing(f"l122_{guess}"))).status
            for guess in range(6)
        ]
        assert guesses == [401] * 3 + [429] * 3
        assert tokens.looked_up == 4
        # Who was known before is held up by nobody at the same address.
        assert (await client.get(at("/clinics"))).status == 200


async def test_a_token_that_is_revoked_or_over_opens_nothing(tmp_path: Path) -> None:
    story = ApiStory(tmp_path)
    async with story.opened() as client:
        assert (await client.get(at("/clinics"))).status == 200
        await story.tokens.revoke("desk", story.clock.now())
        refused = await client.get(at("/clinics"))
        assert refused.status == 401
        assert refused.headers["WWW-Authenticate"].startswith("Bearer")
        for header in ("", ADMIN, f"Basic {ADMIN}", "Bearer", "Bearer l122_x"):
            answer = await client.get(at("/clinics"), headers={"Authorization": header})
            assert answer.status == 401, header


async def test_a_token_that_is_no_text_opens_nothing_and_breaks_nothing(tmp_path: Path) -> None:
    """The server hands on bytes that are no UTF-8 as lone surrogates (PEP 383)."""
    story = ApiStory(tmp_path)
    async with story.opened() as client:
        assert client.port is not None
        reader, writer = await asyncio.open_connection("127.0.0.1", client.port)
        asked_for = f"GET {at('/clinics')} HTTP/1.0\r\nAuthorization: Bearer ".encode()
        writer.write(asked_for + b"\xff\r\n\r\n")
        assert (await reader.readline()).split()[1] == b"401"
        writer.close()
        await writer.wait_closed()


async def test_the_directory_answers_who_helps_where(tmp_path: Path) -> None:
    async with ApiStory(tmp_path).opened() as client:
        clinics = await asked(client, "/clinics")
        assert clinics["clinics"][0]["name"] == "Поликлиника № 3"
        first = await asked(client, "/institutions?most=1")
        rest = await asked(client, f"/institutions?most=1&after={first['next']}")
        named = [page["institutions"][0]["name"] for page in (first, rest)]
        assert named == ["Поликлиника № 3", "<b>Больница</b>"]
        found = await asked(client, "/institutions?phone=%2B78442000003")
        assert [each["code"] for each in found["institutions"]] == [CLINIC]
        by_name = await asked(client, "/institutions?name=полик")
        assert [each["code"] for each in by_name["institutions"]] == [CLINIC]
        assert (await asked(client, "/institutions/hosp-1"))["code"] == "hosp-1"
        dispatcher = await asked(client, "/dispatchers?settlement=Волжский")
        assert dispatcher["phone"] == "+78442000103"
        page = await asked(client, "/timetables?speciality=терапевт&most=4")
        assert [each["weekday"] for each in page["receptions"]] == [0, 1, 2, 3]
        last = await asked(client, f"/timetables?most=4&after={page['next']}")
        assert [each["weekday"] for each in last["receptions"]] == [4]
        assert (await asked(client, "/streets?text=Ленина"))["streets"] == []
        categories = await asked(client, "/categories")
        assert any(not each["is_in_scope"] for each in categories["categories"])


async def test_what_is_due_and_who_waits_for_us_is_listed(tmp_path: Path) -> None:
    story = ApiStory(tmp_path)
    async with story.opened() as client:
        ticket = await opened(client)
        assert (await asked(client, "/deadlines"))["tickets"] == []
        soon = (NOON + timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M:%SZ")
        due = await asked(client, f"/deadlines?until={soon}")
        assert [each["ticket_id"] for each in due["tickets"]] == [ticket["ticket_id"]]

        for counter, number in enumerate(
            (PhoneNumber("+79101234567"), PhoneNumber("+79107654321"))
        ):
            later = NOON + timedelta(minutes=counter)
            request = a_request(a_case(counter + 1, opened_at=later), number)
            story.ledger.requests[request.contact_id] = request
        waiting = await asked(client, "/callbacks?most=1")
        (first,) = waiting["callbacks"]
        (second,) = (await asked(client, f"/callbacks?after={waiting['next']}"))["callbacks"]
        assert first["placed_at"] < second["placed_at"]
        number = first["number"].replace("+", "%2B")
        contacts = await asked(client, f"/numbers/{number}/contacts")
        assert contacts["contacts"] == []
        await sent(client, "GET", "/numbers/89101234567/calls", status=422)


async def test_hours_and_topics_are_ordered_in_the_name_of_the_token(tmp_path: Path) -> None:
    story = ApiStory(tmp_path)
    async with story.opened() as client:
        (service, *_) = (await asked(client, "/hours"))["services"]
        order = {"service": service["service"], "asked": "closed"}
        ordered = await sent(client, "POST", "/hours", order)
        (forced,) = [each for each in ordered["services"] if each["forced"] == "closed"]
        assert forced["author"] == "desk"
        unknown = {"service": "no-such", "asked": "closed"}
        declined = await sent(client, "POST", "/hours", unknown, status=409)
        assert "there is no service" in declined["detail"]
        assert (await asked(client, "/topics"))["topics"] == []
        await sent(client, "POST", "/topics/flu/stop", status=404)
        topic = {"topic_id": "flu", "text": "Грипп", "wav": "AAAA", "expires": "23:00"}
        await sent(client, "POST", "/topics", topic, status=409)


async def test_dead_letters_are_listed_and_sent_again(tmp_path: Path) -> None:
    story = ApiStory(tmp_path)
    async with story.opened() as client:
        assert (await asked(client, "/dispatches"))["dispatches"] == []
        nobody = {"dispatch_ids": [str(new_ticket_id())]}
        await sent(client, "POST", "/dispatches/replay", nobody, status=409)
