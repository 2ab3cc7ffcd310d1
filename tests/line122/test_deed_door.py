"""line122.deed_door, line122.topic_deeds: what supervisors do by others' doors, and its rows."""

from array import array
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

import pytest

from administration.change import Kind
from administration.documents import NumberDocument
from agents.agent import Account, Presence
from base.ids import CallId, DispatchId, new_contact_id, new_dispatch_id, new_ticket_id
from callers.treatment import Treatment
from callflow.deeds import (
    AgentTurn,
    DeedDone,
    ForceStorm,
    GivePerson,
    MayNotDo,
    MovePerson,
    NumberTurn,
    OrderService,
    PutCallFirst,
    PutTopic,
    Refused,
    ResendVisits,
    StopTopic,
    TurnAgent,
    TurnNumber,
    Wanted,
)
from callflow.events import Answered, ServiceName
from callflow.intervention import Deed, Intervention
from callflow.intervention_desk import InterventionDesk
from callflow.standing_orders import HoursAsked
from callflow.storm import StormPolicy
from callflow.storm_order import StormOrder
from callflow.storm_watch import StormWatch, WatchDoors, WatchPolicy
from ivr.hot_topics import TopicId, TopicPlace
from line122.deed_door import DeedDoor
from line122.prompts.recording import Recording, write_recording
from line122.supervising import InterventionJournal
from storage.memory_interventions import MemoryInterventionBook
from tests.callflow.stories import pressed, said
from tests.support.api import ApiStory
from tests.support.hall import STARTED_AT, Hall
from tests.support.site import ADVICE, HELPLINE, ZONE, operator
from tickets.dispatch import DispatchAbout, DispatchState
from web.api.ports import Page, Place
from web.api.shown import DispatchShown

ANNA = operator(1, doctor=1)
NUMBER = "+79101234567"
WHY = "Учебная тревога"

pytestmark = pytest.mark.looptime


@dataclass
class DeadLetters:
    """A `web.api.ports.Dispatches` of what could not be delivered."""

    dead: list[DispatchId] = field(default_factory=list)

    async def listed(
        self, states: frozenset[DispatchState], after: Place | None, most: int
    ) -> Page[DispatchShown]:
        """Return the dead ones."""
        assert states == {DispatchState.DEAD}
        assert after is None
        return Page([_letter(each) for each in self.dead[:most]], None)

    async def replay(
        self, dispatch_ids: Sequence[DispatchId], now: datetime
    ) -> frozenset[DispatchId]:
        """Let them live again."""
        assert now.tzinfo is not None
        again = frozenset(dispatch_ids) & set(self.dead)
        self.dead = [each for each in self.dead if each not in again]
        return again


def _letter(dispatch_id: DispatchId) -> DispatchShown:
    return DispatchShown(
        dispatch_id=dispatch_id,
        ticket_id=new_ticket_id(),
        visit_id=None,
        target="gp-3",
        about=DispatchAbout.VISIT_REQUESTED,
        state=DispatchState.DEAD,
        attempts=9,
        written_at=STARTED_AT,
        next_at=STARTED_AT,
        sent_at=None,
        acknowledged_at=None,
        error="timeout",
    )


class Shift:
    """A line at work, and the door of its supervisor."""

    def __init__(self, home: Path) -> None:
        self.hall = hall = Hall()
        self.doors = ApiStory(home).doors()
        self.letters = DeadLetters()
        self.journal = InterventionJournal(MemoryInterventionBook(), hall.clock)
        watch = StormWatch(
            WatchDoors(hall.clock, hall.calls, hall.distributor, hall.people.storms),
            WatchPolicy(StormPolicy(), look_every_s=5.0),
            ZONE,
        )
        self.door = DeedDoor(
            desk=InterventionDesk(hall.calls, hall.distributor, watch, hall.callbacks),
            journal=self.journal,
            callers=hall.callers,
            cases=hall.cases,
            orders=self.doors.orders,
            administration=self.doors.administration,
            dispatches=self.letters,
            clock=hall.clock,
        )

    async def do(self, wanted: Wanted) -> DeedDone | MayNotDo:
        """Do it, and return what came of it."""
        done = await self.door.do("orlova", wanted, WHY)
        return done.reason if isinstance(done, Refused) else done

    async def last(self) -> Intervention:
        """Return what was kept last."""
        (row,) = await self.door.newest(1)
        return row

    async def waiting(self) -> CallId:
        """Let somebody wait for a doctor."""
        call = await self.hall.dial("89101234567")
        self.hall.tell(call, Answered(), said(1), said(2), pressed("1"))
        await self.hall.settle()
        return call


@pytest.fixture
async def shift(tmp_path: Path) -> AsyncIterator[Shift]:
    opened = Shift(tmp_path)
    opened.hall.distributor.seat(ANNA, Presence.BREAK)
    await opened.hall.settle()
    yield opened
    await opened.hall.close()


