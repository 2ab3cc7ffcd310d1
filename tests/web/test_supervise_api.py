"""Supervisors intervene by the API; of `web/api/supervise.py` and `web/api/deed_repeats.py`."""

# ruff: noqa: RUF001 -- Russian words of one letter look like Latin ones; that is what they are.

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final

import pytest

from agents.agent import Account
from base.ids import new_call_id, new_contact_id, new_intervention_id
from callflow.deeds import (
    AgentTurn,
    ForceStorm,
    GivePerson,
    MovePerson,
    NumberTurn,
    OrderService,
    PutPromiseFirst,
    PutTopic,
    ResendVisits,
    StopTopic,
    TurnAgent,
    TurnNumber,
    Wanted,
)
from callflow.events import ServiceName
from callflow.intervention import Deed, Intervention
from callflow.standing_orders import HoursAsked
from callflow.storm_order import StormOrder
from callflow.supervision import SupervisionMode
from ivr.hot_topics import TopicId, TopicPlace
from queues.policy import QueueName
from staff.role import Role
from tests.support.api import AGENT, ApiStory
from tests.support.supervising import SINCE, TALK
from tests.web.signing_in import Screen

CALL, CONTACT = new_call_id(), new_contact_id()
WHY: Final = "Мать с ребёнком, третий звонок"
DEEDS: Final[tuple[tuple[dict[str, str], Wanted], ...]] = (
    ({"do": "give", "call_id": str(CALL)}, GivePerson(CALL, None, AGENT)),
    (
        {"do": "give", "call_id": str(CALL), "account": "desk-2"},
        GivePerson(CALL, Account("desk-2"), AGENT),
    ),
    (
        {"do": "move", "call_id": str(CALL), "queue": "advice"},
        MovePerson(CALL, QueueName("advice")),
    ),
    ({"do": "first", "contact_id": str(CONTACT)}, PutPromiseFirst(CONTACT)),
    ({"do": "pause", "account": "desk-2"}, TurnAgent(Account("desk-2"), AgentTurn.PAUSE)),
    ({"do": "release", "account": "desk-2"}, TurnAgent(Account("desk-2"), AgentTurn.RELEASE)),
    ({"do": "home", "account": "desk-2"}, TurnAgent(Account("desk-2"), AgentTurn.HOME)),
    ({"do": "storm", "order": "on"}, ForceStorm(StormOrder.ON)),
    (
        {"do": "service", "service": "122", "asked": "closed", "until": SINCE.isoformat()},
        OrderService(ServiceName("122"), HoursAsked.CLOSED, SINCE),
    ),
    ({"do": "silence", "number": "89101234567"}, TurnNumber("89101234567", NumberTurn.SILENCE)),
    ({"do": "unsilence", "number": "89101234567"}, TurnNumber("89101234567", NumberTurn.RELEASE)),
    ({"do": "admit", "number": "89101234567"}, TurnNumber("89101234567", NumberTurn.ADMIT)),
    (
        {"do": "silence", "contact_id": str(CONTACT)},
        TurnNumber(None, NumberTurn.SILENCE, CONTACT),
    ),
    ({"do": "resend"}, ResendVisits()),
    (
        {"do": "topic", "topic_id": "flu", "text": "Прививки с восьми", "expires": "18:00"},
        PutTopic(
            topic_id=TopicId("flu"),
            text="Прививки с восьми",
            place=TopicPlace.GREETING,
            starts=None,
            expires="18:00",
            wav=None,
        ),
    ),
    ({"do": "topic_off", "topic_id": "flu"}, StopTopic(TopicId("flu"))),
)


@asynccontextmanager
async def page(
    story: ApiStory, role: Role = Role.SUPERVISOR, account: str | None = "desk-1"
) -> AsyncIterator[Screen]:
    """Open the page of somebody who is signed in."""
    await story.staff.hire("orlova", role, account=account)
    async with story.visited() as client:
        screen = Screen(client)
        await screen.sign_in("orlova")
        yield screen


