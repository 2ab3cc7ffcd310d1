"""`why` as somebody types it who answers a complaint: what the services wrote, in PostgreSQL."""

# ruff: noqa: RUF001 -- Russian words look like Latin ones; that is what they are.

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import asyncpg
import pytest

from base.ids import new_intervention_id
from base.instant import Instant
from callflow.events import (
    AgentAnswered,
    Answered,
    Direction,
    FarEndRinging,
    Joined,
    Ring,
    VoiceHeard,
    Whispered,
)
from callflow.intervention import Deed, Intervention
from callflow.snapshot import encode_policy
from line122.cli.main import main
from simulation.virtual_time import VirtualLoop
from storage.records.books import open_books
from storage.records.roster import open_roster
from storage.roster import NewOperator
from tests.callflow.explained import NAMED, WORDS, a_hall
from tests.callflow.stories import said
from tests.callflow.test_nobody_is_lost import GONE, MOTHER, OPERATORS, attempt, busy, our_call
from tests.support.hall import Hall

SITE = "volgograd"
NUMBER = "+79101234567"


@dataclass(frozen=True)
class StoppedClock:
    """The clocks as they stood when the story was over."""

    at: Instant
    moment: datetime

    def instant(self) -> Instant:
        return self.at

    def now(self) -> datetime:
        return self.moment


@dataclass(frozen=True)
class Typed:
    """What a command answered."""

    status: int
    out: str
    err: str


Command = Callable[..., Awaitable[Typed]]
"""Types `why` with such words."""


async def told_and_rung_back() -> tuple[Hall, StoppedClock]:
    """Live the day of a mother who is told, redials, and is rung half an hour later."""
    async with a_hall() as hall:
        talks = await busy(hall)
        await attempt(hall, MOTHER, Answered(), said(1))
        await attempt(hall, MOTHER)
        await asyncio.sleep(1800.0)
        hall.tell(talks[0], GONE)
        await asyncio.sleep(31.0)
        ours = our_call(hall)
        hall.tell(ours, FarEndRinging(), Answered(), said(1))
        await hall.settle()
        hall.tell(ours, AgentAnswered(Ring(1)), Whispered(Ring(1)), Joined(Ring(1)), VoiceHeard())
        await asyncio.sleep(60.0)
        hall.tell(ours, GONE)
        await hall.settle()
        moment = hall.calls._moment()
        return hall, StoppedClock(moment.instant, moment.now)


async def kept(url: str, directory: Path) -> None:
    """Write all that the services wrote down into PostgreSQL."""
    hall, clock = await asyncio.to_thread(lambda: VirtualLoop().run(told_and_rung_back()))
    async with open_roster(url, site=SITE) as roster:
        await roster.add([NewOperator(agent, "0" * 32) for agent in OPERATORS], clock.now())
    async with open_books(url, site=SITE, clock=clock, directory=directory) as books:
        await books.calls.keep_policy(NAMED, encode_policy(WORDS))
        for contact in {row.contact_id: row for row in hall.books.contacts}.values():
            books.cases.write_contact(contact)
        for ticket in hall.books.tickets:
            books.cases.write_ticket(ticket)
        for record in {row.call_id: row for row in hall.books.calls}.values():
            books.calls.write_call(record)
        for entry in hall.books.journal:
            books.calls.write_event(entry)
        for request in hall.people.callbacks.requests.values():
            books.callbacks.write_request(request)
        for dialled in hall.people.callbacks.attempts.values():
            books.callbacks.write_attempt(dialled)
        for message in hall.people.messages.messages.values():
            books.messages.write_sms(message)
        for move in hall.books.moves:
            books.agents.write_move(move)
        await books.interventions.append(list(listened_to(hall, clock)))
        await books.caught_up()


