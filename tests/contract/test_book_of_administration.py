"""What the book of administration promises, in memory as in PostgreSQL."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import msgspec
import pytest

from administration.change import Change, Kind
from administration.documents import (
    ClinicDocument,
    DispatcherDocument,
    Document,
    UserDocument,
    written,
)
from administration.ports import AdministrationBook, TakenError
from base.clock import SystemClock
from base.ids import ClinicCode, InstitutionCode
from staff.role import Role
from storage.memory import MemoryAgentBook
from storage.memory_administration import MemoryAdministrationBook
from storage.memory_directory import MemoryDirectoryBook
from storage.memory_staff import MemoryStaffBook
from storage.records.administration import PostgresAdministrationBook
from storage.records.connection import Timeouts, open_pool
from storage.records.directory import open_directory_store
from tests.administration.steps import ANNA, NOON, WARD, a_step, admitted, anna
from tests.contract.library import KINDS
from tickets.directory import Clinic, DirectoryRow, Institution, Serves
from tickets.directory import Kind as Table
from tickets.directory_ports import DirectoryStore, ImportSource

HASH = "$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$aGFzaA"
OLEG = UserDocument(name="Олег", roles=(Role.OPERATOR,), account="desk-2")
CLINIC = ClinicDocument(
    name="Поликлиника № 3",
    serves=Serves.BOTH,
    district_workday=40,
    duty_workday=None,
    district_day_off=0,
    duty_day_off=8,
    same_day_until=720,
    duty_until=1140,
    phones=("+78442000003",),
)
STATION = DispatcherDocument(name="Подстанция 1", phone="+78442000103", settlements=("Ильинка",))


@pytest.fixture(params=KINDS)
async def book(
    request: pytest.FixtureRequest, database_url: str
) -> AsyncIterator[AdministrationBook]:
    if request.param == "memory":
        directory = MemoryDirectoryBook()
        await _import_clinic(directory)
        yield MemoryAdministrationBook(
            MemoryAgentBook(SystemClock()), MemoryStaffBook(), directory
        )
        return
    async with open_directory_store(database_url, site="north") as store:
        await _import_clinic(store)
    async with open_pool(database_url, timeouts=Timeouts(connect_s=5, command_s=10)) as pool:
        yield PostgresAdministrationBook(pool, "north")


async def _import_clinic(store: DirectoryStore) -> None:
    rows: tuple[tuple[Table, DirectoryRow], ...] = (
        (Table.INSTITUTIONS, Institution(code=InstitutionCode("gp-3"), name="Поликлиника")),
        (Table.CLINICS, Clinic(code=ClinicCode("gp-3"), serves=Serves.BOTH)),
    )
    for kind, row in rows:
        source = ImportSource(
            kind=kind, file="region.csv", digest="0", by="vera", at=NOON, salt_mark=""
        )
        await store.replace([row], source)


async def kept(book: AdministrationBook, change: Change, secret: str | None = None) -> Change:
    assert await book.append(change, secret)
    return change


async def test_steps_are_kept_as_they_were_taken_the_newest_first(
    book: AdministrationBook,
) -> None:
    first = await kept(book, a_step(Kind.NUMBER, WARD, after=admitted()))
    other = await kept(book, a_step(Kind.NUMBER, "+79100000002", after=admitted("Больница")))
    gone = a_step(Kind.NUMBER, WARD, before=admitted(), follows=first, undoes=first.change_id)
    await kept(book, gone)

    assert await book.changes({Kind.NUMBER}) == (gone, other, first)
    assert await book.changes({Kind.NUMBER}, WARD) == (gone, first)
    assert await book.changes({Kind.NUMBER}, behind=gone.change_id, most=1) == (other,)
    assert await book.changes({Kind.DAY}) == ()
    assert await book.find(first.change_id) == first
    assert await book.documents(Kind.NUMBER) == {"+79100000002": admitted("Больница")}


async def test_of_two_who_change_one_thing_at_once_the_second_is_told(
    book: AdministrationBook,
) -> None:
    first = await kept(book, a_step(Kind.NUMBER, WARD, after=admitted()))
    assert not await book.append(a_step(Kind.NUMBER, WARD, after=admitted("Больница")))
    second = a_step(Kind.NUMBER, WARD, before=admitted(), follows=first)
    await kept(book, second)
    late = a_step(Kind.NUMBER, WARD, before=admitted(), after=admitted("Иное"), follows=first)
    assert not await book.append(late)
    assert await book.documents(Kind.NUMBER) == {}
    assert await book.changes({Kind.NUMBER}) == (second, first)


async def test_operator_is_added_changed_dismissed_and_taken_back(
    book: AdministrationBook,
) -> None:
    added = await kept(book, a_step(Kind.OPERATOR, "desk-1", after=anna()), "digest")
    better = anna(doctor=1, reference=2)
    changed = a_step(Kind.OPERATOR, "desk-1", before=anna(), after=better, follows=added)
    await kept(book, changed)
    assert await book.documents(Kind.OPERATOR) == {"desk-1": better}
    gone = await kept(book, a_step(Kind.OPERATOR, "desk-1", before=better, follows=changed))
    assert await book.documents(Kind.OPERATOR) == {}
    back = a_step(Kind.OPERATOR, "desk-1", after=better, follows=gone, undoes=gone.change_id)
    await kept(book, back)
    assert await book.documents(Kind.OPERATOR) == {"desk-1": better}


async def test_account_that_passed_to_another_agent_is_not_taken_back(
    book: AdministrationBook,
) -> None:
    added = await kept(book, a_step(Kind.OPERATOR, "desk-1", after=anna()), "digest")
    gone = await kept(book, a_step(Kind.OPERATOR, "desk-1", before=anna(), follows=added))
    other = type(anna())(agent_id=added.change_id, name="Олег", skills={"doctor": 1})
    taken = a_step(Kind.OPERATOR, "desk-1", after=other, follows=gone)
    await kept(book, taken, "digest")
    late = a_step(Kind.OPERATOR, "desk-1", after=anna(), follows=taken)
    with pytest.raises(TakenError):
        await book.append(late)
    assert await book.documents(Kind.OPERATOR) == {"desk-1": other}
    assert len(await book.changes({Kind.OPERATOR})) == 3
    assert other.agent_id != ANNA


async def test_user_gets_other_roles_leaves_and_comes_back(book: AdministrationBook) -> None:
    added = await kept(book, a_step(Kind.USER, "oleg", after=OLEG), HASH)
    senior = UserDocument(name="Олег Ильин", roles=(Role.SENIOR,), account="desk-2")
    changed = a_step(Kind.USER, "oleg", before=OLEG, after=senior, follows=added)
    await kept(book, changed)
    assert await book.documents(Kind.USER) == {"oleg": senior}
    gone = await kept(book, a_step(Kind.USER, "oleg", before=senior, follows=changed))
    assert await book.documents(Kind.USER) == {}
    with pytest.raises(TakenError):
        await book.append(a_step(Kind.USER, "oleg", after=OLEG, follows=gone), HASH)
    back = a_step(Kind.USER, "oleg", after=senior, follows=gone, undoes=gone.change_id)
    await kept(book, back)
    assert await book.documents(Kind.USER) == {"oleg": senior}


async def test_two_users_do_not_answer_by_one_telephone(book: AdministrationBook) -> None:
    await kept(book, a_step(Kind.USER, "oleg", after=OLEG), HASH)
    with pytest.raises(TakenError):
        await book.append(a_step(Kind.USER, "anna", after=OLEG), HASH)
    alone = UserDocument(name="Анна", roles=(Role.OPERATOR,))
    added = await kept(book, a_step(Kind.USER, "anna", after=alone), HASH)
    with pytest.raises(TakenError):
        await book.append(a_step(Kind.USER, "anna", before=alone, after=OLEG, follows=added))
    assert await book.documents(Kind.USER) == {"anna": alone, "oleg": OLEG}


@pytest.mark.parametrize(
    ("kind", "subject", "document"),
    [(Kind.CLINIC, "gp-3", CLINIC), (Kind.DISPATCHER, "d-1", STATION)],
)
async def test_directory_says_what_was_administered(
    book: AdministrationBook, kind: Kind, subject: str, document: Document
) -> None:
    before = (await book.documents(kind)).get(subject)
    change = a_step(kind, subject, before=before, after=document)
    await kept(book, change)
    assert written((await book.documents(kind))[subject]) == change.after


async def test_dispatcher_is_retired_and_comes_back(book: AdministrationBook) -> None:
    added = await kept(book, a_step(Kind.DISPATCHER, "d-1", after=STATION))
    gone = a_step(Kind.DISPATCHER, "d-1", before=STATION, follows=added)
    await kept(book, gone)
    assert await book.documents(Kind.DISPATCHER) == {}
    back = a_step(Kind.DISPATCHER, "d-1", after=STATION, follows=gone)
    await kept(book, replace(back, at=gone.at + timedelta(minutes=5)))
    assert await book.documents(Kind.DISPATCHER) == {"d-1": STATION}


async def test_clinic_is_added_with_its_name_and_retired(book: AdministrationBook) -> None:
    new = msgspec.structs.replace(CLINIC, name="Поликлиника № 12")
    added = await kept(book, a_step(Kind.CLINIC, "gp-12", after=new))
    assert (await book.documents(Kind.CLINIC))["gp-12"] == new
    renamed = msgspec.structs.replace(new, name="Поликлиника имени Пирогова", duty_workday=2)
    changed = await kept(
        book, a_step(Kind.CLINIC, "gp-12", before=new, after=renamed, follows=added)
    )
    assert (await book.documents(Kind.CLINIC))["gp-12"] == renamed
    gone = await kept(book, a_step(Kind.CLINIC, "gp-12", before=renamed, follows=changed))
    assert "gp-12" not in await book.documents(Kind.CLINIC)
    await kept(book, a_step(Kind.CLINIC, "gp-12", after=new, follows=gone))
    assert (await book.documents(Kind.CLINIC))["gp-12"] == new


async def test_clinic_that_is_gone_since_the_last_import_is_not_changed(
    book: AdministrationBook,
) -> None:
    with pytest.raises(TakenError):
        await book.append(a_step(Kind.CLINIC, "gp-9", before=CLINIC, after=CLINIC))
    assert await book.changes({Kind.CLINIC}) == ()