async def test_every_deed_is_read_and_done_with_its_reason(tmp_path: Path) -> None:
    story = ApiStory(tmp_path)
    async with page(story) as screen:
        for sent, _ in DEEDS:
            answer = await screen.ask("POST", "/supervise/deeds", {**sent, "why": WHY})
            assert answer.status == HTTPStatus.OK, (sent, await answer.text())
    assert story.deeds.done == [("orlova", wanted, WHY) for _, wanted in DEEDS]


@pytest.mark.parametrize(
    "sent",
    [
        {"do": "pause", "account": "desk-2"},
        {"do": "pause", "why": WHY},
        {"do": "move", "call_id": str(CALL), "why": WHY},
        {"do": "first", "why": WHY},
        {"do": "storm", "order": "typhoon", "why": WHY},
        {"do": "silence", "why": WHY},
        {"do": "topic", "topic_id": "flu", "text": "Прививки с восьми", "why": WHY},
        {"do": "topic_off", "why": WHY},
        {"do": "dance", "why": WHY},
    ],
)
async def test_deed_that_cannot_be_understood_is_not_done(
    tmp_path: Path, sent: dict[str, str]
) -> None:
    story = ApiStory(tmp_path)
    async with page(story) as screen:
        answer = await screen.ask("POST", "/supervise/deeds", sent)
        assert answer.status == HTTPStatus.UNPROCESSABLE_ENTITY
    assert story.deeds.done == []


async def test_what_is_refused_tells_why_in_a_word_for_pages(tmp_path: Path) -> None:
    async with page(ApiStory(tmp_path)) as screen:
        sent = {"do": "first", "call_id": str(CALL), "why": WHY}
        answer = await screen.ask("POST", "/supervise/deeds", sent)
        told: dict[str, Any] = await answer.json(content_type=None)
        assert answer.status == HTTPStatus.CONFLICT
        assert told["present"] == {"reason": "nobody_waits"}


async def test_deed_that_is_asked_for_twice_under_one_key_is_done_once(tmp_path: Path) -> None:
    story = ApiStory(tmp_path)
    sent = {"do": "home", "account": "desk-2", "why": WHY}
    async with page(story) as screen:
        one = await screen.ask("POST", "/supervise/deeds", sent, Idempotency_Key="k-1")
        two = await screen.ask("POST", "/supervise/deeds", sent, Idempotency_Key="k-1")
        assert await one.json() == await two.json()
        other = {**sent, "account": "desk-3"}
        foreign = await screen.ask("POST", "/supervise/deeds", other, Idempotency_Key="k-1")
        assert foreign.status == HTTPStatus.UNPROCESSABLE_ENTITY
    assert len(story.deeds.done) == 1


async def test_supervisor_stands_beside_a_talk_by_their_own_telephone_or_another(
    tmp_path: Path,
) -> None:
    story = ApiStory(tmp_path)
    async with page(story) as screen:
        sent = {"call_id": str(CALL), "mode": "whisper", "why": WHY}
        begun = await (await screen.ask("POST", "/supervise/talks", sent)).json()
        assert (begun["mode"], begun["operator"], begun["end"]) == ("whisper", "desk-2", None)

        again = await screen.ask("POST", "/supervise/talks", {**sent, "account": "room-1"})
        assert again.status == HTTPStatus.CONFLICT
        own = await (await screen.ask("GET", "/supervise/talks")).json()
        assert own["supervision"] == begun

        named = {"supervision_id": begun["supervision_id"]}
        turned = await screen.ask("POST", "/supervise/talks/mode", {**named, "mode": "listen"})
        left = await screen.ask("POST", "/supervise/talks/leave", named)
        gone = await screen.ask("POST", "/supervise/talks/leave", named)
        assert [turned.status, left.status, gone.status] == [200, 200, 409]

        await screen.ask("POST", "/supervise/talks", {**sent, "account": "room-1"})
    accounts = [asked.account for asked, _ in story.supervisors.asked]
    assert accounts == ["desk-1", "room-1"]
    assert {(asked.mode, why) for asked, why in story.supervisors.asked} == {
        (SupervisionMode.WHISPER, WHY)
    }


