"""What is done about a request or a change of a visit that nobody has answered for; pure.

A request that lies in some system is not a visit: people there must have said so. Until they do
it is chased, in three steps: the same again, another channel, and at the stated time a person of
ours who telephones. What is dead becomes a person's task at once. Each step is taken once.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias

from tickets.dispatch import SETTLED, DispatchRecord, DispatchState


@dataclass(frozen=True, slots=True, kw_only=True)
class ChasePolicy:
    """How long people may keep silent; counted from when it could be sent, or was replayed."""

    again_after_s: float
    other_channel_after_s: float
    person_after_s: float
    """The stated time: then a person of ours has the task."""


@dataclass(frozen=True, slots=True)
class SendAgain:
    """Send the same once more, under the same key."""

    reason: str


@dataclass(frozen=True, slots=True)
class OtherChannel:
    """Send it to the target's next address."""

    address: int
    reason: str


@dataclass(frozen=True, slots=True)
class HumanTask:
    """Let a person see to it."""

    reason: str


@dataclass(frozen=True, slots=True)
class Nothing:
    """Nothing is to be done now."""

    reason: str


ChaseStep: TypeAlias = SendAgain | OtherChannel | HumanTask | Nothing


def next_chase(
    record: DispatchRecord, addresses: int, now: datetime, policy: ChasePolicy
) -> ChaseStep:
    """Return the step that is due; `addresses` is how many its target has."""
    dispatch, progress = record.dispatch, record.progress
    if progress.task_at is not None:
        return Nothing("a_person_has_it")
    if progress.state is DispatchState.DEAD:
        return HumanTask(f"dead: {progress.error}")
    if progress.state in SETTLED or not dispatch.about.needs_acknowledgement:
        return Nothing("nothing_is_awaited")
    is_sent = progress.sent_at is not None
    waited = now - record.chased_from
    if waited >= timedelta(seconds=policy.person_after_s):
        return HumanTask("unanswered" if is_sent else "undelivered")
    has_other = progress.address + 1 < addresses
    if waited >= timedelta(seconds=policy.other_channel_after_s):
        if has_other and progress.address == 0:
            reason = "unanswered" if is_sent else "undelivered"
            return OtherChannel(progress.address + 1, reason)
        return Nothing("not_yet")
    is_silent = waited >= timedelta(seconds=policy.again_after_s)
    if is_silent and progress.state is DispatchState.SENT and progress.chased_at is None:
        return SendAgain("unanswered")
    return Nothing("not_yet")
