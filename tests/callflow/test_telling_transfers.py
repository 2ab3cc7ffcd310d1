"""Transfers, channels given up and operators' own calls, as a complaint is answered about them.

Of `callflow/telling_transfers.py` and `callflow/words_of_transfers.py`.
"""

# ruff: noqa: RUF001 -- Russian words look like Latin ones; that is what they are.

from dataclasses import replace

import pytest

from agents.activity import RingOutcome
from base.ids import CallId
from callflow.admission import AnnounceReason, Rung
from callflow.events import (
    AgentAnswered,
    AgentGone,
    Answered,
    CallerHungUp,
    CallEvent,
    Joined,
    Preempted,
    Ring,
    VoiceHeard,
)
from callflow.outcome import HangupCause, Outcome
from callflow.own_call_desk import OwnCallMade
from callflow.own_calls import OfNumber
from callflow.reasons import decision_sentences
from callflow.rerun import Verdict
from callflow.story import (
    CallOver,
    Decided,
    Happening,
    Rang,
    RingOver,
    StoryLine,
    TransferWanted,
)
from callflow.talk_desk import TalkDesk
from callflow.transfer import OutsideNumber, TransferKind, TransferToAgent, TransferToNumber
from callflow.transfer_desk import TransferDesk
from callflow.wording import sentence_of
from tests.callflow.explained import a_hall, explained, told
from tests.callflow.people import STORM, STRANGER
from tests.callflow.stories import pressed, said
from tests.support.hall import STARTED_AT, Hall
from tests.support.site import MAIN, PLACED, ZONE, operator

FIRST, SECOND = operator(1, doctor=1), operator(2, doctor=1)
NUMBER = "89101234567"
TO_THE_DOCTORS: tuple[CallEvent, ...] = (Answered(), said(1), said(2), pressed("1"))
AGENT, FAR = Ring(1), Ring(2)

pytestmark = pytest.mark.looptime


@pytest.mark.parametrize(
    ("happening", "text"),
    [
        (
            Rang("+79101234567", "+78442122122", "own_call_contact"),
            (
                "Звонок самого оператора на +79101234567, показан номер +78442122122: "
                "по открытому обращению."
            ),
        ),
        (
            CallOver(Outcome.NOT_REACHED, HangupCause.BUSY, 9.0, is_ours=True, is_own=True),
            "Звонок оператора закончен за 9 с: до человека дозвониться не удалось (занято).",
        ),
        (
            TransferWanted(TransferKind.CONFERENCE, number="103"),
            "Оператор передаёт разговор на номер 103: в общий разговор.",
        ),
        (
            TransferWanted(None, queue="doctors"),
            "Оператор вернул звонок в очередь «doctors», на прежнее место.",
        ),
        (
            RingOver("desk-2", RingOutcome.TIMED_OUT, None),
            "Оператор desk-2: на звонок не ответил.",
        ),
    ],
)
def test_what_operators_do_reads_as_a_complaint_is_answered(
    happening: Happening, text: str
) -> None:
    assert sentence_of(StoryLine(STARTED_AT, happening), ZONE) == text


async def talking(hall: Hall) -> CallId:
    hall.seat(FIRST)
    await hall.settle()
    call = await hall.dial(NUMBER)
    hall.tell(call, *TO_THE_DOCTORS)
    await hall.settle()
    hall.tell(call, AgentAnswered(AGENT), Joined(AGENT), VoiceHeard())
    await hall.settle()
    assert hall.phase(call) == "Talking"
    return call


async def happens(hall: Hall, call: CallId, *events: CallEvent) -> None:
    for event in events:
        hall.tell(call, event)
        await hall.settle()


def sentences(hall: Hall, *, after: str) -> list[str]:
    """Return the story after a sentence, without the times; it is derived again as it was."""
    explanation = explained(hall, NUMBER)
    assert {check.rerun.verdict for check in explanation.checks} == {Verdict.SAME}
    lines = [line.partition(" ")[2] for line in told(explanation)]
    start = next(number for number, line in enumerate(lines) if line.startswith(after))
    return lines[start + 1 :]


async def test_warm_transfer_to_the_ambulance_is_told_until_the_operator_has_left() -> None:
    async with a_hall() as hall:
        call, desk = await talking(hall), TransferDesk(hall.calls)
        ambulance = OutsideNumber("103")
        desk.ask(call, TransferToNumber(TransferKind.WARM, ambulance, PLACED.shown, MAIN))
        await hall.settle()
        await happens(hall, call, AgentAnswered(FAR))
        desk.complete(call)
        await hall.settle()
        await happens(hall, call, Joined(FAR), AgentGone(FAR, HangupCause.NORMAL))
        await happens(hall, call, CallerHungUp(HangupCause.NORMAL))

        story = sentences(hall, after="Разговор с оператором agent-1 начался")

    assert story[0].startswith("Оператор передаёт разговор на номер 103")
    assert story[1] == "Для передачи разговора набран номер 103."
    assert story[2].startswith("Оператор говорит наедине")
    assert story[3] == "Разговор идёт втроём."
    assert story[4] == "Разговор с прежним оператором продолжен."
    assert story[5].endswith("трубку положили на другом конце.")


