"""That everything that can happen has its sentence, and every sentence is good Russian.

The words stand in `callflow/reasons.py`, `callflow/words_of_calls.py`, `callflow/wording.py` and
`callflow/words_of_promises.py`; numbers, moments and forms in `callflow/russian.py`, prompts as
text in `callflow/utterances.py`, and what is hidden in `callflow/discretion.py`. A new reason
without a sentence fails here.
"""

# ruff: noqa: RUF001 -- Russian words look like Latin ones; that is what they are.

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from enum import Enum
from typing import get_args

import pytest
from hypothesis import given

from agents.activity import RingOutcome
from base.instant import Instant
from base.phone import HashedNumber, PhoneNumber
from callback.outcome import AttemptOutcome
from callback.request import RequestState
from callback.sms import SmsState, SmsTemplate
from callers.history import SilenceCause
from callers.number import CallerKind
from callflow.admission import (
    Admit,
    AdmitReason,
    Challenge,
    ChallengeReason,
    Rung,
    admission_word,
)
from callflow.call import RecordingState
from callflow.discretion import Discretion
from callflow.events import Origin
from callflow.gist import ENDS
from callflow.moment import Moment
from callflow.outcome import HangupCause, Outcome
from callflow.own_calls import WhyCalled
from callflow.ports import StoredCall
from callflow.reasons import REASONS, RUNGS, decision_sentences, reason_of
from callflow.record import record_of
from callflow.rerun import Verdict, rerun
from callflow.russian import counted, lasted, moment_of
from callflow.seen import Seen
from callflow.story import (
    AgentRung,
    AttemptOver,
    Called,
    CallOver,
    Decided,
    EndedTalk,
    MessageWritten,
    Noted,
    NumberSilenced,
    Promised,
    PromiseStands,
    Rang,
    Reason,
    RecordingGone,
    RecordingOver,
    SilenceLifted,
    StoryLine,
)
from callflow.telling import Telling, tell_call
from callflow.transfer import TransferKind
from callflow.utterances import SayEnd, text_of
from callflow.wording import VERDICTS, sentence_of, verdict_sentence
from callflow.words_of_calls import (
    CAUSES,
    KINDS,
    NOTES,
    OUTCOMES,
    OWN_CALLS,
    PLACES,
    RECORDINGS,
    RINGS,
    SAY_ENDS,
    SEEN,
    SENT_AWAY,
    TALKS_ENDED,
)
from callflow.words_of_promises import ATTEMPTS, MESSAGES, SILENCES, STATES, TEMPLATES
from callflow.words_of_transfers import TRANSFERS
from ivr.speech import say_promise
from queues.messages import TurnAwayReason
from queues.queue import Rank
from tests.callflow.explained import texts
from tests.callflow.lives import LIFE_POLICY, Story, happenings, live, origins
from tests.callflow.people import STORM, STRANGER
from tests.support.site import ZONE, phrase
from tests.support.swift import SWIFT
from tickets.contact import EndReason

AT = datetime(2021, 9, 14, 5, 3, 12, tzinfo=UTC)
"""08:03:12 in Moscow."""


def sentence(happening: object) -> str:
    return sentence_of(StoryLine(AT, happening), ZONE)  # type: ignore[arg-type]  # Any of them.


@pytest.mark.parametrize(
    ("words", "closed"),
    [
        (RUNGS, Rung),
        (KINDS, CallerKind),
        (SAY_ENDS, SayEnd),
        (SEEN, Seen),
        (RECORDINGS, RecordingState),
        (RINGS, RingOutcome),
        (TALKS_ENDED, EndedTalk),
        (TRANSFERS, TransferKind),
        (OWN_CALLS, WhyCalled),
        (SENT_AWAY, TurnAwayReason),
        (PLACES, Rank),
        (NOTES, Noted),
        (OUTCOMES, Outcome),
        (CAUSES, HangupCause),
        (ATTEMPTS, AttemptOutcome),
        (STATES, RequestState),
        (TEMPLATES, SmsTemplate),
        (MESSAGES, SmsState),
        (SILENCES, SilenceCause),
        (ENDS, EndReason),
        (VERDICTS, Verdict),
    ],
)
def test_every_word_of_a_closed_set_has_its_sentence(
    words: Mapping[Enum, str], closed: type[Enum]
) -> None:
    assert set(words) == set(closed)
    assert all(words.values())


def test_every_reason_of_the_ladder_has_its_sentence_and_its_own_word() -> None:
    every = [reason for enum in get_args(Reason) for reason in enum]

    assert [reason for reason in every if reason not in REASONS] == []
    assert len(REASONS) == len(every)
    assert all(reason_of(reason.value) is reason for reason in every)