async def test_talk_is_named_by_the_operator_who_has_it(tmp_path: Path) -> None:
    story = ApiStory(tmp_path)
    async with page(story) as screen:
        idle = {"operator": "desk-3", "why": WHY}
        nobody = await screen.ask("POST", "/supervise/talks", idle)
        told: dict[str, Any] = await nobody.json(content_type=None)
        assert told["present"] == {"reason": "no_talk"}
        both = {"operator": "desk-2", "call_id": str(CALL), "why": WHY}
        assert (await screen.ask("POST", "/supervise/talks", both)).status == 422
        await screen.ask("POST", "/supervise/talks", {"operator": "desk-2", "why": WHY})
    assert [asked.call_id for asked, _ in story.supervisors.asked] == [TALK]


async def test_supervisor_without_a_telephone_names_one(tmp_path: Path) -> None:
    async with page(ApiStory(tmp_path), account=None) as screen:
        answer = await screen.ask("POST", "/supervise/talks", {"call_id": str(CALL), "why": WHY})
        told: dict[str, Any] = await answer.json(content_type=None)
        assert told["present"] == {"reason": "no_phone"}


async def test_effect_is_told_before_and_nothing_is_done(tmp_path: Path) -> None:
    story = ApiStory(tmp_path)
    async with page(story) as screen:
        answer = await screen.ask("GET", "/supervise/preview?do=release&account=desk-2")
        told = await answer.json()
    assert (told["before"]["mean_s"], told["after"]["mean_s"]) == (840.0, 360.0)
    assert (told["method"], story.deeds.done) == ("people_ahead", [])


async def test_what_there_is_to_choose_from_is_told(tmp_path: Path) -> None:
    async with page(ApiStory(tmp_path)) as screen:
        told = await (await screen.ask("GET", "/supervise/choices")).json()
    assert told == {"queues": ["advice", "doctors"], "services": ["122"], "storm": "auto"}


async def test_what_was_done_is_listed(tmp_path: Path) -> None:
    story = ApiStory(tmp_path)
    story.deeds.kept.append(
        Intervention(
            intervention_id=new_intervention_id(),
            at=SINCE,
            actor="orlova",
            deed=Deed.STORM_FORCED,
            subject="storm",
            why=WHY,
            detail="on",
        )
    )
    async with page(story) as screen:
        told = await (await screen.ask("GET", "/supervise/deeds")).json()
        of_call = await screen.ask("GET", f"/supervise/deeds?call_id={CALL}")
        assert await of_call.json() == {"deeds": []}
    (line,) = told["deeds"]
    assert (line["actor"], line["deed"], line["why"]) == ("orlova", "storm_forced", WHY)


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.SENIOR, Role.AUDITOR])
async def test_nobody_but_supervisors_intervenes(tmp_path: Path, role: Role) -> None:
    story = ApiStory(tmp_path)
    async with page(story, role, account=None) as screen:
        deed = {"do": "resend", "why": WHY}
        listen = {"call_id": str(CALL), "why": WHY}
        answers = [
            await screen.ask("POST", "/supervise/deeds", deed),
            await screen.ask("POST", "/supervise/talks", listen),
            await screen.ask("GET", "/supervise/preview?do=resend"),
        ]
    assert {answer.status for answer in answers} == {HTTPStatus.FORBIDDEN}
    assert (story.deeds.done, story.supervisors.asked) == ([], [])


async def test_no_token_intervenes_whatever_it_may_do(tmp_path: Path) -> None:
    story = ApiStory(tmp_path)
    async with story.opened() as client:
        answer = await client.post("/api/v1/supervise/deeds", json={"do": "resend", "why": WHY})
        assert answer.status == HTTPStatus.FORBIDDEN
