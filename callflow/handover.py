"""A person handed over to somebody outside straight from a menu or from the line: 103 above all.

Nobody of ours is in between, so the far end hears a card read out before it hears the person:
which line this is, and the caller's number. The person hears that they are being connected, then
music. It is a transfer like any other from there on (`callflow/transfers.py`): rung on a second
channel for which another call may have to end, asked for again while the carrier has none, and
given up when nobody picks up or the number is busy.

Rules:

* Who is not put through stands in line again, is told so, and in front of everybody where it was
  a matter of life: an operator stays with them.
* From the first moment on the person counts as urgent, so that a call that breaks off on the way
  leaves them in front, too.
* Who hangs up while the far end is rung ends that ring as well; nobody there answers to silence.
"""

from dataclasses import replace

from base.instant import Instant
from callflow.call import (
    Asking,
    Call,
    Gathering,
    InMenu,
    Transferring,
    TransferStage,
    Waiting,
)
from callflow.commands import NoteDanger
from callflow.endings import undone
from callflow.policy import CallPolicy
from callflow.steps import CallStep, hush, preceded, say
from callflow.transfer import TransferToNumber
from callflow.transfers import ring_outside
from ivr.handover import say_handing_over
from queues.policy import QueueName

HANDED_FROM = InMenu | Asking | Gathering | Waiting
"""Phases in which nobody of ours is with the person, nor on the way to them."""


def begin_handover(
    call: Call,
    asked: TransferToNumber,
    now: Instant,
    policy: CallPolicy,
    *,
    queue: QueueName | None = None,
    is_urgent: bool = True,
) -> CallStep:
    """Return the first step of handing the person over.

    `queue` is where they wait for an operator if it fails; `None` for the one that they wanted.
    """
    undo = undone(call)
    quiet, stop = hush(call)
    wanted = call.queue if queue is None else queue
    marked = replace(quiet, queue=wanted, is_urgent=call.is_urgent or is_urgent)
    danger = (NoteDanger(),) if marked.is_urgent and not call.is_urgent else ()
    saying, command = say(marked, say_handing_over())
    begun = Transferring(asked, TransferStage.RINGING, agent=None, is_straight=True)
    rung = ring_outside(saying, begun, asked, now, policy)
    return preceded(rung, *stop, *undo, *danger, command)
