"""What is written for a change, worked out before anything is: the change, and all that follows.

A new ticket is a draft as well: it is opened empty, and filed by its first change.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from base.ids import ClinicCode, ContactId, new_dispatch_id, new_ticket_id
from base.phone import CallerKey, PhoneNumber
from tickets.category import Kind
from tickets.change import change
from tickets.changes import ENGINE, Actor, Change, File, ReportVisit
from tickets.due import escalation
from tickets.follow_up import FollowUp, FollowUpReason, task_text
from tickets.legible import made_legible
from tickets.number import TicketNumber
from tickets.policy import TicketPolicy
from tickets.readings import TicketReading
from tickets.sla import clocks_of, deadlines_of
from tickets.telling import Telling, dispatches_of
from tickets.ticket import Channel, Priority, TicketCard
from tickets.ticket_file import Changed, NotAllowed, TicketFile
from tickets.visit import VisitState
from tickets.work.ports import DueDeadline, Save

_REFUSED: Final = VisitState.REFUSED


@dataclass(frozen=True, slots=True)
class Drafts:
    """Drafts what is to be saved."""

    policy: TicketPolicy
    zone: ZoneInfo
    take_number: Callable[[datetime], TicketNumber]
    clinic_name: Callable[[ClinicCode], str]

    def changed(
        self,
        before: TicketReading,
        after: TicketFile,
        what: Change,
        actor: Actor,
        now: datetime,
    ) -> Sequence[Save]:
        """Return what a change of a ticket writes, a person's task included."""
        phone = _shown(before.called_from)
        saves = [
            Save(
                file=after,
                what=what,
                actor=actor,
                at=now,
                clocks=clocks_of(after.card, self.policy),
                deadlines=deadlines_of(after.card, self.policy),
                dispatches=dispatches_of(before.file, after, self._telling(now, phone)),
            )
        ]
        if isinstance(what, ReportVisit) and _is_refused_now(before.file, after, what):
            reason = FollowUpReason.VISIT_REFUSED
            # A clinic may refuse, take it, and refuse again: each is a task.
            key = f"{what.visit_id}.{after.card.revision}"
            task = FollowUp(after.card.ticket_id, reason, key)
            saves.append(self.task(after.card, task, now, what.report.reason))
        return saves

    def opening(
        self, what: File, actor: Actor, contact_id: ContactId, now: datetime
    ) -> Save | NotAllowed:
        """Return what a new ticket writes, or why it may not be opened."""
        card = TicketCard(
            ticket_id=new_ticket_id(),
            contact_id=contact_id,
            number=self.take_number(now),
            opened_at=now,
            clock_from=now,
            revision=0,
        )
        empty = TicketFile(card)
        answer = change(empty, what, now, self.policy)
        if not isinstance(answer, Changed):
            # An empty ticket is nothing yet, so that whatever is filed changes it or may not be.
            assert isinstance(answer, NotAllowed), "A new ticket is changed by its first words."
            return answer
        return Save(
            file=answer.file,
            what=what,
            actor=actor,
            at=now,
            clocks=clocks_of(answer.file.card, self.policy),
            deadlines=deadlines_of(answer.file.card, self.policy),
            dispatches=dispatches_of(empty, answer.file, self._telling(now, None)),
            is_new=True,
        )

    def task(self, cause: TicketCard, follow_up: FollowUp, now: datetime, words: str = "") -> Save:
        """Return what a person's task writes."""
        categories = (each for each in self.policy.categories if each.kind is Kind.FOLLOW_UP)
        category = next(categories, None)
        what = File(
            kind=Kind.FOLLOW_UP,
            category=None if category is None else category.code,
            text=task_text(follow_up, str(cause.number), made_legible(words)),
            person=cause.person,
            priority=Priority.HIGH,
            channel=Channel.ENGINE,
            follow_up=follow_up,
        )
        save = self.opening(what, ENGINE, cause.contact_id, now)
        assert isinstance(save, Save), "A task of ours is always well formed."
        return save

    def on_due(self, now: datetime, due: DueDeadline, reading: TicketReading) -> Sequence[Save]:
        """Return what a deadline that has come writes."""
        brought = escalation(reading.file, due.deadline, now, self.policy)
        if brought is None:
            return ()
        saves = list(self.changed(reading, brought.file, brought.what, ENGINE, now))
        if brought.task is not None:
            saves.append(self.task(reading.file.card, brought.task, now))
        return saves

    def _telling(self, now: datetime, phone: PhoneNumber | None) -> Telling:
        return Telling(
            now=now,
            zone=self.zone,
            new_id=new_dispatch_id,
            phone=phone,
            clinic_name=self.clinic_name,
            targets=self.policy.targets,
        )


def _shown(caller: CallerKey | None) -> PhoneNumber | None:
    """Return the number that a caller showed; a key of a hidden one is nobody's to hear of."""
    return None if caller is None or caller.startswith("#") else PhoneNumber(caller)


def _is_refused_now(before: TicketFile, after: TicketFile, what: ReportVisit) -> bool:
    was, visit = before.visit(what.visit_id), after.visit(what.visit_id)
    is_refused = visit is not None and visit.state is _REFUSED
    return is_refused and (was is None or was.state is not _REFUSED)
