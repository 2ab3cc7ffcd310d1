"""A telephone that is known to be dead is not rung, and its operator loses no caller by it."""

from agents.agent import Presence
from agents.phone import PhoneTrouble
from agents.ports import StoredOperator
from asterisk.fake import FakeExchange
from callflow.commands import RingAgent
from callflow.events import Answered, Ring
from tests.callflow.stories import pressed, said
from tests.support.hall import Hall
from tests.support.site import operator

ANNA = operator(1, doctor=1)
NUMBER = "+79101234567"


async def test_dead_telephone_is_not_rung_and_rings_as_soon_as_it_is_back() -> None:
    hall, exchange = Hall(), FakeExchange()
    exchange.listen(hall.calls)
    hall.books.stored.append(StoredOperator(ANNA, Presence.AVAILABLE, ""))
    await hall.roster.load()
    exchange.plug_in(ANNA.account, lambda ring: ring.answer())
    exchange.lose(ANNA.account)
    await hall.settle()
    trouble = hall.distributor.floor.agents[ANNA.agent_id].trouble

    caller = await hall.dial(NUMBER)
    hall.tell(caller, Answered(), said(1), said(2), pressed("1"))
    await hall.settle()
    rung_while_dead = [asked for asked in hall.switchboard.asked if isinstance(asked, RingAgent)]
    exchange.plug_in(ANNA.account, lambda ring: ring.answer())
    await hall.settle()
    rung = [asked for asked in hall.switchboard.asked if isinstance(asked, RingAgent)]
    await hall.close()

    assert trouble is PhoneTrouble.UNREGISTERED
    assert rung_while_dead == []
    assert rung == [RingAgent(Ring(1), ANNA.account)]
    assert PhoneTrouble.UNREGISTERED in {move.trouble for move in hall.books.moves}
