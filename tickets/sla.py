"""The two clocks of a ticket: until somebody is responsible, and until it is done.

Both run in the working hours of the category's service, and stand still while the citizen is to
answer. They are reckoned anew from the card whenever it changes, so there is nothing to stop or
to start: what is due is a function of what is written.

Source: order 4228 of VOMIAC, "standard time reserve"; GLPI's time to own and time to resolve.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import assert_never

from base.worktime import after_open_time, open_seconds
from tickets.contact import State
from tickets.policy import TicketPolicy
from tickets.ticket import Priority, TicketCard


class DeadlineKind(StrEnum):
    """What is due."""

    OWN_SOON = "own_soon"
    OWN_BREACHED = "own_breached"
    RESOLVE_SOON = "resolve_soon"
    RESOLVE_BREACHED = "resolve_breached"
    CITIZEN_SILENT = "citizen_silent"
    """The citizen has left our question unanswered for long."""
    CLOSE = "close"
    """It can be opened again no more."""


@dataclass(frozen=True, slots=True)
class TicketDeadline:
    """One thing that becomes due for a ticket, once in each of its rounds."""

    kind: DeadlineKind
    round: int
    """Of the citizen's silence it is the number of the question: a round may have several."""
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Clocks:
    """When a ticket is due; `None` where no clock runs, or it stands still."""

    own_by: datetime | None = None
    resolve_by: datetime | None = None


def clocks_of(card: TicketCard, policy: TicketPolicy) -> Clocks:
    """Return when somebody must be responsible for a ticket, and when it must be done."""
    category = policy.categories.find(card.category)
    if category is None or card.is_ended:
        return Clocks()
    own_s, resolve_s = category.own_within_s, category.resolve_within_s
    is_unowned = own_s is not None and card.owned_at is None
    is_waiting = card.state is State.WAITING
    return Clocks(
        own_by=_after(card, policy, own_s) if own_s is not None and is_unowned else None,
        resolve_by=None if resolve_s is None or is_waiting else _after(card, policy, resolve_s),
    )


def waited_s(card: TicketCard, now: datetime, policy: TicketPolicy) -> float:
    """Return the working time that waiting for the citizen has taken, up to now."""
    if card.waiting_since is None:
        return card.waited_s
    hours = policy.hours_of(card.category)
    return card.waited_s + open_seconds(hours, card.waiting_since, now)


def deadlines_of(card: TicketCard, policy: TicketPolicy) -> tuple[TicketDeadline, ...]:
    """Return all that will become due for a ticket if nothing changes."""
    found = (
        TicketDeadline(kind, round_of(card, kind), due_at) for kind, due_at in _due(card, policy)
    )
    return tuple(found)


def round_of(card: TicketCard, kind: DeadlineKind) -> int:
    """Return by which number a deadline of a ticket is told from earlier ones of its kind."""
    return card.questions if kind is DeadlineKind.CITIZEN_SILENT else card.rounds


def raised(priority: Priority, kind: DeadlineKind) -> Priority:
    """Return how much a ticket presses once that has become due."""
    match kind:
        case DeadlineKind.OWN_SOON | DeadlineKind.RESOLVE_SOON:
            return Priority.HIGH if priority is Priority.NORMAL else priority
        case DeadlineKind.OWN_BREACHED | DeadlineKind.RESOLVE_BREACHED:
            return Priority.URGENT
        case DeadlineKind.CITIZEN_SILENT | DeadlineKind.CLOSE:
            return priority
        case _:
            assert_never(kind)


def _due(card: TicketCard, policy: TicketPolicy) -> Iterator[tuple[DeadlineKind, datetime]]:
    if card.ending is not None and card.state is not State.CLOSED:
        yield DeadlineKind.CLOSE, card.ending.at + timedelta(seconds=policy.reopen_within_s)
    if card.waiting_since is not None and card.state is State.WAITING:
        patience = timedelta(seconds=policy.citizen_silent_s)
        yield DeadlineKind.CITIZEN_SILENT, card.waiting_since + patience
    category = policy.categories.find(card.category)
    if category is None:
        return
    clocks, share = clocks_of(card, policy), policy.warn_share
    if clocks.own_by is not None and category.own_within_s is not None:
        yield DeadlineKind.OWN_SOON, _after(card, policy, share * category.own_within_s)
        yield DeadlineKind.OWN_BREACHED, clocks.own_by
    if clocks.resolve_by is not None and category.resolve_within_s is not None:
        yield DeadlineKind.RESOLVE_SOON, _after(card, policy, share * category.resolve_within_s)
        yield DeadlineKind.RESOLVE_BREACHED, clocks.resolve_by


def _after(card: TicketCard, policy: TicketPolicy, seconds: float) -> datetime:
    hours = policy.hours_of(card.category)
    return after_open_time(hours, card.clock_from, seconds + card.waited_s)
