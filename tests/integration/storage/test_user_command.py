"""`user` as an administrator types it, and how those whom it adds sign in over PostgreSQL."""

import asyncio
import getpass
import json
from dataclasses import replace
from pathlib import Path

import asyncpg
import pytest
from aiohttp import DummyCookieJar, web
from aiohttp.test_utils import TestClient, TestServer

from administration.change import Kind
from line122.cli.main import FAILED, MISUSED, OK, main
from line122.read_audit import ReadAuditDesk
from staff.role import Role
from staff.second_factor import STEP_S, KeptFactor, code_at
from staff.service import (
    CodeWanted,
    SignedIn,
    SignInDesk,
    SignInPolicy,
    StaffDoors,
    WrongCode,
    WrongPassword,
)
from storage.passwords import Argon2Passwords
from storage.records.books import open_books
from tests.support.api import AGENT, ApiStory, Client
from tests.support.clinic import HandClock
from tests.support.staff import A_RING, HOME, FloorOf, quick_passwords
from tests.tickets.cases import NOON
from tests.web.signing_in import Screen
from web.api.app import add_api

_SITE = "volgograd"
_NEW = "весной будет теплее"


class Terminal:
    """Where an administrator types."""

    def __init__(self, url: str, capsys: pytest.CaptureFixture[str]) -> None:
        self._url = url
        self._capsys = capsys

    async def type(self, *words: str, status: int = OK) -> str:
        """Run a command, which ends so, and return what it printed on either output."""
        self._capsys.readouterr()
        ended = await asyncio.to_thread(main, ["user", *words, "--database-url", self._url])
        printed = self._capsys.readouterr()
        assert ended == status, printed.err
        return printed.out if status == OK else printed.err


@pytest.fixture
def terminal(database_url: str, capsys: pytest.CaptureFixture[str]) -> Terminal:
    """Return a terminal at the test's database."""
    return Terminal(database_url, capsys)


async def test_a_user_is_added_signs_in_is_reset_and_disabled(
    terminal: Terminal, database_url: str, tmp_path: Path
) -> None:
    words = ("--name", "Анна", "--role", "operator", "--role", "senior", "--account", "desk-1")
    (added,) = json.loads(await terminal.type("add", "anna", *words, "--json"))
    assert "senior" in await terminal.type("list")

    story = ApiStory(tmp_path)
    async with open_books(
        database_url, site=_SITE, clock=story.clock, directory=tmp_path
    ) as books:
        staff = StaffDoors(
            users=books.staff,
            sessions=books.staff,
            second_factors=books.second_factors,
            seals=A_RING,
            passwords=Argon2Passwords(),
            telephones=FloorOf({"desk-1": AGENT}),
            clock=story.clock,
        )
        audit = ReadAuditDesk(books.reads)
        app = web.Application()
        add_api(app, replace(story.doors(), sign_in=SignInDesk(staff), audit=audit))
        client: Client = TestClient(TestServer(app), cookie_jar=DummyCookieJar())
        async with client:
            screen, second = Screen(client), Screen(client)
            told = await screen.sign_in("anna", added["password"])
            assert told["user"]["roles"] == ["operator", "senior"]
            await second.sign_in("anna", added["password"])
            ticket = {"kind": "support", "category": "support", "text": "Нет связи"}
            made = await (await screen.ask("POST", "/tickets", ticket)).json()
            assert (await second.ask("GET", f"/tickets/{made['number']}")).status == 200
            await audit.flush()

            password = {"old": added["password"], "new": _NEW}
            assert (await screen.ask("POST", "/session/password", password)).status == 200
            assert (await second.ask("GET", "/session")).status == 401
            (reset,) = json.loads(await terminal.type("reset", "anna", "--json"))
            assert (await screen.ask("GET", "/session")).status == 401
            await second.sign_in("anna", _NEW, status=401)
            await second.sign_in("anna", reset["password"])
            await terminal.type("set", "anna", "--role", "auditor", "--name", "Анна Орлова")
            told = await (await second.ask("GET", "/session")).json()
            assert (told["user"]["name"], told["user"]["roles"]) == ("Анна Орлова", ["auditor"])
            steps = await books.administration.changes({Kind.USER}, "anna")
            assert [step.before is None for step in steps] == [False, False, True]
            assert all(step.actor.startswith("terminal ") for step in steps)
            assert "disabled=anna" in await terminal.type("disable", "anna")
            assert (await second.ask("GET", "/session")).status == 401
            await second.sign_in("anna", reset["password"], status=401)

    connection = await asyncpg.connect(database_url)
    reads = await connection.fetch("SELECT role, reader, operation FROM audit_read ORDER BY at")
    stored = await connection.fetch("SELECT * FROM staff_user, staff_session")
    await connection.close()
    assert [tuple(read) for read in reads] == [
        ("person", "anna", "open_ticket"),
        ("person", "anna", "get_ticket"),
    ]
    for secret in (added["password"], reset["password"], _NEW, screen.secret, second.secret):
        assert secret
        assert secret not in str(stored)
    assert await terminal.type("list") == ""
    assert "disabled_at" in await terminal.type("list", "--all")


