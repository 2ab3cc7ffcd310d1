"""What may be done to a ticket by the API: one step at a time."""

from typing import Annotated
from uuid import UUID

from msgspec import Meta

from tickets.refusal import RefusalReason, RequiredFact
from tickets.ticket import Priority
from web.api.model import YEARS, Moment, Name, Sent, Text, TicketSent, Told


class RefusalSent(Sent, frozen=True, kw_only=True):
    """Why a ticket is refused, with the evidence that the reason demands."""

    reason: RefusalReason
    missing: Annotated[tuple[RequiredFact, ...], Meta(max_length=3)] = ()
    at: Moment | None = None
    told: Text = ""
    call_id: UUID | None = None

    def __post_init__(self) -> None:
        """Refuse a moment that nobody lives to see."""
        if self.at is not None and self.at.year not in YEARS:
            raise ValueError("the year of `at` cannot be meant")


class Step(Sent, frozen=True, kw_only=True, tag_field="do"):
    """One thing that is done to a ticket."""


class FileStep(Step, frozen=True, kw_only=True, tag="file"):
    """Write down what it is about, or write it anew."""

    ticket: TicketSent


class OwnStep(Step, frozen=True, kw_only=True, tag="own"):
    """Make an agent responsible."""

    owner: UUID | None = None
    """`null` for the agent who asks."""


class GiveBackStep(Step, frozen=True, kw_only=True, tag="give_back"):
    """Leave it to whoever takes it next."""


class BeginStep(Step, frozen=True, kw_only=True, tag="begin"):
    """Work on it."""


class AskStep(Step, frozen=True, kw_only=True, tag="ask_citizen"):
    """Ask the citizen for something; our clock stands until they answer."""

    question: Told


class AnswerStep(Step, frozen=True, kw_only=True, tag="take_answer"):
    """Take what the citizen answered."""

    answer: Told


class ResolveStep(Step, frozen=True, kw_only=True, tag="resolve"):
    """Say that it is done."""

    is_answered: bool
    is_solved: bool
    note: Text = ""


class NotSolvableStep(Step, frozen=True, kw_only=True, tag="tell_not_solvable"):
    """Say that nobody here can solve it."""

    is_answered: bool
    note: Told


class RefuseStep(Step, frozen=True, kw_only=True, tag="refuse"):
    """Refuse it."""

    refusal: RefusalSent


class CancelStep(Step, frozen=True, kw_only=True, tag="cancel"):
    """Take that the citizen needs us no more."""

    why: Told


class CloseStep(Step, frozen=True, kw_only=True, tag="close"):
    """Close it for good."""


class ReopenStep(Step, frozen=True, kw_only=True, tag="reopen"):
    """Open it again."""

    why: Told


class PriorityStep(Step, frozen=True, kw_only=True, tag="set_priority"):
    """Say how much it presses."""

    priority: Priority


class NoteStep(Step, frozen=True, kw_only=True, tag="note"):
    """Write a remark into the history."""

    text: Told


class LinkStep(Step, frozen=True, kw_only=True, tag="link"):
    """Say that another ticket belongs to it."""

    other: UUID
    how: Name


class SendVisitStep(Step, frozen=True, kw_only=True, tag="send_visit_to"):
    """Choose another clinic for a visit."""

    visit_id: UUID
    clinic: Name


WorkStep = (
    OwnStep
    | GiveBackStep
    | BeginStep
    | AskStep
    | AnswerStep
    | ResolveStep
    | NotSolvableStep
    | RefuseStep
    | CancelStep
    | CloseStep
    | ReopenStep
    | PriorityStep
    | NoteStep
    | LinkStep
    | SendVisitStep
)
"""Every step that plans no visit."""

AnyStep = FileStep | WorkStep


class ChangeSent(Sent, frozen=True, kw_only=True):
    """A change of a ticket."""

    change: AnyStep
