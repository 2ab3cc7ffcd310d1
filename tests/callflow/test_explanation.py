"""What is said of a person who complains, from what the services wrote down of them.

`callflow/explanation.py` makes the story, `callflow/telling.py` tells each call from its journal,
`callflow/gist.py` says it in a paragraph; `callflow/rerun.py` finds what was written otherwise.
"""

# ruff: noqa: RUF001 -- Russian words look like Latin ones; that is what they are.

import asyncio
from collections.abc import Callable
from dataclasses import replace

import pytest

from base.phone import PhoneNumber
from callflow.call import Dialling
from callflow.discretion import Discretion
from callflow.events import (
    AgentAnswered,
    AgentGone,
    AgentRinging,
    Answered,
    CallerHungUp,
    FarEndRinging,
    Joined,
    Placed,
    Ring,
    VoiceHeard,
    Whispered,
)
from callflow.explanation import ContactFacts, Explanation, explain
from callflow.outcome import HangupCause
from callflow.rerun import Difference, Verdict
from callflow.story import Decided, Promised
from callflow.wording import difference_sentences
from tests.callflow.explained import a_hall, explained, facts_of, gist, sources_of, told
from tests.callflow.stories import pressed, said
from tests.callflow.test_nobody_is_lost import (
    GONE,
    MOTHER,
    OPERATORS,
    attempt,
    busy,
    our_call,
    storm,
)
from tests.support.hall import Hall

pytestmark = pytest.mark.looptime

NO_ANSWER = CallerHungUp(HangupCause.NO_ANSWER)
ASKED = Discretion(PhoneNumber("+79101234567"))


def verdicts(explanation: Explanation) -> set[Verdict]:
    return {check.rerun.verdict for check in explanation.checks}


def has(lines: list[str], *words: str) -> bool:
    """Tell whether one line holds all these words."""
    return any(all(word in line for word in words) for line in lines)


async def test_mother_who_dials_127_times_is_told_every_decision_with_its_reason() -> None:
    async with a_hall() as hall:
        await storm(hall)
        await attempt(hall, MOTHER, Answered(), said(1))
        for _ in range(126):
            await attempt(hall, MOTHER, Answered(), said(1))

        explanation = explained(hall, MOTHER)
        decisions = [
            line.happening for line in explanation.story if isinstance(line.happening, Decided)
        ]
        first = gist(explanation, hall)
        lines = told(explanation)

        assert verdicts(explanation) == {Verdict.SAME}
        assert [decided.standing.attempts_today for decided in decisions if decided.standing] == [
            *range(1, 128)
        ]
        assert "Всего на линию поступило 127 звонков, из них отклонено сигналом «занято»" in first
        assert "Обращение зарегистрировано сразу, заявка 10 (" in first
        assert "Разговора с оператором не было." in first
        assert has(
            lines, "Ступень 2 «сообщить и перезвонить»", "это новое обращение", "каналов на"
        )
        assert has(lines, "Ступень 7 «занято, место сохранено»", "обещание прозвучало 2 с назад")
        assert has(lines, "Ступень 6 «краткое меню»", "127 звонков за день") or has(
            lines, "Ступень 7", "127 звонков за день"
        )
        assert has(lines, "звонок 127 из 127")


async def test_person_reads_what_they_heard_and_until_when_it_bound_us() -> None:
    async with a_hall() as hall:
        await storm(hall)
        await attempt(hall, MOTHER, Answered(), said(1))

        explanation = explained(hall, MOTHER)
        (promise,) = [
            line.happening for line in explanation.story if isinstance(line.happening, Promised)
        ]

        assert promise.until == explanation.gist.promised_for
        assert has(
            told(explanation), "Прозвучало: «Ваша заявка десять. Перезвоним минут через пять"
        )
        assert has(told(explanation), "Угроза жизни: сто три или сто двенадцать.» (до конца")
        assert has(told(explanation), "Обещано перезвонить: примерно через 5 мин")
        assert has(told(explanation), "Обещание перезвонить на +79101234567: стоит в очереди")


async def miss(hall: Hall, *, until_s: float) -> None:
    """Let every callback of the hall ring in vain for so long."""
    for _ in range(int(until_s / 5.0)):
        await asyncio.sleep(5.0)
        for line in tuple(hall.calls.lines):
            if isinstance(line.call.origin, Placed) and isinstance(line.call.phase, Dialling):
                hall.tell(line.call.origin.call_id, FarEndRinging(), NO_ANSWER)
        await hall.settle()


