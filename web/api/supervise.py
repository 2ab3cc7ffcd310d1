"""Intervention by the API: beside talks, and on the line; of persons who are signed in only.

What comes of it is seen on the board; the answer tells whether it was taken, and where it was
not, why, in a word. Every deed is kept with who did it and why.
"""

from http import HTTPStatus
from typing import Final

from agents.agent import Account
from base.ids import CallId, SupervisionId
from callflow.deeds import MayNotDo, Refused
from callflow.intervention import deed_of
from callflow.supervision_desk import MayNotSupervise, SupervisionAsked, SupervisionSeen
from tickets.work.repeats import AskKey
from web.api.codes import FaultCode
from web.api.deed_repeats import RepeatedDeeds, UsedOtherwise
from web.api.model import Nothing
from web.api.problems import Fault, Problem, wrong
from web.api.repeats import REPEAT_HEADER, read_ask_key
from web.api.route import Address, Ask, Reply, Route, route
from web.api.scopes import Scope
from web.api.shown_supervise import (
    ChoicesShown,
    DeedDoneShown,
    Deeds,
    EffectShown,
    OwnSupervision,
    SupervisionShown,
    WhyNotShown,
    deed_line,
    effect_shown,
    supervision_shown,
)
from web.api.supervise_asks import (
    DeedAsk,
    DeedsAsk,
    DeedSent,
    LeaveSent,
    ListenSent,
    ModeSent,
    read_deed,
)
from web.api.supervise_ports import Supervising


async def stand_beside_talk(ask: Ask[Nothing, ListenSent]) -> Reply | Problem:
    """Have one's telephone rung, and stand beside a talk; it is kept before it rings."""
    sent, key = ask.body, read_ask_key(ask)
    supervising = ask.doors.supervising
    if isinstance(key, Problem):
        return key
    answered = _answered(supervising.repeats, key)
    if answered is not None:
        return answered
    account, call_id = sent.account or ask.account, _call_of(supervising, sent)
    if account is None:
        return _refused(MayNotSupervise.NO_PHONE)
    if call_id is None:
        return _refused(MayNotSupervise.NO_TALK)
    asked = SupervisionAsked(ask.bearer.name, Account(account), call_id, sent.mode)
    reply = _supervised(await supervising.supervisors.listen(asked, sent.why))
    if isinstance(reply, Reply) and isinstance(reply.shown, SupervisionShown):
        supervising.repeats.keep(key, reply.shown)
    return reply


async def change_mode(ask: Ask[Nothing, ModeSent]) -> Reply | Problem:
    """Be heard by nobody, by the operator, or by both; one is not rung again."""
    door, sent = ask.doors.supervising.supervisors, ask.body
    supervision_id = SupervisionId(sent.supervision_id)
    return _supervised(await door.turn(ask.bearer.name, supervision_id, sent.mode))


async def leave_talk(ask: Ask[Nothing, LeaveSent]) -> Reply | Problem:
    """Leave the talk; it goes on."""
    door = ask.doors.supervising.supervisors
    return _supervised(door.let_go(ask.bearer.name, SupervisionId(ask.body.supervision_id)))


async def show_supervision(ask: Ask[Nothing, Nothing]) -> Reply | Problem:
    """Tell how one stands beside a talk, or how the last time ended."""
    seen = ask.doors.supervising.supervisors.seen_by(ask.bearer.name)
    shown = None if seen is None else supervision_shown(seen)
    return Reply(shown=OwnSupervision(supervision=shown))


async def do_deed(ask: Ask[Nothing, DeedSent]) -> Reply | Problem:
    """Do something to the line, the people on it or those who answer, and keep why."""
    key, supervising = read_ask_key(ask), ask.doors.supervising
    if isinstance(key, Problem):
        return key
    answered = _answered(supervising.repeats, key)
    if answered is not None:
        return answered
    wanted = read_deed(ask.body, ask.agent_id)
    if isinstance(wanted, Problem):
        return wanted
    done = await supervising.deeds.do(ask.bearer.name, wanted, ask.body.why)
    if isinstance(done, Refused):
        return _refused(done.reason, done.sentence)
    shown = DeedDoneShown(deed=deed_of(wanted), subject=done.subject, detail=done.detail)
    supervising.repeats.keep(key, shown)
    return Reply(shown=shown)


