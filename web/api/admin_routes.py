"""The operations of administration; part of the one table."""

from collections.abc import Iterator
from dataclasses import replace
from http import HTTPStatus
from typing import Final, NamedTuple

from administration.change import Kind
from administration.documents import (
    CategoryDocument,
    ClinicDocument,
    DayDocument,
    DispatcherDocument,
    Document,
    NumberDocument,
    QueueDocument,
    UserDocument,
)
from web.api.admin import (
    ChangesAsk,
    OperatorSent,
    add_operator,
    add_user,
    change_operator,
    change_user,
    changing,
    list_changes,
    listing,
    renew_password,
    renew_secret,
    scope_of,
    taking_away,
    undo_change,
)
from web.api.model import Nothing
from web.api.route import Address, Route, route
from web.api.scopes import Scope
from web.api.shown_admin import Changed, ChangePage, Things


class _Things(NamedTuple):
    """How the things of a kind are called, and what is said of one."""

    kind: Kind
    one: str
    many: str
    document: type[Document] | None = None
    """`None` where an operation of its own changes them."""


_THINGS: Final = (
    _Things(Kind.OPERATOR, "operator", "operators"),
    _Things(Kind.USER, "user", "users"),
    _Things(Kind.QUEUE, "queue", "queues", QueueDocument),
    _Things(Kind.CATEGORY, "category", "categories", CategoryDocument),
    _Things(Kind.CLINIC, "clinic", "clinics", ClinicDocument),
    _Things(Kind.DISPATCHER, "dispatcher", "dispatchers", DispatcherDocument),
    _Things(Kind.NUMBER, "number", "numbers", NumberDocument),
    _Things(Kind.DAY, "day", "days", DayDocument),
)


def _of(things: _Things) -> Iterator[Route]:
    """Yield the operations that every kind has; names and sentences tell the kind."""
    scope = scope_of(things.kind)
    all_of_them = Address(
        method="GET", path=f"/admin/{things.many}", scope=scope, needs_person=True
    )
    one = replace(all_of_them, path=f"/admin/{things.many}/{{subject}}")
    made = route(all_of_them, listing(things.kind), query=Nothing, body=Nothing, shown=Things)
    yield _called(
        made,
        f"administered_{things.many}",
        f"Return all {things.many}, as planned and as administered.",
    )
    if things.document is not None:
        changed = route(
            replace(one, method="PUT"),
            changing(things.kind),
            query=Nothing,
            body=things.document,
            shown=Changed,
        )
        yield _called(
            changed, f"administer_{things.one}", f"Change a {things.one}; it holds at once."
        )
    gone = route(
        replace(one, method="DELETE"),
        taking_away(things.kind),
        query=Nothing,
        body=Nothing,
        shown=Changed,
    )
    yield _called(
        gone,
        f"take_{things.one}_away",
        f"Take away what was administered of a {things.one}: it goes as planned, or not.",
    )


def _called(made: Route, name: str, summary: str) -> Route:
    return replace(made, name=name, summary=summary)


_OPERATOR: Final = Address(
    method="PUT",
    path="/admin/operators/{subject}",
    scope=Scope.ADMINISTRATION,
    needs_person=True,
)
_USER: Final = replace(_OPERATOR, path="/admin/users/{subject}")
_ADDS: Final = HTTPStatus.CREATED

ADMIN_ROUTES: Final[tuple[Route, ...]] = (
    *(made for things in _THINGS for made in _of(things)),
    route(
        replace(_OPERATOR, method="POST", status=_ADDS),
        add_operator,
        query=Nothing,
        body=OperatorSent,
        shown=Changed,
    ),
    route(_OPERATOR, change_operator, query=Nothing, body=OperatorSent, shown=Changed),
    route(
        replace(_OPERATOR, method="POST", path="/admin/operators/{subject}/secret"),
        renew_secret,
        query=Nothing,
        body=Nothing,
        shown=Changed,
    ),
    route(
        replace(_USER, method="POST", status=_ADDS),
        add_user,
        query=Nothing,
        body=UserDocument,
        shown=Changed,
    ),
    route(_USER, change_user, query=Nothing, body=UserDocument, shown=Changed),
    route(
        replace(_USER, method="POST", path="/admin/users/{subject}/password"),
        renew_password,
        query=Nothing,
        body=Nothing,
        shown=Changed,
    ),
    route(
        replace(_OPERATOR, method="GET", path="/admin/changes", scope=Scope.ORDERS_WRITE),
        list_changes,
        query=ChangesAsk,
        body=Nothing,
        shown=ChangePage,
    ),
    route(
        replace(
            _OPERATOR,
            method="POST",
            path="/admin/changes/{change_id}/undo",
            scope=Scope.ORDERS_WRITE,
        ),
        undo_change,
        query=Nothing,
        body=Nothing,
        shown=Changed,
    ),
)
