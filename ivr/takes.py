"""Words that a caller speaks: a tone, the recording, and the choice to hear it or speak again.

`#` ends a recording, so does its longest time. Silence after it keeps what was said: nobody loses
what they told because they did not press a key.
"""

from dataclasses import replace

from base.instant import Instant, after
from base.step import Step
from ivr.nodes import Recorded
from ivr.script import END_KEY
from ivr.turns import Done, GaveUp, Given, hushed, late, listening, preceded, said, spoken, turn
from ivr.walk import (
    Answer,
    DropTake,
    GoReason,
    Playing,
    PlayTake,
    Pressed,
    Prompting,
    RecordingDone,
    RecordingLost,
    Reviewing,
    Spoken,
    StartRecording,
    StopRecording,
    Take,
    Taking,
    TimedOut,
    Walk,
    WalkEvent,
    WalkStep,
)

_KEEP = "1"
_HEAR = "2"
_REDO = "3"
_SHORTEST_S = 1.0
"""Less than this is a cough or a key."""
_STOP_S = 3.0
_MOST_TAKES = 4


def ask_recorded(
    walk: Walk, recorded: Recorded, lead: tuple[str, ...] = (), asked: int = 1
) -> WalkStep | Done:
    """Tell the caller to speak after the tone."""
    phrase = said(walk, (*lead, *recorded.say, *walk.script.texts.tone))
    if phrase is None:
        return GaveUp(GoReason.FAILED)
    take = Take(recorded.into, walk.begun.get(recorded.into, 0) + 1)
    return spoken(walk, phrase, Prompting(take, asked), reason="words_asked")


def prompting(
    walk: Walk, recorded: Recorded, stage: Prompting, event: WalkEvent, now: Instant
) -> WalkStep | Done:
    """Answer an event while the caller is told to speak; # skips what they have heard before."""
    match event:
        case Spoken():
            return _start(walk, recorded, stage, now)
        case Pressed(digit) if digit == END_KEY:
            return _start(walk, recorded, stage, now)
        case _:
            return late(walk)


def taking(
    walk: Walk, recorded: Recorded, stage: Taking, event: WalkEvent, now: Instant
) -> WalkStep | Done:
    """Answer an event while the caller speaks."""
    match event:
        case Pressed(digit) if digit == END_KEY and not stage.is_stopping:
            return _stop(walk, stage, now, reason="words_ended")
        case TimedOut() if not stage.is_stopping:
            return _stop(walk, stage, now, reason="words_too_long")
        case TimedOut():
            return GaveUp(GoReason.FAILED)
        case RecordingLost(take) if take == stage.take:
            return GaveUp(GoReason.FAILED)
        case RecordingDone(take, seconds) if take == stage.take:
            return _taken(walk, recorded, stage, seconds)
        case _:
            return late(walk)


def reviewing(
    walk: Walk, recorded: Recorded, stage: Reviewing | Playing, event: WalkEvent, now: Instant
) -> WalkStep | Done:
    """Answer an event while the caller may keep, hear or make the recording again."""
    match event:
        case Pressed(digit) if digit in {_KEEP, END_KEY}:
            return _kept(stage.take)
        case Pressed(digit) if digit == _HEAR:
            return _play(walk, stage.take)
        case Pressed(digit) if digit == _REDO and stage.take.number < _MOST_TAKES:
            return _redo(walk, recorded, stage.take)
        case Spoken() if isinstance(stage, Playing):
            return _review(walk, stage.take)
        case Spoken():
            return listening(walk, now, walk.script.listen_s)
        case TimedOut():
            return _kept(stage.take)
        case _:
            return late(walk)


def _start(walk: Walk, recorded: Recorded, stage: Prompting, now: Instant) -> WalkStep:
    quiet, stop = hushed(walk)
    take = stage.take
    recording = replace(
        quiet,
        stage=Taking(take, stage.asked),
        begun={**walk.begun, take.field: take.number},
        until=after(now, recorded.max_s),
    )
    return turn(recording, *stop, StartRecording(take, recorded.max_s), reason="recording")


def _stop(walk: Walk, stage: Taking, now: Instant, *, reason: str) -> WalkStep:
    stopping = replace(walk, stage=replace(stage, is_stopping=True), until=after(now, _STOP_S))
    return turn(stopping, StopRecording(stage.take), reason=reason)


def _taken(walk: Walk, recorded: Recorded, stage: Taking, seconds: float) -> WalkStep | Done:
    if seconds >= _SHORTEST_S:
        return _review(walk, stage.take) if recorded.review else _kept(stage.take)
    if stage.asked >= walk.script.attempts:
        return GaveUp(GoReason.SILENT)
    asked = ask_recorded(walk, recorded, walk.script.texts.too_short, stage.asked + 1)
    return preceded(asked, DropTake(stage.take)) if isinstance(asked, Step) else asked


def _redo(walk: Walk, recorded: Recorded, take: Take) -> WalkStep | Done:
    asked = ask_recorded(walk, recorded)
    return preceded(asked, DropTake(take)) if isinstance(asked, Step) else asked


def _review(walk: Walk, take: Take) -> WalkStep | Done:
    phrase = said(walk, walk.script.texts.review)
    return (
        _kept(take) if phrase is None else spoken(walk, phrase, Reviewing(take), reason="review")
    )


def _play(walk: Walk, take: Take) -> WalkStep:
    quiet, stop = hushed(walk)
    playing = replace(
        quiet, stage=Playing(take), is_speaking=True, until=None, turns=walk.turns + 1
    )
    return turn(playing, *stop, PlayTake(take), reason="played_back")


def _kept(take: Take) -> Given:
    return Given(Answer(take.field, None, take.number))