async def preview_deed(ask: Ask[DeedAsk, Nothing]) -> Reply | Problem:
    """Tell what it would change, by a forecast for those who wait now."""
    wanted = read_deed(ask.query, ask.agent_id)
    if isinstance(wanted, Problem):
        return wanted
    return Reply(shown=effect_shown(ask.doors.supervising.deeds.preview(wanted)))


async def show_choices(ask: Ask[Nothing, Nothing]) -> Reply | Problem:
    """Tell the queues and services that there are, and what was ordered of the storm."""
    choices = ask.doors.supervising.deeds.choices()
    shown = ChoicesShown(queues=choices.queues, services=choices.services, storm=choices.storm)
    return Reply(shown=shown)


async def list_deeds(ask: Ask[DeedsAsk, Nothing]) -> Reply | Problem:
    """List what supervisors did, the newest first."""
    door, asked = ask.doors.supervising.deeds, ask.query.call_id
    done = await (door.newest(ask.query.most) if asked is None else door.of_call(CallId(asked)))
    return Reply(shown=Deeds(deeds=tuple(map(deed_line, done))))


def _answered(repeats: RepeatedDeeds, key: AskKey | None) -> Reply | Problem | None:
    known = repeats.answered(key)
    if isinstance(known, UsedOtherwise):
        return wrong(
            Fault(REPEAT_HEADER, "was used for something else; take a new one", FaultCode.REPEATED)
        )
    return None if known is None else Reply(shown=known)


def _call_of(supervising: Supervising, sent: ListenSent) -> CallId | None:
    if sent.operator is not None:
        return supervising.supervisors.talk_of(Account(sent.operator))
    return None if sent.call_id is None else CallId(sent.call_id)


def _supervised(seen: SupervisionSeen | MayNotSupervise) -> Reply | Problem:
    if isinstance(seen, MayNotSupervise):
        return _refused(seen)
    return Reply(shown=supervision_shown(seen))


def _refused(reason: MayNotDo | MayNotSupervise, sentence: str = "") -> Problem:
    detail = sentence or f"It cannot be now ({reason}); look at the board again."
    return Problem(status=HTTPStatus.CONFLICT, detail=detail, present=WhyNotShown(reason=reason))


_ROOT: Final = "/supervise"


def _address(method: str, path: str, *, may_repeat: bool = False) -> Address:
    return Address(
        method=method,
        path=f"{_ROOT}{path}",
        scope=Scope.SUPERVISE,
        needs_person=True,
        may_repeat=may_repeat,
    )


SUPERVISE_ROUTES: Final[tuple[Route, ...]] = (
    route(
        _address("POST", "/talks", may_repeat=True),
        stand_beside_talk,
        query=Nothing,
        body=ListenSent,
        shown=SupervisionShown,
    ),
    route(
        _address("GET", "/talks"),
        show_supervision,
        query=Nothing,
        body=Nothing,
        shown=OwnSupervision,
    ),
    route(
        _address("POST", "/talks/mode"),
        change_mode,
        query=Nothing,
        body=ModeSent,
        shown=SupervisionShown,
    ),
    route(
        _address("POST", "/talks/leave"),
        leave_talk,
        query=Nothing,
        body=LeaveSent,
        shown=SupervisionShown,
    ),
    route(
        _address("POST", "/deeds", may_repeat=True),
        do_deed,
        query=Nothing,
        body=DeedSent,
        shown=DeedDoneShown,
    ),
    route(
        _address("GET", "/choices"),
        show_choices,
        query=Nothing,
        body=Nothing,
        shown=ChoicesShown,
    ),
    route(_address("GET", "/deeds"), list_deeds, query=DeedsAsk, body=Nothing, shown=Deeds),
    route(
        _address("GET", "/preview"), preview_deed, query=DeedAsk, body=Nothing, shown=EffectShown
    ),
)
