"""What a change makes of a ticket: the one place that decides it.

`change` is total: every change is answered in every state, by the ticket as it is afterwards, by
the reason why it may not be, or by the word that nothing changes. Nothing else writes a card.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final, assert_never

from tickets.category import Kind
from tickets.changes import (
    AddVisits,
    AskCitizen,
    Begin,
    Cancel,
    CancelVisit,
    Change,
    ChangeVisit,
    Close,
    Escalate,
    File,
    GiveBack,
    LinkTo,
    Note,
    Own,
    Refuse,
    Reopen,
    ReportVisit,
    Resolve,
    SendVisitTo,
    SetPriority,
    TakeAnswer,
    TellNotSolvable,
)
from tickets.contact import Conclusion, State
from tickets.legible import ILLEGIBLE, is_legible
from tickets.policy import TicketPolicy
from tickets.refusal import lacking
from tickets.sla import DeadlineKind, raised, waited_s
from tickets.ticket import REACHABLE, Ending, Link, Priority
from tickets.ticket_file import Answer, Changed, NotAllowed, TicketFile, Unchanged, ended
from tickets.visit import HomeVisit
from tickets.visiting import all_cancelled, visit_changed
from tickets.why_not import WhyNot

_AT_WORK: Final = frozenset({State.OWNED, State.IN_PROGRESS, State.WAITING})


def change(file: TicketFile, what: Change, now: datetime, policy: TicketPolicy) -> Answer:
    """Return what a change makes of a ticket."""
    if not is_legible(what):
        return NotAllowed(WhyNot.ILLEGIBLE, ILLEGIBLE)
    answer = _changed(file, what, now, policy)
    if not isinstance(answer, Changed):
        return answer
    before, after = file.card, answer.file.card
    if after.state is not before.state and after.state not in REACHABLE[before.state]:
        sentence = f"a ticket that is {before.state} does not become {after.state}"
        return NotAllowed(WhyNot.STATE, sentence)
    return Changed(replace(answer.file, card=replace(after, revision=before.revision + 1)))


def _changed(file: TicketFile, what: Change, now: datetime, policy: TicketPolicy) -> Answer:
    card = file.card
    match what:
        case File():
            return _filed(file, what, now, policy)
        case Reopen(why):
            return _reopened(file, why, now, policy)
        case Note(text):
            if text.strip():
                return _with(file)
            return NotAllowed(WhyNot.NO_WORDS, "a remark has words")
        case LinkTo(other, how):
            return _linked(file, Link(other, how))
        case SetPriority(priority):
            if priority is card.priority:
                return Unchanged(f"it is {priority} already")
            return _with(file, priority=priority)
        case Escalate(kind):
            if kind is DeadlineKind.CLOSE:
                return _closed(file)
            return Unchanged("it has ended") if card.is_ended else _escalated(file, what)
        case Close():
            return _closed(file)
        case AddVisits(added):
            return _with_visits(file, added)
        case SendVisitTo() | ChangeVisit() | ReportVisit() | CancelVisit():
            return visit_changed(file, what, now)
        case _:
            return _worked(file, what, now, policy)


def _worked(
    file: TicketFile,
    what: Own
    | GiveBack
    | Begin
    | AskCitizen
    | TakeAnswer
    | Resolve
    | TellNotSolvable
    | Refuse
    | Cancel,
    now: datetime,
    policy: TicketPolicy,
) -> Answer:
    """Return what work on a ticket makes of it; nobody works on one that has ended."""
    card = file.card
    if card.is_ended:
        return ended(file)
    match what:
        case Own(owner):
            if card.owner == owner:
                return Unchanged("it is theirs already")
            state = State.OWNED if card.state is State.NEW else card.state
            return _with(file, owner=owner, state=state, owned_at=card.owned_at or now)
        case GiveBack():
            if card.owner is None:
                return Unchanged("it is nobody's")
            if card.state is State.WAITING:
                sentence = "the citizen's answer would find nobody; hand it to somebody"
                return NotAllowed(WhyNot.ANSWER_AWAITED, sentence)
            return _with(file, owner=None, state=State.NEW)
        case Begin():
            if card.owner is None:
                return NotAllowed(WhyNot.NOBODYS, "nobody is responsible; own it first")
            return _resumed(file, now, policy)
        case AskCitizen(question):
            if card.state not in _AT_WORK or not question.strip():
                return NotAllowed(WhyNot.NO_QUESTION, "own it first, and say what is asked")
            if card.state is State.WAITING:
                return _with(file)
            asked = card.questions + 1
            return _with(file, state=State.WAITING, waiting_since=now, questions=asked)
        case TakeAnswer():
            if card.state is not State.WAITING:
                return _with(file)
            return _resumed(file, now, policy)
        case Resolve() | TellNotSolvable() | Refuse() | Cancel():
            return _ended(file, what, now, policy)
        case _:
            assert_never(what)


def _filed(file: TicketFile, what: File, now: datetime, policy: TicketPolicy) -> Answer:
    card = file.card
    if card.is_ended and card.filed_at is not None:
        return ended(file)
    category = policy.categories.find(what.category)
    if what.category is not None and category is None:
        return NotAllowed(WhyNot.NO_CATEGORY, f"there is no category {what.category}")
    if category is not None and category.kind is not what.kind:
        sentence = f"the category {category.code} is of the kind {category.kind}"
        return NotAllowed(WhyNot.OTHER_KIND, sentence)
    if (what.kind is Kind.FOLLOW_UP) != (what.follow_up is not None):
        return NotAllowed(WhyNot.NO_CAUSE, "a follow-up, and nothing else, names its cause")
    if what.kind is Kind.UNDETERMINED and what.visits:
        return NotAllowed(WhyNot.NO_HOME_VISIT, "a ticket with visits is of the kind home_visit")
    filed = replace(
        card,
        filed_at=card.filed_at or now,
        channel=what.channel if card.filed_at is None else card.channel,
        kind=what.kind,
        category=what.category,
        category_title="" if category is None else category.title,
        is_in_scope=category is None or category.is_in_scope,
        person=what.person,
        text=what.text,
        priority=what.priority,
        follow_up=what.follow_up,
        # What the call's end said of it was a guess; from now on people say.
        state=State.NEW if card.filed_at is None else card.state,
        ending=None if card.filed_at is None else card.ending,
    )
    whole = replace(file, card=filed)
    return _with_visits(whole, what.visits) if what.visits else Changed(whole)


def _reopened(file: TicketFile, why: str, now: datetime, policy: TicketPolicy) -> Answer:
    card = file.card
    if card.ending is None or not card.is_ended:
        return NotAllowed(WhyNot.NOT_ENDED, "it has not ended")
    if not why.strip():
        return NotAllowed(WhyNot.NO_WHY, "say why it is opened again")
    if now - card.ending.at > timedelta(seconds=policy.reopen_within_s):
        sentence = "it ended too long ago; open a new one and link the two"
        return NotAllowed(WhyNot.TOO_LATE, sentence)
    return _with(
        file,
        state=State.NEW if card.owner is None else State.OWNED,
        rounds=card.rounds + 1,
        clock_from=now,
        owned_at=None if card.owner is None else now,
        waiting_since=None,
        waited_s=0.0,
        ending=None,
        filed_at=card.filed_at or now,
    )


def _ended(
    file: TicketFile,
    what: Resolve | TellNotSolvable | Refuse | Cancel,
    now: datetime,
    policy: TicketPolicy,
) -> Answer:
    if any(not visit.is_ended for visit in file.visits) and not isinstance(what, Cancel):
        sentence = "a doctor is still expected; cancel the visits first"
        return NotAllowed(WhyNot.DOCTOR_EXPECTED, sentence)
    match what:
        case Resolve(is_answered=is_answered, is_solved=is_solved, note=note):
            state, ending = (
                State.RESOLVED,
                Ending(
                    conclusion=Conclusion.RESOLVED,
                    at=now,
                    is_answered=is_answered,
                    is_solved=is_solved,
                    note=note,
                ),
            )
        case TellNotSolvable(is_answered=is_answered, note=note):
            if not note.strip():
                return NotAllowed(WhyNot.NO_WHY, "say why nobody here can solve it")
            state, ending = (
                State.RESOLVED,
                Ending(
                    conclusion=Conclusion.NOT_SOLVABLE,
                    at=now,
                    is_answered=is_answered,
                    is_solved=False,
                    note=note,
                ),
            )
        case Refuse(refusal):
            lack = lacking(refusal, now)
            if lack is not None:
                return NotAllowed(WhyNot.UNPROVED, f"the refusal is not proved: {lack}")
            state = State.REFUSED
            ending = Ending(conclusion=Conclusion.REFUSED, at=now, refusal=refusal)
        case Cancel(why):
            state = State.CANCELLED
            ending = Ending(conclusion=Conclusion.CANCELLED, at=now, note=why)
            file = replace(file, visits=all_cancelled(file.visits, why, now))
        case _:
            assert_never(what)
    return _with(
        file,
        state=state,
        ending=ending,
        waited_s=waited_s(file.card, now, policy),
        waiting_since=None,
    )


def _closed(file: TicketFile) -> Answer:
    card = file.card
    if card.state is State.CLOSED:
        return Unchanged("it is closed already")
    if not card.is_ended:
        sentence = "nobody has said what became of it; resolve or refuse it first"
        return NotAllowed(WhyNot.NO_OUTCOME, sentence)
    return _with(file, state=State.CLOSED)


def _escalated(file: TicketFile, what: Escalate) -> Answer:
    return _with(file, priority=raised(file.card.priority, what.kind))


def _resumed(file: TicketFile, now: datetime, policy: TicketPolicy) -> Answer:
    if file.card.state is State.IN_PROGRESS:
        return Unchanged("somebody works on it already")
    return _with(
        file,
        state=State.IN_PROGRESS,
        waited_s=waited_s(file.card, now, policy),
        waiting_since=None,
    )


def _linked(file: TicketFile, link: Link) -> Answer:
    if link.ticket_id == file.card.ticket_id:
        return NotAllowed(WhyNot.ITSELF, "a ticket is not linked to itself")
    if link in file.card.links:
        return Unchanged("they are linked already")
    return _with(file, links=(*file.card.links, link))


def _with_visits(file: TicketFile, added: Sequence[HomeVisit]) -> Answer:
    card = file.card
    if card.is_ended:
        return ended(file)
    known = {visit.visit_id for visit in file.visits}
    new = tuple(visit for visit in added if visit.visit_id not in known)
    if not new:
        return Unchanged("they are requested already")
    if card.kind is not Kind.HOME_VISIT:
        return NotAllowed(WhyNot.NO_HOME_VISIT, "a ticket with visits is of the kind home_visit")
    if any(not visit.address.text.strip() for visit in new):
        return NotAllowed(WhyNot.NO_ADDRESS, "a doctor needs an address")
    whole = replace(file, visits=(*file.visits, *new))
    if any(visit.danger_signs for visit in new):
        return _with(whole, priority=Priority.URGENT)
    return _with(whole)


def _with(file: TicketFile, **fields: object) -> Changed:
    fields_: Mapping[str, object] = fields
    return Changed(replace(file, card=replace(file.card, **fields_)))  # type: ignore[arg-type] # The fields are the card's own, each given by its keyword above.
