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
from base.ids import ClinicCode, UserId
from staff.role import Role
from staff.user import User, faults_of

_ACCOUNT: Final = re.compile(r"[a-z][a-z0-9-]{0,31}")
_CODE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")
_NUMBER: Final = re.compile(r"\+[1-9][0-9]{6,14}")
_NOBODY: Final = UserId(UUID(int=0))
_MOST_NUMBERS: Final = 500
"""Of numbers with an order: whoever admits everybody admits nobody."""


def faults_of_step(
    kind: Kind, subject: str, after: Document | None, documents: Documents
) -> tuple[str, ...]:
    """Return what is wrong with a step; `documents` are those of its kind before it."""
    return (
        *_subject_faults(kind, subject),
        *_document_faults(kind, subject, after, documents),
    )


def own_fault(actor: str, subject: str, before: Document | None, after: Document | None) -> str:
    """Return what is wrong with changing oneself; empty when nothing is.

    Nobody raises, lowers or locks out themselves: whoever remains could not undo it.
    """
    if actor != subject or not isinstance(before, UserDocument):
        return ""
    if isinstance(after, UserDocument) and set(after.roles) == set(before.roles):
        return ""
    return "Nobody changes their own roles or disables themselves; ask another administrator."


def _subject_faults(kind: Kind, subject: str) -> Iterator[str]:
    match kind:
        case Kind.OPERATOR if not _ACCOUNT.fullmatch(subject):
            yield "An account has small letters, digits and dashes, a letter first: desk-1."
        case Kind.NUMBER if not _NUMBER.fullmatch(subject):
            yield "A number is written with its plus and country code: +79101234567."
        case Kind.DAY if not _is_day(subject):
            yield "A day is written as 2026-11-23."
        case Kind.DISPATCHER | Kind.CATEGORY | Kind.CLINIC if not _CODE.fullmatch(subject):
            yield "A code has letters, digits, dots and dashes."
        case _:
            return


def _document_faults(
    kind: Kind, subject: str, after: Document | None, documents: Documents
) -> Iterator[str]:
    if after is None and subject not in documents:
        yield "There is nothing to take away."
    match after:
        case UserDocument():
            yield from _user_faults(subject, after)
        case ClinicDocument():
            if after.duty_until < after.same_day_until:
                yield "The doctor on duty goes at least as long as the district doctor."
            if after.name is None:
                yield "A clinic has a name."
        case DispatcherDocument():
            others = {code: each for code, each in documents.items() if code != subject}
            yield from _dispatcher_faults(after, others)
        case _ if kind is Kind.NUMBER and len(documents) >= _MOST_NUMBERS:
            if subject not in documents:
                yield f"There are {_MOST_NUMBERS} such numbers; take one away first."


def _user_faults(login: str, user: UserDocument) -> Iterator[str]:
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
        yield f"{fault[:1].upper()}{fault[1:]}."
    if Role.CLINIC_DISPATCHER in user.roles and user.account is not None:
        yield "A clinic's dispatcher answers by no telephone of ours."


def _dispatcher_faults(after: DispatcherDocument, others: Documents) -> Iterator[str]:
    named = [each for each in others.values() if isinstance(each, DispatcherDocument)]
    if not after.settlements and any(not each.settlements for each in named):
        yield "Another dispatcher stands for the rest already; name the settlements of this one."
    taken = {place for each in named for place in each.settlements}
    for place, times in Counter(after.settlements).items():
        if place in taken or times > 1:
            yield f"{place} belongs to a dispatcher already."


def _is_day(subject: str) -> bool:
    try:
        return date.fromisoformat(subject).isoformat() == subject
    except ValueError:
        return False
