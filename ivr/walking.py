"""The walk through a script: one event, then every command, then the next event.

Theory of operation
-------------------
`open_walk` begins at the script's start, `advance` answers every event at every stage and returns
the walk after it. Nodes that ask nothing are passed in the same step; the walk stops where
something is said, awaited or looked up, and it ends with one `Go`.

Rules the walk lives by:

* 0 leads to a person from everywhere; * goes back to the question before.
* A digit interrupts what is said and decides at once. A key that follows an answer within
  `burst_s` belongs to that answer: digits meant for one question never reach the next.
* Silence and senseless keys lead to a person in the end, or where the node says.
* Whatever a caller gave for a request is kept when they leave half-way.
* After so many turns the walk ends at a person, whatever is pressed: a channel is not for
  playing with keys, and nobody is trapped.

It knows nothing of wall clocks, channels or files. Time-outs of what is said are the call's: it
answers `Spoken` in any case.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final, assert_never

from base.instant import Instant, after
from ivr.entering import ask, close, enter, fall, settled, sorry, stopped
from ivr.facts import Facts
from ivr.intake import answer_field, ask_field, asked_of, partial_request
from ivr.nodes import HangUpNode, LookUpNode, MenuNode, SayNode
from ivr.script import BACK_KEY, END_KEY, OPERATOR_KEY, Script, last_resort, listens
from ivr.turns import late, listening, preceded, turn
from ivr.walk import (
    Choosing,
    Closing,
    Confirming,
    DropTake,
    Found,
    GoReason,
    Hurried,
    Keying,
    Learned,
    Left,
    Looking,
    LookUpOutcome,
    Over,
    Playing,
    Pressed,
    Prompting,
    Reviewing,
    Saying,
    Spoken,
    Taking,
    TimedOut,
    Walk,
    WalkEvent,
    WalkStep,
)

MOST_TURNS: Final = 80
"""So many nodes and questions are more than any request needs."""

_LONGEST_VALUE: Final = 200
_SETTLES_NOTHING: Final = frozenset({"promise", "free_slot"})
"""Look-ups that leave what somebody called for as it was: they still wait, or have no place."""


def open_walk(
    script: Script,
    facts: Facts,
    now: Instant,
    *,
    at: str | None = None,
    lead: tuple[str, ...] = (),
) -> WalkStep:
    """Begin a script at that node, or at its start; `lead` is said in front of it."""
    first = at or script.start
    walk = Walk(script=script, facts=facts, language=script.languages[0], node=first)
    return enter(walk, first, now, lead=lead)


def resume(walk: Walk, now: Instant) -> WalkStep:
    """Go on where nobody was there for a while: what was asked or said last is put again."""
    quiet = replace(walk, is_speaking=False, until=None, deaf_until=None)
    asked = asked_of(quiet)
    if asked is not None:
        return settled(quiet, ask_field(quiet, asked), now)
    return enter(quiet, walk.node, now, reason=walk.reason)


def advance(walk: Walk, event: WalkEvent, now: Instant) -> WalkStep:
    """Return what the event does to the walk."""
    if walk.is_over:
        return late(walk)
    match event:
        case Learned(facts):
            return turn(replace(walk, facts=facts), reason="learned")
        case Left():
            return _left(walk)
        case Hurried() if walk.reason is GoReason.TOO_LONG:
            return close(walk, last_resort(walk.script))
        case Hurried():
            return fall(walk, None, now, GoReason.TOO_LONG)
        case _ if walk.turns >= MOST_TURNS:
            too_long = replace(walk, reason=GoReason.TOO_LONG)
            return close(too_long, last_resort(walk.script))
        case TimedOut() if walk.until is None or now < walk.until:
            return late(walk)
        case Pressed() if walk.deaf_until is not None and now < walk.deaf_until:
            return turn(_deafened(walk, now), reason="key_too_soon")
        case Pressed():
            step = _pressed(walk, event, now)
            is_new = step.state.turns != walk.turns
            return replace(step, state=_deafened(step.state, now)) if is_new else step
        case Spoken():
            return _at_stage(replace(walk, is_speaking=False), event, now)
        case _:
            return _at_stage(walk, event, now)


def _deafened(walk: Walk, now: Instant) -> Walk:
    return replace(walk, deaf_until=after(now, walk.script.burst_s))


def _pressed(walk: Walk, event: Pressed, now: Instant) -> WalkStep:
    """Answer a key: those that mean the same everywhere first."""
    digit, stage, person = event.digit, walk.stage, walk.script.person
    has_digits = isinstance(stage, Keying) and stage.digits != ""
    if digit == OPERATOR_KEY and person is not None and not isinstance(stage, Keying):
        if isinstance(stage, Saying) and not _may_interrupt(walk):
            return turn(replace(walk, stage=Saying(stage.pending or person)), reason="key_kept")
        if isinstance(stage, Closing) and not isinstance(stage.to, HangUpNode):
            return late(walk)
        return enter(walk, person, now, reason=GoReason.OPERATOR_WANTED)
    is_confirming = isinstance(stage, Confirming | Closing)
    if digit == BACK_KEY and not has_digits and not is_confirming and _may_interrupt(walk):
        return _back(walk, now)
    return _at_stage(walk, event, now)


def _may_interrupt(walk: Walk) -> bool:
    node = walk.script.nodes[walk.node]
    return not isinstance(node, SayNode) or node.is_interruptible


def _back(walk: Walk, now: Instant) -> WalkStep:
    """Return to the question before; the first one is put again."""
    if walk.place > 0:
        quiet, before = stopped(replace(walk, place=walk.place - 1))
        if isinstance(walk.stage, Taking | Reviewing | Playing):
            before = (*before, DropTake(walk.stage.take))
        asked = asked_of(quiet)
        assert asked is not None, "Only an intake has more than one place."
        return preceded(settled(quiet, ask_field(quiet, asked), now), *before)
    if walk.trail:
        shorter = replace(walk, trail=walk.trail[:-1])
        return enter(shorter, walk.trail[-1], now, is_back=True)
    if listens(walk.script.nodes[walk.node]):
        return enter(walk, walk.node, now)
    return late(walk)


def _at_stage(walk: Walk, event: WalkEvent, now: Instant) -> WalkStep:
    stage = walk.stage
    match stage:
        case Saying():
            return _saying(walk, stage, event, now)
        case Choosing():
            return _choosing(walk, stage, event, now)
        case Looking():
            return _looking(walk, event, now)
        case Closing(to, reason):
            is_said = isinstance(event, Spoken)
            return close(replace(walk, reason=reason), to) if is_said else late(walk)
        case Keying() | Confirming() | Prompting() | Taking() | Reviewing() | Playing():
            asked = asked_of(walk)
            assert asked is not None, "These stages belong to nodes that ask for something."
            return settled(walk, answer_field(walk, asked, event, now), now)
        case Over():
            return late(walk)
        case _:
            assert_never(stage)


def _saying(walk: Walk, stage: Saying, event: WalkEvent, now: Instant) -> WalkStep:
    node = walk.script.nodes[walk.node]
    assert isinstance(node, SayNode), "Only such a node is said."
    match event:
        case Spoken():
            return enter(walk, stage.pending or node.then, now, reason=walk.reason)
        case Pressed(digit) if digit in node.keys and node.is_interruptible:
            return enter(walk, node.keys[digit], now)
        case Pressed(digit) if digit in node.keys:
            kept_key = stage.pending or node.keys[digit]
            return turn(replace(walk, stage=Saying(kept_key)), reason="key_kept")
        case Pressed(digit) if digit == END_KEY and node.is_interruptible:
            return enter(walk, node.then, now, reason=walk.reason)
        case _:
            return late(walk)


def _choosing(walk: Walk, stage: Choosing, event: WalkEvent, now: Instant) -> WalkStep:
    node = walk.script.nodes[walk.node]
    assert isinstance(node, MenuNode), "Only a menu is chosen from."
    match event:
        case Pressed(digit) if digit in node.keys:
            return enter(_meant(walk, node, digit), node.keys[digit], now)
        case Pressed():
            return _ask_again(walk, node, stage, now, GoReason.WRONG_KEYS)
        case Spoken():
            return listening(walk, now, node.listen_s or walk.script.listen_s)
        case TimedOut():
            return _ask_again(walk, node, stage, now, GoReason.SILENT)
        case _:
            return late(walk)


def _meant(walk: Walk, node: MenuNode, digit: str) -> Walk:
    """Return the walk that knows what a key means to the look-ups after it."""
    if node.into is None or digit not in node.means:
        return walk
    return replace(walk, values={**walk.values, node.into: node.means[digit]})


def _ask_again(
    walk: Walk, node: MenuNode, stage: Choosing, now: Instant, reason: GoReason
) -> WalkStep:
    if stage.asked >= (node.attempts or walk.script.attempts):
        return fall(walk, node.otherwise, now, reason)
    texts = walk.script.texts
    lead = texts.silence if reason is GoReason.SILENT else texts.wrong_key
    return ask(walk, node, now, lead, stage.asked + 1)


def _looking(walk: Walk, event: WalkEvent, now: Instant) -> WalkStep:
    node = walk.script.nodes[walk.node]
    assert isinstance(node, LookUpNode), "Only such a node is looked up."
    match event:
        case Spoken():
            return turn(walk, reason="looking_up")
        case Found(number, outcome, values) if number == walk.look_ups:
            return _found(walk, node, outcome, values, now)
        case TimedOut():
            return _found(walk, node, LookUpOutcome.FAILED, {}, now)
        case _:
            return late(walk)


def _found(
    walk: Walk, node: LookUpNode, outcome: LookUpOutcome, values: Mapping[str, str], now: Instant
) -> WalkStep:
    match outcome:
        case LookUpOutcome.FOUND if values.keys() >= set(node.brings):
            brought = {name: values[name][:_LONGEST_VALUE] for name in node.brings}
            richer = replace(
                walk,
                values={**walk.values, **brought},
                has_found=walk.has_found or _is_answer(node),
            )
            return enter(richer, node.found, now)
        case LookUpOutcome.FOUND | LookUpOutcome.NOTHING:
            # Half of what is to be told is nothing that could be told.
            return enter(walk, node.nothing, now)
        case LookUpOutcome.DENIED:
            denied = replace(walk, denials=walk.denials + 1)
            is_last = denied.denials >= node.tries
            return fall(denied, None if is_last else node.denied, now, GoReason.DENIED)
        case LookUpOutcome.FAILED:
            return sorry(walk, node.failed, now)
        case _:
            assert_never(outcome)


def _is_answer(node: LookUpNode) -> bool:
    """Tell whether what is found may be all that somebody called for."""
    return bool(node.brings) and node.look_up not in _SETTLES_NOTHING


def _left(walk: Walk) -> WalkStep:
    """Keep what a caller gave who has hung up, be it nothing: they wanted something."""
    partial = partial_request(walk)
    over = replace(walk, stage=Over(), until=None, is_speaking=False)
    if partial is None:
        return turn(over, reason="left")
    return turn(over, partial, reason="left", durable=True)