@pytest.mark.parametrize(
    "admission", [Admit(AdmitReason.NEXT_IN_LINE, Rung.LET_IN), Challenge(ChallengeReason.DUE)]
)
def test_reason_is_found_by_the_word_of_the_row(admission: Admit | Challenge) -> None:
    assert reason_of(admission_word(admission)) is admission.reason


@pytest.mark.parametrize("word", ["", "9_because", "first_in_line operator_idle"])
def test_word_that_is_no_reason_is_told_from_one(word: str) -> None:
    assert reason_of(word) is None


@pytest.mark.parametrize("reason", REASONS)
def test_every_decision_is_told_with_the_figures_that_it_rested_on(
    reason: Reason,
) -> None:
    decided = Decided(reason, Rung.LET_IN, STORM, STRANGER.standing, hold_limit_s=180.0)
    text = " ".join(decision_sentences(decided))

    assert text.startswith("Ступень 4 «пропустить к операторам»: ")
    assert "каналов на линии 6, занято с этим звонком 6; на работе 4 оператора" in text
    assert "впереди в очереди 20 человек; оценка ожидания 10 мин (предел 3 мин)" in text
    assert text.endswith(".")


def test_shadow_tells_what_would_have_been() -> None:
    decided = Decided(AdmitReason.SHADOW, Rung.HOLD, instead_of="7 told_already")

    assert "Иначе — ступень 7 «занято, место сохранено»: звонок отклонён" in sentence(decided)


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "0 попыток"),
        (1, "1 попытка"),
        (2, "2 попытки"),
        (5, "5 попыток"),
        (11, "11 попыток"),
        (12, "12 попыток"),
        (21, "21 попытка"),
        (24, "24 попытки"),
        (111, "111 попыток"),
        (127, "127 попыток"),
    ],
)
def test_noun_has_the_form_that_its_number_demands(number: int, text: str) -> None:
    assert counted(number, "попытка", "попытки", "попыток") == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (-1.0, "0 с"),
        (12.4, "12 с"),
        (59.6, "1 мин"),
        (250.0, "4 мин 10 с"),
        (2280.0, "38 мин"),
        (3599.0, "1 ч"),
        (7500.0, "2 ч 5 мин"),
        (86_399.0, "24 ч"),
        (90_000.0, "1 сут 1 ч"),
        (172_800.0, "2 сут"),
    ],
)
def test_length_of_time_is_no_more_exact_than_it_matters(seconds: float, text: str) -> None:
    assert lasted(seconds) == text


def test_moment_is_local_and_has_a_date_only_where_the_day_is_another() -> None:
    tomorrow = AT + timedelta(days=1)

    assert moment_of(AT, ZONE) == "14.09.2021 в 08:03:12"
    assert moment_of(AT, ZONE, AT) == "в 08:03:12"
    assert moment_of(tomorrow, ZONE, AT) == "15.09.2021 в 08:03:12"


def test_promise_reads_as_it_was_heard() -> None:
    assert text_of(say_promise(37, 40, "2122", is_brief=True), texts()).startswith(
        "Ваша заявка тридцать семь. Перезвоним минут через сорок с номера на двадцать один, "
        "двадцать два. "
    )


def test_prompt_that_the_pack_does_not_know_is_told_by_its_key() -> None:
    assert text_of(phrase("greeting.of_old"), {}) == "[greeting.of_old]."


def test_number_is_shown_only_to_whom_asked_for_it() -> None:
    number, other = PhoneNumber("+79101234567"), PhoneNumber("+79107654321")
    asked = Discretion(number)

    assert asked.number(number) == number
    assert asked.number(other) == "+*********21"
    assert asked.number(None) == ""
    assert asked.keys("042") == "•••"
    assert replace(asked, shows_all=True).number(other) == other
    assert replace(asked, shows_all=True).number(HashedNumber("#1f")) == "#"


MESSAGE = MessageWritten(
    SmsTemplate.REGISTERED, "+79101234567", "122: 37", SmsState.NO_SENDER, None, ""
)


