"""The first decision of a call, made before it is answered; always with its reason.

A citizen is never refused for what the call says: an unknown dialled number gets the default
service, a withheld or odd caller number is answered like any other. A call is refused only for
want of a channel, and then it has its row, its contact and its ticket all the same.
"""

from dataclasses import dataclass
from enum import StrEnum

from callflow.events import Arrived


class AdmitReason(StrEnum):
    """Why a call is answered."""

    OPEN = "open"
    UNKNOWN_NUMBER = "unknown_number"
    """The dialled number is none of ours; the default service takes the call."""


class DivertReason(StrEnum):
    """Why a call is answered, told where it stands, and ended."""

    CLOSED = "closed"


class RefuseReason(StrEnum):
    """Why a call is not answered."""

    NO_CAPACITY = "no_capacity"


@dataclass(frozen=True, slots=True)
class Admit:
    """Answer and serve."""

    reason: AdmitReason


@dataclass(frozen=True, slots=True)
class Divert:
    """Answer, say that the request is registered, hang up."""

    reason: DivertReason


@dataclass(frozen=True, slots=True)
class Refuse:
    """Reject before the answer; the contact stays."""

    reason: RefuseReason


Admission = Admit | Divert | Refuse


def decide_admission(arrived: Arrived) -> Admission:
    """Return what to do with a call, by the facts it arrived with."""
    if arrived.load.in_use > arrived.load.channels:
        return Refuse(RefuseReason.NO_CAPACITY)
    if not arrived.is_open:
        return Divert(DivertReason.CLOSED)
    if not arrived.is_known_number:
        return Admit(AdmitReason.UNKNOWN_NUMBER)
    return Admit(AdmitReason.OPEN)