async def test_five_missed_callbacks_and_the_return_are_told_with_every_next_time() -> None:
    async with a_hall() as hall:
        talks = await storm(hall)
        await attempt(hall, MOTHER, Answered(), said(1))
        for ended in talks:
            hall.tell(ended, GONE)
        await miss(hall, until_s=8000.0)
        for number, agent in enumerate(OPERATORS):
            again = await hall.dial(f"8920000000{number}")
            hall.tell(again, Answered(), said(1), said(2), pressed("2"))
            await hall.settle()
            hall.tell(again, AgentAnswered(Ring(1)), Joined(Ring(1)), VoiceHeard())
            await hall.settle()
            assert hall.distributor.floor.agents[agent.agent_id].call_id is not None
        await attempt(hall, MOTHER)

        explanation = explained(hall, MOTHER)
        lines = told(explanation)

        assert verdicts(explanation) == {Verdict.SAME}
        assert "Мы перезванивали 5 раз" in gist(explanation, hall)
        assert has(lines, "Попытка 1 за день: никто не ответил", "Следующая была в")
        assert has(lines, "Попытка 4 за день: никто не ответил", "Следующая была в")
        assert has(lines, "Попытка 5 за день: никто не ответил")
        assert not has(lines, "Попытка 5 за день", "Следующая")
        assert has(lines, "Ступень 4 «пропустить к операторам»", "наш обратный звонок остался без")


async def test_cancelled_promise_is_told_with_the_keys_that_cancelled_it() -> None:
    async with a_hall() as hall:
        await storm(hall)
        await attempt(hall, MOTHER, Answered(), said(1))
        await asyncio.sleep(120.0)
        await attempt(hall, MOTHER, Answered(), pressed("3"), pressed("1"))

        explanation = explained(hall, MOTHER)

        assert has(told(explanation), "Нажата клавиша 3: отменить заявку.")
        assert has(told(explanation), "Прозвучало: «Чтобы отменить заявку", "прервано")
        assert has(told(explanation), "Заявка отменена клавишами телефона.")
        assert "отменено тем, кто звонил, клавишами телефона" in gist(explanation, hall)
        assert not explanation.now


async def test_callback_that_is_answered_tells_whom_it_reached_and_how_long_it_took() -> None:
    async with a_hall() as hall:
        talks = await busy(hall)
        await attempt(hall, MOTHER, Answered(), said(1))
        await asyncio.sleep(1800.0)
        hall.tell(talks[0], GONE)
        await asyncio.sleep(31.0)
        ours = our_call(hall)
        hall.tell(ours, FarEndRinging(), Answered(), said(1))
        await hall.settle()
        hall.tell(ours, AgentRinging(Ring(1)))
        await asyncio.sleep(5.0)
        hall.tell(ours, AgentGone(Ring(1), HangupCause.DECLINED))
        await asyncio.sleep(12.0)
        hall.tell(ours, AgentAnswered(Ring(2)), Whispered(Ring(2)), Joined(Ring(2)), VoiceHeard())
        await asyncio.sleep(60.0)
        hall.tell(ours, GONE)
        await hall.settle()

        explanation = explained(hall, MOTHER)
        lines, first = told(explanation), gist(explanation, hall)

        assert verdicts(explanation) == {Verdict.SAME}
        assert has(lines, "Обратный звонок на +79101234567, показан номер +78442122122: первый в")
        assert has(lines, "Оператор agent-1: звонок не принял, или телефон был занят")
        assert has(
            lines, "Разговор с оператором agent-1 закончен: 1 мин, трубку положили на другом"
        )
        assert "(по нашему звонку) и длился 1 мин." in first
        assert "Обращение закрыто" in first
        assert "Ждать пришлось 31 мин." in first
        assert "Обещанный срок не выдержан, опоздание 2" in first


Tampering = Callable[[ContactFacts], ContactFacts]


def with_reason(facts: ContactFacts) -> ContactFacts:
    stored = facts.calls[0]
    journal = (replace(stored.journal[0], reason="3_last_channel"), *stored.journal[1:])
    return replace(facts, calls=(replace(stored, journal=journal),))


def with_other_decision(facts: ContactFacts) -> ContactFacts:
    stored = facts.calls[0]
    record = replace(stored.record, decision="0_operator_free")
    return replace(facts, calls=(replace(stored, record=record),))


