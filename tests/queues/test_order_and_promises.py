"""People with a promise in the one order: `queues/order.py`, `queues/promised.py`, the floor."""

from itertools import pairwise
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from agents.activity import RingOutcome
from agents.agent import Activity, Presence
from base.ids import ContactId
from base.instant import Instant
from base.step import Deadline
from queues.floor import Floor, FloorStep, advance
from queues.messages import (
    AgentSeated,
    AgentWrappedUp,
    EntryQueued,
    FloorDeadline,
    FloorEvent,
    PositionAsked,
    PromisePut,
    PromiseTaken,
    RingReported,
    TalkReported,
    TellPosition,
)
from queues.order import Deferred, Due, Order, people_ahead, position_of
from queues.promised import Promised
from queues.queue import Entry, Match, Position, Rank
from tests.support.site import ADVICE, DOCTORS, FLOOR_POLICY, call_id, operator
from tests.support.swift import SWIFT


def contact(number: int) -> ContactId:
    """Return the contact of the story's person of this number."""
    return ContactId(UUID(int=0xC0000 + number))


def promised(number: int, **changed: object) -> Promised:
    """Return a person who first dialled at the second of their number."""
    fields: dict[str, object] = {
        "contact_id": contact(number),
        "queue": ADVICE,
        "priority": 0,
        "placed_at": Instant(float(number)),
    }
    return Promised(**{**fields, **changed})  # type: ignore[arg-type]  # A story names the fields.


class Day:
    """One floor to which things happen."""

    def __init__(self) -> None:
        self.floor = Floor()
        self.deadline: Deadline | None = None

    def take(self, at: float, event: FloorEvent) -> FloorStep:
        """Let the floor take an event."""
        step = advance(self.floor, event, Instant(at), FLOOR_POLICY)
        self.floor, self.deadline = step.state, step.deadline
        return step

    def people(self) -> list[int]:
        """Return who stands in the line with a promise, in order."""
        return [person.contact_id.int - contact(0).int for person in self.floor.promised]


def test_promised_people_stand_by_rank_then_priority_then_first_dial() -> None:
    day = Day()
    for person in (
        promised(3),
        promised(1, rank=Rank.LAST),
        promised(4, rank=Rank.URGENT),
        promised(5, queue=DOCTORS, priority=1),
        promised(2),
    ):
        day.take(10.0, PromisePut(person))

    assert day.people() == [4, 5, 2, 3, 1]


def test_promise_put_again_takes_the_place_of_the_one_before() -> None:
    day = Day()
    day.take(10.0, PromisePut(promised(1)))
    day.take(10.0, PromisePut(promised(1, queue=DOCTORS, rank=Rank.URGENT)))

    (person,) = day.floor.promised
    assert (person.queue, person.rank) == (DOCTORS, Rank.URGENT)
    assert day.floor.promised.waiting(ADVICE) == 0


def test_promise_taken_leaves_nobody_and_may_be_taken_twice() -> None:
    day = Day()
    day.take(10.0, PromisePut(promised(1)))
    day.take(10.0, PromisePut(promised(2, not_before=Instant(60.0))))
    for number in (1, 2, 2):
        day.take(11.0, PromiseTaken(contact(number)))

    assert (len(day.floor.promised), len(day.floor.deferred)) == (0, 0)
    assert day.deadline is None


def test_who_may_not_be_rung_yet_comes_back_to_their_old_place() -> None:
    day = Day()
    day.take(10.0, PromisePut(promised(2)))
    day.take(10.0, PromisePut(promised(1, not_before=Instant(70.0))))
    assert day.people() == [2]
    assert day.deadline == Deadline(Instant(70.0), "promise_due")

    day.take(70.0, FloorDeadline())
    assert day.people() == [1, 2]
    assert day.deadline is None


def test_nobody_is_matched_while_they_are_not_on_the_line() -> None:
    day = Day()
    day.take(10.0, PromisePut(promised(1)))
    step = day.take(11.0, AgentSeated(operator(1), Presence.AVAILABLE))

    assert not any(isinstance(command, Match) for command in step.commands)


def test_position_counts_those_on_the_line_and_those_with_a_promise() -> None:
    day = Day()
    day.take(20.0, PromisePut(promised(1)))
    day.take(20.0, PromisePut(promised(3)))
    day.take(20.0, EntryQueued(call_id(7), ADVICE, Instant(20.0), placed_at=Instant(2.0)))

    (told,) = day.take(21.0, PositionAsked(call_id(7))).commands
    assert told == TellPosition(call_id(7), Position(position=2, waiting=3))


def test_who_is_on_the_line_with_a_promise_is_one_person() -> None:
    line = Order().with_person(promised(1)).with_person(promised(2))
    back = Entry(
        call_id(7), ADVICE, 0, Instant(20.0), contact_id=contact(1), placed_at=Instant(1.0)
    )
    behind = Entry(call_id(8), ADVICE, 0, Instant(21.0))

    assert position_of(call_id(7), [back, behind], line) == Position(1, 3)
    assert position_of(call_id(8), [back, behind], line) == Position(3, 3)
    assert people_ahead(back.place, ADVICE, [back, behind], line, contact(1)) == 0


