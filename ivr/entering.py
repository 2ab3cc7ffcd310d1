"""Coming to a node: what was under way is ended, the node is said, asked, looked up or passed.

Nodes that ask nothing lead on in the same step; the checks of a script see to it that there is no
circle of them.
"""

from dataclasses import replace
from typing import Final, assert_never

from base.instant import Instant, after
from ivr.facts import branch_target
from ivr.intake import ask_field, asked_of, kept, partial_request
from ivr.keying import again
from ivr.nodes import (
    BranchNode,
    CallbackNode,
    Ending,
    GatherNode,
    HangUpNode,
    IntakeNode,
    Keyed,
    LookUpNode,
    MenuNode,
    Node,
    NoteKind,
    QueueNode,
    RecordNode,
    SayNode,
    TransferNode,
)
from ivr.script import last_resort, listens
from ivr.turns import (
    Done,
    GaveUp,
    Given,
    LeftOut,
    OperatorWanted,
    hushed,
    preceded,
    said,
    spoken,
    turn,
)
from ivr.walk import (
    Choosing,
    Closing,
    DropTake,
    FileRequest,
    Go,
    GoReason,
    Keying,
    Looking,
    LookUp,
    Note,
    Over,
    Saying,
    Speak,
    StopRecording,
    Take,
    Taking,
    Walk,
    WalkCommand,
    WalkStep,
)

_TRAIL: Final = 12
"""So many questions * can go back."""


def enter(
    walk: Walk,
    name: str,
    now: Instant,
    *,
    lead: tuple[str, ...] = (),
    reason: GoReason = GoReason.CHOSEN,
    is_back: bool = False,
) -> WalkStep:
    """Come to a node; what was under way at the one before is ended first."""
    quiet, before = _left_behind(walk)
    trail = walk.trail
    if not is_back and name != walk.node and listens(walk.script.nodes[walk.node]):
        trail = (*trail, walk.node)[-_TRAIL:]
    here = replace(
        quiet,
        node=name,
        trail=trail,
        turns=walk.turns + 1,
        place=0,
        answers=(),
        until=None,
        reason=reason,
    )
    return preceded(_entered(here, walk.script.nodes[name], now, lead), *before)


def _entered(walk: Walk, node: Node, now: Instant, lead: tuple[str, ...]) -> WalkStep:
    match node:
        case SayNode():
            return _say(walk, node, now, lead)
        case MenuNode():
            return ask(walk, node, now, lead)
        case GatherNode() | RecordNode():
            return settled(walk, ask_field(walk, node, lead), now)
        case IntakeNode(fields=fields):
            return settled(walk, ask_field(walk, fields[0], lead), now)
        case BranchNode():
            to = branch_target(node, walk.facts, walk.language, has_filed=walk.has_filed)
            return enter(walk, to, now, lead=lead, reason=walk.reason)
        case LookUpNode():
            return _look_up(walk, node, now, lead)
        case QueueNode() | CallbackNode() | TransferNode():
            return _end(walk, node, lead)
        case HangUpNode(say=say):
            return _end(walk, node, (*lead, *say))
        case _:
            assert_never(node)


def stopped(walk: Walk) -> tuple[Walk, tuple[WalkCommand, ...]]:
    """Return the silent walk that records nothing, and the commands that make it so."""
    quiet, hush = hushed(walk)
    if isinstance(walk.stage, Taking) and not walk.stage.is_stopping:
        return quiet, (*hush, StopRecording(walk.stage.take))
    return quiet, hush


def _left_behind(walk: Walk) -> tuple[Walk, tuple[WalkCommand, ...]]:
    """Return the walk without what was under way, which is kept if anything was given."""
    quiet, commands = stopped(walk)
    partial = partial_request(walk)
    if partial is None or not partial.answers:
        return quiet, commands
    return replace(quiet, has_filed=True), (*commands, partial)


def _say(walk: Walk, node: SayNode, now: Instant, lead: tuple[str, ...]) -> WalkStep:
    phrase = said(walk, (*lead, *node.say))
    if phrase is None:
        return sorry(walk, None, now)
    notes = () if node.note is None else (Note(node.note, node.value or ""),)
    if node.note is NoteKind.LANGUAGE and node.value in walk.script.languages:
        walk = replace(walk, language=node.value)
    if not phrase:
        return preceded(enter(walk, node.then, now, reason=walk.reason), *notes)
    return preceded(spoken(walk, phrase, Saying(), reason="said"), *notes)


def ask(
    walk: Walk, node: MenuNode, now: Instant, lead: tuple[str, ...], asked: int = 1
) -> WalkStep:
    """Put the question of a menu."""
    phrase = said(walk, (*lead, *node.say))
    if phrase is None:
        return sorry(walk, None, now)
    return spoken(walk, phrase, Choosing(asked), reason="asked")


