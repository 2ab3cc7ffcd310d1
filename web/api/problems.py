"""What went wrong with a request, and what to do: RFC 9457, `application/problem+json`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final

import msgspec
from aiohttp import web

from web.api.codes import RefusalCode

PROBLEM_JSON: Final = "application/problem+json"


class Fault(msgspec.Struct, frozen=True, omit_defaults=True):
    """One thing that is wrong with what was sent."""

    where: str
    """A JSON pointer into the body, or the name of a parameter or header."""
    what: str
    """What is wrong, and what is expected."""
    code: str = ""
    """By which pages find words of their own for it; none where they have none."""
    about: str = ""
    """The name that those words need."""


class ProblemShown(msgspec.Struct, frozen=True, omit_defaults=True):
    """A problem as it is answered."""

    type: str
    """Names the kind of problem; it does not change."""
    title: str
    status: int
    detail: str
    """What to do."""
    code: str = ""
    """By which pages find words of their own; none where those for the status will do."""
    errors: tuple[Fault, ...] = ()
    """Everything that is wrong with what was sent."""
    present: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET
    """Of a conflict: the ticket as it is now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A problem that a request met."""

    status: HTTPStatus
    detail: str
    code: str | None = None
    """A `RefusalCode`, or `ticket_` and a `tickets.why_not.WhyNot`."""
    errors: Sequence[Fault] = ()
    present: msgspec.Struct | None = None
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def body(self) -> bytes:
        """Return it as JSON."""
        shown = ProblemShown(
            type=f"urn:line122:problem:{self.status.name.lower().replace('_', '-')}",
            title=self.status.phrase,
            status=self.status.value,
            detail=self.detail,
            code=self.code or "",
            errors=tuple(self.errors),
            present=(
                msgspec.UNSET
                if self.present is None
                else msgspec.Raw(msgspec.json.encode(self.present))
            ),
        )
        return msgspec.json.encode(shown)


def wrong(*faults: Fault) -> Problem:
    """Return the problem of a request that makes no sense."""
    return Problem(
        status=HTTPStatus.UNPROCESSABLE_ENTITY,
        detail="What was sent does not fit; mend everything that `errors` names.",
        errors=faults,
    )


def missing(what: str, code: RefusalCode | None = None) -> Problem:
    """Return the problem of asking for what is not there."""
    return Problem(status=HTTPStatus.NOT_FOUND, detail=f"There is no such {what}.", code=code)


def conflict(detail: str, code: str, present: msgspec.Struct | None = None) -> Problem:
    """Return the problem of what may not be done as things stand."""
    return Problem(status=HTTPStatus.CONFLICT, detail=detail, code=code, present=present)


def too_often(wait_s: float) -> Problem:
    """Return the problem of whoever asks more than they may."""
    return Problem(
        status=HTTPStatus.TOO_MANY_REQUESTS,
        detail="You ask too often; wait as long as Retry-After says.",
        headers={"Retry-After": str(int(wait_s) + 1)},
    )


def told(problem: Problem) -> web.Response:
    """Return a problem as it is answered."""
    return web.Response(
        body=problem.body,
        status=problem.status,
        content_type=PROBLEM_JSON,
        headers=problem.headers,
    )
