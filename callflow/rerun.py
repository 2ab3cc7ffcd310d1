"""A stored call lived through again, and where the machine decides otherwise than it did then.

The journal holds what happened; what was decided about it follows from the machine and from the
policy that the call named. So an explanation need not believe what was written down: it derives
every decision anew and compares. A difference means that a row was changed, that entries are
missing, or that this version of the program decides otherwise than the one that served the call.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from callflow.call import Call
from callflow.events import Arrived, JournalEntry, Placed
from callflow.machine import begin
from callflow.policy import CallPolicy
from callflow.ports import StoredCall
from callflow.record import CallRecord, record_of
from callflow.replay import follow
from callflow.steps import CallStep


class Verdict(StrEnum):
    """What came of living through a stored call again."""

    SAME = "same"
    """Every reason and every phase is the one that was written down."""
    DIFFERS = "differs"
    NO_JOURNAL = "no_journal"
    """The journal is empty, or another version wrote what this one cannot read."""
    NO_POLICY = "no_policy"
    """The policy that the call lived by is not kept, or of another version."""
    NOT_FOLLOWED = "not_followed"
    """The journal tells of something that cannot happen."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One event of a call, with what the machine makes of it."""

    entry: JournalEntry
    before: Call | None
    """`None` before the first event."""
    step: CallStep


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that was written down and follows otherwise from the journal."""

    sequence: int | None
    """The entry; `None` where the call's row differs."""
    event: str
    """What happened; empty for the row."""
    what: str
    """`reason`, `phase`, `sequence`, `decision`, `outcome` or `cause`."""
    stored: str
    derived: str


@dataclass(frozen=True, slots=True)
class Rerun:
    """A stored call, lived through again as far as it goes."""

    verdict: Verdict
    turns: tuple[Turn, ...] = ()
    differences: tuple[Difference, ...] = ()


_IMPOSSIBLE: Final = (ValueError, KeyError, AssertionError)
"""How the machine refuses a journal that no call can have written."""


def rerun(stored: StoredCall, policy: CallPolicy | None) -> Rerun:
    """Return the call lived through again by its policy, and what differs."""
    if not stored.journal:
        return Rerun(Verdict.NO_JOURNAL)
    if policy is None:
        return Rerun(Verdict.NO_POLICY)
    turns: list[Turn] = []
    try:
        for turn in _lived(stored.journal, policy):
            turns.append(turn)  # noqa: PERF402 (what was lived before the impossible is kept)
    except _IMPOSSIBLE:
        return Rerun(Verdict.NOT_FOLLOWED, tuple(turns), tuple(_of_turns(turns)))
    last = turns[-1].step.state
    found = (*_of_turns(turns), *_of_row(stored.record, record_of(last)))
    return Rerun(Verdict.DIFFERS if found else Verdict.SAME, tuple(turns), found)


def _lived(journal: Sequence[JournalEntry], policy: CallPolicy) -> Iterator[Turn]:
    first = journal[0]
    if not isinstance(first.event, Arrived | Placed):
        msg = "A call's journal begins with its arrival or its placing."
        raise ValueError(msg)  # noqa: TRY004 (the journal is wrong, not our caller's argument)
    step = begin(first.event, first.at, policy)
    yield Turn(first, None, step)
    for entry in journal[1:]:
        before = step.state
        step = follow(before, entry, policy)
        yield Turn(entry, before, step)


def _of_turns(turns: Sequence[Turn]) -> Iterator[Difference]:
    for number, turn in enumerate(turns, start=1):
        entry = turn.entry
        compared = (
            ("sequence", str(entry.sequence), str(number)),
            ("reason", entry.reason, turn.step.reason),
            ("phase", entry.phase, type(turn.step.state.phase).__name__),
        )
        for what, stored, derived in compared:
            if stored != derived:
                event = type(entry.event).__name__
                yield Difference(entry.sequence, event, what, stored, derived)


def _of_row(stored: CallRecord, derived: CallRecord) -> Iterator[Difference]:
    """Compare the row of a call that is over; that of a call under way is written seldom."""
    compared = [("decision", stored.decision, derived.decision)]
    if stored.outcome is not None or derived.outcome is not None:
        compared.append(("outcome", stored.outcome or "", derived.outcome or ""))
        compared.append(("cause", stored.cause or "", derived.cause or ""))
    for what, was, follows in compared:
        if was != follows:
            yield Difference(None, "", what, was, follows)
