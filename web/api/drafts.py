"""What somebody has typed and not yet saved: kept, given back, forgotten; each person's alone."""

import re
from dataclasses import replace
from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta

from base.ids import UserId
from staff.drafts import Draft, DraftKey
from web.api.codes import FaultCode, RefusalCode
from web.api.model import Nothing, Sent
from web.api.problems import Fault, Problem, conflict, missing, wrong
from web.api.route import Address, Ask, BodyT, Reply, Route, route
from web.api.scopes import Scope
from web.api.shown import At, Shown

_KEY: Final = re.compile(r"^[A-Za-z0-9._-]{1,80}$")
_MOST_BYTES: Final = 262_144

_FieldName = Annotated[str, Meta(min_length=1, max_length=80)]
_Typed = Annotated[str, Meta(max_length=8000)]


class DraftSent(Sent, frozen=True, kw_only=True):
    """A form as it was typed so far."""

    seen: Annotated[int, Meta(ge=0)]
    """The revision that the page saw last; 0 for a draft that is new."""
    form: Annotated[dict[_FieldName, _Typed], Meta(max_length=400)]
    """What was typed, by field; any text will do, for it is the page's own."""


class DraftShown(Shown, frozen=True, kw_only=True):
    """A draft as it is kept."""

    key: str
    revision: int
    saved_at: At
    form: Annotated[msgspec.Raw, Meta(description="What was typed, by field.")]


class Drafts(Shown, frozen=True, kw_only=True):
    """All that somebody has begun to write, the last one first."""

    drafts: tuple[DraftShown, ...]


class Kept(Shown, frozen=True, kw_only=True):
    """A draft is kept."""

    revision: int
    saved_at: At


class Forgotten(Shown, frozen=True, kw_only=True):
    """A draft is there no more."""

    is_forgotten: Literal[True] = True


async def list_drafts(ask: Ask[Nothing, Nothing]) -> Reply | Problem:
    """Return all that one has begun to write and not saved."""
    drafts = await ask.doors.drafts.drafts_of(_user_of(ask))
    return Reply(shown=Drafts(drafts=tuple(map(_shown, drafts))))


async def get_draft(ask: Ask[Nothing, Nothing]) -> Reply | Problem:
    """Return one thing that one has begun to write."""
    key = _key(ask)
    draft = None if key is None else await ask.doors.drafts.draft_of(_user_of(ask), key)
    return missing("draft") if draft is None else Reply(shown=_shown(draft))


async def keep_draft(ask: Ask[Nothing, DraftSent]) -> Reply | Problem:
    """Keep what was typed so far, if no other page of the same person was quicker."""
    key, seen = _key(ask), ask.body.seen
    form = msgspec.json.encode(ask.body.form)
    if key is None:
        return wrong(
            Fault(
                "key",
                "is no key; take 1 to 80 of A-Z, a-z, 0-9, dot, dash, _",
                FaultCode.UNREADABLE,
            )
        )
    if len(form) > _MOST_BYTES:
        return wrong(
            Fault("/form", f"has more than {_MOST_BYTES} bytes; type less", FaultCode.TOO_LONG)
        )
    user_id, book = _user_of(ask), ask.doors.drafts
    now = ask.doors.clock.now()
    draft = Draft(key=key, revision=seen + 1, saved_at=now, form=form.decode())
    if not await book.put(user_id, draft):
        before = await book.draft_of(user_id, key)
        return conflict(
            "Another page was quicker: look at `present`, and keep it again with its revision.",
            RefusalCode.QUICKER,
            None if before is None else _shown(before),
        )
    return Reply(shown=Kept(revision=draft.revision, saved_at=now))


async def forget_draft(ask: Ask[Nothing, Nothing]) -> Reply | Problem:
    """Forget what was typed: it is saved, or nobody wants it."""
    key = _key(ask)
    if key is not None:
        await ask.doors.drafts.drop(_user_of(ask), key)
    return Reply(shown=Forgotten())


def _user_of(ask: Ask[Nothing, BodyT]) -> UserId:
    person = ask.bearer.person
    assert person is not None, "The table lets in nobody who is not signed in."
    return person.user.user_id


def _key(ask: Ask[Nothing, BodyT]) -> DraftKey | None:
    named = ask.path["key"]
    return DraftKey(named) if _KEY.fullmatch(named) else None


def _shown(draft: Draft) -> DraftShown:
    return DraftShown(
        key=draft.key,
        revision=draft.revision,
        saved_at=draft.saved_at,
        form=msgspec.Raw(draft.form.encode()),
    )


_ALL: Final = Address(method="GET", path="/drafts", scope=Scope.DESK, needs_person=True)
_ONE: Final = replace(_ALL, path="/drafts/{key}")

DRAFT_ROUTES: Final[tuple[Route, ...]] = (
    route(_ALL, list_drafts, query=Nothing, body=Nothing, shown=Drafts),
    route(_ONE, get_draft, query=Nothing, body=Nothing, shown=DraftShown),
    route(replace(_ONE, method="PUT"), keep_draft, query=Nothing, body=DraftSent, shown=Kept),
    route(
        replace(_ONE, method="DELETE"), forget_draft, query=Nothing, body=Nothing, shown=Forgotten
    ),
)
"""The operations of this page; part of the one table."""
