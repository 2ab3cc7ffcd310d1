"""What the book of users and their sessions promises, in memory as in PostgreSQL."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import TypeAlias

import pytest

from staff.ports import AnswersAlreadyError, LoginTakenError
from staff.role import Role
from staff.session import Session, SessionOfUser
from staff.user import KnownUser
from storage.memory_staff import MemoryStaffBook
from storage.records.connection import Timeouts, open_pool
from storage.records.staff import PostgresStaffBook
from tests.contract.library import KINDS
from tests.integration.storage.values import NOON
from tests.support.staff import HOME, a_row, a_user

Book: TypeAlias = MemoryStaffBook | PostgresStaffBook

HASH = "$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$aGFzaA"
LATER = NOON + timedelta(minutes=7)


@pytest.fixture(params=KINDS)
async def book(request: pytest.FixtureRequest, database_url: str) -> AsyncIterator[Book]:
    if request.param == "memory":
        yield MemoryStaffBook()
        return
    async with open_pool(database_url, timeouts=Timeouts(connect_s=5, command_s=10)) as pool:
        yield PostgresStaffBook(pool, "north")


async def test_users_are_kept_with_all_that_was_said_of_them(book: Book) -> None:
    anna = a_user("anna", Role.OPERATOR, Role.SENIOR, account="desk-1")
    gp3 = a_user("gp3", Role.CLINIC_DISPATCHER, clinic="gp-3")
    for user in (gp3, anna):
        await book.add(a_row(user, NOON), HASH)

    assert await book.rows() == (a_row(anna, NOON), a_row(gp3, NOON))
    assert await book.known("gp3") == KnownUser(row=a_row(gp3, NOON), password_hash=HASH)
    assert await book.known("nobody") is None


async def test_a_login_is_never_given_twice_and_an_account_to_one_at_a_time(book: Book) -> None:
    await book.add(a_row(a_user("anna", account="desk-1"), NOON), HASH)
    with pytest.raises(AnswersAlreadyError, match="desk-1"):
        await book.add(a_row(a_user("oleg", account="desk-1"), NOON), HASH)
    assert await book.disable("anna", LATER)
    await book.add(a_row(a_user("oleg", account="desk-1"), NOON), HASH)
    with pytest.raises(LoginTakenError, match="anna"):
        await book.add(a_row(a_user("anna"), NOON), HASH)


async def test_a_session_is_found_by_its_digest_used_and_ended(book: Book) -> None:
    user = a_user("anna", Role.OPERATOR)
    await book.add(a_row(user, NOON), HASH)
    session = Session(
        digest="0" * 64,
        user_id=user.user_id,
        opened_at=NOON,
        expires_at=NOON + timedelta(hours=13),
        used_at=NOON,
        address=HOME,
    )
    await book.open(session)
    assert await book.find(session.digest) == SessionOfUser(session, user, is_disabled=False)
    assert await book.find("f" * 64) is None
    (row,) = await book.rows()
    assert row.signed_in_at == NOON

    await book.note_use(session.digest, LATER)
    used = replace(session, used_at=LATER)
    assert await book.find(session.digest) == SessionOfUser(used, user, is_disabled=False)
    for moment in (LATER, LATER + timedelta(minutes=1)):
        await book.end(session.digest, moment)
        ended = replace(used, ended_at=LATER)
        assert await book.find(session.digest) == SessionOfUser(ended, user, is_disabled=False)


async def test_sessions_of_long_ago_are_forgotten(book: Book) -> None:
    user = a_user("anna")
    await book.add(a_row(user, NOON), HASH)
    for days in (0, 2, 31):
        opened_at = NOON + timedelta(days=days)
        await book.open(
            Session(
                digest=f"{days:064}",
                user_id=user.user_id,
                opened_at=opened_at,
                expires_at=opened_at + timedelta(hours=13),
                used_at=opened_at,
                address=HOME,
            )
        )
    found = [await book.find(f"{days:064}") for days in (0, 2, 31)]
    assert [each is not None for each in found] == [False, True, True]


@pytest.mark.parametrize("what", ["disabled", "reset"])
async def test_all_sessions_end_with_the_password_or_the_user(book: Book, what: str) -> None:
    anna, oleg = a_user("anna"), a_user("oleg")
    for place, user in enumerate((anna, anna, oleg)):
        if place != 1:
            await book.add(a_row(user, NOON), HASH)
        await book.open(
            Session(
                digest=str(place) * 64,
                user_id=user.user_id,
                opened_at=NOON,
                expires_at=NOON + timedelta(hours=13),
                used_at=NOON,
                address=HOME,
            )
        )
    change = book.disable("anna", LATER)
    if what == "reset":
        change.close()
        change = book.keep_password("anna", HASH.replace("aGFzaA", "bmV1ZXI"), LATER)
    assert await change

    found = [await book.find(str(place) * 64) for place in range(3)]
    assert [each and each.session.ended_at for each in found] == [LATER, LATER, None]
    assert [each and each.is_disabled for each in found] == [*[what == "disabled"] * 2, False]
    known = await book.known("anna")
    assert known is not None
    assert (known.password_hash != HASH) == (what == "reset")
    if what == "disabled":
        assert not await book.disable("anna", LATER)
        assert not await book.keep_password("anna", HASH, LATER)
    assert not await book.disable("nobody", LATER)
