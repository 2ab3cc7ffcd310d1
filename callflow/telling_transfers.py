"""A transfer told from its journal: who was asked and rung, and with whom the talk went on."""

from collections.abc import Iterator
from typing import Final

from base.phone import PhoneNumber
from callflow.call import Call, HandedOver, Talking, Transferring, TransferStage, Waiting
from callflow.discretion import Discretion
from callflow.rerun import Turn
from callflow.seen import Seen
from callflow.story import Happening, Noticed, TalkBegan, TransferWanted
from callflow.transfer import (
    HoldAsked,
    RejoinAsked,
    TransferToAgent,
    TransferToNumber,
    TransferToQueue,
)

IN_TALK: Final = (Talking, Transferring, HandedOver)
"""Phases in which the person's talk goes on, or is about to go on with somebody else."""

_STAGES: Final = {
    TransferStage.BRIEFING: Seen.BRIEFED,
    TransferStage.ASIDE: Seen.ASIDE,
    TransferStage.TOGETHER: Seen.TOGETHER,
    TransferStage.RETURNING: Seen.OPERATOR_RETURNS,
    TransferStage.PAUSING: Seen.CHANNEL_AWAITED,
}


def of_transfer(turn: Turn, before: Call, discretion: Discretion) -> Iterator[Happening]:
    """Yield what a turn did to a transfer, if there is one."""
    wanted = _wanted(turn, before, discretion)
    if wanted is not None:
        yield wanted
    was, now = before.phase, turn.step.state.phase
    if isinstance(now, Transferring):
        yield from _moved(was, now)
    elif isinstance(was, Transferring):
        yield from _over(was, now)


def outside_number(number: str, discretion: Discretion) -> str:
    """Return a number outside as it may be shown; a service such as 103 is nobody's secret."""
    return discretion.number(PhoneNumber(number)) if number.startswith("+") else number


def _wanted(turn: Turn, before: Call, discretion: Discretion) -> TransferWanted | None:
    if not isinstance(before.phase, Talking) or isinstance(turn.step.state.phase, Talking):
        return None
    match turn.entry.event:
        case TransferToAgent(kind):
            return TransferWanted(kind)
        case TransferToNumber(kind, number):
            return TransferWanted(kind, number=outside_number(number, discretion))
        case TransferToQueue(queue):
            return TransferWanted(None, queue=queue)
        case _:
            return None


def _moved(was: object, now: Transferring) -> Iterator[Happening]:
    begun = was if isinstance(was, Transferring) else None
    if begun is not None and begun.agent is not None and now.agent is None:
        yield Noticed(Seen.OPERATOR_LET_GO)
    if begun is None and now.is_straight:
        yield Noticed(Seen.HANDED_STRAIGHT)
    is_new = begun is None or begun.stage is not now.stage
    if isinstance(now.asked, HoldAsked):
        # That they are back is told when the talk goes on.
        yield from (Noticed(Seen.ON_HOLD),) if begun is None else ()
    elif isinstance(now.asked, RejoinAsked):
        yield from (Noticed(Seen.TELEPHONE_LOST),) if begun is None else ()
    elif is_new and now.stage in _STAGES:
        yield Noticed(_STAGES[now.stage])


def _over(was: Transferring, now: object) -> Iterator[Happening]:
    match now:
        case Talking(agent) if was.agent is not None and agent.ring == was.agent.ring:
            yield Noticed(Seen.TALK_GOES_ON)
        case Talking(agent):
            yield TalkBegan(agent.account)
        case HandedOver():
            yield Noticed(Seen.PUT_THROUGH if was.is_straight else Seen.HANDED_OVER)
        case Waiting():
            yield Noticed(Seen.NOT_PUT_THROUGH if was.is_straight else Seen.BACK_IN_LINE)
        case _:
            pass
