"""Signing in over HTTP, and who is believed to ask from a page of ours."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from http.cookies import SimpleCookie
from pathlib import Path

import pytest

from staff.role import Role
from tests.support.api import ADMIN, AGENT, ApiStory, Client, at, bearing
from tests.support.staff import PASSWORD
from tests.web.asking import VISIT
from tests.web.signing_in import JSON, Screen
from web.api.limits import Pace
from web.api.scopes import Scope
from web.session.cookie import COOKIE, CSRF_HEADER

NEW = "весной будет теплее"
TICKET = {
    "kind": "home_visit",
    "category": "home_visit",
    "text": "Мать больна",
    "visits": [VISIT],
}


@dataclass
class Office:
    """An engine whose people sign in, and the way to it."""

    story: ApiStory
    client: Client

    async def screen(self, login: str) -> Screen:
        """Return a browser in which somebody has signed in."""
        screen = Screen(self.client)
        await screen.sign_in(login)
        return screen


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    story = ApiStory(tmp_path)
    await story.staff.hire("anna", Role.OPERATOR, account="desk-1")
    await story.staff.hire("oleg", Role.OPERATOR, account="desk-2")
    async with story.visited() as client:
        yield Office(story, client)


async def test_a_person_signs_in_asks_and_leaves(office: Office) -> None:
    screen = Screen(office.client)
    told = await screen.sign_in("anna")

    assert told["user"] == {
        "login": "anna",
        "name": "Anna",
        "roles": ["operator"],
        "account": "desk-1",
        "clinic": None,
    }
    assert "tickets:write" in told["scopes"]
    assert "admin" not in told["scopes"]
    assert await (await screen.ask("GET", "/session")).json() == told
    assert (await screen.ask("GET", "/tickets")).status == 200

    left = screen.secret
    assert (await screen.ask("DELETE", "/session")).status == 204
    assert screen.secret == ""
    screen.secret = left
    for path in ("/session", "/tickets"):
        assert (await screen.ask("GET", path)).status == 401


async def test_no_script_reads_the_cookie_and_no_other_site_sends_it(office: Office) -> None:
    body = f'{{"login": " Anna ", "password": "{PASSWORD}"}}'.encode()
    for origin, is_secure in ((None, ""), ("https", True)):
        headers = dict(JSON)
        if origin is not None:
            headers["Origin"] = f"https://{office.client.host}:{office.client.port}"
        answer = await office.client.post(at("/session"), data=body, headers=headers)
        assert answer.status == 200
        assert answer.headers["Cache-Control"] == "no-store"
        cookie = SimpleCookie(answer.headers["Set-Cookie"])[COOKIE]
        assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")
        assert cookie["secure"] == is_secure
        assert cookie["max-age"] == str(13 * 3600)
        assert cookie.value not in await answer.text()


async def test_what_a_person_changes_is_their_work_and_what_they_read_is_kept(
    office: Office,
) -> None:
    screen = await office.screen("anna")
    made = await screen.ask("POST", "/tickets", TICKET)
    assert made.status == 201, await made.text()
    number = (await made.json())["number"]
    whole = await (await screen.ask("GET", f"/tickets/{number}")).json()

    (filed,) = whole["history"]
    assert filed["by"] == {"role": "agent", "agent_id": str(AGENT), "name": "anna"}
    await office.story.audit.flush()
    reads = [(read.role, read.reader, read.operation) for read in office.story.reads.reads]
    assert reads == [("person", "anna", "open_ticket"), ("person", "anna", "get_ticket")]


async def test_a_change_is_believed_only_from_a_page_of_ours_with_its_own_proof(
    office: Office,
) -> None:
    screen, other = await office.screen("anna"), await office.screen("oleg")
    odd: tuple[dict[str, str | None], ...] = (
        {CSRF_HEADER: None},
        {CSRF_HEADER: "0" * 64},
        {CSRF_HEADER: other.csrf},
        {CSRF_HEADER: "\udcff"},
        {"Origin": None},
        {"Origin": "null"},
        {"Origin": "https://evil.example"},
        {"Origin": f"http://{office.client.host}"},
        {"Origin": f"{screen.origin}.evil.example"},
        {"Origin": "http://[broken"},
    )
    for headers in odd:
        for method, path in (
            ("POST", "/tickets"),
            ("DELETE", "/session"),
            ("POST", "/session/password"),
        ):
            body = {"/tickets": TICKET, "/session/password": {"old": PASSWORD, "new": NEW}}
            answer = await screen.ask(method, path, body.get(path), **headers)
            assert answer.status == 403, (headers, path)
            assert answer.content_type == "application/problem+json"
    assert (await screen.ask("POST", "/tickets", TICKET)).status == 201
    assert (await screen.ask("GET", "/tickets", Origin="https://evil.example")).status == 200


async def test_no_other_site_signs_somebody_in(office: Office) -> None:
    screen = Screen(office.client)
    body = {"login": "anna", "password": PASSWORD}
    foreign = await screen.ask("POST", "/session", body, Origin="https://evil.example")
    assert foreign.status == 403
    form = {"Content-Type": "text/plain"}
    assert (await screen.ask("POST", "/session", body, **form)).status == 415
    assert screen.secret == ""


async def test_signing_in_again_ends_the_session_that_the_browser_had(office: Office) -> None:
    screen = await office.screen("anna")
    planted = screen.secret
    await screen.sign_in("oleg")
    assert screen.secret != planted

    assert (await (await screen.ask("GET", "/session")).json())["user"]["login"] == "oleg"
    screen.secret = planted
    assert (await screen.ask("GET", "/session")).status == 401


async def test_stolen_made_up_and_old_secrets_open_nothing(office: Office) -> None:
    screen = await office.screen("anna")
    good = screen.secret
    (session,) = office.story.staff.book.sessions.values()
    for secret in (f"{good}x", good[:-1], session.digest, "", "a b", "%00", "я"):
        screen.secret = secret
        assert (await screen.ask("GET", "/tickets")).status == 401, secret
    screen.secret = good
    office.story.clock.pass_s(3_600)
    assert (await screen.ask("GET", "/tickets")).status == 401
    busy = await office.screen("anna")
    for _ in range(52):
        office.story.clock.pass_s(899)
        assert (await busy.ask("GET", "/session")).status == 200
    office.story.clock.pass_s(52)
    assert (await busy.ask("GET", "/session")).status == 401


async def test_whoever_is_disabled_is_out_at_the_next_request(office: Office) -> None:
    screen, other = await office.screen("anna"), await office.screen("oleg")
    await office.story.staff.book.disable("anna", office.story.clock.now())

    assert (await screen.ask("GET", "/tickets")).status == 401
    assert (await screen.ask("GET", "/session")).status == 401
    assert (await other.ask("GET", "/tickets")).status == 200
    told = await screen.sign_in("anna", status=401)
    assert told == await screen.sign_in("nobody", status=401)


async def test_whoever_guesses_passwords_is_told_to_wait(office: Office) -> None:
    screen = Screen(office.client)
    for _ in range(5):
        await screen.sign_in("anna", "wrong", status=401)
    answer = await screen.ask("POST", "/session", {"login": "anna", "password": PASSWORD})
    assert (answer.status, answer.headers["Retry-After"]) == (429, "2")
    office.story.clock.pass_s(2)
    await screen.sign_in("anna")


async def test_a_password_is_changed_by_whoever_knows_it(office: Office) -> None:
    screen, second = await office.screen("anna"), await office.screen("anna")
    where = "/session/password"
    wrong = await screen.ask("POST", where, {"old": "wrong", "new": NEW})
    assert wrong.status == 401
    weak = await screen.ask("POST", where, {"old": PASSWORD, "new": "short"})
    assert weak.status == 422
    assert (await weak.json())["errors"][0]["where"] == "/new"
    changed = await screen.ask("POST", where, {"old": PASSWORD, "new": NEW})
    assert changed.status == 200

    assert (await screen.ask("GET", "/session")).status == 200
    assert (await second.ask("GET", "/session")).status == 401
    assert (await second.ask("POST", where, {"old": NEW, "new": PASSWORD})).status == 401
    await Screen(office.client).sign_in("anna", NEW)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"login": "anna"}, 422),
        ({"login": "anna", "password": "x", "admin": True}, 422),
        ({"login": "a" * 101, "password": "x"}, 422),
        ({"login": "anna\0", "password": "x"}, 422),
        ({"login": "' OR 1=1 --", "password": "x"}, 401),
        ({"login": "anna", "password": "x" * 9_000}, 413),
    ],
)
async def test_only_a_login_and_a_password_sign_in(
    office: Office, body: object, status: int
) -> None:
    answer = await Screen(office.client).ask("POST", "/session", body)
    assert answer.status == status
    assert (await answer.json(content_type=None))["status"] == status


async def test_a_token_counts_before_a_cookie_and_needs_no_proof(office: Office) -> None:
    await office.story.let_in("desk", ADMIN, Scope.ADMIN)
    screen = await office.screen("anna")
    headers = {**bearing(ADMIN), CSRF_HEADER: None, "Origin": None}
    made = await screen.ask("POST", "/tickets", TICKET, **headers)
    assert made.status == 201
    await office.story.audit.flush()
    assert [read.reader for read in office.story.reads.reads] == ["desk"]
    lost = await screen.ask("GET", "/tickets", **bearing("l122_lost"))
    assert lost.status == 401


async def test_a_person_and_a_token_of_one_name_do_not_share_a_bucket(tmp_path: Path) -> None:
    story = ApiStory(tmp_path, pace=Pace(per_s=0.001, burst=3))
    await story.staff.hire("desk", Role.OPERATOR)
    await story.let_in("desk", ADMIN, Scope.ADMIN)
    async with story.visited() as client:
        screen = Screen(client)
        await screen.sign_in("desk")
        answers = [(await screen.ask("GET", "/tickets")).status for _ in range(4)]
        assert answers == [200, 200, 200, 429]
        token = await client.get(at("/tickets"), headers=bearing(ADMIN))
        assert token.status == 200


async def test_whoever_makes_secrets_up_soon_asks_the_database_nothing(tmp_path: Path) -> None:
    story = ApiStory(tmp_path, pace=Pace(per_s=0.001, burst=3))
    async with story.visited() as client:
        answers = []
        for guess in range(5):
            screen = Screen(client, secret=f"guess-{guess}")
            answers.append((await screen.ask("GET", "/session")).status)
        assert answers == [401, 401, 401, 429, 429]
        assert (await Screen(client, secret="guess").ask("GET", "/tickets")).status == 429


async def test_while_nobody_can_be_looked_up_everybody_is_asked_to_come_again(
    office: Office,
) -> None:
    screen = await office.screen("anna")
    fresh = await office.screen("oleg")
    assert (await screen.ask("GET", "/session")).status == 200

    office.story.staff.book.is_away = True
    assert (await screen.ask("GET", "/session")).status == 200
    for method, path, body in (
        ("GET", "/session", None),
        ("GET", "/tickets", None),
        ("DELETE", "/session", None),
        ("POST", "/session", {"login": "oleg", "password": PASSWORD}),
        ("POST", "/session/password", {"old": PASSWORD, "new": NEW}),
    ):
        answer = await fresh.ask(method, path, body)
        assert (answer.status, answer.headers["Retry-After"]) == (503, "5"), path
