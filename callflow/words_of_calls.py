"""What happened on a call, in sentences: what was heard, pressed, rung and talked."""

# ruff: noqa: RUF001 -- Russian words of one letter look like Latin ones; that is what they are.

from collections.abc import Mapping
from typing import Final

from agents.activity import RingOutcome
from callers.number import CallerKind
from callflow.call import RecordingState, Wanted
from callflow.outcome import HangupCause, Outcome
from callflow.own_calls import WhyCalled
from callflow.questions import (
    ANOTHER,
    CANCEL,
    CHOOSE_TIME,
    END,
    NO,
    OTHER_NUMBER,
    WORSE,
    YES,
)
from callflow.russian import counted, lasted
from callflow.seen import Seen
from callflow.story import (
    AgentRung,
    Called,
    CallOver,
    EndedTalk,
    Entered,
    KeyedIn,
    KeyPressed,
    Noted,
    NoteTaken,
    PositionTold,
    Rang,
    RecordingGone,
    RecordingOver,
    RingOver,
    Said,
    TalkBegan,
    TalkEnded,
)
from callflow.telling import CALLBACK_CHOSEN
from callflow.utterances import SayEnd
from callflow.words_of_transfers import SEEN_OF_TRANSFERS
from queues.messages import TurnAwayReason
from queues.queue import Rank

KINDS: Final[Mapping[CallerKind, str]] = {
    CallerKind.MOBILE: "мобильный",
    CallerKind.LANDLINE: "городской",
    CallerKind.FOREIGN: "иностранный",
    CallerKind.WITHHELD: "не определился",
}
SAY_ENDS: Final[Mapping[SayEnd, str]] = {
    SayEnd.WHOLE: "до конца",
    SayEnd.CUT_SHORT: "прервано",
    SayEnd.NOT_SAID: "произнести не удалось",
    SayEnd.LASTING: "окончание не записано",
}
MEANINGS: Final[Mapping[str, str]] = {
    WORSE: "стало хуже",
    ANOTHER: "нужна помощь ещё одному больному",
    CANCEL: "отменить заявку",
    OTHER_NUMBER: "указать другой номер",
    CHOOSE_TIME: "выбрать время звонка",
    YES: "да",
    NO: "нет",
    END: "закончить",
    CALLBACK_CHOSEN: "перезвонить вместо ожидания",
}
"""What a key led to; anything else is the name of a queue."""