async def test_a_hold_is_told_as_a_part_of_the_talk() -> None:
    async with a_hall() as hall:
        call, desk = await talking(hall), TalkDesk(hall.calls, hall.distributor)
        desk.hold(FIRST.agent_id, call)
        await hall.settle()
        desk.resume(FIRST.agent_id, call)
        await happens(hall, call, Joined(AGENT))
        await happens(hall, call, CallerHungUp(HangupCause.NORMAL))

        story = sentences(hall, after="Разговор с оператором agent-1 начался")

    assert story[:2] == [
        "Оператор отошёл от разговора; на линии звучит музыка.",
        "Разговор с прежним оператором продолжен.",
    ]
    assert sum("Разговор с оператором" in line for line in story) == 1, "it ended once"


async def test_colleague_who_does_not_answer_leaves_the_talk_as_it_was() -> None:
    async with a_hall() as hall:
        call, desk = await talking(hall), TransferDesk(hall.calls)
        hall.seat(SECOND)
        await hall.settle()
        desk.ask(call, TransferToAgent(TransferKind.CONSULT, SECOND.agent_id))
        await hall.settle()
        await happens(hall, call, AgentGone(FAR, HangupCause.DECLINED))
        await happens(hall, call, CallerHungUp(HangupCause.NORMAL))

        story = sentences(hall, after="Разговор с оператором agent-1 начался")

    assert story[:4] == [
        "Оператор передаёт разговор другому оператору: после разговора наедине.",
        "Вызван оператор agent-2 (ему передают разговор).",
        "Разговор с прежним оператором продолжен.",
        "Оператор agent-2: звонок не принял, или телефон был занят.",
    ]
    assert sum("Разговор с оператором" in line for line in story) == 1, "it ended once"


async def test_call_that_gave_its_channel_to_an_emergency_says_so() -> None:
    async with a_hall() as hall:
        call = await hall.dial(NUMBER)
        await happens(hall, call, *TO_THE_DOCTORS, CallerHungUp(HangupCause.NORMAL))
        hall.seat(FIRST)
        await hall.settle()
        (line,) = hall.calls.lines
        ours = line.call.origin.call_id
        await happens(hall, ours, Preempted(), CallerHungUp(HangupCause.CANCELLED))

        story = sentences(hall, after="Обратный звонок на")

    assert any(line.startswith("Канал понадобился для экстренного вызова") for line in story)


async def test_operators_own_call_is_told_from_their_telephone_to_the_talk() -> None:
    async with a_hall() as hall:
        hall.seat(FIRST)
        await hall.settle()
        made = hall.own_calls.place(FIRST.agent_id, OfNumber(NUMBER), hall.moment())
        assert isinstance(made, OwnCallMade)
        await hall.settle()
        await happens(
            hall,
            made.call_id,
            AgentAnswered(AGENT),
            Answered(),
            Joined(AGENT),
            VoiceHeard(),
            CallerHungUp(HangupCause.NORMAL),
        )

        story = sentences(hall, after="Открыта заявка")

    assert story[0].startswith("Звонок самого оператора на +79101234567, показан номер")
    assert story[1].startswith("Вызван оператор agent-1 (это его собственный звонок")
    assert story[2] == "Оператор снял трубку, и номер набран."
    assert "Разговор с оператором agent-1 начался." in story
    assert any(line.startswith("Звонок оператора закончен") for line in story)
    assert not any("Обратный звонок" in line for line in story)


async def test_operator_who_does_not_pick_up_is_told_to_have_called_nobody() -> None:
    async with a_hall() as hall:
        hall.seat(FIRST)
        await hall.settle()
        made = hall.own_calls.place(FIRST.agent_id, OfNumber(NUMBER), hall.moment())
        assert isinstance(made, OwnCallMade)
        await hall.settle()
        await happens(
            hall,
            made.call_id,
            AgentGone(AGENT, HangupCause.NO_ANSWER),
            CallerHungUp(HangupCause.CANCELLED),
        )

        story = sentences(hall, after="Вызван оператор")

    assert story[0].startswith("Оператор не снял трубку")


def test_people_who_were_turned_away_and_know_nothing_yet_are_among_the_grounds() -> None:
    who = replace(STRANGER.standing, untold=3)
    decided = Decided(AnnounceReason.FIRST_CALL, Rung.TELL, load=STORM, standing=who)

    grounds = list(decision_sentences(decided))[-1]

    assert "отклонены и ещё ничего не знают 3 человека" in grounds
