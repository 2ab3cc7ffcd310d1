"""One operation of the API: its path, who may ask for it, what is sent and what is answered."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import Final, Generic, TypeVar

import msgspec

from base.ids import AgentId, TicketId
from base.phone import CallerKey
from tickets.changes import Actor, Role
from web.api.model import Nothing
from web.api.ports import Bearer, Doors
from web.api.problems import Problem
from web.api.scopes import Scope

JSON: Final = "application/json"

QueryT = TypeVar("QueryT", bound=msgspec.Struct)
BodyT = TypeVar("BodyT", bound=msgspec.Struct)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask(Generic[QueryT, BodyT]):
    """A request that was read and may be answered."""

    doors: Doors
    bearer: Bearer
    path: Mapping[str, str]
    query: QueryT
    body: BodyT
    if_match: str | None
    """The header, as it was sent."""
    idempotency_key: str | None
    """The header, as it was sent."""

    @property
    def actor(self) -> Actor:
        """Who does what is done by it."""
        person = self.bearer.person
        if person is None:
            return Actor(Role.PARTNER, None, self.bearer.name)
        role = Role.AGENT if person.user.clinic is None else Role.CLINIC
        return Actor(role, person.agent_id, person.user.login)

    @property
    def agent_id(self) -> AgentId | None:
        """Whom the floor knows by whoever asks; `None` for those who answer no calls."""
        return None if self.bearer.person is None else self.bearer.person.agent_id

    @property
    def account(self) -> str | None:
        """The telephone account of whoever asks, if they have one."""
        return None if self.bearer.person is None else self.bearer.person.user.account


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What is answered."""

    shown: msgspec.Struct | msgspec.Raw
    headers: Mapping[str, str] = field(default_factory=dict)
    tickets: tuple[TicketId, ...] = ()
    """Whose cases it shows."""
    number: CallerKey | None = None
    """All about whom it shows."""
    file: Path | None = None
    """What is answered instead, of the route's media, whole or in ranges."""
    content: bytes | None = None
    """What is answered instead, of the route's media, where it was made for this answer."""
    recording: str = ""
    """The name of what is heard, where the file is a recording."""
    kept_as: str = ""
    """Under which word the audit keeps it, where the name of the route says too little."""


Answering = Callable[[Ask[QueryT, BodyT]], Awaitable[Reply | Problem]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """An operation; made by `route`."""

    name: str
    method: str
    path: str
    scope: Scope
    summary: str
    query: type[msgspec.Struct]
    body: type[msgspec.Struct]
    shown: type[msgspec.Struct]
    status: HTTPStatus
    needs_match: bool
    """Whether `If-Match` names the revision that is changed."""
    may_repeat: bool
    """Whether an `Idempotency-Key` lets it be asked for twice and done once."""
    needs_person: bool
    """Whether only somebody who is signed in may ask, and no token."""
    is_for_clinics: bool
    """Whether it shows a clinic's dispatcher nothing but what is their clinic's."""
    media: str
    """Of what is answered; any but JSON is a file."""
    answer: "Callable[[Ask[msgspec.Struct, msgspec.Struct]], Awaitable[Reply | Problem]]"

    @property
    def has_body(self) -> bool:
        """Whether anything is sent but the address."""
        return self.body is not Nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where an operation is found, and who may ask for it."""

    method: str
    path: str
    scope: Scope
    status: HTTPStatus = HTTPStatus.OK
    needs_match: bool = False
    may_repeat: bool = False
    needs_person: bool = False
    is_for_clinics: bool = False
    media: str = JSON


def route(
    address: Address,
    answer: Answering[QueryT, BodyT],
    *,
    query: type[QueryT],
    body: type[BodyT],
    shown: type[msgspec.Struct],
) -> Route:
    """Return an operation; its name and its sentence are those of the function that answers."""

    async def narrowed(ask: Ask[msgspec.Struct, msgspec.Struct]) -> Reply | Problem:
        assert isinstance(ask.query, query)
        assert isinstance(ask.body, body)
        return await answer(
            Ask(
                doors=ask.doors,
                bearer=ask.bearer,
                path=ask.path,
                query=ask.query,
                body=ask.body,
                if_match=ask.if_match,
                idempotency_key=ask.idempotency_key,
            )
        )

    function = getattr(answer, "__name__", "")
    sentence = (answer.__doc__ or "").strip().partition("\n")[0]
    return Route(
        name=function,
        method=address.method,
        path=address.path,
        scope=address.scope,
        summary=sentence,
        query=query,
        body=body,
        shown=shown,
        status=address.status,
        needs_match=address.needs_match,
        may_repeat=address.may_repeat,
        needs_person=address.needs_person,
        is_for_clinics=address.is_for_clinics,
        media=address.media,
        answer=narrowed,
    )