SEEN: Final[Mapping[Seen, str]] = {
    Seen.FAR_END_RINGING: "Телефон звонит.",
    Seen.PICKED_UP: "Трубку сняли.",
    Seen.VOICE_HEARD: "На линии услышан голос или звук.",
    Seen.CALLED_ELSEWHERE: "Встречный звонок уже на линии: наш звонок больше не нужен.",
    Seen.RECORDING_STARTED: "Началась запись разговора.",
    Seen.OPERATOR_THERE: "Оператор снял трубку, и номер набран.",
    Seen.OPERATOR_GONE: "Оператор не снял трубку или положил её: никого больше не набирали.",
    Seen.OPERATOR_NOT_FREE: "Оператор был уже занят: никого не набирали.",
    Seen.PREEMPTED: "Канал понадобился для экстренного вызова: звонок закончен, место в очереди "
    "сохранено.",
    **SEEN_OF_TRANSFERS,
    Seen.PUT_FIRST: "Старший смены поставил звонок первым в очереди.",
    Seen.QUEUE_CHOSEN: "Старший смены перевёл звонок в другую очередь, с прежним местом.",
    Seen.ENGINE_BACK: "Связь программы с линией прервалась и восстановлена; звонок продолжен с "
    "того же места.",
    Seen.ENGINE_FAILED: "Сбой программы на этом звонке.",
}
RINGS: Final[Mapping[RingOutcome, str]] = {
    RingOutcome.ANSWERED: "ответил",
    RingOutcome.TIMED_OUT: "на звонок не ответил",
    RingOutcome.DECLINED: "звонок не принял, или телефон был занят",
    RingOutcome.BUSY: "телефон был занят другим разговором",
    RingOutcome.UNREACHABLE: "недоступен: телефон не отвечает",
    RingOutcome.CANCELLED: "вызов снят: соединять было уже не с кем",
}
TALKS_ENDED: Final[Mapping[EndedTalk, str]] = {
    EndedTalk.AGENT: "трубку положил оператор",
    EndedTalk.CALLER: "трубку положили на другом конце",
    EndedTalk.BROKEN: "связь оборвалась",
    EndedTalk.FAR: "трубку положили там, куда передан разговор",
    EndedTalk.TRANSFERRED: "звонок возвращён в очередь",
    EndedTalk.UNSEEN: "кто закончил разговор, не записано",
}
SENT_AWAY: Final[Mapping[TurnAwayReason, str]] = {
    TurnAwayReason.NO_AGENTS: "Ни одного оператора на работе не осталось: об этом сказано, "
    "обращение сохранено.",
    TurnAwayReason.CLOSING: "Приём звонков заканчивался: об этом сказано, обращение сохранено.",
}
PLACES: Final[Mapping[Rank, str]] = {
    Rank.URGENT: "впереди всех (признак опасности)",
    Rank.NORMAL: "по времени первого звонка",
    Rank.LAST: "в конце (тишина на прежних звонках)",
}
NOTES: Final[Mapping[Noted, str]] = {
    Noted.TOPIC: "Записан выбор: «{}».",
    Noted.SUBJECT: "Записано, о чём звонок: «{}».",
    Noted.DANGER: "Назван признак опасности для жизни: обращение поставлено впереди всех.",
    Noted.ANOTHER_PERSON: "Записан ещё один больной: по обращению открыта ещё одна заявка.",
    Noted.CANCELLED: "Заявка отменена клавишами телефона.",
    Noted.SETTLED: "Ответа в меню хватило: звонить уже не нужно.",
    Noted.OTHER_NUMBER: "Записан другой номер для обратного звонка: {}.",
    Noted.CHOSEN_TIME: "Записано выбранное время обратного звонка: {}.",
}
RECORDINGS: Final[Mapping[RecordingState, str]] = {
    RecordingState.OK: "сохранена",
    RecordingState.SHORT: "короче разговора",
    RecordingState.MISSING: "не сохранилась",
}
OUTCOMES: Final[Mapping[Outcome, str]] = {
    Outcome.ANSWERED: "разговор с оператором состоялся",
    Outcome.ABANDONED: "трубку положили, не дождавшись оператора",
    Outcome.SHORT_ABANDONED: "трубку положили в первые секунды ожидания",
    Outcome.REFUSED: "отклонён до ответа",
    Outcome.DIVERTED: "закончен после объявления; обращение сохранено",
    Outcome.OVERFLOWED: "переведён в другую очередь",
    Outcome.SELF_SERVED: "вопрос решён голосовым меню",
    Outcome.TOLD: "сказано, что будет дальше; место в очереди сохранено",
    Outcome.NOT_REACHED: "до человека дозвониться не удалось",
    Outcome.FAILED: "прерван сбоем",
}
CAUSES: Final[Mapping[HangupCause, str]] = {
    HangupCause.NORMAL: "обычное завершение",
    HangupCause.BUSY: "занято",
    HangupCause.NO_ANSWER: "нет ответа",
    HangupCause.DECLINED: "вызов отклонён",
    HangupCause.UNREACHABLE: "телефон выключен или вне сети",
    HangupCause.WRONG_NUMBER: "такого номера нет",
    HangupCause.CHANGED_NUMBER: "номер больше не обслуживается",
    HangupCause.BLOCKED: "вызов запрещён оператором связи",
    HangupCause.CONGESTION: "перегрузка или неисправность сети",
    HangupCause.CANCELLED: "вызов снят до ответа",
    HangupCause.LOST: "окончание звонка осталось незамеченным",
    HangupCause.UNKNOWN: "причина не сообщена",
}


OWN_CALLS: Final[Mapping[str, str]] = {
    WhyCalled.LAST_TALK: "ещё раз после последнего разговора",
    WhyCalled.CONTACT: "по открытому обращению",
    WhyCalled.NUMBER: "номер набрал оператор",
}


def called(happening: Called) -> str:
    """Say that the person called."""
    kind = "" if happening.kind is None else f" ({KINDS[happening.kind]})"
    number = f"с номера {happening.number}{kind}"
    if not happening.number.startswith("+"):
        number = "со скрытого номера" if happening.number else "без номера"
    which = f"звонок {happening.attempt} из {happening.attempts}"
    return f"Звонок на линию {number}, по линии связи «{happening.trunk}»; {which}."


def rang(happening: Rang) -> str:
    """Say that we called the person, and why then."""
    own = OWN_CALLS.get(happening.reason)
    shown = f", показан номер {happening.shown}" if happening.shown else ""
    confirm = " Сначала спросили подтверждение: прежде отвечал автомат." * happening.must_confirm
    if own is not None:
        return f"Звонок самого оператора на {number_of(happening.number)}{shown}: {own}."
    why = _why_now(happening.reason)
    return f"Обратный звонок на {number_of(happening.number)}{shown}: {why}.{confirm}"


