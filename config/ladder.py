"""The settings of admission: who is held, who is told and rung back, and what they hear."""

from typing import Annotated

from pydantic import Field

from config.model import Pause, Prompts, Seconds, Section, Share


class LadderTexts(Section):
    """What those hear who are promised a call; sentences with numbers are built from the pack."""

    short_greeting: Prompts = ("greeting.short",)
    """To somebody who is let in after waiting; it must announce the recording."""
    danger: Prompts = ("danger.question",)
    """The danger signs: 1 yes, 2 no."""
    moved_to_front: Prompts = ("danger.moved",)
    cancel: Prompts = ("cancel.confirm",)
    cancelled: Prompts = ("cancel.done",)
    another_noted: Prompts = ("another.noted",)
    enter_number: Prompts = ("number.enter",)
    number_is: Prompts = ("number.confirm",)
    """Before the digits of the number that was entered."""
    is_it_right: Prompts = ("number.right_or_again",)
    number_kept: Prompts = ("number.kept",)
    enter_time: Prompts = ("time.enter",)
    time_kept: Prompts = ("time.kept",)
    not_understood: Prompts = ("number.not_understood",)
    challenge: Prompts = ("challenge.speak",)
    """To a silenced number: say something, or press a key."""
    person: Prompts = ("callback.confirm",)
    """To somebody whom we rang: press 1 or say something. Nothing personal before that."""
    connecting: Prompts = ("transfer.connecting",)
    callback_greeting: Prompts = ("callback.greeting",)
    """To somebody whom we rang; it must announce the recording."""
    promise_stands: Prompts = ("cancel.kept",)
    """To somebody who heard answers after the promise and did not say that they were enough."""


class Ladder(Section):
    """What a site decides about taking calls when channels are short."""

    shadow: bool = False
    """Decide and log, turn nobody away: for a site that tries the ladder out."""
    hold_limit_s: Pause = 180
    """The longest estimated wait with which somebody is held on the line."""
    let_in_behind_deck: Annotated[int, Field(ge=0, le=100)] = 4
    """So many people behind those on the line are let in when they call by themselves."""
    remind_every_s: Seconds = 120
    """So often somebody who was told may hear the short menu while a single channel is free."""
    withheld_limit: Annotated[int, Field(ge=0, le=1000)] = 2
    """How many channels callers without a number may hold at once."""
    burst_share: Share = 0.01
    """When the last channel was taken for more of the last minute, one more is kept free."""
    crowded_share: Share = 0.1
    """From this share on, announcements leave one channel more free, too."""
    offer_from_s: Pause = 60
    """From such an estimated wait on, whoever waits is offered to be rung instead."""
    told_listen_s: Pause = 0.3
    """How long we listen after somebody was told; silence means yes."""
    answer_listen_s: Seconds = 5
    """How long we listen after a question that wants an answer."""
    digit_pause_s: Seconds = 4
    """After so long without another digit a number is complete."""
    texts: LadderTexts = LadderTexts()