def without_an_entry(facts: ContactFacts) -> ContactFacts:
    stored = facts.calls[0]
    return replace(
        facts, calls=(replace(stored, journal=(stored.journal[0], *stored.journal[2:])),)
    )


@pytest.mark.parametrize(
    ("tampering", "found"),
    [
        (
            with_reason,
            Difference(1, "Arrived", "reason", "3_last_channel", "2_first_call"),
        ),
        (
            with_other_decision,
            Difference(None, "", "decision", "0_operator_free", "2_first_call"),
        ),
        (without_an_entry, Difference(3, "SayFinished", "sequence", "3", "2")),
    ],
)
async def test_replay_that_differs_is_told_with_what_differs(
    tampering: Tampering, found: Difference
) -> None:
    async with a_hall() as hall:
        await storm(hall)
        await attempt(hall, MOTHER, Answered(), said(1))
        explanation = explain(tampering(facts_of(hall, MOTHER)), sources_of(hall), ASKED)

    (check,) = explanation.checks
    assert check.rerun.verdict is Verdict.DIFFERS
    assert found in check.rerun.differences


def test_difference_names_the_entry_and_both_words() -> None:
    found = Difference(5, "SayFinished", "phase", "Asking", "Waiting")

    assert list(difference_sentences((found,))) == [
        "запись 5 (SayFinished), состояние: записано «Asking», выводится «Waiting»"
    ]


async def test_journal_that_tells_of_the_impossible_is_followed_as_far_as_it_goes() -> None:
    async with a_hall() as hall:
        await storm(hall)
        await attempt(hall, MOTHER, Answered(), said(1))
        facts = facts_of(hall, MOTHER)
        (stored,) = facts.calls
        second = replace(stored, journal=stored.journal[1:])
        explanation = explain(replace(facts, calls=(second,)), sources_of(hall), ASKED)

    assert verdicts(explanation) == {Verdict.NOT_FOLLOWED}
    assert has(told(explanation), "Звонок на линию с номера +79101234567")


async def test_unreadable_journal_leaves_what_the_row_says_and_the_answer_says_so() -> None:
    async with a_hall() as hall:
        await storm(hall)
        await attempt(hall, MOTHER, Answered(), said(1))
        facts = facts_of(hall, MOTHER)
        unread = tuple(replace(stored, journal=()) for stored in facts.calls)
        explanation = explain(replace(facts, calls=unread), sources_of(hall), ASKED)
        first = gist(explanation, hall)

    lines = told(explanation)
    assert verdicts(explanation) == {Verdict.NO_JOURNAL}
    assert has(lines, "Ступень 2 «сообщить и перезвонить»")
    assert not has(lines, "Основания")
    assert not has(lines, "Прозвучало")
    assert has(lines, "Звонок закончен за 2 с: сказано, что будет дальше")
    assert "Обещание перезвонить не позднее" in first


async def test_call_whose_policy_is_lost_still_tells_the_figures_that_it_arrived_with() -> None:
    async with a_hall() as hall:
        await storm(hall)
        await attempt(hall, MOTHER, Answered(), said(1))
        sources = replace(sources_of(hall), policies={})
        explanation = explain(facts_of(hall, MOTHER), sources, ASKED)

    assert verdicts(explanation) == {Verdict.NO_POLICY}
    assert has(told(explanation), "Ступень 2", "каналов на линии 6", "впереди в очереди 5 человек")


async def test_number_that_is_keyed_in_is_shown_to_nobody_who_did_not_ask() -> None:
    async with a_hall() as hall:
        await storm(hall)
        call = await hall.dial(MOTHER)
        hall.tell(call, Answered(), pressed("2"), *map(pressed, "89107654321#"), said(3))
        hall.tell(call, pressed("1"))
        await hall.settle()
        facts, sources = facts_of(hall, MOTHER), sources_of(hall)

    hidden = told(explain(facts, sources, ASKED))
    shown = told(explain(facts, sources, replace(ASKED, shows_all=True)))

    assert has(hidden, "Набрано клавишами (номер телефона): ••••••••••• — принято.")
    assert has(hidden, "Ваш номер • • •")
    assert has(hidden, "Записан другой номер для обратного звонка: +*********21.")
    assert not has(hidden, "7654321")
    assert has(shown, "Набрано клавишами (номер телефона): 89107654321 — принято.")
    assert has(shown, "Записан другой номер для обратного звонка: +79107654321.")