def _why_now(reason: str) -> str:
    """Say the dialler's reason; one of another version stands as it is."""
    if reason.startswith("over_dialled"):
        return "операторы простаивали, и набрали на одного больше, чем было свободных"
    if not reason.startswith("first_in_line"):
        return f"«{reason}»" if reason else "причина не записана"
    if reason.endswith("operator_idle"):
        return "первый в очереди, оператор свободен"
    seconds = reason.rpartition("_in ")[2].removesuffix("s")
    if seconds.isdecimal():
        return f"первый в очереди, оператор освободится через {lasted(int(seconds))}"
    return "первый в очереди"


def number_of(number: str) -> str:
    """Say a number that may be hidden, or none."""
    if not number:
        return "без номера"
    return "скрытый номер" if number == "#" else number


def said(happening: Said) -> str:
    """Say what was heard, and how far."""
    how = SAY_ENDS[happening.end]
    if happening.lasted_s is not None:
        length = lasted(happening.lasted_s)
        how += f" через {length}" if happening.end is SayEnd.CUT_SHORT else f", {length}"
    return f"Прозвучало: «{happening.text}» ({how})"


def key_pressed(happening: KeyPressed) -> str:
    """Say which key was pressed and where it led."""
    if not happening.meaning:
        return f"Нажата клавиша {happening.key}: в этом месте она ничего не значит."
    meaning = MEANINGS.get(happening.meaning, f"выбрано «{happening.meaning}»")
    return f"Нажата клавиша {happening.key}: {meaning}."


def keyed_in(happening: KeyedIn) -> str:
    """Say what was keyed in."""
    what = "номер телефона" if happening.wanted is Wanted.NUMBER else "время звонка"
    how = "принято" if happening.is_understood else "прочесть не удалось"
    return f"Набрано клавишами ({what}): {happening.keys} — {how}."


def entered(happening: Entered) -> str:
    """Say that the person waits, and where in the line."""
    return (
        f"Ожидание оператора на линии, очередь «{happening.queue}»; место — "
        f"{PLACES[happening.rank]}."
    )


def position_told(happening: PositionTold) -> str:
    """Say the figures behind an announcement of the place."""
    people = counted(happening.waiting, "человек", "человека", "человек")
    wait_s = happening.estimated_wait_s
    estimate = "оценить ожидание нельзя" if wait_s is None else f"оценка {lasted(wait_s)}"
    return f"Место в очереди {happening.position}, всего ждут {people}; {estimate}."


def agent_rung(happening: AgentRung) -> str:
    """Say that an operator was rung, and by which rule."""
    by = "по очереди: кто дольше ждёт — тому, кто дольше свободен"
    if happening.reason.startswith("cut_off_with"):
        by = "тот же, с кем оборвался прежний разговор"
    elif happening.reason == "colleague_free":
        by = "ему передают разговор"
    elif happening.reason == "operator_free":
        by = "это его собственный звонок; номер набирают, когда он снимет трубку"
    return f"Вызван оператор {happening.account} ({by})."


def ring_over(happening: RingOver) -> str:
    """Say how ringing an operator ended."""
    how = RINGS[happening.outcome]
    length = "" if happening.lasted_s is None else f" ({lasted(happening.lasted_s)})"
    return f"Оператор {happening.account}: {how}{length}."


def talk_began(happening: TalkBegan) -> str:
    """Say that a talk began."""
    whom = f"с оператором {happening.account}" if happening.account else "с оператором"
    return f"Разговор {whom} начался."


def talk_ended(happening: TalkEnded) -> str:
    """Say how long the talk was and who ended it."""
    whom = f" с оператором {happening.account}" if happening.account else ""
    how = TALKS_ENDED[happening.by]
    return f"Разговор{whom} закончен: {lasted(happening.lasted_s)}, {how}."


def note_taken(happening: NoteTaken) -> str:
    """Say what was written down of what the person said by keys."""
    return NOTES[happening.note].format(number_of(happening.detail))


def recording_over(happening: RecordingOver) -> str:
    """Say what lies there of a recording."""
    return f"Запись разговора: {lasted(happening.lasted_s)}, {RECORDINGS[happening.state]}."


def recording_gone(happening: RecordingGone) -> str:
    """Say why what was recorded can be heard no more."""
    what = "разговора" if happening.is_talk else "сообщения в меню"
    if not happening.by:
        return f"Запись {what} удалена: вышел срок хранения."
    return f"Запись {what} удалена до срока ({happening.by}): «{happening.why}»."


def call_over(happening: CallOver) -> str:
    """Say how a call ended."""
    which = "Обратный звонок" if happening.is_ours else "Звонок"
    if happening.is_own:
        which = "Звонок оператора"
    who = "; линию освободили мы" if happening.is_by_us else ""
    if happening.outcome is Outcome.REFUSED:
        who = ""
    length = lasted(happening.lasted_s)
    outcome, cause = OUTCOMES[happening.outcome], CAUSES[happening.cause]
    return f"{which} закончен за {length}: {outcome} ({cause}{who})."
