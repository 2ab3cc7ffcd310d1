"""callflow.intervention_desk and callflow.deeds: what supervisors do on a line that is at work.

Also callflow.intervention: under which word each deed is kept.
"""

from collections.abc import AsyncIterator

import pytest

from agents.agent import Activity, Presence
from base.ids import CallId, new_call_id, new_contact_id
from callflow.deeds import (
    AgentTurn,
    DeedDone,
    ForceStorm,
    GivePerson,
    LineDeed,
    MayNotDo,
    MovePerson,
    NumberTurn,
    OrderService,
    PutCallFirst,
    PutPromiseFirst,
    PutTopic,
    Refused,
    ResendVisits,
    StopTopic,
    TurnAgent,
    TurnNumber,
    Wanted,
)
from callflow.events import Answered, CallEvent, ServiceName
from callflow.intervention import Deed, deed_of
from callflow.intervention_desk import InterventionDesk
from callflow.standing_orders import HoursAsked
from callflow.storm import StormPolicy
from callflow.storm_order import OrderedStorm, StormOrder
from callflow.storm_watch import StormWatch, WatchDoors, WatchPolicy
from ivr.hot_topics import TopicId, TopicPlace
from queues.policy import QueueName
from queues.queue import Rank
from tests.callflow.stories import pressed, said
from tests.support.hall import Hall
from tests.support.site import ADVICE, DOCTORS, ZONE, operator

ANNA, CHIEF = operator(1, doctor=1), operator(2, doctor=1)
TO_THE_DOCTORS: tuple[CallEvent, ...] = (Answered(), said(1), said(2), pressed("1"))

pytestmark = pytest.mark.looptime


class Shift:
    """A hall, and the desk of its supervisor."""

    def __init__(self) -> None:
        self.hall = hall = Hall()
        doors = WatchDoors(hall.clock, hall.calls, hall.distributor, hall.people.storms)
        self.watch = StormWatch(doors, WatchPolicy(StormPolicy(), look_every_s=5.0), ZONE)
        self.desk = InterventionDesk(hall.calls, hall.distributor, self.watch, hall.callbacks)

    async def do(self, wanted: LineDeed) -> DeedDone | Refused:
        done = self.desk.do(wanted, "orlova", self.hall.clock.now())
        await self.hall.settle()
        return done

    async def why_not(self, wanted: LineDeed) -> MayNotDo:
        done = await self.do(wanted)
        assert isinstance(done, Refused)
        return done.reason

    async def waiting(self, number: str) -> CallId:
        call = await self.hall.dial(number)
        self.hall.tell(call, *TO_THE_DOCTORS)
        await self.hall.settle()
        assert self.hall.phase(call) == "Waiting"
        return call


@pytest.fixture
async def shift() -> AsyncIterator[Shift]:
    opened = Shift()
    for each in (ANNA, CHIEF):
        opened.hall.distributor.seat(each, Presence.BREAK)
    await opened.hall.settle()
    yield opened
    await opened.hall.close()


async def test_supervisor_takes_a_waiting_person_although_they_are_on_a_break(
    shift: Shift,
) -> None:
    call = await shift.waiting("89101234567")
    done = await shift.do(GivePerson(call, None, CHIEF.agent_id))
    assert isinstance(done, DeedDone)
    assert (done.detail, done.call_id) == (CHIEF.account, call)
    assert shift.hall.activity(CHIEF) is Activity.RINGING


async def test_person_is_given_only_to_somebody_who_is_free(shift: Shift) -> None:
    call = await shift.waiting("89101234567")
    give = GivePerson(call, ANNA.account, CHIEF.agent_id)
    assert await shift.why_not(give) is MayNotDo.AGENT_NOT_FREE
    assert await shift.why_not(GivePerson(call, None, None)) is MayNotDo.NO_AGENT
    nobody = GivePerson(new_call_id(), ANNA.account, None)
    assert await shift.why_not(nobody) is MayNotDo.NOBODY_WAITS


