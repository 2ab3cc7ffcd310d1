"""An operator calls people themselves: by a code on their telephone, and from the terminal."""

from uuid import UUID

import msgspec

from callflow.own_call_desk import OwnCallMade
from line122.control_socket import ask_engine
from line122.phones.call import PhoneCall
from line122.phones.softphone import Identity, Line
from tests.integration.engine.helpline import (
    PATIENCE_S,
    Citizen,
    Desk,
    Helpline,
    both_hear_more,
    end_of,
    new_number,
)
from tests.integration.engine.patience import eventually
from web.ports import Declined, Done


async def at_home(helpline: Helpline) -> tuple[str, Line]:
    """Return a citizen's number, and the telephone on which they can be rung."""
    number = new_number()
    return number, await helpline.phone.line(Identity(number, helpline.house.sip))


async def talk_of(desk: Desk, line: Line, number: str) -> tuple[PhoneCall, Citizen]:
    """Let the operator pick up first, then the citizen; both hear each other."""
    operator = await desk.pick_up()
    taken = await line.next_call()
    assert await taken.answer(), "the citizen's telephone had stopped ringing"
    citizen = Citizen(number, taken)
    citizen.sing()
    assert await both_hear_more(citizen, operator), "not everybody hears the other"
    return operator, citizen


async def test_operator_rings_a_number_and_then_its_person_again_by_codes(
    helpline: Helpline,
) -> None:
    desk = await helpline.on_duty("olga")
    number, line = await at_home(helpline)

    code = await desk.dial(f"*78{number[1:]}")
    assert await code.ends_within(PATIENCE_S)
    operator, citizen = await talk_of(desk, line, number)
    await citizen.call.hang_up()
    await end_of(operator)
    await helpline.agent_becomes(desk.account, "idle", "available")

    again = await desk.dial("*7")
    assert await again.ends_within(PATIENCE_S)
    operator = await desk.pick_up()
    assert await (await line.next_call()).reject()
    await end_of(operator)
    await helpline.agent_becomes(desk.account, "idle", "available")

    talked, declined = await eventually(
        lambda: calls_to(helpline, number),
        lambda rows: (
            len(rows) == 2
            and all(row.outcome is not None for row in rows)
            and rows[0].end_reason is not None
        ),
    )
    assert (talked.outcome, talked.decision) == ("answered", "own_call_number")
    assert (declined.outcome, declined.decision) == ("not_reached", "own_call_last_talk")
    assert talked.account == desk.account
    assert talked.ticket is not None
    assert talked.end_reason == "served"
    assert declined.ticket not in {None, talked.ticket}


async def test_terminal_lets_an_operator_call_or_says_why_not(helpline: Helpline) -> None:
    desk = await helpline.on_duty("pavel")
    number, line = await at_home(helpline)
    path = f"/agents/{desk.account}/calls"

    refused = await ask_engine(helpline.house.state, "POST", f"{path}/8101415551234")
    made = await ask_engine(helpline.house.state, "POST", f"{path}/+{number}")

    assert isinstance(refused, Declined)
    assert "number_foreign" in refused.problems[0]
    assert isinstance(made, Done)
    operator, _ = await talk_of(desk, line, number)
    twice = await ask_engine(helpline.house.state, "POST", f"{path}/+{number}")
    assert isinstance(twice, Declined)
    await operator.hang_up()
    (row,) = await eventually(
        lambda: calls_to(helpline, number), lambda rows: rows[0].outcome is not None
    )
    told = msgspec.json.decode(made.body, type=OwnCallMade)
    assert (row.call_id, row.ticket) == (told.call_id, told.ticket)


class CalledRow(msgspec.Struct):
    """A call of ours as it is stored, with its ticket and its operator."""

    call_id: UUID
    outcome: str | None
    decision: str
    account: str | None
    ticket: str | None
    end_reason: str | None


async def calls_to(helpline: Helpline, number: str) -> list[CalledRow]:
    rows = await helpline.records.rows(
        "SELECT call_id, outcome, decision, agent.account, ticket.number AS ticket, end_reason"
        " FROM call JOIN contact USING (contact_id)"
        " LEFT JOIN ticket ON ticket.ticket_id = call.ticket_id"
        " LEFT JOIN agent ON agent.agent_id = call.agent_id"
        " WHERE call.direction = 'outbound' AND ani = $1 ORDER BY call.arrived_at",
        f"+{number}",
    )
    return [msgspec.convert(row, CalledRow) for row in rows]
