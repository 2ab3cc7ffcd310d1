"""Lives of calls by chance: any event at any moment, and often the one that leads on."""

from dataclasses import dataclass, field, replace

from hypothesis import strategies as st

from base.instant import Instant, after
from callflow.call import (
    Answering,
    Call,
    Dialling,
    Fetching,
    InMenu,
    Joining,
    Ringing,
    Talking,
    Transferring,
    TransferStage,
    Waiting,
    Whispering,
)
from callflow.commands import (
    CallCommand,
)
from callflow.events import (
    AgentAnswered,
    AgentGone,
    AgentRinging,
    Answered,
    CalledElsewhere,
    CallerHungUp,
    CallEvent,
    CommandFailed,
    DeadlinePassed,
    DigitPressed,
    EngineFailed,
    FarEndRinging,
    Joined,
    JournalEntry,
    Matched,
    Origin,
    Performance,
    PhoneHeld,
    PositionRead,
    Preempted,
    Reclaimed,
    Recording,
    RecordingEnded,
    RecordingFailed,
    RecordingStarted,
    Ring,
    SayFinished,
    ServiceName,
    TurnedAway,
    Utterance,
    VoiceHeard,
    Whispered,
)
from callflow.machine import advance, begin
from callflow.menu import MenuLearned, TablesAnswered
from callflow.message import (
    MessageEnd,
    MessageFailed,
    MessageFault,
    MessageField,
    MessageRecorded,
    MessageRef,
)
from callflow.outcome import HangupCause
from callflow.policy import MarkPolicy, RecordingPolicy
from callflow.steering import PutFirst, QueueChosen
from callflow.steps import CallStep, deadline_of
from callflow.transfer import (
    HoldAsked,
    OutsideNumber,
    TransferCancelled,
    TransferCompleted,
    TransferKind,
    TransferToAgent,
    TransferToNumber,
    TransferToQueue,
)
from callflow.wishes import HangUpAsked, Keys, KeysAsked, MuteAsked
from ivr.menu import DIGITS, Digit
from ivr.walk import Looking, LookUpOutcome, Taking, Walk
from queues.messages import TurnAwayReason
from queues.queue import Position
from tests.callflow.people import FOREIGN, ROOMY, SILENT, STORM, STRANGER, TOLD
from tests.ivr.walks import BY_DAY, BY_NIGHT, IN_STORM, shipped
from tests.support.site import (
    ADVICE,
    ARRIVED,
    CALL_POLICY,
    CLOSED,
    CROWDED,
    DOCTORS,
    HELPLINE,
    MAIN,
    PLACED,
    operator,
)

BEGUN_AT = Instant(1000.0)
WALKED = ServiceName("walked")
"""The service whose callers walk the menu of the product."""
LIFE_POLICY = replace(
    CALL_POLICY,
    services={
        **CALL_POLICY.services,
        WALKED: replace(CALL_POLICY.services[HELPLINE], name=WALKED, script=shipped("122")),
    },
    recording=RecordingPolicy(enabled=True),
    mark=MarkPolicy(script=shipped("mark")),
    transfers={"dispatcher": OutsideNumber("+78442000103")},
)
"""By chance everything happens, so everything is switched on."""

few = st.integers(1, 4)
agents = st.integers(1, 3).map(operator)
causes = st.sampled_from(HangupCause)
rings = few.map(Ring)
messages = few.map(lambda take: MessageRef(MessageField("what_happened"), take))

