"""Operators work on their talks by the API; of `web/api/talks.py` and `web/desk/card.py`."""

# ruff: noqa: RUF001 -- Russian words of one letter look like Latin ones; that is what they are.

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path

import pytest

from agents.agent import Account
from agents.codes import Disposition
from base.ids import AgentId, CallId, new_call_id, new_contact_id, new_visit_id
from callflow.own_calls import CallWish, LastTalk, MayNotCall, OfContact, OfNumber, WhyNotCalled
from callflow.talk_desk import (
    TalkAnswer,
    TalkDeed,
    ToColleague,
    ToLine,
    ToOutside,
    Wanted,
)
from callflow.transfer import TransferKind
from queues.policy import QueueName
from staff.role import Role
from tests.support.api import AGENT, CLINIC, ApiStory
from tests.web.asking import VISIT
from tests.web.signing_in import Screen
from tickets.address import Address
from tickets.visit import Patient
from web.desk.card import address_told, patient_told

CALL = new_call_id()
TALK = f"/calls/{CALL}"


class HeardTalks:
    """A `web.api.ports.Talks` that writes down what it is asked, and answers as it is told."""

    def __init__(self, answer: TalkAnswer = TalkAnswer.TAKEN) -> None:
        self.answer = answer
        self.heard: list[object] = []

    def call(self, agent_id: AgentId, wish: CallWish) -> MayNotCall:
        """Write the wish down, and call nobody."""
        assert agent_id == AGENT
        self.heard.append(wish)
        return MayNotCall(WhyNotCalled.ON_LINE)

    def do(self, agent_id: AgentId, call_id: CallId, deed: TalkDeed) -> TalkAnswer:
        """Write the deed down."""
        return self._answer(agent_id, call_id, deed)

    def press(self, agent_id: AgentId, call_id: CallId, written: str) -> TalkAnswer:
        """Write the keys down."""
        return self._answer(agent_id, call_id, written)

    def hand_on(
        self, agent_id: AgentId, call_id: CallId, kind: TransferKind, to: Wanted
    ) -> TalkAnswer:
        """Write down who is asked."""
        return self._answer(agent_id, call_id, (kind, to))

    def mark(self, agent_id: AgentId, call_id: CallId, disposition: Disposition) -> TalkAnswer:
        """Write the mark down."""
        return self._answer(agent_id, call_id, disposition)

    def _answer(self, agent_id: AgentId, call_id: CallId, heard: object) -> TalkAnswer:
        assert (agent_id, call_id) == (AGENT, CALL)
        self.heard.append(heard)
        return self.answer


@asynccontextmanager
async def page(story: ApiStory, *, account: str | None = "desk-1") -> AsyncIterator[Screen]:
    """Open the page of an operator."""
    await story.staff.hire("anna", Role.OPERATOR, account=account)
    async with story.visited() as client:
        screen = Screen(client)
        await screen.sign_in("anna")
        yield screen


async def test_every_key_of_a_page_does_its_deed(tmp_path: Path) -> None:
    talks = HeardTalks()
    async with page(ApiStory(tmp_path, talks=talks)) as anna:
        for path in ("hold", "resume", "mute", "unmute", "complete", "cancel", "hang-up"):
            answer = await anna.ask("POST", f"{TALK}/{path}")
            assert (answer.status, await answer.json()) == (200, {"is_taken": True}), path
        await anna.ask("POST", f"{TALK}/dtmf", {"keys": "1#"})
        await anna.ask("POST", f"{TALK}/disposition", {"disposition": "nobody"})

    assert talks.heard == [
        TalkDeed.HOLD,
        TalkDeed.RESUME,
        TalkDeed.MUTE,
        TalkDeed.UNMUTE,
        TalkDeed.COMPLETE,
        TalkDeed.CANCEL,
        TalkDeed.HANG_UP,
        "1#",
        Disposition.NOBODY,
    ]


async def test_a_talk_is_handed_on_to_whom_the_page_names(tmp_path: Path) -> None:
    talks = HeardTalks()
    async with page(ApiStory(tmp_path, talks=talks)) as anna:
        for path, body in (
            ("transfer", {"account": "desk-2"}),
            ("transfer", {"kind": "warm", "number": "103"}),
            ("transfer", {"kind": "blind", "clinic": CLINIC}),
            ("transfer", {"queue": "doctors"}),
            ("conference", {"account": "desk-2"}),
        ):
            assert (await anna.ask("POST", f"{TALK}/{path}", body)).status == 200, body

    assert talks.heard == [
        (TransferKind.CONSULT, ToColleague(Account("desk-2"))),
        (TransferKind.WARM, ToOutside("103")),
        (TransferKind.BLIND, ToOutside("+78442000003")),
        (TransferKind.CONSULT, ToLine(QueueName("doctors"))),
        (TransferKind.CONFERENCE, ToColleague(Account("desk-2"))),
    ]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"account": "desk-2", "number": "103"},
        {"number": "103; DROP"},
        {"clinic": "nowhere"},
        {"kind": "loud", "account": "desk-2"},
    ],
)
async def test_nobody_is_asked_whom_the_page_does_not_name_clearly(
    tmp_path: Path, body: dict[str, str]
) -> None:
    talks = HeardTalks()
    async with page(ApiStory(tmp_path, talks=talks)) as anna:
        assert (await anna.ask("POST", f"{TALK}/transfer", body)).status == 422

    assert talks.heard == []