async def test_number_is_silenced_by_its_contact_and_released_by_itself(shift: Shift) -> None:
    unknown = TurnNumber(NUMBER, NumberTurn.SILENCE)
    assert await shift.do(unknown) is MayNotDo.NO_NUMBER
    call = await shift.waiting()
    line = shift.hall.calls.board.line(call)
    assert line is not None

    contact_id = line.call.origin.case.contact_id
    assert isinstance(await shift.do(TurnNumber(None, NumberTurn.SILENCE, contact_id)), DeedDone)
    kept = await shift.last()
    assert (kept.deed, kept.subject, kept.why) == (Deed.NUMBER_SILENCED, NUMBER, WHY)
    release = TurnNumber(NUMBER, NumberTurn.RELEASE)
    assert isinstance(await shift.do(release), DeedDone)
    assert await shift.do(release) is MayNotDo.NOTHING_CHANGES
    nobody = TurnNumber(None, NumberTurn.SILENCE, new_contact_id())
    assert await shift.do(nobody) is MayNotDo.NO_NUMBER


async def test_number_that_is_always_admitted_stands_in_the_administration(shift: Shift) -> None:
    admit = TurnNumber("8 910 123-45-67", NumberTurn.ADMIT)
    assert isinstance(await shift.do(admit), DeedDone)
    documents = await shift.doors.administration.documents(Kind.NUMBER)
    assert documents[NUMBER] == NumberDocument(treatment=Treatment.ALWAYS_ADMITTED, note=WHY)
    assert await shift.do(admit) is MayNotDo.NOTHING_CHANGES


async def test_service_is_closed_and_what_is_no_service_is_declined(shift: Shift) -> None:
    closed = await shift.do(OrderService(HELPLINE, HoursAsked.CLOSED, None))
    assert closed == DeedDone(HELPLINE, "closed")
    assert (await shift.last()).deed is Deed.SERVICE_ORDERED
    nowhere = OrderService(ServiceName("moon"), HoursAsked.OPEN, None)
    assert await shift.do(nowhere) is MayNotDo.DECLINED
    over = OrderService(HELPLINE, HoursAsked.OPEN, STARTED_AT.replace(year=2020))
    assert await shift.do(over) is MayNotDo.DECLINED


async def test_everything_that_could_not_be_delivered_is_sent_again(shift: Shift) -> None:
    assert await shift.do(ResendVisits()) is MayNotDo.NOTHING_CHANGES
    shift.letters.dead = [new_dispatch_id(), new_dispatch_id()]
    assert await shift.do(ResendVisits()) == DeedDone("dispatches", "2")
    assert shift.letters.dead == []


async def test_a_topic_is_put_on_the_line_and_its_effect_is_kept_with_its_end(
    shift: Shift, tmp_path: Path
) -> None:
    wav = tmp_path / "flu.wav"
    write_recording(Recording(array("h", [900] * 16_000)), wav)
    put = PutTopic(
        topic_id=TopicId("flu"),
        text="Прививки от гриппа делают в поликлиниках района: в кабинете около регистратуры",
        place=TopicPlace.GREETING,
        starts=None,
        expires="2030-01-01T18:00",
        wav=wav.read_bytes(),
    )
    assert shift.door.preview(put).hearers == 0
    await shift.waiting()
    assert shift.door.preview(put).hearers == 1

    named = "Прививки от гриппа делают в поликлиниках района: в кабинете…"
    assert await shift.do(put) == DeedDone(named)
    assert (await shift.last()).deed is Deed.TOPIC_PUT
    assert await shift.do(put) is MayNotDo.DECLINED
    spoken = replace(put, topic_id=TopicId("flu-2"), wav=None)
    assert await shift.do(spoken) == DeedDone(named, "*91")

    assert await shift.do(StopTopic(TopicId("flu"))) == DeedDone(named, "0/0")
    kept = await shift.last()
    assert (kept.deed, kept.subject, kept.detail) == (Deed.TOPIC_STOPPED, named, "0/0")
    assert await shift.do(StopTopic(TopicId("flu"))) is MayNotDo.NO_TOPIC
    assert await shift.do(replace(spoken, expires="noon")) is MayNotDo.DECLINED


async def test_what_is_refused_is_not_kept_and_what_is_done_on_the_line_is(shift: Shift) -> None:
    call = await shift.waiting()
    give = GivePerson(call, ANNA.account, None)
    assert await shift.do(give) is MayNotDo.AGENT_NOT_FREE
    assert await shift.door.newest(9) == ()
    assert isinstance(await shift.do(PutCallFirst(call)), DeedDone)
    kept = await shift.last()
    assert (kept.actor, kept.deed, kept.call_id) == ("orlova", Deed.PERSON_PUT_FIRST, call)


async def test_effect_of_every_deed_is_told_and_nothing_is_done(shift: Shift) -> None:
    call = await shift.waiting()
    release = shift.door.preview(TurnAgent(ANNA.account, AgentTurn.RELEASE))
    assert (release.before.operators, release.after.operators) == (0, 1)
    assert (release.before.people, release.before.mean_s) == (1, None)
    assert release.after.mean_s is not None
    give = shift.door.preview(GivePerson(call, ANNA.account, None))
    assert give.person_after_s is not None
    assert shift.door.preview(ForceStorm(StormOrder.ON)).channels == 0
    for wanted in (
        MovePerson(call, ADVICE),
        PutCallFirst(call),
        TurnAgent(Account("ghost"), AgentTurn.HOME),
        ResendVisits(),
    ):
        effect = shift.door.preview(wanted)
        assert effect.before.people == effect.after.people == 1
    assert shift.hall.phase(call) == "Waiting"
    assert shift.door.choices().storm is StormOrder.AUTO
    assert ADVICE in shift.door.choices().queues
