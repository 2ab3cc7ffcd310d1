"""What the book of drafts promises, in memory as in PostgreSQL; of `staff/drafts.py`."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import TypeAlias

import asyncpg
import pytest

from staff.drafts import Draft, DraftKey
from storage.memory_drafts import MemoryDraftBook
from storage.records.connection import Timeouts, open_pool
from storage.records.drafts import PostgresDraftBook
from storage.records.retention import PostgresRetentionBook
from storage.records.staff import PostgresStaffBook
from tests.contract.library import KINDS
from tests.integration.storage.values import NOON
from tests.support.staff import a_row, a_user

Book: TypeAlias = MemoryDraftBook | PostgresDraftBook

ANNA = a_user("anna")
OLEG = a_user("oleg")
HASH = "$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$aGFzaA"
FORM = '{"p0.name":"Иванова \\u0000 \\ud800","address":"Ленина 5"}'


@pytest.fixture(params=KINDS)
async def book(request: pytest.FixtureRequest, database_url: str) -> AsyncIterator[Book]:
    if request.param == "memory":
        yield MemoryDraftBook()
        return
    async with open_pool(database_url, timeouts=Timeouts(connect_s=5, command_s=10)) as pool:
        staff = PostgresStaffBook(pool, "north")
        for user in (ANNA, OLEG):
            await staff.add(a_row(user, NOON), HASH)
        yield PostgresDraftBook(pool, "north")


def a_draft(revision: int, key: str = "call-1", form: str = FORM) -> Draft:
    later = timedelta(seconds=revision)
    return Draft(key=DraftKey(key), revision=revision, saved_at=NOON + later, form=form)


async def test_a_draft_is_given_back_as_it_was_typed_to_nobody_else(book: Book) -> None:
    assert await book.put(ANNA.user_id, a_draft(1))
    assert await book.put(OLEG.user_id, a_draft(1, form="{}"))
    assert await book.draft_of(ANNA.user_id, DraftKey("call-1")) == a_draft(1)
    assert await book.drafts_of(OLEG.user_id) == (a_draft(1, form="{}"),)
    assert await book.draft_of(ANNA.user_id, DraftKey("call-2")) is None


async def test_a_draft_follows_only_what_was_seen(book: Book) -> None:
    assert not await book.put(ANNA.user_id, a_draft(2))
    assert await book.put(ANNA.user_id, a_draft(1))
    assert not await book.put(ANNA.user_id, a_draft(1, form="{}"))
    assert await book.put(ANNA.user_id, a_draft(2, form="{}"))
    assert not await book.put(ANNA.user_id, a_draft(4))
    assert await book.draft_of(ANNA.user_id, DraftKey("call-1")) == a_draft(2, form="{}")


async def test_the_last_one_touched_comes_first_until_it_is_forgotten(book: Book) -> None:
    for draft in (a_draft(1, "b"), a_draft(1, "a"), a_draft(2, "b")):
        assert await book.put(ANNA.user_id, draft)
    assert [draft.key for draft in await book.drafts_of(ANNA.user_id)] == ["b", "a"]
    for _ in range(2):
        await book.drop(ANNA.user_id, DraftKey("b"))
    assert [draft.key for draft in await book.drafts_of(ANNA.user_id)] == ["a"]


async def test_what_nobody_touches_goes_and_the_rest_stays(database_url: str) -> None:
    async with open_pool(database_url, timeouts=Timeouts(connect_s=5, command_s=10)) as pool:
        await PostgresStaffBook(pool, "north").add(a_row(ANNA, NOON), HASH)
        drafts, kept = PostgresDraftBook(pool, "north"), PostgresRetentionBook(pool, "north")
        for draft in (a_draft(1, "a"), a_draft(1, "b"), a_draft(2, "b")):
            assert await drafts.put(ANNA.user_id, draft)
        before = NOON + timedelta(seconds=2)
        assert await PostgresRetentionBook(pool, "south").forget_drafts(before, 9) == 0
        assert await kept.forget_drafts(before, 9) == 1
        assert [draft.key for draft in await drafts.drafts_of(ANNA.user_id)] == ["b"]
    connection = await asyncpg.connect(database_url)
    assert await connection.fetchval("SELECT count(*) FROM form_draft") == 1
    await connection.close()
