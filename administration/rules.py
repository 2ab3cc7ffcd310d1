"""What a step may not do, whatever the settings say: a sentence for everything that is wrong."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Final
from uuid import UUID

from administration.change import Kind
from administration.documents import (
    ClinicDocument,
    DispatcherDocument,
    Document,
    Documents,
    UserDocument,
)
from administration.fault import StepCode, StepFault
from base.ids import ClinicCode, UserId
from staff.role import Role
from staff.user import User, faults_of

_ACCOUNT: Final = re.compile(r"[a-z][a-z0-9-]{0,31}")
_CODE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")
_NUMBER: Final = re.compile(r"\+[1-9][0-9]{6,14}")
_OWN_ROLES: Final = (
    "Nobody changes their own roles or disables themselves; ask another administrator."
)
_NOBODY: Final = UserId(UUID(int=0))
_MOST_NUMBERS: Final = 500
"""Of numbers with an order: whoever admits everybody admits nobody."""


def faults_of_step(
    kind: Kind, subject: str, after: Document | None, documents: Documents
) -> tuple[StepFault, ...]:
    """Return what is wrong with a step; `documents` are those of its kind before it."""
    return (
        *_subject_faults(kind, subject),
        *_document_faults(kind, subject, after, documents),
    )


def own_faults(
    actor: str, subject: str, before: Document | None, after: Document | None
) -> tuple[StepFault, ...]:
    """Return what is wrong with changing oneself.

    Nobody raises, lowers or locks out themselves: whoever remains could not undo it.
    """
    if actor != subject or not isinstance(before, UserDocument):
        return ()
    if isinstance(after, UserDocument) and set(after.roles) == set(before.roles):
        return ()
    return (StepFault(StepCode.OWN_ROLES, _OWN_ROLES),)


def _subject_faults(kind: Kind, subject: str) -> Iterator[StepFault]:
    match kind:
        case Kind.OPERATOR if not _ACCOUNT.fullmatch(subject):
            yield StepFault(
                StepCode.ACCOUNT_FORM,
                "An account has small letters, digits and dashes, a letter first: desk-1.",
            )
        case Kind.NUMBER if not _NUMBER.fullmatch(subject):
            yield StepFault(
                StepCode.NUMBER_FORM,
                "A number is written with its plus and country code: +79101234567.",
            )
        case Kind.DAY if not _is_day(subject):
            yield StepFault(StepCode.DAY_FORM, "A day is written as 2026-11-23.")
        case Kind.DISPATCHER | Kind.CATEGORY | Kind.CLINIC if not _CODE.fullmatch(subject):
            yield StepFault(StepCode.CODE_FORM, "A code has letters, digits, dots and dashes.")
        case _:
            return


def _document_faults(
    kind: Kind, subject: str, after: Document | None, documents: Documents
) -> Iterator[StepFault]:
    if after is None and subject not in documents:
        yield StepFault(StepCode.NOTHING_THERE, "There is nothing to take away.")
    match after:
        case UserDocument():
            yield from _user_faults(subject, after)
        case ClinicDocument():
            if after.duty_until < after.same_day_until:
                yield StepFault(
                    StepCode.CLINIC_HOURS,
                    "The doctor on duty goes at least as long as the district doctor.",
                )
            if after.name is None:
                yield StepFault(StepCode.CLINIC_NAME, "A clinic has a name.")
        case DispatcherDocument():
            others = {code: each for code, each in documents.items() if code != subject}
            yield from _dispatcher_faults(after, others)
        case _ if kind is Kind.NUMBER and len(documents) >= _MOST_NUMBERS:
            if subject not in documents:
                yield StepFault(
                    StepCode.NUMBERS_FULL,
                    f"There are {_MOST_NUMBERS} such numbers; take one away first.",
                )


def _user_faults(login: str, user: UserDocument) -> Iterator[StepFault]:
    clinic = None if user.clinic is None else ClinicCode(user.clinic)
    named = User(
        user_id=_NOBODY,
        login=login,
        name=user.name,
        roles=frozenset(user.roles),
        account=user.account,
        clinic=clinic,
    )
    for fault in faults_of(named):
        yield StepFault(StepCode.USER, f"{fault[:1].upper()}{fault[1:]}.")
    if Role.CLINIC_DISPATCHER in user.roles and user.account is not None:
        yield StepFault(StepCode.USER, "A clinic's dispatcher answers by no telephone of ours.")


def _dispatcher_faults(after: DispatcherDocument, others: Documents) -> Iterator[StepFault]:
    named = [each for each in others.values() if isinstance(each, DispatcherDocument)]
    if not after.settlements and any(not each.settlements for each in named):
        yield StepFault(
            StepCode.REST_TAKEN,
            "Another dispatcher stands for the rest already; name the settlements of this one.",
        )
    taken = {place for each in named for place in each.settlements}
    for place, times in Counter(after.settlements).items():
        if place in taken or times > 1:
            yield StepFault(
                StepCode.SETTLEMENT_TAKEN, f"{place} belongs to a dispatcher already.", place
            )


def _is_day(subject: str) -> bool:
    try:
        return date.fromisoformat(subject).isoformat() == subject
    except ValueError:
        return False