def listened_to(hall: Hall, clock: StoppedClock) -> Iterator[Intervention]:
    """Return how a supervisor listened to the talk with the mother, a minute before its end."""
    ours = next(row.call_id for row in hall.books.calls if row.direction is Direction.OUTBOUND)
    for second, deed, detail, why_done, since in (
        (-60, Deed.SUPERVISION_BEGUN, "listen", "Жалоба на грубость", None),
        (-15, Deed.SUPERVISION_ENDED, "hung_up", "", clock.moment - timedelta(seconds=55)),
    ):
        yield Intervention(
            intervention_id=new_intervention_id(),
            at=clock.moment + timedelta(seconds=second),
            actor="orlova",
            deed=deed,
            subject="261122-0005",
            why=why_done,
            detail=detail,
            call_id=ours,
            beside_since=since,
        )


@pytest.fixture
def why(
    database_url: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Command:
    """Return the command, to be typed where the database is known."""
    monkeypatch.setenv("DATABASE_URL", database_url)

    async def typed(*words: str) -> Typed:
        capsys.readouterr()
        status = await asyncio.to_thread(main, ("why", *words))
        printed = capsys.readouterr()
        return Typed(status, printed.out, printed.err)

    return typed


async def test_complaint_is_answered_by_the_number_the_ticket_or_the_call(
    why: Command, database_url: str, tmp_path: Path
) -> None:
    await kept(database_url, tmp_path)
    by_number = await why("8 910 123-45-67")
    page = " ".join(by_number.out.split())

    assert (by_number.status, by_number.err) == (0, "")
    assert f"Номер {NUMBER}, заявка 261122-0005-2" in page
    assert "Первый звонок 22.11.2026 в 12:00:00." in page
    assert "Всего на линию поступило 2 звонка" in page
    assert "Ступень 2 «сообщить и перезвонить»" in page
    assert "Разговор с оператором agent-1 начался в 12:30:" in page
    assert "Ждать пришлось 31 мин." in page
    assert "№3 Супервизор orlova подключается к разговору: слушает, его не слышит" in page
    assert "Причина: «Жалоба на грубость»." in page
    assert "больше не у разговора: трубка положена. Всего у разговора 40 с." in page
    assert "Попытка 1 за день: разговор состоялся." in page
    assert "Проверка, 3 звонка: решения выведены заново" in page
    assert "№3." not in page
    assert all(len(line) < 100 for line in by_number.out.splitlines())

    by_ticket = await why("2026-11-22/5", "--json")
    (contact,) = json.loads(by_ticket.out)["contacts"]
    assert contact["number"] == "+*********67"
    assert [check["verdict"] for check in contact["checks"]] == ["same"] * 3
    assert contact["gist"]["attempts"] == 2
    decided = [line for line in contact["story"] if line["what"] == "Decided"]
    assert decided[0]["facts"]["load"]["channels"] == 6

    call_id = contact["checks"][1]["call_id"]
    by_call = await why(call_id, "--show-personal")
    assert "Вопрос задан о звонке №2." in by_call.out
    assert NUMBER in by_call.out


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        (
            "UPDATE call_event SET reason = '3_last_channel' WHERE reason = '2_first_call'",
            "причина: записано «3_last_channel», выводится «2_first_call»",
        ),
        (
            "UPDATE call_event SET kind = 'Teleported' WHERE reason = '2_first_call'",
            "журнал пуст или записан другой версией программы",
        ),
        ("UPDATE call SET policy_id = NULL", "правила, по которым жил звонок, не сохранены"),
    ],
    ids=["another reason", "an event of another version", "a lost policy"],
)
async def test_row_that_was_changed_since_is_told(
    why: Command, database_url: str, tmp_path: Path, sql: str, told: str
) -> None:
    await kept(database_url, tmp_path)
    connection = await asyncpg.connect(database_url)
    # The journal refuses every change; whoever owns the table can make it look away.
    await connection.execute(f"ALTER TABLE call_event DISABLE TRIGGER USER; {sql}")
    await connection.close()

    answered = await why(NUMBER)

    assert answered.status == 0
    assert told in " ".join(answered.out.split())


async def test_what_nobody_knows_is_one_line_that_says_what_to_look_at(why: Command) -> None:
    unknown = await why("+79990000000")
    unread = await why("mother")

    assert (unknown.status, unread.status) == (1, 1)
    assert unknown.err == "line122: nothing is known by that; look at it digit by digit\n"
    assert unread.err.startswith("line122: this is no call, ticket or number; write the id")
    assert unread.err.count("\n") == 1