async def test_who_waits_is_put_first_once(shift: Shift) -> None:
    call = await shift.waiting("89101234567")
    assert isinstance(await shift.do(PutCallFirst(call)), DeedDone)
    assert shift.hall.distributor.floor.entries[call].rank is Rank.URGENT
    assert await shift.why_not(PutCallFirst(call)) is MayNotDo.NOTHING_CHANGES
    nobody = PutPromiseFirst(new_contact_id())
    assert await shift.why_not(nobody) is MayNotDo.NOBODY_WAITS


async def test_who_waits_is_moved_to_a_queue_that_there_is(shift: Shift) -> None:
    call = await shift.waiting("89101234567")
    assert await shift.why_not(MovePerson(call, QueueName("moon"))) is MayNotDo.NO_QUEUE
    assert await shift.why_not(MovePerson(call, DOCTORS)) is MayNotDo.NOTHING_CHANGES
    assert await shift.why_not(MovePerson(new_call_id(), ADVICE)) is MayNotDo.NOBODY_WAITS
    assert isinstance(await shift.do(MovePerson(call, ADVICE)), DeedDone)
    assert shift.hall.distributor.floor.entries[call].queue == ADVICE


async def test_operator_is_released_paused_and_sent_home(shift: Shift) -> None:
    turns = {
        AgentTurn.RELEASE: Presence.AVAILABLE,
        AgentTurn.PAUSE: Presence.ASIDE,
        AgentTurn.HOME: Presence.OFFLINE,
    }
    for turn, presence in turns.items():
        assert isinstance(await shift.do(TurnAgent(ANNA.account, turn)), DeedDone)
        assert shift.hall.distributor.floor.agents[ANNA.agent_id].presence is presence
        again = TurnAgent(ANNA.account, turn)
        assert await shift.why_not(again) is MayNotDo.NOTHING_CHANGES
    ghost = TurnAgent(operator(9).account, AgentTurn.HOME)
    assert await shift.why_not(ghost) is MayNotDo.NO_AGENT


async def test_storm_is_ordered_and_taken_back(shift: Shift) -> None:
    assert await shift.why_not(ForceStorm(StormOrder.AUTO)) is MayNotDo.NOTHING_CHANGES
    seen: list[bool] = []
    for order in (StormOrder.ON, StormOrder.OFF):
        await shift.do(ForceStorm(order))
        seen.append(shift.hall.calls.is_storm)
    assert seen == [True, False]
    assert shift.watch.ordered == OrderedStorm(StormOrder.OFF, "orlova", shift.hall.clock.now())


def test_every_deed_has_its_word() -> None:
    call, service, flu = new_call_id(), ServiceName("122"), TopicId("flu")
    words: dict[Wanted, Deed] = {
        GivePerson(call, None, None): Deed.PERSON_TAKEN,
        MovePerson(call, ADVICE): Deed.PERSON_MOVED,
        PutCallFirst(call): Deed.PERSON_PUT_FIRST,
        PutPromiseFirst(new_contact_id()): Deed.PERSON_PUT_FIRST,
        TurnAgent(ANNA.account, AgentTurn.PAUSE): Deed.AGENT_PAUSED,
        TurnAgent(ANNA.account, AgentTurn.RELEASE): Deed.AGENT_RELEASED,
        TurnAgent(ANNA.account, AgentTurn.HOME): Deed.AGENT_SENT_HOME,
        ForceStorm(StormOrder.ON): Deed.STORM_FORCED,
        OrderService(service, HoursAsked.OPEN, None): Deed.SERVICE_ORDERED,
        TurnNumber("1", NumberTurn.SILENCE): Deed.NUMBER_SILENCED,
        TurnNumber("1", NumberTurn.RELEASE): Deed.NUMBER_RELEASED,
        TurnNumber("1", NumberTurn.ADMIT): Deed.NUMBER_ADMITTED,
        ResendVisits(): Deed.VISITS_RESENT,
        PutTopic(
            topic_id=flu, text="", place=TopicPlace.GREETING, starts=None, expires="", wav=None
        ): Deed.TOPIC_PUT,
        StopTopic(flu): Deed.TOPIC_STOPPED,
    }
    assert {wanted: deed_of(wanted) for wanted in words} == words
