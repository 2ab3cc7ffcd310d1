"""What one party can testify about one call: when things happened and what it heard.

The moments are wall-clock times, so that they can be laid beside the records of the engine, which
runs in another process and has a monotonic clock of its own.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from base.clock import Clock
from base.instant import Instant
from line122.phones.call import ClosedBy, PhoneCall

HEARD_S = 1.0
"""How much of the other party's tone makes a talk; shorter could be an accident of music."""


class Ending(StrEnum):
    """How a call ended for the party that reports it."""

    TALKED = "talked"
    """The other party was heard."""
    REFUSED = "refused"
    """Our call was refused before it was answered."""
    UNANSWERED = "unanswered"
    """It rang until one side gave up."""
    ABANDONED = "abandoned"
    """It was answered, and this party hung up before it heard the other."""
    DISMISSED = "dismissed"
    """It was answered, and the line hung up before this party heard the other."""


@dataclass(frozen=True, slots=True)
class PartyReport:
    """One call, as one party lived through it."""

    party: str
    """The number or the account of who reports."""
    peer: str
    """The number dialled, or the caller's as it was shown."""
    sip_call_id: str | None
    begun_at: datetime
    """When our INVITE was sent, or theirs came."""
    ringing_at: datetime | None
    answered_at: datetime | None
    """When the 200 OK was sent or came."""
    first_heard_at: datetime | None
    ended_at: datetime
    ending: Ending
    closed_by: ClosedBy
    sip_status: int | None
    """The answer by which our call was refused."""
    tone_heard_s: float
    """How long the other party's tone was heard."""
    audible_s: float
    """How long anything was heard: prompts, music, the other party."""
    person_heard_s: float | None = None
    """How long anything was heard since a person, who sings no tone, was there; `None`: nobody."""

    @property
    def heard_the_other(self) -> bool:
        """Whether the other party was heard long enough to call it a talk."""
        return self.tone_heard_s >= HEARD_S

    @property
    def heard_a_person(self) -> bool:
        """Whether a person was heard long enough to call it a talk."""
        return self.person_heard_s is not None and self.person_heard_s >= HEARD_S


def report_on(
    call: PhoneCall,
    party: str,
    tone_hz: int,
    clock: Clock,
    *,
    heard_before_s: float | None = None,
) -> PartyReport:
    """Return what the party has to say about a closed call, in which it listened for a tone.

    `heard_before_s` is what it had heard when a person came; `None` where nobody did.
    """
    closing = call.closing
    assert closing is not None
    heard_s = call.ear.tone_s(tone_hz)
    return PartyReport(
        party=party,
        peer=call.peer,
        sip_call_id=call.call_id,
        begun_at=_moment(call.begun_at, clock),
        ringing_at=_optional_moment(call.ringing_at, clock),
        answered_at=_optional_moment(call.answered_at, clock),
        first_heard_at=_optional_moment(call.ear.first_heard_at, clock),
        ended_at=_moment(closing.at, clock),
        ending=_ending(call, heard_s),
        closed_by=closing.by,
        sip_status=closing.status,
        tone_heard_s=heard_s,
        audible_s=call.ear.audible_s,
        person_heard_s=None if heard_before_s is None else call.ear.audible_s - heard_before_s,
    )


def _ending(call: PhoneCall, heard_s: float) -> Ending:
    closing = call.closing
    assert closing is not None
    if heard_s >= HEARD_S:
        return Ending.TALKED
    if call.answered_at is None:
        return Ending.UNANSWERED if closing.status is None else Ending.REFUSED
    return Ending.ABANDONED if closing.by is ClosedBy.US else Ending.DISMISSED


def _moment(instant: Instant, clock: Clock) -> datetime:
    return clock.now() - timedelta(seconds=clock.instant() - instant)


def _optional_moment(instant: Instant | None, clock: Clock) -> datetime | None:
    return None if instant is None else _moment(instant, clock)
