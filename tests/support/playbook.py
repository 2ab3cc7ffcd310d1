"""Stories of calls: what happens and what the call does about it, line by line, in virtual time.

    assert (
        Playbook()
        >> ARRIVED
        << Answer()
        >> at(0.2) >> Answered()
        << Say(Utterance(1), GREETING)
    )

A line with `>>` is something that happens; a line with `<<` is something that the call must do
about it. The story runs when it is asserted, through the pure machine; on the first difference it
fails and prints itself as a diff, with times, phases and reasons. A command that the story does
not tell is a difference, and so is a deadline that the story lets pass without `wakes`.

After the last line the story is replayed from its journal and must come out the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from base.instant import Instant
from callflow.call import Call
from callflow.commands import CallCommand
from callflow.events import Arrived, CallEvent, DeadlinePassed, JournalEntry, Placed
from callflow.machine import advance, begin
from callflow.policy import CallPolicy
from callflow.replay import replay
from callflow.steps import CallStep, deadline_of
from tests.support.site import CALL_POLICY


@dataclass(frozen=True, slots=True)
class At:
    """The story goes on at this moment."""

    instant: Instant


@dataclass(frozen=True, slots=True)
class Wakes:
    """Nothing happens until the call's own deadline, which has this reason."""

    reason: str


@dataclass(frozen=True, slots=True)
class Committed:
    """What the call does next waits until everything so far is durable."""


@dataclass(frozen=True, slots=True)
class Because:
    """The machine's reason for the step; told before the commands, where it matters."""

    reason: str


def at(seconds: float) -> At:
    """Let the story go on at this moment, in seconds since it began."""
    return At(Instant(seconds))


def wakes(reason: str) -> Wakes:
    """Let nothing happen until the call wakes by itself, for this reason."""
    return Wakes(reason)


Happening = At | Wakes | CallEvent
Consequence = CallCommand | Committed | Because
Line = Happening | Consequence


class StoryDiffersError(AssertionError):
    """The call did something other than the story tells."""


class Playbook:
    """One story of one call; a line more makes a new story, so that beginnings can be shared."""

    def __init__(
        self, policy: CallPolicy = CALL_POLICY, told: tuple[tuple[str, Line], ...] = ()
    ) -> None:
        self._policy = policy
        self._told = told

    def __rshift__(self, happening: Happening) -> "Playbook":
        """Return the story in which this happens next."""
        return Playbook(self._policy, (*self._told, (">>", happening)))

    def __lshift__(self, consequence: Consequence) -> "Playbook":
        """Return the story in which the call must do this next."""
        return Playbook(self._policy, (*self._told, ("<<", consequence)))

    def __bool__(self) -> bool:
        """Run the story; a difference is raised with the diff, never returned."""
        self.run()
        return True

    def run(self) -> Call:
        """Run the story and return the call after it.

        Raises:
            StoryDiffersError: the call does something else; the message is the diff.

        """
        stage = _Stage(self._policy)
        for index, (sign, line) in enumerate(self._told):
            if sign == ">>":
                stage.happen(line, wants_reason=self._is_because(index + 1))
        told = [f"{sign} {_text(line)}" for sign, line in self._told]
        if told != [line.text for line in stage.lines]:
            raise StoryDiffersError(_difference(told, stage.lines))
        return stage.replayed()

    def _is_because(self, index: int) -> bool:
        return index < len(self._told) and isinstance(self._told[index][1], Because)


@dataclass(frozen=True, slots=True)
class _Seen:
    """One line of what happened, and what is worth knowing about it."""

    text: str
    remark: str = ""


