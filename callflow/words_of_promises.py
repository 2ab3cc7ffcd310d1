"""What was promised and what became of it, in sentences: callbacks, messages, silences."""

# ruff: noqa: RUF001 -- Russian words of one letter look like Latin ones; that is what they are.

from collections.abc import Mapping
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from callback.outcome import AttemptOutcome
from callback.request import RequestState
from callback.sms import SmsState, SmsTemplate
from callers.history import SilenceCause
from callflow.russian import clock_of, counted, lasted, moment_of
from callflow.story import (
    AttemptOver,
    MessageWritten,
    NumberSilenced,
    Promised,
    PromiseStands,
    TicketOpened,
)
from callflow.words_of_calls import number_of

ATTEMPTS: Final[Mapping[AttemptOutcome, str]] = {
    AttemptOutcome.SERVED: "разговор состоялся",
    AttemptOutcome.BUSY: "занято: кто-то у телефона, наберём скоро, попытка не засчитана сразу",
    AttemptOutcome.NO_ANSWER: "никто не ответил; попытка засчитана, наберём после паузы",
    AttemptOutcome.SWITCHED_OFF: "телефон выключен или вне сети; попытка засчитана, наберём "
    "после паузы",
    AttemptOutcome.DECLINED: "вызов сброшен на телефоне; наберём ещё раз после долгой паузы",
    AttemptOutcome.MACHINE: "ответил автомат или никто не отозвался; попытка засчитана",
    AttemptOutcome.LEFT: "трубку положили, не дождавшись оператора; попытка не засчитана",
    AttemptOutcome.WRONG_NUMBER: "такого номера нет; дальше разбирается сотрудник",
    AttemptOutcome.CHANGED_NUMBER: "номер больше не обслуживается; дальше разбирается сотрудник",
    AttemptOutcome.BLOCKED: "оператор связи запретил вызов; попытка не засчитана, набор по этой "
    "линии приостановлен",
    AttemptOutcome.CONGESTION: "сеть перегружена; попытка не засчитана",
    AttemptOutcome.MUTE: "линия не ответила вовсе; попытка не засчитана",
    AttemptOutcome.CANCELLED: "звонок снят: встречный звонок или отмена; попытка не засчитана",
    AttemptOutcome.LOST: "окончание осталось незамеченным; попытка не засчитана",
}
STATES: Final[Mapping[RequestState, str]] = {
    RequestState.DUE: "стоит в очереди на обратный звонок",
    RequestState.IN_FLIGHT: "обратный звонок идёт сейчас",
    RequestState.RESTING: "ждёт следующей попытки",
    RequestState.UNREACHABLE: "автоматически дозвониться не удалось, передано операторам",
    RequestState.ENDED: "исполнено или отменено",
}
TEMPLATES: Final[Mapping[SmsTemplate, str]] = {
    SmsTemplate.REGISTERED: "о регистрации",
    SmsTemplate.SOON: "о скором звонке",
    SmsTemplate.MISSED: "о пропущенном звонке",
}
MESSAGES: Final[Mapping[SmsState, str]] = {
    SmsState.WAITING: "ждёт отправки",
    SmsState.SENT: "передано на отправку",
    SmsState.FAILED: "не отправлено",
    SmsState.NO_SENDER: "не отправлено: отправка сообщений на линии не настроена, и сообщённым "
    "это не считается",
}
SILENCES: Final[Mapping[SilenceCause, str]] = {
    SilenceCause.DEAD_AIR: "на ответ никто не говорил",
    SilenceCause.BY_HAND: "так решил сотрудник",
}


def promised(happening: Promised, zone: ZoneInfo) -> str:
    """Say what was promised, and until when."""
    minutes = lasted(happening.minutes * 60)
    until = clock_of(happening.until, zone)
    return f"Обещано перезвонить: примерно через {minutes}, то есть не позднее {until}."


def attempt_over(happening: AttemptOver, zone: ZoneInfo, at: datetime) -> str:
    """Say what became of a dialling, and when the next one is."""
    told = f"Попытка {happening.number_of_day} за день: {ATTEMPTS[happening.outcome]}."
    if happening.next_at is None or happening.outcome is AttemptOutcome.SERVED:
        return told
    verb = "Следующая была" if happening.is_next_made else "Следующая назначена"
    return f"{told} {verb} {moment_of(happening.next_at, zone, at)}."


def ticket_opened(happening: TicketOpened) -> str:
    """Say that a ticket was opened."""
    which = "Открыта заявка" if happening.is_first else "Открыта ещё одна заявка"
    return f"{which} {happening.spoken} ({happening.number})."


def message_written(happening: MessageWritten, zone: ZoneInfo, at: datetime) -> str:
    """Say what was written to the person, and whether it left us."""
    how = MESSAGES[happening.state]
    if happening.sent_at is not None:
        how += f" {moment_of(happening.sent_at, zone, at)}"
    if happening.error:
        how += f" ({happening.error})"
    what = TEMPLATES[happening.template]
    return f"СМС {what} на {number_of(happening.number)}: «{happening.text}» — {how}."


def number_silenced(happening: NumberSilenced, zone: ZoneInfo, at: datetime) -> str:
    """Say that a number was put last in order, and until when."""
    times = ""
    if happening.times:
        times = f" ({counted(happening.times, 'звонок', 'звонка', 'звонков')} подряд)"
    until = moment_of(happening.until, zone, at).removeprefix("в ")
    return (
        f"Номер поставлен в конец очереди: {SILENCES[happening.cause]}{times}; обращение "
        f"сохранено, действует до {until}."
    )


def silence_lifted(exempt_until: datetime, zone: ZoneInfo) -> str:
    """Say that a silence was taken back."""
    return f"Пометка тишины снята сотрудником, не ставится до {moment_of(exempt_until, zone)}."


def promise_stands(happening: PromiseStands, zone: ZoneInfo) -> str:
    """Say how a promise stands that is not kept yet."""
    tries = counted(happening.tries, "попытка", "попытки", "попыток")
    told = (
        f"Обещание перезвонить на {number_of(happening.number)}: {STATES[happening.state]}; "
        f"за день засчитано {tries}."
    )
    if happening.chosen_at is not None:
        told += f" Выбранное время: {moment_of(happening.chosen_at, zone)}."
    if happening.next_at is not None:
        told += f" Не раньше {moment_of(happening.next_at, zone)}."
    if happening.is_barred:
        told += " На этот номер больше не звоним: он чужой или не существует."
    return told
