"""What changes weekly, by the API: what there is, every step, and the way back.

Each kind of thing has the same operations. Only somebody who is signed in may ask: a step names
the person who took it.
"""

from dataclasses import replace
from uuid import UUID

from administration.change import Change, Kind
from administration.documents import Document, OperatorDocument, Skills, UserDocument
from administration.service import Declined, Step
from base.ids import ChangeId, new_agent_id
from web.api.asks import PageAsk
from web.api.codes import FaultCode, RefusalCode
from web.api.model import Name as Named
from web.api.model import Nothing, Sent
from web.api.problems import Fault, Problem, conflict, missing, wrong
from web.api.route import Answering, Ask, BodyT, QueryT, Reply
from web.api.scopes import Scope, allows
from web.api.shown_admin import (
    Changed,
    ChangePage,
    Things,
    change_shown,
    thing_shown,
)

SCOPE_OF: dict[Kind, Scope] = {
    Kind.HOURS: Scope.ORDERS_WRITE,
    Kind.TOPIC: Scope.ORDERS_WRITE,
    Kind.NUMBER: Scope.NUMBERS,
}
"""Who may change the things of a kind, and see how they were changed."""


def scope_of(kind: Kind) -> Scope:
    """Return what somebody needs who changes things of a kind."""
    return SCOPE_OF.get(kind, Scope.ADMINISTRATION)


class OperatorSent(Sent, frozen=True, kw_only=True):
    """An operator."""

    name: Named
    skills: Skills
    """Skill → level; 1 is the best."""


class ChangesAsk(PageAsk, frozen=True, kw_only=True):
    """Which steps are asked for; all that one may take oneself where nothing is given."""

    kind: Kind | None = None
    subject: Named | None = None


def listing(kind: Kind) -> Answering[Nothing, Nothing]:
    """Return the operation that lists the things of a kind."""

    async def list_them(ask: Ask[Nothing, Nothing]) -> Reply | Problem:
        desk = ask.doors.administration
        said, planned = await desk.documents(kind), desk.planned(kind)
        names = [*planned, *(name for name in sorted(said) if name not in planned)]
        things = (thing_shown(name, said.get(name), planned.get(name)) for name in names)
        return Reply(shown=Things(things=tuple(things)))

    return list_them


def changing(kind: Kind) -> Answering[Nothing, Document]:
    """Return the operation that says of a thing what is sent."""

    async def change_it(ask: Ask[Nothing, Document]) -> Reply | Problem:
        return await _changed(ask, kind, ask.body)

    return change_it


def taking_away(kind: Kind) -> Answering[Nothing, Nothing]:
    """Return the operation that lets a thing go as it was planned, or work no more."""

    async def take_it_away(ask: Ask[Nothing, Nothing]) -> Reply | Problem:
        return await _changed(ask, kind, None)

    return take_it_away


async def add_operator(ask: Ask[Nothing, OperatorSent]) -> Reply | Problem:
    """Let somebody answer by an account; the secret of the telephone is told once."""
    account = ask.path["subject"]
    if account in await ask.doors.administration.documents(Kind.OPERATOR):
        return conflict(
            "Somebody answers by that account already; take another one.",
            RefusalCode.ACCOUNT_TAKEN,
        )
    document = _operator(new_agent_id(), ask.body)
    new = ask.doors.secrets.of_telephone(account)
    return await _changed(ask, Kind.OPERATOR, document, new.secret, new.kept)


async def change_operator(ask: Ask[Nothing, OperatorSent]) -> Reply | Problem:
    """Change the name or the skills of an operator; the engine follows at once."""
    known = await _operator_of(ask)
    if known is None:
        return missing("operator; /admin/operators lists them")
    return await _changed(ask, Kind.OPERATOR, _operator(known.agent_id, ask.body))


async def renew_secret(ask: Ask[Nothing, Nothing]) -> Reply | Problem:
    """Give the telephone of an operator a new secret; the old one opens nothing more."""
    known = await _operator_of(ask)
    if known is None:
        return missing("operator; /admin/operators lists them")
    new = ask.doors.secrets.of_telephone(ask.path["subject"])
    return await _changed(ask, Kind.OPERATOR, known, new.secret, new.kept)


