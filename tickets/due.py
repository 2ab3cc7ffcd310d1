"""What a deadline brings about when it comes: a mark on the ticket, perhaps a person's task."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from tickets.change import change
from tickets.changes import Escalate
from tickets.follow_up import FollowUp, FollowUpReason
from tickets.policy import TicketPolicy
from tickets.sla import DeadlineKind, TicketDeadline, round_of
from tickets.ticket_file import Changed, TicketFile

_TASKS: Final[Mapping[DeadlineKind, FollowUpReason]] = {
    DeadlineKind.OWN_BREACHED: FollowUpReason.OWN_BREACHED,
    DeadlineKind.RESOLVE_BREACHED: FollowUpReason.RESOLVE_BREACHED,
    DeadlineKind.CITIZEN_SILENT: FollowUpReason.CITIZEN_SILENT,
}


@dataclass(frozen=True, slots=True)
class Escalation:
    """What a deadline brings about."""

    file: TicketFile
    what: Escalate
    task: FollowUp | None
    """Given to a person besides."""


def escalation(
    file: TicketFile, deadline: TicketDeadline, now: datetime, policy: TicketPolicy
) -> Escalation | None:
    """Return what a deadline that has come brings about; `None` where it means nothing."""
    if deadline.round != round_of(file.card, deadline.kind):
        return None
    what = Escalate(deadline.kind, deadline.due_at)
    answer = change(file, what, now, policy)
    if not isinstance(answer, Changed):
        return None
    return Escalation(answer.file, what, _task(file, deadline))


def _task(file: TicketFile, deadline: TicketDeadline) -> FollowUp | None:
    """Return the task; a task of ours that is late makes no further one, it only presses more."""
    reason = _TASKS.get(deadline.kind)
    if reason is None or file.card.follow_up is not None:
        return None
    return FollowUp(file.card.ticket_id, reason, str(deadline.round))
