"""Why a ticket may be refused: six reasons and no other, each with the evidence it demands.

A refusal without evidence is a quarrel that nobody can settle afterwards, so a ticket is not
refused before the evidence is there.

Source: order 4228 of VOMIAC, Volgograd, 07.12.2015, the list of reasons for refusal.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import assert_never

from base.ids import CallId


class RequiredFact(StrEnum):
    """What whoever turns to the support line must say first."""

    ORGANISATION = "organisation"
    FULL_NAME = "full_name"
    SUPPORT_CODE = "support_code"


class RefusalReason(StrEnum):
    """Why a ticket is refused."""

    FACTS_NOT_GIVEN = "facts_not_given"
    """Who asks was not said; the evidence is what of it is missing."""
    TOO_LITTLE_TOLD = "too_little_told"
    """What was asked for did not come; the evidence is what was asked for, and when."""
    NOT_REPRODUCED = "not_reproduced"
    """In a session together the fault did not show; what was tried, and when."""
    NO_REMOTE_ACCESS = "no_remote_access"
    """At the agreed time nobody let us in; which time that was."""
    DISRESPECT = "disrespect"
    """The person was rude; the recorded call."""
    OUT_OF_COMPETENCE = "out_of_competence"
    """It is not ours to do; whom the person was sent to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A reason with its evidence."""

    reason: RefusalReason
    missing: tuple[RequiredFact, ...] = ()
    at: datetime | None = None
    """When it was asked, tried or agreed."""
    told: str = ""
    """What was asked for or tried, or whom the person was sent to."""
    call_id: CallId | None = None


def lacking(refusal: Refusal, now: datetime) -> str | None:
    """Return what the evidence of a refusal lacks; `None` when it will do."""
    is_told = bool(refusal.told.strip())
    is_past = refusal.at is not None and refusal.at <= now
    match refusal.reason:
        case RefusalReason.FACTS_NOT_GIVEN:
            return None if refusal.missing else "it does not say which facts are missing"
        case RefusalReason.TOO_LITTLE_TOLD:
            is_proved = is_told and is_past
            return None if is_proved else "it does not say what was asked for, and when"
        case RefusalReason.NOT_REPRODUCED:
            is_proved = is_told and is_past
            return None if is_proved else "it does not say what was tried, and when"
        case RefusalReason.NO_REMOTE_ACCESS:
            return None if is_past else "it does not name the agreed time, or that has not come"
        case RefusalReason.DISRESPECT:
            return None if refusal.call_id is not None else "it does not name the recorded call"
        case RefusalReason.OUT_OF_COMPETENCE:
            return None if is_told else "it does not say whom the person was sent to"
        case _:
            assert_never(refusal.reason)
