"""What is answered about administration."""

from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from administration.change import Change, Kind
from administration.documents import Document, written
from web.api.shown import At, Shown

Said = Annotated[msgspec.Raw, Meta(description="A document of its kind; `null` for none.")]


class ThingShown(Shown, frozen=True, kw_only=True):
    """A thing that may be changed."""

    subject: str
    """What it is known by: an account, a login, a code, a number, a date."""
    says: Said
    """What was administered of it; `null` where it goes as it was planned."""
    planned: Said
    """What the settings say of it; `null` where they say nothing."""


class Things(Shown, frozen=True, kw_only=True):
    """All things of a kind, by their subjects."""

    things: tuple[ThingShown, ...]


class ChangeShown(Shown, frozen=True, kw_only=True):
    """A step that somebody took."""

    change_id: UUID
    kind: Kind
    subject: str
    before: Said
    after: Said
    actor: str
    at: At
    undoes: UUID | None


class ChangePage(Shown, frozen=True, kw_only=True):
    """The newest steps."""

    changes: tuple[ChangeShown, ...]
    next: str | None


class Changed(Shown, frozen=True, kw_only=True):
    """A step was taken."""

    change: ChangeShown
    secret: str | None = None
    """Of a telephone, or a password: told this once, and kept nowhere."""


def change_shown(change: Change) -> ChangeShown:
    """Return a step as it is answered."""
    return ChangeShown(
        change_id=change.change_id,
        kind=change.kind,
        subject=change.subject,
        before=_raw(change.before),
        after=_raw(change.after),
        actor=change.actor,
        at=change.at,
        undoes=change.undoes,
    )


def thing_shown(subject: str, says: Document | None, planned: Document | None) -> ThingShown:
    """Return a thing as it is answered."""
    return ThingShown(subject=subject, says=_raw(written(says)), planned=_raw(written(planned)))


def _raw(text: str | None) -> msgspec.Raw:
    return msgspec.Raw(b"null" if text is None else text.encode())