@pytest.mark.parametrize(
    ("happening", "text"),
    [
        (
            Called("", CallerKind.WITHHELD, "main", 1, 1),
            "Звонок на линию без номера, по линии связи «main»; звонок 1 из 1.",
        ),
        (
            Called("#", None, "main", 2, 3),
            "Звонок на линию со скрытого номера, по линии связи «main»; звонок 2 из 3.",
        ),
        (
            Rang("+79101234567", "+78442122122", "first_in_line wrap_up_ends_in 12s"),
            (
                "Обратный звонок на +79101234567, показан номер +78442122122: первый в очереди, "
                "оператор освободится через 12 с."
            ),
        ),
        (
            Rang("+79101234567", "", "over_dialled idle 0.050 loss 0.000"),
            (
                "Обратный звонок на +79101234567: операторы простаивали, и набрали на одного "
                "больше, чем было свободных."
            ),
        ),
        (Rang("+79101234567", "", "because"), "Обратный звонок на +79101234567: «because»."),
        (
            AgentRung("desk-201", "cut_off_with 12.0s"),
            "Вызван оператор desk-201 (тот же, с кем оборвался прежний разговор).",
        ),
        (
            Promised(40, AT + timedelta(minutes=40)),
            "Обещано перезвонить: примерно через 40 мин, то есть не позднее 08:43:12.",
        ),
        (
            AttemptOver(2, AttemptOutcome.NO_ANSWER, AT + timedelta(minutes=15)),
            (
                "Попытка 2 за день: никто не ответил; попытка засчитана, наберём после паузы. "
                "Следующая назначена в 08:18:12."
            ),
        ),
        (
            MESSAGE,
            (
                "СМС о регистрации на +79101234567: «122: 37» — не отправлено: отправка сообщений "
                "на линии не настроена, и сообщённым это не считается."
            ),
        ),
        (
            replace(MESSAGE, state=SmsState.SENT, sent_at=AT),
            "СМС о регистрации на +79101234567: «122: 37» — передано на отправку в 08:03:12.",
        ),
        (
            replace(MESSAGE, state=SmsState.FAILED, error="503"),
            "СМС о регистрации на +79101234567: «122: 37» — не отправлено (503).",
        ),
        (
            NumberSilenced(SilenceCause.DEAD_AIR, 2, AT + timedelta(hours=9)),
            (
                "Номер поставлен в конец очереди: на ответ никто не говорил (2 звонка подряд); "
                "обращение сохранено, действует до 17:03:12."
            ),
        ),
        (
            SilenceLifted(AT),
            "Пометка тишины снята сотрудником, не ставится до 14.09.2021 в 08:03:12.",
        ),
        (
            PromiseStands(RequestState.RESTING, "+79101234567", 1, AT, AT, is_barred=False),
            (
                "Обещание перезвонить на +79101234567: ждёт следующей попытки; за день засчитано "
                "1 попытка. Выбранное время: 14.09.2021 в 08:03:12. "
                "Не раньше 14.09.2021 в 08:03:12."
            ),
        ),
        (
            RecordingOver(RecordingState.SHORT, 31.0),
            "Запись разговора: 31 с, короче разговора.",
        ),
        (
            RecordingGone(is_talk=True, by="", why=""),
            "Запись разговора удалена: вышел срок хранения.",
        ),
        (
            RecordingGone(is_talk=False, by="ivanov", why="По заявлению от 22.11"),
            "Запись сообщения в меню удалена до срока (ivanov): «По заявлению от 22.11».",
        ),
        (
            CallOver(Outcome.TOLD, HangupCause.NORMAL, 12.0, is_by_us=True),
            (
                "Звонок закончен за 12 с: сказано, что будет дальше; место в очереди сохранено "
                "(обычное завершение; линию освободили мы)."
            ),
        ),
    ],
)
def test_what_happened_reads_as_a_complaint_is_answered(happening: object, text: str) -> None:
    assert sentence(happening) == text


def test_verdict_is_told_of_so_many_calls() -> None:
    assert verdict_sentence(Verdict.SAME, 3).startswith("Проверка, 3 звонка: решения выведены")


@given(origins, happenings)
@SWIFT
def test_whatever_happens_to_a_call_is_told_and_derived_again_as_it_was(
    origin: Origin, story: Story
) -> None:
    life = live(origin, story)
    journal = tuple(
        replace(entry, phase=type(step.state.phase).__name__)
        for entry, step in zip(life.journal, life.steps, strict=True)
    )
    stored = StoredCall(record_of(life.call), journal)
    telling = Telling(
        moment=Moment(AT, Instant(1000.0)),
        texts=texts(),
        discretion=Discretion(),
        policy=LIFE_POLICY,
        attempt=1,
        attempts=1,
    )

    found = rerun(stored, LIFE_POLICY)
    told = [sentence_of(line, ZONE) for line in tell_call(found.turns, telling)]

    assert (found.verdict, found.differences) == (Verdict.SAME, ())
    assert all(text[:1].isupper() and text.endswith((".", ")", "»")) for text in told)
