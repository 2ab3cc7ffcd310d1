"""What the calls need from the rooms above, in their own words."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from agents.agent import Account
from agents.phone import PhoneEvent
from base.ids import CallId, LegId, TrunkName
from callflow.call import Call
from callflow.commands import CaseCommand, TelephonyCommand
from callflow.events import CallEvent, JournalEntry, PolicyId, Ring
from callflow.messages import MessageRecord
from callflow.policy import CallPolicy
from callflow.punctuality import PromiseKept
from callflow.record import CallRecord
from callflow.recording import RecordingRecord
from callflow.storm import HourNorm, HourSlot, Norm, ObservedHour, StormFigures
from ivr.prompt import Phrase


class Performed(StrEnum):
    """How a telephony command went."""

    DONE = "done"
    GONE = "gone"
    """The call or leg it was for is no longer there: expected at any moment."""
    FAILED = "failed"
    """The exchange could not do it; the reason is in the log."""


@dataclass(frozen=True, slots=True)
class IncomingCall:
    """An INVITE from a trunk, with what the network said, as it said it."""

    leg_id: LegId
    trunk: TrunkName
    ani: str
    """May be empty, a word such as `anonymous`, or anything else."""
    ani_name: str
    is_ani_withheld: bool
    """Whether the network asks that the number be not shown."""
    dialled: str
    diverted_from: str
    """Empty when the call was not diverted."""
    asserted: str = ""
    """Who a trusted trunk says that a withheld caller is; a key to know them by, never shown."""


@dataclass(frozen=True, slots=True)
class CodeDialled:
    """An agent dialled a code on their telephone."""

    leg_id: LegId
    account: Account
    code: str


@dataclass(frozen=True, slots=True)
class FoundLeg:
    """A caller's leg that the exchange has when the engine comes (back)."""

    call: IncomingCall
    """What is known of it, so that a call nobody remembers can be taken as a new one."""
    is_with_us: bool
    """`False` when the exchange has taken it back and will offer it again by itself."""
    joined: tuple[Ring, ...]
    """The rings whose legs stand in the caller's room now."""
    is_outgoing: bool = False
    """Whether we dialled it; one that no call remembers is hung up, not served as a caller."""


class Telephony(Protocol):
    """The telephone exchange, as the calls see it.

    Commands of one call are performed in the order in which they are given, one at a time;
    commands of different calls do not wait for each other, and none waits for a prompt.
    While a caller is with us and in no talk, the exchange holds a lease for them that only a
    living engine renews; when it lapses, the exchange plays music and offers the call again.
    """

    def adopt(self, call_id: CallId, leg_id: LegId) -> None:
        """Let events of the leg go to the call from now on."""
        ...

    def prepare(self, call_id: CallId, leg_id: LegId, trunk: TrunkName) -> None:
        """Make ready for a call that we place by the trunk; `DialOut` then makes the leg."""
        ...

    def drop(self, leg_id: LegId) -> None:
        """Hang up a leg that no call remembers; returns at once."""
        ...

    async def perform(self, call_id: CallId, command: TelephonyCommand) -> Performed:
        """Perform one command; what it leads to comes back as events."""
        ...

    async def confirm(self, leg_id: LegId, phrase: Phrase) -> Performed:
        """Answer an agent who dialled a code, say the phrase to its end, hang up."""
        ...


class TelephonyListener(Protocol):
    """Who is told what the exchange sees; never waits, never fails."""

    def incoming_call(self, call: IncomingCall) -> None:
        """Tell of a call from a trunk; a leg that is known already is offered again."""
        ...

    def call_event(self, call_id: CallId, event: CallEvent) -> None:
        """Tell of something that happened to a call."""
        ...

    def code_dialled(self, code: CodeDialled) -> None:
        """Tell of a code that an agent dialled."""
        ...

    def phone_changed(self, account: Account, event: PhoneEvent) -> None:
        """Tell what happened to a telephone; it may be nobody's."""
        ...

    def exchange_surveyed(self, found: Sequence[FoundLeg]) -> None:
        """Tell, after every (re)connection, which callers' legs the exchange has.

        A leg that a call of ours had and that is not among them is gone.
        """
        ...