def test_rank_that_a_person_gives_on_the_line_moves_them() -> None:
    day = Day()
    day.take(1.0, EntryQueued(call_id(7), ADVICE, Instant(1.0)))
    day.take(2.0, EntryQueued(call_id(8), ADVICE, Instant(2.0), contact_id=contact(8)))
    day.take(3.0, EntryQueued(call_id(8), ADVICE, Instant(3.0), rank=Rank.URGENT))
    entry = day.floor.entries[call_id(8)]
    assert (entry.entered_at, entry.contact_id) == (2.0, contact(8))

    step = day.take(4.0, AgentSeated(operator(1), Presence.AVAILABLE))
    assert [c.call_id for c in step.commands if isinstance(c, Match)] == [call_id(8)]


def test_who_was_cut_off_wakes_the_floor_when_they_are_kept_no_longer() -> None:
    day = Day()
    day.take(0.0, AgentSeated(operator(1), Presence.AVAILABLE))
    day.take(0.0, EntryQueued(call_id(1), ADVICE, Instant(0.0)))
    day.take(1.0, RingReported(call_id(1), operator(1).agent_id, RingOutcome.ANSWERED))
    day.take(5.0, TalkReported(call_id(1), operator(1).agent_id))
    back = EntryQueued(call_id(2), ADVICE, Instant(6.0), preferred=operator(1).agent_id)
    day.take(6.0, back)
    day.take(7.0, AgentSeated(operator(2), Presence.AVAILABLE))
    assert day.deadline == Deadline(Instant(26.0), "agent_preferred")

    step = day.take(26.0, FloorDeadline())
    assert [c.account for c in step.commands if isinstance(c, Match)] == ["agent-2"]


def test_agent_who_says_they_have_written_up_gets_the_next_call_at_once() -> None:
    day = Day()
    day.take(0.0, AgentSeated(operator(1), Presence.AVAILABLE))
    day.take(0.0, EntryQueued(call_id(1), ADVICE, Instant(0.0)))
    day.take(1.0, RingReported(call_id(1), operator(1).agent_id, RingOutcome.ANSWERED))
    day.take(60.0, TalkReported(call_id(1), operator(1).agent_id))
    day.take(61.0, EntryQueued(call_id(2), ADVICE, Instant(61.0)))
    step = day.take(65.0, AgentWrappedUp(operator(1).agent_id))

    assert [c.call_id for c in step.commands if isinstance(c, Match)] == [call_id(2)]
    assert day.floor.agents[operator(1).agent_id].activity is Activity.RINGING


people = st.builds(
    promised,
    st.integers(1, 12),
    queue=st.sampled_from([ADVICE, DOCTORS]),
    rank=st.sampled_from(Rank),
    not_before=st.sampled_from([None, Instant(5.0), Instant(30.0)]),
)
changes = st.lists(
    st.one_of(
        st.builds(PromisePut, people),
        st.builds(PromiseTaken, st.integers(1, 12).map(contact)),
        st.just(FloorDeadline()),
    ),
    max_size=40,
)


@given(changes)
@SWIFT
def test_everybody_stands_once_and_in_order_whatever_is_put_and_taken(
    events: list[FloorEvent],
) -> None:
    day, kept = Day(), dict[ContactId, Promised]()
    for at, event in enumerate(events):
        day.take(float(at), event)
        match event:
            case PromisePut(person):
                kept[person.contact_id] = person
            case PromiseTaken(contact_id):
                kept.pop(contact_id, None)
    now = float(max(len(events) - 1, 0))
    in_line, waiting = day.floor.promised, day.floor.deferred

    assert in_line.people.keys() | waiting.people.keys() == kept.keys()
    assert not in_line.people.keys() & waiting.people.keys()
    places = [person.place for person in in_line]
    assert all(earlier < later for earlier, later in pairwise(places))
    for person in in_line:
        same = [other for other in in_line if other.queue == person.queue]
        assert in_line.ahead_of(person.place, person.queue) == same.index(person)
    assert all(due.at > now for due in waiting.moments)
    assert list(waiting.moments) == sorted(waiting.moments)
    assert len(waiting.moments) == len(waiting)
    assert day.deadline == (
        None if waiting.next_at is None else Deadline(waiting.next_at, "promise_due")
    )


def test_who_is_not_in_it_changes_neither_the_order_nor_the_deferred() -> None:
    line = Order().with_person(promised(1))
    later = Deferred().with_person(promised(1, not_before=Instant(5.0)))

    assert line.without(contact(2)) is line
    assert later.without(contact(2)) is later
    assert line.get(contact(1)) == promised(1)
    assert line.get(None) is None
    assert later.get(contact(1)) is not None
    assert later.get(None) is None
    assert later.due_by(Instant(5.0)) == 1
    assert later.moments == (Due(Instant(5.0), contact(1)),)
