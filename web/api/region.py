"""The directory by the API, and what tickets may be about."""

import base64
import binascii
from collections.abc import Callable, Sequence
from typing import TypeVar

from base.ids import ClinicCode, InstitutionCode
from base.phone import PhoneNumber
from tickets.directory import Clinic, Directory, Institution, Reception
from web.api.asks import (
    DispatcherAsk,
    InstitutionsAsk,
    ReceptionsAsk,
    StreetsAsk,
)
from web.api.codes import FaultCode
from web.api.model import Nothing
from web.api.problems import Fault, Problem, missing, wrong
from web.api.route import Ask, Reply
from web.api.shown_region import (
    Categories,
    CategoryShown,
    Clinics,
    ClinicShown,
    DispatcherShown,
    InstitutionPage,
    InstitutionShown,
    ReceptionPage,
    ReceptionShown,
    Streets,
    StreetShown,
)

_RowT = TypeVar("_RowT")


async def list_categories(ask: Ask[Nothing, Nothing]) -> Reply | Problem:
    """List what tickets may be about, what is not ours included."""
    shown = tuple(
        CategoryShown(
            code=each.code,
            parent=each.parent,
            title=each.title,
            kind=each.kind,
            is_in_scope=each.is_in_scope,
            answer=each.answer,
            own_within_s=each.own_within_s,
            resolve_within_s=each.resolve_within_s,
            service=each.service,
        )
        for each in ask.doors.tickets.policy.categories
    )
    return Reply(shown=Categories(categories=shown))


async def list_clinics(ask: Ask[Nothing, Nothing]) -> Reply | Problem:
    """List the clinics that send doctors to people's homes."""
    directory = ask.doors.region.directory
    return Reply(
        shown=Clinics(clinics=tuple(_clinic(each, directory) for each in directory.clinics))
    )


async def list_institutions(ask: Ask[InstitutionsAsk, Nothing]) -> Reply | Problem:
    """List institutions by their codes, or find some by telephone, support code or name."""
    query, directory = ask.query, ask.doors.region.directory
    found: Sequence[Institution] = directory.institutions
    if query.phone is not None:
        found = directory.by_phone(PhoneNumber(query.phone))
    if query.support_code is not None:
        one = directory.by_support_code(query.support_code)
        found = [each for each in found if each == one]
    if query.name is not None:
        named = directory.by_name(query.name)
        found = [each for each in found if each in named]
    ordered = sorted(found, key=lambda each: each.code)
    part = _part(ordered, query.after, query.most, lambda each: each.code)
    if isinstance(part, Problem):
        return part
    rows, end = part
    return Reply(shown=InstitutionPage(institutions=tuple(map(_institution, rows)), next=end))


async def get_institution(ask: Ask[Nothing, Nothing]) -> Reply | Problem:
    """Return an institution by its code."""
    found = ask.doors.region.directory.institution(InstitutionCode(ask.path["code"]))
    return missing("institution") if found is None else Reply(shown=_institution(found))


async def get_dispatcher(ask: Ask[DispatcherAsk, Nothing]) -> Reply | Problem:
    """Return who answers for 103 in a settlement; 103 from our trunk reaches another place."""
    found = ask.doors.region.directory.dispatcher_of(ask.query.settlement)
    if found is None:
        return missing("dispatcher; ask the caller for the district")
    return Reply(shown=DispatcherShown(code=found.code, name=found.name, phone=found.phone))


async def list_receptions(ask: Ask[ReceptionsAsk, Nothing]) -> Reply | Problem:
    """List when specialists receive, in the order of the week."""
    query, directory = ask.query, ask.doors.region.directory
    clinic = None if query.clinic is None else ClinicCode(query.clinic)
    if query.speciality is None:
        chosen = directory.timetables
        found = tuple(each for each in chosen if clinic is None or each.clinic == clinic)
    else:
        found = directory.receptions(query.speciality, clinic)
    ordered = sorted(found, key=_reception_key)
    part = _part(ordered, query.after, query.most, _reception_key)
    if isinstance(part, Problem):
        return part
    rows, end = part
    shown = tuple(_reception(each, directory) for each in rows)
    return Reply(
        shown=ReceptionPage(specialities=directory.specialities, receptions=shown, next=end)
    )


async def suggest_streets(ask: Ask[StreetsAsk, Nothing]) -> Reply | Problem:
    """Return the streets that an address may mean, the likeliest first."""
    found = await ask.doors.region.suggest(ask.query.text, limit=ask.query.most)
    shown = tuple(
        StreetShown(
            settlement=each.street.settlement,
            street=each.street.street,
            likeness=each.likeness,
        )
        for each in found
    )
    return Reply(shown=Streets(streets=shown))


def _part(
    rows: Sequence[_RowT], after: str | None, most: int, key: Callable[[_RowT], str]
) -> "tuple[Sequence[_RowT], str | None] | Problem":
    """Return the rows behind a key, and the key where the next part begins behind."""
    if after is not None:
        try:
            last = base64.urlsafe_b64decode(after + "=" * (-len(after) % 4)).decode()
        except (binascii.Error, ValueError):
            return wrong(
                Fault("after", "is no place; give back `next` of the page before", FaultCode.PLACE)
            )
        rows = [row for row in rows if key(row) > last]
    part = rows[:most]
    if len(rows) <= most:
        return part, None
    return part, base64.urlsafe_b64encode(key(part[-1]).encode()).decode().rstrip("=")


def _reception_key(row: Reception) -> str:
    return f"{row.weekday} {row.begins:04d} {row.clinic} {row.speciality} {row.doctor} {row.room}"


def _institution(row: Institution) -> InstitutionShown:
    return InstitutionShown(
        code=row.code,
        name=row.name,
        support_code=row.support_code,
        phones=row.phones,
        address=row.address,
    )


def _clinic(row: Clinic, directory: Directory) -> ClinicShown:
    return ClinicShown(
        code=row.code,
        name=directory.name_of(row.code),
        serves=row.serves,
        same_day_until=row.same_day_until,
        duty_until=row.duty_until,
        phones=row.phones,
    )


def _reception(row: Reception, directory: Directory) -> ReceptionShown:
    return ReceptionShown(
        clinic=row.clinic,
        clinic_name=directory.name_of(row.clinic),
        speciality=row.speciality,
        doctor=row.doctor,
        weekday=row.weekday,
        begins=row.begins,
        ends=row.ends,
        room=row.room,
    )