class _Stage:
    """Where a story is played, and what was seen there."""

    def __init__(self, policy: CallPolicy) -> None:
        self._policy = policy
        self._now = Instant(0.0)
        self._call: Call | None = None
        self._journal: list[JournalEntry] = []
        self.lines: list[_Seen] = []

    def happen(self, line: Line, *, wants_reason: bool) -> None:
        match line:
            case At(instant):
                self._move(instant)
            case Wakes():
                self._wake(wants_reason=wants_reason)
            case _:
                self._advance(line, f">> {_text(line)}", wants_reason=wants_reason)

    def replayed(self) -> Call:
        assert self._call is not None, "A story begins with a call."
        again = replay(self._journal, self._policy)
        assert again == self._call, "The journal of the story must replay to the same call."
        return again

    def _move(self, instant: Instant) -> None:
        assert instant >= self._now, "A story goes forward in time."
        while (due_at := self._due_at()) is not None and due_at < instant:
            self._wake(wants_reason=False)
        self._now = instant
        self.lines.append(_Seen(f">> {At(instant)}"))

    def _due_at(self) -> Instant | None:
        deadline = None if self._call is None else deadline_of(self._call.phase)
        return None if deadline is None else deadline.at

    def _wake(self, *, wants_reason: bool) -> None:
        deadline = None if self._call is None else deadline_of(self._call.phase)
        if deadline is None:
            self.lines.append(_Seen(">> nothing: the call waits for no moment"))
            return
        self._now = deadline.at
        event = DeadlinePassed(deadline.reason)
        self._advance(event, f">> {Wakes(event.reason)}", wants_reason=wants_reason)

    def _advance(self, event: object, text: str, *, wants_reason: bool) -> None:
        step = self._step(event)
        self._journal.append(self._entry(event, step))
        self._call = step.state
        assert step.deadline == deadline_of(step.state.phase), "The service goes by the phase."
        assert step.deadline is None or step.deadline.at >= self._now, "A deadline has passed."
        self.lines.append(_Seen(text, self._remark(step)))
        if wants_reason:
            self.lines.append(_Seen(f"<< {Because(str(step.reason))}"))
        if step.durable:
            self.lines.append(_Seen(f"<< {Committed()}"))
        self.lines.extend(_Seen(f"<< {command}") for command in step.commands)

    def _step(self, event: object) -> CallStep:
        if self._call is None:
            assert isinstance(event, Arrived | Placed), "A story begins with a call."
            return begin(event, self._now, self._policy)
        return advance(self._call, _as_event(event), self._now, self._policy)

    def _entry(self, event: object, step: CallStep) -> JournalEntry:
        return JournalEntry(
            call_id=step.state.origin.call_id,
            sequence=len(self._journal) + 1,
            at=self._now,
            event=_as_event(event),
            reason=step.reason,
            phase=type(step.state.phase).__name__,
        )

    def _remark(self, step: CallStep) -> str:
        phase = type(step.state.phase).__name__
        until = "" if step.deadline is None else f", {step.deadline.reason} {step.deadline.at:g}"
        return f"{self._now:g} s → {phase} ({step.reason}{until})"


def _text(line: Line) -> str:
    if isinstance(line, Arrived | Placed):
        return f"{type(line).__name__} on {line.trunk}"
    return str(line)


def _as_event(line: object) -> CallEvent:
    assert isinstance(line, CallEvent), f"{line!r} is nothing that happens to a call."
    return line


def _difference(told: Sequence[str], seen: Sequence[_Seen]) -> str:
    """Return the story as a diff: `-` was told, `+` was seen."""
    texts = [line.text for line in seen]
    rows = ["the call did something else than the story tells (- told, + seen)"]
    for kind, told_from, told_to, seen_from, seen_to in SequenceMatcher(
        a=told, b=texts, autojunk=False
    ).get_opcodes():
        if kind == "equal":
            rows.extend(_row(" ", line) for line in seen[seen_from:seen_to])
            continue
        rows.extend(_row("-", _Seen(text)) for text in told[told_from:told_to])
        rows.extend(_row("+", line) for line in seen[seen_from:seen_to])
    return "\n".join(rows)


def _row(mark: str, line: _Seen) -> str:
    remark = f"   # {line.remark}" if line.remark else ""
    return f"{mark} {line.text}{remark}"
