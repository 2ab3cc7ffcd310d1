"""What a site decides about the service that sends its messages."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class BodyForm(StrEnum):
    """How the fields of a message are sent."""

    NONE = "none"
    """The address alone says everything."""
    FORM = "form"
    JSON = "json"


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestForm:
    """The request that a message becomes; every text may hold the names of `sms.request`."""

    url: str
    method: str
    headers: Mapping[str, str]
    body: BodyForm
    fields: Mapping[str, str]
    token: str = field(default="", repr=False)
    """What `{token}` stands for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyForm:
    """By which reply a message counts as taken."""

    statuses: Collection[int]
    path: tuple[str, ...]
    """Where in a JSON reply the word lies that says so; empty when the status is enough."""
    words: Collection[str]
    """The words that say so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SenderPolicy:
    """An immutable snapshot."""

    request: RequestForm
    reply: ReplyForm
    timeout_s: float
    tries: int
    """How often a message is tried before it counts as failed."""
    pause_s: float
    """After a fault nothing is sent for so long, twice as long after the next one, …"""
    pause_limit_s: float
    """… but never longer."""
    per_minute: int
    """How many messages the contract allows."""
    expires_s: float
    """A message that could not be sent for so long is not sent any more: it would mislead."""

    @property
    def gap_s(self) -> float:
        """Return the least pause between two messages."""
        return 60.0 / self.per_minute