@dataclass(frozen=True, slots=True)
class StoredCall:
    """A call that had not ended when the engine did."""

    record: CallRecord
    journal: tuple[JournalEntry, ...]
    """In order, with instants on this process's clock; empty when it could not be read."""


class CallBook(Protocol):
    """Where calls are written down; a write returns at once and is committed in groups."""

    def write_call(self, record: CallRecord) -> None:
        """Write the call's row, or write it anew."""
        ...

    def write_event(self, entry: JournalEntry) -> None:
        """Append to the call's journal."""
        ...

    async def committed(self) -> None:
        """Wait until all that was written so far is durable."""
        ...

    async def open_calls(self) -> tuple[StoredCall, ...]:
        """Return every call that has not ended, the oldest first."""
        ...


class RecordingBook(Protocol):
    """Where recordings are written down; a write returns at once."""

    def write_recording(self, record: RecordingRecord) -> None:
        """Write a recording's row, or write it anew."""
        ...


class MessageBook(Protocol):
    """Where messages are written down; a write returns at once."""

    def write_message(self, record: MessageRecord) -> None:
        """Write a message's row, or that it was taken back."""
        ...


class CaseDoor(Protocol):
    """The contact behind a call, and the other calls; returns at once, never fails."""

    @property
    def policy(self) -> CallPolicy:
        """What a call that begins now is decided by."""
        ...

    def note(self, call: Call, command: CaseCommand) -> None:
        """Take what the call tells the contact."""
        ...

    def moved(self, call: Call) -> None:
        """Take that the call came into another phase."""
        ...

    def make_room(self, trunk: TrunkName) -> None:
        """Let another call end whose channel an emergency needs, if none is free."""
        ...


class PolicyBook(Protocol):
    """Where the policies are kept that calls name."""

    async def keep_policy(self, policy_id: PolicyId, encoded: bytes) -> None:
        """Keep the text of a policy before the first call names it; harmless when it is kept."""
        ...

    async def policies(self, policy_ids: Collection[PolicyId]) -> Mapping[PolicyId, bytes]:
        """Return the texts of the policies that are named and known."""
        ...


@dataclass(frozen=True, slots=True)
class StormSwitch:
    """That a storm began or ended, and by which figures that was told."""

    at: datetime
    entered: bool
    """`False` when it ended."""
    reason: str
    figures: StormFigures


class StormBook(Protocol):
    """Where storms and norms are written down; a write returns at once."""

    def write_switch(self, switch: StormSwitch) -> None:
        """Append to the journal of switches."""
        ...

    def write_norm(self, slot: HourSlot, norm: HourNorm) -> None:
        """Write what is usual in an hour, or write it anew."""
        ...

    async def last_switch(self) -> StormSwitch | None:
        """Return the last switch; `None` when there was never a storm."""
        ...

    async def norm(self) -> Norm | None:
        """Return what is usual in every hour; `None` when nothing was ever learned."""
        ...

    async def observed_hours(self, since: datetime, until: datetime) -> tuple[ObservedHour, ...]:
        """Return how every whole hour went in which anybody called, the oldest first.

        `until` cuts off the hour that is not over; quiet hours are not among them.
        """
        ...


class CallWitness(Protocol):
    """Who counts calls and writes their canonical lines; never waits, never fails."""

    def call_arrived(self, record: CallRecord) -> None:
        """Tell that a call arrived."""
        ...

    def call_ended(self, record: CallRecord) -> None:
        """Tell that a call ended; the record has all there is to report."""
        ...

    def promise_kept(self, kept: PromiseKept) -> None:
        """Tell that somebody who was promised a call is joined with an operator."""
        ...