hang_ups = st.builds(CallerHungUp, causes)
events: st.SearchStrategy[CallEvent] = st.one_of(
    st.just(Answered()),
    st.builds(SayFinished, few.map(Utterance), is_said=st.booleans()),
    st.sampled_from(sorted(DIGITS)).map(lambda key: DigitPressed(Digit(key))),
    agents.map(lambda agent: Matched(agent.agent_id, agent.account, "longest_idle")),
    st.builds(
        PositionRead,
        few.map(lambda place: Position(place, place)),
        st.sampled_from([None, 60.0, 900.0]),
    ),
    st.builds(TurnedAway, st.sampled_from(TurnAwayReason)),
    st.builds(AgentRinging, rings),
    st.builds(AgentAnswered, rings),
    st.builds(AgentGone, rings, causes),
    st.builds(Joined, rings),
    st.builds(Whispered, rings),
    st.builds(RecordingStarted, few.map(Recording)),
    st.builds(
        RecordingEnded,
        few.map(Recording),
        st.sampled_from([0, 44, 2_000_000]),
        st.sampled_from([0.0, 60.0]),
    ),
    st.builds(RecordingFailed, few.map(Recording)),
    st.builds(
        MessageRecorded,
        messages,
        st.sampled_from(MessageEnd),
        st.sampled_from([0, 44, 160_000]),
        st.sampled_from([0.0, 10.0]),
        has_voice=st.booleans(),
    ),
    st.builds(MessageFailed, messages, st.sampled_from(MessageFault)),
    st.builds(TablesAnswered, few, st.sampled_from(LookUpOutcome)),
    st.builds(MenuLearned, st.sampled_from([BY_DAY, BY_NIGHT, IN_STORM])),
    st.just(VoiceHeard()),
    st.just(FarEndRinging()),
    st.just(CalledElsewhere()),
    st.builds(
        TransferToAgent,
        st.sampled_from(TransferKind),
        agents.map(lambda agent: agent.agent_id),
    ),
    st.builds(
        TransferToNumber,
        st.sampled_from(TransferKind),
        st.just(OutsideNumber("103")),
        st.just(PLACED.shown),
        st.just(MAIN),
    ),
    st.builds(TransferToQueue, st.sampled_from([DOCTORS, ADVICE])),
    st.just(TransferCompleted()),
    st.just(TransferCancelled()),
    st.just(HoldAsked()),
    st.builds(HangUpAsked, agents.map(lambda agent: agent.agent_id)),
    st.builds(MuteAsked, agents.map(lambda agent: agent.agent_id), is_on=st.booleans()),
    st.just(KeysAsked(Keys("1#"))),
    st.builds(PhoneHeld, rings, is_on=st.booleans()),
    st.just(PutFirst()),
    st.builds(QueueChosen, st.sampled_from([DOCTORS, ADVICE])),
    st.just(Preempted()),
    st.builds(CommandFailed, st.sampled_from(Performance), st.integers(0, 4)),
    st.builds(Reclaimed, st.booleans(), st.lists(rings, max_size=2).map(tuple)),
    st.just(EngineFailed()),
    st.just(DeadlinePassed("digit_awaited")),
)
pauses = st.sampled_from([0.0, 0.0, 0.0, 0.0, 0.01, 1.0, 3.0, 12.0, 200.0])


@dataclass(frozen=True, slots=True)
class GoOn:
    """What the call waits for happens; a story of chance alone would never come far."""

    key: Digit


Happening = CallEvent | GoOn
Story = list[tuple[float, Happening]]

going_on = st.sampled_from("1111223459#0").map(lambda key: GoOn(Digit(key)))


@st.composite
def happening(draw: st.DrawFn) -> Happening:
    """Draw what leads on four times out of five, else anything at all."""
    leads_on = draw(st.integers(0, 4)) > 0
    return draw(going_on if leads_on else events)


happenings = st.lists(st.tuples(pauses, happening()), min_size=6, max_size=30)
RUNGS: tuple[Origin, ...] = (
    ARRIVED,
    CLOSED,
    CROWDED,
    STRANGER.calls(STORM, free=1),
    FOREIGN.calls(STORM, free=1),
    TOLD.calls(STORM, free=2),
    SILENT.but(is_challenge_due=True).calls(STORM, free=1),
    TOLD.but(is_urgent=True).calls(STORM, free=0),
    STRANGER.calls(ROOMY, free=2),
    replace(ARRIVED, service=WALKED, facts=BY_DAY),
    replace(ARRIVED, service=WALKED, facts=IN_STORM),
    replace(CLOSED, service=WALKED, facts=BY_NIGHT, has_night_menu=True),
)
CONFIRMED = replace(PLACED, must_confirm=True)
OWN = replace(PLACED, caller=operator(1).agent_id)
"""An operator's own call."""
origins = st.sampled_from([*RUNGS, PLACED, CONFIRMED, PLACED, CONFIRMED, OWN])

walkers = st.sampled_from([origin for origin in RUNGS if origin.service == WALKED])
walks = st.lists(st.tuples(pauses, going_on), min_size=6, max_size=40)
"""What callers do who answer each question with some key."""