async def add_user(ask: Ask[Nothing, UserDocument]) -> Reply | Problem:
    """Let somebody sign in; the password is told once."""
    if ask.path["subject"] in await ask.doors.administration.documents(Kind.USER):
        return conflict(
            "There is a user of that login already; take another one.", RefusalCode.LOGIN_TAKEN
        )
    new = await ask.doors.secrets.of_user()
    return await _changed(ask, Kind.USER, ask.body, new.secret, new.kept)


async def change_user(ask: Ask[Nothing, UserDocument]) -> Reply | Problem:
    """Change the name, roles, telephone or clinic of a user; it holds at their next request."""
    if ask.path["subject"] not in await ask.doors.administration.documents(Kind.USER):
        return missing("user; /admin/users lists them")
    return await _changed(ask, Kind.USER, ask.body)


async def renew_password(ask: Ask[Nothing, Nothing]) -> Reply | Problem:
    """Give a user a new password, told once; they are signed out everywhere."""
    known = (await ask.doors.administration.documents(Kind.USER)).get(ask.path["subject"])
    if known is None:
        return missing("user; /admin/users lists them")
    new = await ask.doors.secrets.of_user()
    return await _changed(ask, Kind.USER, known, new.secret, new.kept)


async def list_changes(ask: Ask[ChangesAsk, Nothing]) -> Reply | Problem:
    """Return who changed what, the newest first, of all that one may change oneself."""
    query = ask.query
    kinds = {kind for kind in Kind if _may(ask, kind) and query.kind in {None, kind}}
    behind = None if query.after is None else await _found(ask, query.after)
    if query.after is not None and behind is None:
        return wrong(
            Fault("after", "is no place; give `next` of the page before", FaultCode.PLACE)
        )
    found = await ask.doors.administration.changes(
        kinds, query.subject, None if behind is None else behind.change_id, query.most
    )
    last = str(found[-1].change_id) if len(found) == query.most else None
    return Reply(shown=ChangePage(changes=tuple(map(change_shown, found)), next=last))


async def undo_change(ask: Ask[Nothing, Nothing]) -> Reply | Problem:
    """Take a step back, where nothing newer stands on it."""
    change = await _found(ask, ask.path["change_id"])
    if change is None or not _may(ask, change.kind):
        return missing("change; /admin/changes lists them")
    done = await ask.doors.administration.undo(change, ask.bearer.name)
    return _told(done, None)


async def _changed(
    ask: Ask[QueryT, BodyT],
    kind: Kind,
    after: Document | None,
    secret: str | None = None,
    kept: str | None = None,
) -> Reply | Problem:
    step = Step(
        kind=kind,
        subject=ask.path["subject"],
        after=after,
        actor=ask.bearer.name,
        secret=kept,
    )
    return _told(await ask.doors.administration.change(step), secret)


def _told(done: Change | Declined, secret: str | None) -> Reply | Problem:
    if isinstance(done, Change):
        return Reply(shown=Changed(change=change_shown(done), secret=secret))
    faults = [Fault("", each.sentence, each.code, each.about) for each in done.faults]
    if done.is_conflict:
        return replace(conflict(done.sentence, RefusalCode.STEP_REFUSED), errors=faults)
    return wrong(*faults)


async def _operator_of(ask: Ask[QueryT, BodyT]) -> OperatorDocument | None:
    known = (await ask.doors.administration.documents(Kind.OPERATOR)).get(ask.path["subject"])
    return known if isinstance(known, OperatorDocument) else None


def _operator(agent_id: UUID, sent: OperatorSent) -> OperatorDocument:
    return OperatorDocument(agent_id=agent_id, name=sent.name, skills=sent.skills)


async def _found(ask: Ask[QueryT, BodyT], written_id: str) -> Change | None:
    try:
        change_id = ChangeId(UUID(written_id))
    except ValueError:
        return None
    return await ask.doors.administration.find(change_id)


def _may(ask: Ask[QueryT, BodyT], kind: Kind) -> bool:
    return allows(ask.bearer.scopes, scope_of(kind))
