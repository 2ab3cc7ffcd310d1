"""What operators are shown of themselves by the API; the rest their live page shows."""

from typing import Literal

import msgspec


class Taken(msgspec.Struct, frozen=True, kw_only=True):
    """It was taken; what comes of it is shown by the live page."""

    is_taken: Literal[True] = True


class ReasonShown(msgspec.Struct, frozen=True, kw_only=True):
    """A reason for a break."""

    reason: str
    title: str
    allowed_s: float | None
    """After so long the break is shown as overdue; `null` for never."""


class Reasons(msgspec.Struct, frozen=True, kw_only=True):
    """All reasons of the site, in its order."""

    reasons: tuple[ReasonShown, ...]
