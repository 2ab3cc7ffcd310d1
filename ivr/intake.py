"""The fields of a request, and of nodes that ask for one thing: which is asked, and by what."""

from dataclasses import replace
from typing import assert_never

from base.instant import Instant
from ivr.keying import ask_keyed, confirming, keying
from ivr.nodes import GatherNode, IntakeNode, Keyed, Recorded, RecordNode
from ivr.takes import ask_recorded, prompting, reviewing, taking
from ivr.turns import Done, late
from ivr.walk import (
    Answer,
    Choosing,
    Closing,
    Confirming,
    FileRequest,
    Keying,
    Looking,
    Over,
    Playing,
    Prompting,
    Reviewing,
    Saying,
    Taking,
    Walk,
    WalkEvent,
    WalkStep,
)

Asked = Keyed | Recorded


def asked_of(walk: Walk) -> Asked | None:
    """Return what the walk asks for now; `None` where it asks for no more than a key."""
    node = walk.script.nodes[walk.node]
    match node:
        case GatherNode() | RecordNode():
            return node
        case IntakeNode(fields=fields):
            return fields[walk.place]
        case _:
            return None


def ask_field(walk: Walk, asked: Asked, lead: tuple[str, ...] = ()) -> WalkStep | Done:
    """Ask for it."""
    if isinstance(asked, Keyed):
        return ask_keyed(walk, asked, lead)
    return ask_recorded(walk, asked, lead)


def answer_field(walk: Walk, asked: Asked, event: WalkEvent, now: Instant) -> WalkStep | Done:
    """Answer an event while it is asked for."""
    stage = walk.stage
    match stage:
        case Keying() if isinstance(asked, Keyed):
            return keying(walk, asked, stage, event, now)
        case Confirming() if isinstance(asked, Keyed):
            return confirming(walk, asked, stage, event, now)
        case Prompting() if isinstance(asked, Recorded):
            return prompting(walk, asked, stage, event, now)
        case Taking() if isinstance(asked, Recorded):
            return taking(walk, asked, stage, event, now)
        case Reviewing() | Playing() if isinstance(asked, Recorded):
            return reviewing(walk, asked, stage, event, now)
        case (
            Keying()
            | Confirming()
            | Prompting()
            | Taking()
            | Reviewing()
            | Playing()
            | Saying()
            | Choosing()
            | Looking()
            | Closing()
            | Over()
        ):
            return late(walk)
        case _:
            assert_never(stage)


def kept(walk: Walk, answer: Answer) -> Walk:
    """Return the walk with the answer, in place of an earlier one to the same question."""
    values, takes = dict(walk.values), dict(walk.takes)
    if answer.value is not None:
        values[answer.field] = answer.value
    if answer.take is not None:
        takes[answer.field] = answer.take
    others = tuple(earlier for earlier in walk.answers if earlier.field != answer.field)
    return replace(walk, values=values, takes=takes, answers=(*others, answer))


def partial_request(walk: Walk) -> FileRequest | None:
    """Return the request under way with what was given; `None` where none is under way.

    Words that are just being spoken count: the recording ends with the call.
    """
    node = walk.script.nodes[walk.node]
    if not isinstance(node, IntakeNode):
        return None
    answers = walk.answers
    if isinstance(walk.stage, Taking | Reviewing | Playing):
        take = walk.stage.take
        answers = (*answers, Answer(take.field, None, take.number))
    return FileRequest(node.request, answers, is_complete=False)
