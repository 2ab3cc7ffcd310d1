"""`token` as an administrator types it, and the tokens and reads as PostgreSQL keeps them."""

import asyncio
import json
from datetime import timedelta

import asyncpg
import pytest

from base.clock import SystemClock
from base.ids import new_ticket_id, uuid7
from base.phone import PhoneNumber
from line122.cli.main import FAILED, MISUSED, OK, main
from storage.audit import AuditRead
from storage.records.api import PostgresAuditBook, PostgresTokenBook
from storage.records.connection import Timeouts, open_pool
from web.api.scopes import TOKEN_PREFIX, digest_of

_NOW = SystemClock().now()
_SITE = "volgograd"
_PATIENT = Timeouts(connect_s=5.0, command_s=10.0)


class Terminal:
    """Where an administrator types."""

    def __init__(self, url: str, capsys: pytest.CaptureFixture[str]) -> None:
        self._url = url
        self._capsys = capsys

    async def type(self, *words: str, status: int = OK) -> str:
        """Run a command, which ends so, and return what it printed on either output."""
        line = ["token", *words, "--database-url", self._url]
        ended = await asyncio.to_thread(main, line)
        printed = self._capsys.readouterr()
        assert ended == status, printed.err
        return printed.out if status == OK else printed.err


@pytest.fixture
def terminal(database_url: str, capsys: pytest.CaptureFixture[str]) -> Terminal:
    """Return a terminal at the test's database."""
    return Terminal(database_url, capsys)


async def test_a_token_is_printed_once_used_and_revoked(
    terminal: Terminal, database_url: str
) -> None:
    scopes = ("--scope", "tickets:read", "--scope", "visits:write")
    (made,) = json.loads(await terminal.type("add", "city-portal", *scopes, "--json"))
    token = made["token"]
    assert token.startswith(TOKEN_PREFIX)
    connection = await asyncpg.connect(database_url)
    stored = await connection.fetch("SELECT * FROM api_token")
    await connection.close()
    assert token not in str(stored)

    async with open_pool(database_url, timeouts=_PATIENT) as pool:
        book = PostgresTokenBook(pool, _SITE)
        row = await book.used(digest_of(token), _NOW)
        assert row is not None
        assert row.name == "city-portal"
        assert sorted(row.scopes) == ["tickets:read", "visits:write"]
        await book.used(digest_of(token), _NOW + timedelta(seconds=59))
        assert [row.last_used_at for row in await book.rows()] == [_NOW]
        later = _NOW + timedelta(seconds=61)
        await book.used(digest_of(token), later)
        assert [row.last_used_at for row in await book.rows()] == [later]
        assert await book.used(digest_of(f"{token}x"), _NOW) is None

        assert "city-portal" in await terminal.type("list")
        assert "revoked=city-portal" in await terminal.type("revoke", "city-portal")
        revoked = await book.used(digest_of(token), later + timedelta(hours=1))
        assert revoked is not None
        assert not revoked.is_good(later)
        assert revoked.last_used_at == later


async def test_wrong_words_about_tokens_are_told_in_one_line(terminal: Terminal) -> None:
    scope = ("--scope", "admin")
    await terminal.type("add", "portal", *scope, "--expires", "2999-01-01")
    taken = await terminal.type("add", "portal", *scope, status=FAILED)
    assert "take another name" in taken
    assert "is no name" in await terminal.type("add", "Портал", *scope, status=MISUSED)
    late = ("--expires", "2001-01-01")
    assert "over already" in await terminal.type("add", "old", *scope, *late, status=MISUSED)
    odd = ("--expires", "tomorrow")
    assert "is no moment" in await terminal.type("add", "odd", *scope, *odd, status=MISUSED)
    assert "no good token" in await terminal.type("revoke", "nobody", status=FAILED)


async def test_reads_of_a_case_are_kept_and_can_never_be_rewritten(database_url: str) -> None:
    case, other = new_ticket_id(), new_ticket_id()
    both = AuditRead(
        read_id=uuid7(),
        at=_NOW,
        role="partner",
        reader="city-portal",
        operation="list_tickets",
        ticket_ids=(case, other),
    )
    number = AuditRead(
        read_id=uuid7(),
        at=_NOW,
        role="partner",
        reader="city-portal",
        operation="list_calls",
        number=PhoneNumber("+79101234567"),
    )
    async with open_pool(database_url, timeouts=_PATIENT) as pool:
        book = PostgresAuditBook(pool, _SITE)
        await book.append([both, number])
        await book.append([both])
        assert await book.of_ticket(case, 10) == (both,)
        assert await book.of_ticket(new_ticket_id(), 10) == ()
    connection = await asyncpg.connect(database_url)
    with pytest.raises(asyncpg.RestrictViolationError, match="only ever appended"):
        await connection.execute("DELETE FROM audit_read")
    await connection.close()
