"""The free seat of the demo knows whom its person talks with, and whose tickets are theirs."""

from dataclasses import replace

from callflow.events import Direction
from callflow.readings import AgentReading, CallReading, LiveReading
from callflow.trunk import Purpose
from line122.demo.seat import ACCOUNT, Seat
from tests.support.site import MAIN

TICKET = "261122-0036-1"
CALL = CallReading(
    call_id="call",
    trunk=MAIN,
    phase="Talking",
    queue=None,
    ticket_number=TICKET,
    age_s=12.0,
    position=None,
    purpose=Purpose.TALK,
    direction=Direction.INBOUND,
    decision="0",
)
AT_THE_SEAT = AgentReading(
    account=ACCOUNT,
    name="Anybody",
    presence="available",
    activity="talking",
    since_s=1.0,
    call_id="call",
)


def line(agent: AgentReading) -> LiveReading:
    return LiveReading(trunks=(), calls=(CALL,), agents=(agent,), waiting={})


async def called_from(ticket: str) -> str | None:
    return {TICKET: "+79100000005"}.get(ticket)


async def test_citizen_is_told_that_a_person_has_taken_their_call() -> None:
    seat = Seat(ACCOUNT)
    await seat.look(line(AT_THE_SEAT), called_from)
    assert seat.talks_with("79100000005")
    assert not seat.talks_with("79100000006")
    assert seat.tickets == {TICKET}


async def test_talk_that_is_over_stays_the_person_s_to_write() -> None:
    seat = Seat(ACCOUNT)
    await seat.look(line(AT_THE_SEAT), called_from)
    await seat.look(line(replace(AT_THE_SEAT, activity="wrap_up")), called_from)
    assert not seat.talks_with("79100000005")
    assert seat.tickets == {TICKET}


async def test_whoever_rings_or_is_answered_by_somebody_else_is_not_met() -> None:
    seat = Seat(ACCOUNT)
    await seat.look(line(replace(AT_THE_SEAT, activity="ringing")), called_from)
    await seat.look(line(replace(AT_THE_SEAT, account="anna")), called_from)
    assert not seat.talks_with("79100000005")
    assert not seat.tickets