async def test_a_person_is_called_by_number_contact_visit_or_as_the_last_talk(
    tmp_path: Path,
) -> None:
    talks, contact = HeardTalks(), new_contact_id()
    async with page(ApiStory(tmp_path, talks=talks)) as anna:
        ticket = {"kind": "home_visit", "category": "home_visit", "text": "Мать больна"}
        told = await (await anna.ask("POST", "/tickets", {**ticket, "visits": [VISIT]})).json()
        (visit,) = told["visits"]
        for body in (
            {"number": "8 (910) 123-45-67"},
            {"contact_id": str(contact)},
            {"visit_id": visit["visit_id"]},
            {},
        ):
            refused = await anna.ask("POST", "/me/call", body)
            assert refused.status == 409, await refused.text()
            assert "on_line" in await refused.text()
        unknown = await anna.ask("POST", "/me/call", {"visit_id": str(new_visit_id())})
        assert unknown.status == 404
        both = await anna.ask("POST", "/me/call", {"number": "103", "contact_id": str(contact)})
        assert both.status == 422

    assert talks.heard == [
        OfNumber("8 (910) 123-45-67"),
        OfContact(contact),
        OfNumber("+79161234567"),
        LastTalk(),
    ]


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        (TalkAnswer.NO_CALL, 404),
        (TalkAnswer.NOT_YOURS, 403),
        (TalkAnswer.NOT_NOW, 409),
        (TalkAnswer.NOT_REACHABLE, 409),
        (TalkAnswer.WRONG_KEYS, 422),
    ],
)
async def test_what_could_not_be_done_is_told(
    tmp_path: Path, answer: TalkAnswer, status: int
) -> None:
    async with page(ApiStory(tmp_path, talks=HeardTalks(answer))) as anna:
        assert (await anna.ask("POST", f"{TALK}/hold")).status == status
        assert (await anna.ask("POST", "/calls/none/hold")).status == 404


async def test_who_has_no_telephone_works_on_no_talk(tmp_path: Path) -> None:
    talks = HeardTalks()
    async with page(ApiStory(tmp_path, talks=talks), account=None) as anna:
        assert (await anna.ask("POST", f"{TALK}/hold")).status == 409
        assert (await anna.ask("POST", "/me/call", {"number": "103"})).status == 409

    assert talks.heard == []


async def test_the_card_is_read_out_in_the_order_of_the_ambulances_questions(
    tmp_path: Path,
) -> None:
    story = ApiStory(tmp_path)
    async with page(story) as anna:
        ticket = {"kind": "home_visit", "category": "home_visit", "text": "Мать больна"}
        person = {"name": "Иванов Пётр", "phone": "+79161112233"}
        body = {**ticket, "person": person, "visits": [VISIT]}
        told = await (await anna.ask("POST", "/tickets", body)).json()
        card = await (await anna.ask("GET", f"/tickets/{told['number']}/card")).json()
        assert (await anna.ask("GET", "/tickets/261122-9999-9/card")).status == 404
        await story.audit.flush()

    assert card["lines"] == [
        "Адрес: город Волгоград, ул. Ленина, д. 5, кв. 17",
        "Что случилось: температура 39, кашель",
        "Больной: Иванова Мария Петровна, 76 лет",
        "Телефон у больного: +79161234567",
        "Звонит: Иванов Пётр",
        "Телефон: +79161112233",
        f"Заявка: {told['number']}",
    ]
    assert "read_out" in {read.operation for read in story.reads.reads}


def test_what_helps_to_find_the_door_is_read_with_the_address() -> None:
    address = Address(text="ул. Ленина, 5, подъезд 2", entrance="2", floor="4", landmark="аптека")

    assert address_told(address) == "ул. Ленина, 5, подъезд 2, этаж 4, ориентир аптека"


@pytest.mark.parametrize(
    ("patient", "told"),
    [
        (Patient(name="Петров Иван", born_on=date(2025, 11, 23)), "Петров Иван, 0 лет"),
        (Patient(name="Петров Иван", born_on=date(2025, 11, 22)), "Петров Иван, 1 год"),
        (Patient(age_years=42), "42 года"),
        (Patient(), ""),
    ],
)
def test_a_patient_is_told_by_name_and_age(patient: Patient, told: str) -> None:
    assert patient_told(patient, date(2026, 11, 22)) == told
