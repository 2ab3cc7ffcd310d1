"""Items of worklists: who has which, taken, given back, taken over.

A page takes an item when somebody begins to work on it, takes it anew every half minute, and gives
it back. What somebody else has is never taken silently: the answer is 409 and says whose it is.
"""

from http import HTTPStatus
from typing import Final
from uuid import UUID

from staff.lease import Held, Lease, MayNotTakeOver, Taker, Worklist, taker_of
from web.api.codes import RefusalCode
from web.api.model import Nothing, Sent
from web.api.problems import Problem, conflict, missing
from web.api.route import Address, Ask, BodyT, Reply, Route, route
from web.api.scopes import Scope
from web.api.shown_casework import Agents, ColleagueNamed, Leases, LeaseShown, Released
from web.api.work import read_uuid


class TakeSent(Sent, frozen=True, kw_only=True):
    """How an item is taken."""

    takes_over: bool = False
    """Whether it is taken from whoever has it; seniors and supervisors may."""


async def list_taken(ask: Ask[Nothing, Nothing]) -> Reply | Problem:
    """List what somebody works on now, on whichever list it stands."""
    leases = await ask.doors.casework.leases.taken(ask.doors.clock.now())
    return Reply(shown=Leases(taken=tuple(map(_shown, leases))))


async def take_item(ask: Ask[Nothing, TakeSent]) -> Reply | Problem:
    """Take an item, or go on having it for two more minutes."""
    found = _item_of(ask)
    if isinstance(found, Problem):
        return found
    worklist, item = found
    doors = ask.doors
    taking = await doors.casework.leases.take(
        item, worklist, _taker(ask), doors.clock.now(), takes_over=ask.body.takes_over
    )
    match taking:
        case Lease():
            return Reply(shown=_shown(taking))
        case Held(lease):
            return conflict(
                "Somebody else has it: `present` says who. Ask them, or a senior to take it over.",
                RefusalCode.HELD,
                _shown(lease),
            )
        case MayNotTakeOver(lease):
            return conflict(
                "Only a senior or a supervisor takes over what somebody has; `present` says who.",
                RefusalCode.NO_TAKE_OVER,
                _shown(lease),
            )


async def release_item(ask: Ask[Nothing, Nothing]) -> Reply | Problem:
    """Give an item back; harmless when one has it not."""
    found = _item_of(ask)
    if isinstance(found, Problem):
        return found
    _, item = found
    await ask.doors.casework.leases.release(item, _taker(ask))
    return Reply(shown=Released())


async def list_agents(ask: Ask[Nothing, Nothing]) -> Reply | Problem:
    """List those who answer, so that an owner of a ticket has a name."""
    return Reply(shown=Agents(agents=tuple(ask.doors.casework.crew.agents())))


def _item_of(ask: Ask[Nothing, BodyT]) -> tuple[Worklist, UUID] | Problem:
    item = read_uuid(ask.path["item"])
    named = ask.path["worklist"]
    if named not in set(Worklist) or item is None:
        return missing("item; look at the list for its id")
    return Worklist(named), item


def _taker(ask: Ask[Nothing, BodyT]) -> Taker:
    session = ask.bearer.session
    assert session is not None, "Only somebody who is signed in comes here."
    return taker_of(session.person.user, session.session)


def _shown(lease: Lease) -> LeaseShown:
    holder = ColleagueNamed(login=lease.holder.login, name=lease.holder.name)
    return LeaseShown(
        item=lease.item,
        worklist=lease.worklist,
        holder=holder,
        since=lease.since,
        until=lease.until,
    )


def _item(path: str) -> Address:
    return Address(
        method="POST",
        path=f"/worklists/{{worklist}}/{{item}}/{path}",
        scope=Scope.DESK,
        status=HTTPStatus.OK,
        needs_person=True,
    )


WORKLIST_ROUTES: Final[tuple[Route, ...]] = (
    route(
        Address(method="GET", path="/worklists", scope=Scope.TICKETS_READ),
        list_taken,
        query=Nothing,
        body=Nothing,
        shown=Leases,
    ),
    route(_item("take"), take_item, query=Nothing, body=TakeSent, shown=LeaseShown),
    route(_item("release"), release_item, query=Nothing, body=Nothing, shown=Released),
    route(
        Address(method="GET", path="/agents", scope=Scope.TICKETS_READ),
        list_agents,
        query=Nothing,
        body=Nothing,
        shown=Agents,
    ),
)
"""The operations of this page; part of the one table."""