@dataclass
class Life:
    """One call driven as its service drives it: one event or its deadline, one after another."""

    origin: Origin
    now: Instant = BEGUN_AT
    journal: list[JournalEntry] = field(default_factory=list)
    steps: list[CallStep] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Begin."""
        self._take(self.origin, begin(self.origin, self.now, LIFE_POLICY))

    @property
    def call(self) -> Call:
        """The call as it stands."""
        return self.steps[-1].state

    @property
    def commands(self) -> list[CallCommand]:
        """Everything it asked for so far."""
        return [command for step in self.steps for command in step.commands]

    def pass_time(self, seconds: float) -> None:
        """Let time pass, and the call wake at every deadline on the way."""
        until = after(self.now, seconds)
        while (due := deadline_of(self.call.phase)) is not None and due.at <= until:
            self.now = due.at
            self.happen(DeadlinePassed(due.reason))
        self.now = until

    def happen(self, happening: Happening) -> None:
        """Let the call take an event; a deadline that stands is never told before its time."""
        event = _awaited(self.call, happening) if isinstance(happening, GoOn) else happening
        due = deadline_of(self.call.phase)
        if due is not None and event == DeadlinePassed(due.reason):
            self.now = max(self.now, due.at)
        self._take(event, advance(self.call, event, self.now, LIFE_POLICY))

    def _take(self, event: CallEvent, step: CallStep) -> None:
        self.steps.append(step)
        entry = JournalEntry(
            self.origin.call_id, len(self.steps), self.now, event, step.reason, ""
        )
        self.journal.append(entry)
        assert step.deadline == deadline_of(step.state.phase)
        assert step.deadline is None or step.deadline.at >= self.now


def live(origin: Origin, story: Story) -> Life:
    """Return the life of a call to which all this happened."""
    life = Life(origin)
    for seconds, event in story:
        life.pass_time(seconds)
        life.happen(event)
    return life


def _transfer_awaited(phase: Transferring, go_on: GoOn) -> CallEvent:
    far = Ring(0) if phase.far is None else phase.far.ring
    match phase.stage:
        case TransferStage.RESERVING:
            agent = operator(2)
            return Matched(agent.agent_id, agent.account, "asked_for")
        case TransferStage.RINGING:
            return AgentAnswered(far)
        case TransferStage.BRIEFING:
            return Whispered(far)
        case TransferStage.ENTERING:
            return Joined(far)
        case TransferStage.RETURNING if phase.agent is not None:
            return Joined(phase.agent.ring)
        case TransferStage.ASIDE if isinstance(phase.asked, HoldAsked):
            return TransferCancelled()
        case TransferStage.ASIDE if go_on.key == Digit("2"):
            return TransferCancelled()
        case TransferStage.TOGETHER if go_on.key == Digit("2"):
            return AgentGone(far, HangupCause.NORMAL)
        case _:
            return TransferCompleted()


def _asked_for(walk: Walk, go_on: GoOn) -> CallEvent:
    """Return what a menu of the product waits for."""
    match walk.stage:
        case Looking():
            found = {"day": "2026-12-05", "time": "09:30", "number": "37", "state": "menu.main"}
            return TablesAnswered(walk.look_ups, LookUpOutcome.FOUND, found)
        case Taking(take):
            ref = MessageRef(MessageField(take.field), take.number)
            return MessageRecorded(ref, MessageEnd.SILENCE, 160_000, 10.0, has_voice=True)
        case _:
            return DigitPressed(go_on.key)


def _awaited(call: Call, go_on: GoOn) -> CallEvent:
    """Return the event that leads the call on."""
    ring = Ring(call.rings)
    match call.phase:
        case Answering() | Dialling():
            return Answered()
        case Fetching(agent=None):
            agent = operator(1)
            return Matched(agent.agent_id, agent.account, "asked_for")
        case Fetching():
            return AgentAnswered(ring)
        case InMenu(walk) if walk.script.script == "122" and not call.is_speaking:
            return _asked_for(walk, go_on)
        case InMenu() | Waiting() if go_on.key == Digit("#") and not call.is_speaking:
            return TransferToNumber(TransferKind.BLIND, OutsideNumber("103"), PLACED.shown, MAIN)
        case Waiting():
            agent = operator(1)
            return Matched(agent.agent_id, agent.account, "longest_idle")
        case Ringing():
            return AgentAnswered(ring)
        case Whispering():
            return Whispered(ring)
        case Joining():
            return Joined(ring)
        case Talking(agent) if go_on.key == Digit("9"):
            return AgentGone(agent.ring, HangupCause.NORMAL)
        case Talking() if go_on.key == Digit("#"):
            return TransferToQueue(DOCTORS)
        case Talking() if go_on.key == Digit("0"):
            return HoldAsked()
        case Talking():
            kind = list(TransferKind)[int(go_on.key) % len(TransferKind)]
            return TransferToAgent(kind, operator(2).agent_id)
        case Transferring() as transferring:
            return _transfer_awaited(transferring, go_on)
        case _ if call.is_speaking:
            return SayFinished(Utterance(call.utterances), is_said=True)
        case _:
            return DigitPressed(go_on.key)
