"""Tasks that the engine gives to people: each is a ticket, tied to the one that it is about.

A machine that has no way left says so to a person, once: the same cause, reason and key never
make a second task, however often they are told.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from base.ids import TicketId


class FollowUpReason(StrEnum):
    """Why a person is asked."""

    VISIT_UNACKNOWLEDGED = "visit_unacknowledged"
    """No clinic has answered for a visit, and all ways to ask it were tried."""
    VISIT_REFUSED = "visit_refused"
    """A clinic will not come."""
    LOW_MARK = "low_mark"
    """Somebody was not content with us."""
    OWN_BREACHED = "own_breached"
    """Nobody became responsible in time."""
    RESOLVE_BREACHED = "resolve_breached"
    """It was not done in time."""
    CITIZEN_SILENT = "citizen_silent"
    """What we asked the citizen for does not come."""
    UNDELIVERED = "undelivered"
    """Another system could not be told."""


@dataclass(frozen=True, slots=True)
class FollowUp:
    """Why a ticket is a task of ours."""

    cause: TicketId
    reason: FollowUpReason
    key: str = ""
    """Which of several things of that reason: the end of a chase, a call, a round."""


TITLES: Final[Mapping[FollowUpReason, str]] = {
    FollowUpReason.VISIT_UNACKNOWLEDGED: "Поликлиника не подтвердила вызов врача",
    FollowUpReason.VISIT_REFUSED: "Поликлиника отказала в вызове врача",
    FollowUpReason.LOW_MARK: "Низкая оценка",
    FollowUpReason.OWN_BREACHED: "Никто не взял обращение в срок",
    FollowUpReason.RESOLVE_BREACHED: "Обращение не выполнено в срок",
    FollowUpReason.CITIZEN_SILENT: "Заявитель не отвечает на запрос",
    FollowUpReason.UNDELIVERED: "Сообщение не доставлено",
}


def task_text(follow_up: FollowUp, number: str, words: str = "") -> str:
    """Return what the task says: why, of which ticket, and what else is known."""
    text = f"{TITLES[follow_up.reason]}: обращение {number}."
    return f"{text} {words}".rstrip()
