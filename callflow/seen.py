"""What can be seen of a call and needs no more words than its own; part of its story."""

from enum import StrEnum


class Seen(StrEnum):
    """What was seen of a call, and needs no more words."""

    FAR_END_RINGING = "far_end_ringing"
    PICKED_UP = "picked_up"
    VOICE_HEARD = "voice_heard"
    CALLED_ELSEWHERE = "called_elsewhere"
    RECORDING_STARTED = "recording_started"
    OPERATOR_THERE = "operator_there"
    """It is their own call, and they have picked up first."""
    OPERATOR_GONE = "operator_gone"
    OPERATOR_NOT_FREE = "operator_not_free"
    PREEMPTED = "preempted"
    """The channel was wanted for an emergency."""
    ASIDE = "aside"
    TOGETHER = "together"
    OPERATOR_RETURNS = "operator_returns"
    CHANNEL_AWAITED = "channel_awaited"
    OPERATOR_LET_GO = "operator_let_go"
    TALK_GOES_ON = "talk_goes_on"
    HANDED_OVER = "handed_over"
    HANDED_STRAIGHT = "handed_straight"
    """To somebody outside, with no operator between."""
    BRIEFED = "briefed"
    PUT_THROUGH = "put_through"
    NOT_PUT_THROUGH = "not_put_through"
    BACK_IN_LINE = "back_in_line"
    ENGINE_BACK = "engine_back"
    ENGINE_FAILED = "engine_failed"
