"""What a site decides about the systems that must know of its tickets and visits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from tickets.chase import ChasePolicy


class BodyKind(StrEnum):
    """What a template makes."""

    JSON = "json"
    XML = "xml"


@dataclass(frozen=True, slots=True)
class Address:
    """Where a target listens."""

    url: str = field(repr=False)
    secret: bytes = field(repr=False)
    """What messages to it, and its reports to us, are signed with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetPolicy:
    """A system that must know."""

    name: str
    addresses: Sequence[Address]
    """The first one is used; the next ones when people there do not answer."""
    kind: BodyKind
    template: str = field(repr=False)
    timeout_s: float
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    reports_back: bool = True
    """Whether it tells us what becomes of a visit; else its reply is all the answer there is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryPolicy:
    """How often and how long something is tried."""

    pause_s: float
    """After the first fault; twice as long after each one more, …"""
    pause_limit_s: float
    """… but never longer."""
    jitter: float
    """By which share a pause is shortened at most, so that not all come back at once; 0 to 1."""
    give_up_after_s: float
    """What could not be sent for so long is dead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryPolicy:
    """An immutable snapshot."""

    site: str
    targets: Mapping[str, TargetPolicy]
    clinics: Mapping[str, str]
    """A clinic's code → the target that serves it."""
    fallback: str | None
    """The target of every code that nothing else serves; `None` for none."""
    retry: RetryPolicy
    chase: ChasePolicy

    def target_of(self, code: str) -> TargetPolicy | None:
        """Return the target of a clinic's code or of a target's own name; `None` when unknown."""
        name = code if code in self.targets else self.clinics.get(code, self.fallback)
        return None if name is None else self.targets.get(name)
