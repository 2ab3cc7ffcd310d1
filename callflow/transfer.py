"""What an operator asks for when somebody else shall take the talk on, or nobody for a while.

Stored as events.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import NewType

from agents.agent import Account
from base.ids import AgentId, TrunkName
from base.phone import PhoneNumber
from queues.policy import QueueName

OutsideNumber = NewType("OutsideNumber", str)
"""Whom we ring outside: a number in E.164, or a short one such as 103."""


class TransferKind(StrEnum):
    """How the talk goes on to somebody else."""

    BLIND = "blind"
    """The operator leaves at once; the person hears music until somebody answers."""
    CONSULT = "consult"
    """Both operators talk aside first, while the person hears music; then one of them goes on."""
    WARM = "warm"
    """As a consultation, but the operator comes back with the other one, and leaves later."""
    CONFERENCE = "conference"
    """Whoever answers joins the talk that goes on; whoever leaves it leaves the others in it."""


@dataclass(frozen=True, slots=True)
class TransferToAgent:
    """The operator asks for a colleague."""

    kind: TransferKind
    agent_id: AgentId


@dataclass(frozen=True, slots=True)
class TransferToNumber:
    """The operator asks for somebody outside, who takes a second channel of the trunk."""

    kind: TransferKind
    number: OutsideNumber
    shown: PhoneNumber
    trunk: TrunkName


@dataclass(frozen=True, slots=True)
class TransferToQueue:
    """The operator lets the person go back to a line, at the place that was always theirs."""

    queue: QueueName


@dataclass(frozen=True, slots=True)
class HoldAsked:
    """The operator leaves the person with music for a while, and nobody else is asked.

    `TransferCancelled` brings them back.
    """


@dataclass(frozen=True, slots=True)
class RejoinAsked:
    """The operator's own telephone has broken off and is rung again: see `callflow/rejoining.py`.

    Nobody asks for it in words; it is no event.
    """

    agent_id: AgentId
    account: Account


TransferUnderWay = TransferToAgent | TransferToNumber | HoldAsked | RejoinAsked
"""For whom, or for what, a talk is on its way to somebody."""

TransferAsked = TransferToAgent | TransferToNumber | TransferToQueue | HoldAsked


@dataclass(frozen=True, slots=True)
class TransferCompleted:
    """The operator lets go: whoever was asked goes on alone."""


@dataclass(frozen=True, slots=True)
class TransferCancelled:
    """The operator wants the person back for themselves."""
