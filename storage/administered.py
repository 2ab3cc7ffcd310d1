"""What rows say, as administrators read it: the same from every book."""

from collections.abc import Iterable

from administration.documents import (
    ClinicDocument,
    DispatcherDocument,
    Documents,
    OperatorDocument,
    UserDocument,
)
from staff.user import UserRow
from storage.roster import RosterRow
from tickets.directory import Directory


def operator_said(rows: Iterable[RosterRow]) -> Documents:
    """Return who answers, by account."""
    return {
        row.operator.account: OperatorDocument(
            agent_id=row.operator.agent_id,
            name=row.operator.name,
            skills={str(skill): level for skill, level in row.operator.skills.items()},
        )
        for row in rows
        if row.disabled_at is None
    }


def user_said(rows: Iterable[UserRow]) -> Documents:
    """Return who signs in, by login."""
    return {
        row.user.login: UserDocument(
            name=row.user.name,
            roles=tuple(sorted(row.user.roles)),
            account=row.user.account,
            clinic=row.user.clinic,
        )
        for row in rows
        if row.disabled_at is None
    }


def clinic_said(directory: Directory) -> Documents:
    """Return what clinics can do, by code."""
    return {
        clinic.code: ClinicDocument(
            name=directory.name_of(clinic.code),
            serves=clinic.serves,
            district_workday=clinic.workday.district,
            duty_workday=clinic.workday.duty,
            district_day_off=clinic.day_off.district,
            duty_day_off=clinic.day_off.duty,
            same_day_until=clinic.same_day_until,
            duty_until=clinic.duty_until,
            phones=clinic.phones,
        )
        for clinic in directory.clinics
    }


def dispatcher_said(directory: Directory) -> Documents:
    """Return who answers for 103, by code."""
    return {
        dispatcher.code: DispatcherDocument(
            name=dispatcher.name, phone=dispatcher.phone, settlements=dispatcher.settlements
        )
        for dispatcher in directory.dispatchers
    }