def _look_up(walk: Walk, node: LookUpNode, now: Instant, lead: tuple[str, ...]) -> WalkStep:
    number = walk.look_ups + 1
    phrase = said(walk, (*lead, *node.say)) or ()
    looking = replace(
        walk,
        stage=Looking(),
        look_ups=number,
        is_speaking=bool(phrase),
        until=after(now, node.timeout_s),
    )
    speak: tuple[WalkCommand, ...] = (Speak(phrase, walk.language),) if phrase else ()
    return turn(looking, *speak, LookUp(number, node.look_up, walk.values), reason="looking_up")


def settled(walk: Walk, result: WalkStep | Done, now: Instant) -> WalkStep:
    """Go on from a field that was answered, left out or given up."""
    node = walk.script.nodes[walk.node]
    match result:
        case Given(answer):
            earlier = walk.takes.get(answer.field)
            dropped = () if earlier is None else (DropTake(Take(answer.field, earlier)),)
            return preceded(_given(kept(walk, answer), node, now), *dropped)
        case LeftOut():
            return _left_out(walk, node, now)
        case GaveUp(reason):
            return _gave_up(walk, node, reason, now)
        case OperatorWanted():
            return fall(walk, None, now, GoReason.OPERATOR_WANTED)
        case _:
            return result


def _given(walk: Walk, node: Node, now: Instant) -> WalkStep:
    if isinstance(node, IntakeNode):
        return _next_field(walk, node, now)
    assert isinstance(node, GatherNode | RecordNode), "Only these ask for one thing."
    return enter(walk, node.then, now)


def _next_field(walk: Walk, node: IntakeNode, now: Instant) -> WalkStep:
    if walk.place + 1 < len(node.fields):
        onward = replace(walk, place=walk.place + 1)
        return settled(onward, ask_field(onward, node.fields[onward.place]), now)
    file_it = FileRequest(node.request, walk.answers, is_complete=True)
    done = replace(walk, answers=(), has_filed=True, stage=Saying())
    return replace(preceded(enter(done, node.then, now), file_it), durable=True)


def _left_out(walk: Walk, node: Node, now: Instant) -> WalkStep:
    if isinstance(node, GatherNode) and node.skip is not None:
        return enter(walk, node.skip, now)
    if isinstance(node, IntakeNode) and node.fields[walk.place].optional:
        return _next_field(walk, node, now)
    asked, stage = asked_of(walk), walk.stage
    assert isinstance(asked, Keyed), "Only digits are left out."
    assert isinstance(stage, Keying), "They are left out while they are awaited."
    return settled(walk, again(walk, asked, stage.asked, GoReason.WRONG_KEYS), now)


def _gave_up(walk: Walk, node: Node, reason: GoReason, now: Instant) -> WalkStep:
    match node:
        case IntakeNode(fields=fields) if fields[walk.place].optional:
            return _next_field(walk, node, now)
        case IntakeNode(request=request, failed=to):
            # The words are lost, the wish is not: people see it with whatever was given before.
            kept_so_far = FileRequest(request, walk.answers, is_complete=False)
            filed = replace(walk, answers=(), has_filed=True, stage=Saying())
            is_told = to is not None or reason is not GoReason.FAILED
            gone_on = fall(filed, to, now, reason) if is_told else sorry(filed, None, now)
            return replace(preceded(gone_on, kept_so_far), durable=True)
        case RecordNode(failed=to) | GatherNode(otherwise=to):
            if reason is GoReason.FAILED:
                return sorry(walk, to, now)
            return fall(walk, to, now, reason)
        case _:
            return fall(walk, None, now, reason)


def sorry(walk: Walk, to: str | None, now: Instant) -> WalkStep:
    """Say that something did not work, and lead to where somebody can help."""
    return fall(walk, to, now, GoReason.FAILED, walk.script.texts.sorry)


def fall(
    walk: Walk, to: str | None, now: Instant, reason: GoReason, lead: tuple[str, ...] = ()
) -> WalkStep:
    """Go where those go who did not get on: there, or to a person."""
    name = to or walk.script.person
    if name is None:
        return close(replace(walk, reason=reason), last_resort(walk.script))
    return enter(walk, name, now, lead=lead, reason=reason)


def _end(walk: Walk, ending: Ending, words: tuple[str, ...]) -> WalkStep:
    phrase = said(walk, words)
    if not phrase:
        return close(walk, ending)
    return spoken(walk, phrase, Closing(ending, walk.reason), reason="closing")


def close(walk: Walk, ending: Ending) -> WalkStep:
    """End the walk there."""
    quiet, before = _left_behind(walk)
    over = replace(quiet, stage=Over(), until=None)
    go = Go(ending, walk.reason, walk.values, walk.takes)
    return turn(over, *before, go, reason=walk.reason)
