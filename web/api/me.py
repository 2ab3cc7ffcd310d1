"""What operators say of themselves on their page: presence, wrap-up, a test of their telephone.

All of it is about whoever is signed in, and nobody can say it for somebody else. What came of it
is seen on the live page; the answer only tells whether it was taken.
"""

from dataclasses import replace
from http import HTTPStatus
from typing import Annotated, Final, Literal, assert_never

from msgspec import Meta

from agents.agent import BreakReason, Declared, Presence
from callflow.presence_desk import PresenceAnswer
from web.api.codes import FaultCode, RefusalCode
from web.api.model import Nothing, Sent
from web.api.problems import Fault, Problem, conflict, wrong
from web.api.route import Address, Ask, Reply, Route, route
from web.api.scopes import Scope
from web.api.shown_me import Reasons, Taken


class PresenceSent(Sent, frozen=True, kw_only=True):
    """What somebody declares of themselves; during a call it holds from its end on."""

    presence: Literal["offline", "available", "break", "aside"]
    reason: Annotated[str, Meta(min_length=1, max_length=60)] | None = None
    """Of a break or another absence: one of the site's `agents.breaks`."""


class WrapUpSent(Sent, frozen=True, kw_only=True):
    """What becomes of the wrap-up."""

    do: Literal["extend", "end"]


async def list_reasons(ask: Ask[Nothing, Nothing]) -> Reply | Problem:
    """Return the reasons that may be given for a break."""
    return Reply(shown=Reasons(reasons=tuple(ask.doors.attendance.reasons())))


async def declare_presence(ask: Ask[Nothing, PresenceSent]) -> Reply | Problem:
    """Declare oneself available, on a break, aside or gone."""
    agent_id = ask.agent_id
    if agent_id is None:
        return _no_agent()
    reason = None if ask.body.reason is None else BreakReason(ask.body.reason)
    declared = Declared(Presence(ask.body.presence), reason)
    return _answered(ask.doors.attendance.declare(agent_id, declared))


async def change_wrap_up(ask: Ask[Nothing, WrapUpSent]) -> Reply | Problem:
    """Ask for more time to write up the last call, once, or say that it is written up."""
    agent_id = ask.agent_id
    if agent_id is None:
        return _no_agent()
    doors = ask.doors.attendance
    is_longer = ask.body.do == "extend"
    return _answered(doors.extend_wrap_up(agent_id) if is_longer else doors.end_wrap_up(agent_id))


async def ring_for_test(ask: Ask[Nothing, Nothing]) -> Reply | Problem:
    """Let one's own telephone ring for a test: one hears a sentence, speaks, and hears oneself."""
    agent_id = ask.agent_id
    if agent_id is None:
        return _no_agent()
    return _answered(await ask.doors.attendance.ring_for_test(agent_id))


def _no_agent() -> Problem:
    return Problem(
        status=HTTPStatus.FORBIDDEN,
        detail="Only operators with a telephone account do this; an administrator gives one.",
        code=RefusalCode.NO_ACCOUNT,
    )


def _answered(said: PresenceAnswer) -> Reply | Problem:
    match said:
        case PresenceAnswer.TAKEN:
            return Reply(shown=Taken())
        case PresenceAnswer.NOT_AN_AGENT:
            return _no_agent()
        case PresenceAnswer.UNKNOWN_REASON:
            return wrong(
                Fault(
                    "/reason",
                    "is none of the site's for this; see /me/reasons",
                    FaultCode.NO_REASON,
                )
            )
        case PresenceAnswer.NOT_NOW:
            return conflict(
                "It cannot be now: look at your page for how you stand.", RefusalCode.NOT_NOW
            )
        case PresenceAnswer.OWES_WORD:
            return conflict(
                "Say first what the call was: POST /calls/{call_id}/disposition ends the wrap-up.",
                RefusalCode.OWES_WORD,
            )
        case _:
            assert_never(said)


def _mine(method: str, path: str, status: HTTPStatus = HTTPStatus.OK) -> Address:
    return Address(
        method=method, path=f"/me/{path}", scope=Scope.DESK, status=status, needs_person=True
    )


ME: Final[tuple[Route, ...]] = (
    route(
        replace(_mine("GET", "reasons"), scope=Scope.CALLS_READ),
        list_reasons,
        query=Nothing,
        body=Nothing,
        shown=Reasons,
    ),
    route(
        _mine("POST", "presence"),
        declare_presence,
        query=Nothing,
        body=PresenceSent,
        shown=Taken,
    ),
    route(_mine("POST", "wrap-up"), change_wrap_up, query=Nothing, body=WrapUpSent, shown=Taken),
    route(
        _mine("POST", "test-call", HTTPStatus.ACCEPTED),
        ring_for_test,
        query=Nothing,
        body=Nothing,
        shown=Taken,
    ),
)
"""The operations of this page; part of the one table."""
