"""The word about the last call, which the next one waits for.

`queues/dispositions.py`, `queues/seats.py`, and the rules of `agents/activity.py` behind them.
"""

from dataclasses import replace

from agents.activity import RingOutcome, may_extend, owes_word
from agents.agent import Activity, Agent, NotStated, Presence
from agents.codes import Disposition
from agents.ports import Kept
from base.instant import Instant
from base.step import Deadline
from queues.floor import Floor, advance
from queues.messages import (
    AgentAsked,
    AgentDeclared,
    AgentDisposed,
    AgentMoved,
    AgentRemoved,
    AgentSeated,
    AgentWrappedUp,
    AgentWrapUpExtended,
    EntryQueued,
    FloorCommand,
    FloorDeadline,
    FloorEvent,
    RingReported,
    TalkReported,
)
from queues.queue import Match
from queues.seats import kept_of
from tests.support.site import ASKING_POLICY, DOCTORS, FLOOR_POLICY, call_id, operator

ANNA = operator(1, doctor=1)
FIRST, NEXT, OWN = call_id(1), call_id(2), call_id(3)


class Shift:
    """Anna's talk from 10 to 60 while somebody else waits, at a site that asks for a word."""

    def __init__(self) -> None:
        self.floor = Floor()
        self.deadline: Deadline | None = None
        self.told: list[FloorCommand] = []
        self.take(0.0, AgentSeated(ANNA, Presence.AVAILABLE))
        self.take(1.0, EntryQueued(FIRST, DOCTORS, Instant(1.0)))
        self.take(10.0, RingReported(FIRST, ANNA.agent_id, RingOutcome.ANSWERED))
        self.take(20.0, EntryQueued(NEXT, DOCTORS, Instant(20.0)))
        self.take(60.0, TalkReported(FIRST, ANNA.agent_id))
        self.told.clear()

    def take(self, at: float, event: FloorEvent) -> None:
        step = advance(self.floor, event, Instant(at), ASKING_POLICY)
        self.floor, self.deadline = step.state, step.deadline
        self.told += [each for each in step.commands if not isinstance(each, AgentMoved)]

    @property
    def anna(self) -> Agent:
        return self.floor.agents[ANNA.agent_id]

    def words(self) -> list[AgentDisposed]:
        return [told for told in self.told if isinstance(told, AgentDisposed)]

    def matched(self) -> list[Match]:
        return [told for told in self.told if isinstance(told, Match)]


def test_next_call_waits_for_the_word_and_comes_with_it() -> None:
    shift = Shift()
    shift.take(90.0, FloorDeadline())
    overdue = shift.anna
    shift.take(95.0, AgentWrappedUp(ANNA.agent_id, Disposition.DONE, FIRST))

    assert (overdue.activity, overdue.is_overdue, overdue.until) == (Activity.WRAP_UP, True, 160.0)
    assert shift.words() == [AgentDisposed(ANNA.agent_id, FIRST, Disposition.DONE)]
    assert [match.call_id for match in shift.matched()] == [NEXT]
    assert shift.anna.undisposed is None


def test_word_is_not_waited_for_for_ever_and_its_absence_is_told_once() -> None:
    shift = Shift()
    shift.take(90.0, FloorDeadline())
    waiting_until = shift.deadline
    assert not shift.matched()
    shift.take(160.0, FloorDeadline())
    shift.take(161.0, FloorDeadline())

    assert waiting_until == Deadline(Instant(160.0), "agent_wrap_up")
    assert shift.words() == [AgentDisposed(ANNA.agent_id, FIRST, None, NotStated.LIMIT)]
    assert [match.call_id for match in shift.matched()] == [NEXT]


def test_late_word_goes_over_its_absence() -> None:
    shift = Shift()
    shift.take(90.0, FloorDeadline())
    shift.take(160.0, FloorDeadline())
    missing = shift.anna.undisposed
    shift.take(165.0, AgentWrappedUp(ANNA.agent_id, Disposition.NOBODY))

    assert missing is not None
    assert missing.call_id == FIRST
    assert shift.words()[-1] == AgentDisposed(ANNA.agent_id, FIRST, Disposition.NOBODY)
    assert shift.anna.undisposed is None
    assert shift.anna.activity is Activity.RINGING, "the next call rings on"


def test_neither_being_available_nor_having_written_up_is_a_word() -> None:
    shift = Shift()
    shift.take(61.0, AgentDeclared(ANNA.agent_id, Presence.AVAILABLE))
    shift.take(62.0, AgentWrappedUp(ANNA.agent_id))

    assert owes_word(shift.anna, ASKING_POLICY.agents)
    assert not shift.told


def test_more_time_is_given_before_the_limit_and_never_beyond_it() -> None:
    shift = Shift()
    shift.take(61.0, AgentWrapUpExtended(ANNA.agent_id))
    longer = shift.anna.until
    shift.take(150.0, FloorDeadline())

    assert longer == 150.0
    assert (shift.anna.is_overdue, shift.anna.until) == (True, 160.0)
    assert not may_extend(replace(shift.anna, has_extended=False), ASKING_POLICY.agents)


def test_who_said_it_while_they_talked_owes_nothing_afterwards() -> None:
    shift = Shift()
    shift.take(61.0, AgentWrappedUp(ANNA.agent_id, Disposition.DONE))
    shift.take(65.0, RingReported(NEXT, ANNA.agent_id, RingOutcome.ANSWERED))
    shift.take(70.0, AgentWrappedUp(ANNA.agent_id, Disposition.WRONG_PERSON, NEXT))
    shift.take(80.0, TalkReported(NEXT, ANNA.agent_id))

    assert shift.anna.activity is Activity.WRAP_UP
    assert not owes_word(shift.anna, ASKING_POLICY.agents)
    shift.take(110.0, FloorDeadline())
    assert shift.anna.until is None


def test_who_calls_somebody_first_or_leaves_is_told_as_having_said_nothing() -> None:
    calling, leaving = Shift(), Shift()
    calling.take(65.0, AgentAsked(OWN, ANNA.agent_id, is_own=True))
    leaving.take(65.0, AgentRemoved(ANNA.agent_id))

    assert calling.words() == [AgentDisposed(ANNA.agent_id, FIRST, None, NotStated.OWN_CALL)]
    assert leaving.words() == [AgentDisposed(ANNA.agent_id, FIRST, None, NotStated.LEFT)]


def test_restart_forgets_neither_an_owed_word_nor_when_a_break_began() -> None:
    owing = kept_of(Shift().anna, ASKING_POLICY.agents)
    again = Shift()
    again.floor = Floor()
    again.take(70.0, AgentSeated(ANNA, Presence.AVAILABLE, kept=owing))
    again.take(70.0, FloorDeadline())
    at_lunch = AgentSeated(operator(2), Presence.BREAK, kept=Kept(Instant(-500.0)))
    again.take(71.0, at_lunch)

    assert owing == Kept(Instant(60.0), FIRST)
    assert (again.anna.activity, again.anna.call_id, again.anna.until) == (
        Activity.WRAP_UP,
        FIRST,
        160.0,
    )
    assert again.floor.agents[operator(2).agent_id].since == -500.0


def test_nobody_is_asked_where_the_site_does_not_ask() -> None:
    shift = Shift()
    step = advance(shift.floor, FloorDeadline(), Instant(90.0), FLOOR_POLICY)

    assert step.state.agents[ANNA.agent_id].activity is not Activity.WRAP_UP
    assert kept_of(shift.anna, FLOOR_POLICY.agents) == Kept(Instant(60.0))