async def test_wrong_words_about_users_are_told_in_one_line(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna = ("--name", "Анна", "--role", "operator")
    assert "is no login" in await terminal.type("add", "Анна", *anna, status=MISUSED)
    dispatcher = ("--name", "Ольга", "--role", "clinic_dispatcher")
    assert "which clinic" in await terminal.type("add", "gp3", *dispatcher, status=MISUSED)
    await terminal.type("add", "gp3", *dispatcher, "--clinic", "gp-3")
    assert "another login" in await terminal.type("add", "gp3", *anna, status=FAILED)
    for action in ("reset", "disable"):
        assert "no working user" in await terminal.type(action, "nobody", status=FAILED)

    typed = iter(["short", _NEW, "another", _NEW, _NEW])
    monkeypatch.setattr(getpass, "getpass", lambda _: next(typed))
    asking = ("add", "anna", *anna, "--ask")
    assert "at least 12" in await terminal.type(*asking, status=MISUSED)
    assert "differ" in await terminal.type(*asking, status=MISUSED)
    assert await terminal.type(*asking) == "login=anna\n"


async def test_a_lost_telephone_is_followed_by_another_and_a_locked_page_by_its_password(
    terminal: Terminal, database_url: str, tmp_path: Path
) -> None:
    words = ("--name", "Людмила", "--role", "supervisor", "--json")
    (added,) = json.loads(await terminal.type("add", "vera", *words))
    password = added["password"]
    clock = HandClock(NOON)
    async with open_books(database_url, site=_SITE, clock=clock, directory=tmp_path) as books:
        doors = StaffDoors(
            users=books.staff,
            sessions=books.staff,
            second_factors=books.second_factors,
            seals=A_RING,
            passwords=quick_passwords(),
            telephones=FloorOf({}),
            clock=clock,
        )
        desk = SignInDesk(doors, SignInPolicy(second_factor_for=frozenset({Role.SUPERVISOR})))
        opened = await desk.sign_in("vera", password, HOME)
        assert isinstance(opened, SignedIn)
        secret = desk.enrolment(opened).secret
        codes = await desk.enrol(opened, code_at(secret, clock.now()))
        assert codes is not None
        await _a_dump_opens_nothing_and_what_lay_bare_is_sealed(desk, database_url, secret)
        assert await desk.sign_in("vera", password, HOME) == CodeWanted()
        clock.pass_s(STEP_S)
        shown = code_at(secret, clock.now())
        assert isinstance(await desk.sign_in("vera", password, HOME, code=shown), SignedIn)
        for used in (shown, codes[0]):
            await desk.sign_in("vera", password, HOME, code=used)
            assert await desk.sign_in("vera", password, HOME, code=used) == WrongCode()
        assert (
            await books.second_factors.enrol(
                opened.person.user.user_id, KeptFactor(secret, 0), [], clock.now()
            )
            is False
        )

        known = await desk.signed_in(opened.secret)
        assert known is not None
        assert not known.must_enrol
        await desk.lock(known)
        locked = await desk.signed_in(opened.secret)
        assert locked == replace(known, is_locked=True)
        assert await desk.unlock(locked, "wrong", HOME) == WrongPassword()
        assert await desk.unlock(locked, password, HOME) == known
        assert await desk.signed_in(opened.secret) == known

        await terminal.type("reset-second-factor", "vera")
        assert "no second factor" in await terminal.type(
            "reset-second-factor", "vera", status=FAILED
        )
        assert await desk.signed_in(opened.secret) is None
        again = await desk.sign_in("vera", password, HOME)
        assert isinstance(again, SignedIn)
        assert again.must_enrol


async def _a_dump_opens_nothing_and_what_lay_bare_is_sealed(
    desk: SignInDesk, database_url: str, secret: str
) -> None:
    connection = await asyncpg.connect(database_url)
    seals = "SELECT secret FROM staff_second_factor"
    assert secret not in await connection.fetchval(seals)
    await connection.execute("UPDATE staff_second_factor SET secret = $1", secret)
    await desk.seal_second_factors()
    sealed = await connection.fetchval(seals)
    assert secret not in sealed
    await desk.seal_second_factors()
    assert await connection.fetchval(seals) == sealed
    await connection.close()
