"""Why the ladder decided so, in sentences that answer a complaint: one for every reason there is.

Each names what was true when the call came; the figures behind it follow in a sentence of their
own. Nothing here says "he" or "she".
"""

# ruff: noqa: RUF001 -- Russian words of one letter look like Latin ones; that is what they are.

from collections.abc import Iterator, Mapping
from typing import Final

from callback.facts import InFlight
from callflow.admission import (
    AdmitReason,
    AnnounceReason,
    ChallengeReason,
    DivertReason,
    RefuseReason,
    RemindReason,
    Rung,
)
from callflow.russian import counted, lasted
from callflow.standing import Standing
from callflow.story import Decided, Reason
from callflow.trunk import TrunkLoad

RUNGS: Final[Mapping[Rung, str]] = {
    Rung.CONNECT: "соединить сразу",
    Rung.HOLD: "ждать на линии",
    Rung.TELL: "сообщить и перезвонить",
    Rung.REGISTER: "зарегистрировать без ответа",
    Rung.LET_IN: "пропустить к операторам",
    Rung.TELL_LATE: "сообщить при повторном звонке",
    Rung.REMIND: "краткое меню",
    Rung.KEEP_PLACE: "занято, место сохранено",
    Rung.SILENT: "тишина на линии",
}
"""The names of the ladder's rungs."""

REASONS: Final[Mapping[Reason, str]] = {
    AdmitReason.OPERATOR_FREE: "звонок принят: был свободен оператор, которого не ждал никто "
    "раньше",
    AdmitReason.SHORT_WAIT: "звонок принят для ожидания на линии: ждать предстояло недолго, и "
    "свободные каналы оставались",
    AdmitReason.ROOMY_TRUNK: "звонок принят для ожидания на линии: ждать предстояло долго, но "
    "каналов хватало всем, и обратный звонок только предлагался",
    AdmitReason.NEXT_IN_LINE: "звонок принят вместо обратного: очередь подходила",
    AdmitReason.RETURNING: "звонок принят впереди других: незадолго до него наш обратный звонок "
    "остался без ответа",
    AdmitReason.DANGER_SIGN: "звонок принят впереди всех: назван признак опасности для жизни",
    AdmitReason.RUNG_JUST_NOW: "звонок принят вместо обратного: в эту минуту мы сами набирали "
    "этот номер",
    AdmitReason.CUT_OFF: "звонок принят впереди других: предыдущий разговор оборвался",
    AdmitReason.NUMBER_HIDDEN: "звонок принят для ожидания на линии: номер не определился, "
    "перезвонить было некуда",
    AdmitReason.ALWAYS_ADMITTED: "звонок принят: для этого номера администратор велел "
    "не отклонять звонки никогда",
    AdmitReason.HUMAN_ONLY: "звонок принят и направлен к людям без меню: так администратор "
    "велел для этого номера",
    AdmitReason.NIGHT_MENU: "операторы в это время не работали; мы ответили, и меню "
    "приняло то, с чем звонили",
    AdmitReason.SHADOW: "звонок принят: решения лестницы на линии пока только записываются",
    AnnounceReason.FIRST_CALL: "это новое обращение; мы ответили, чтобы назвать номер заявки и "
    "время обратного звонка, и освободили канал для следующего звонка",
    AnnounceReason.NEVER_TOLD: "обращение уже было зарегистрировано, но о нём ещё не удалось "
    "сообщить; мы ответили, чтобы назвать номер заявки и время обратного звонка",
    AnnounceReason.NUMBER_NEEDED: "на номер, с которого поступил звонок, перезвонить нельзя; мы "
    "ответили, чтобы спросить другой",
    RemindReason.CHANNELS_FREE: "обещание уже прозвучало раньше, каналы были свободны; мы "
    "ответили кратким меню: стало хуже, ещё один больной, отмена, другой телефон",
    RemindReason.NOT_HEARD_LATELY: "обещание уже прозвучало раньше, но с последнего меню прошло "
    "достаточно времени, и один канал оставался; мы ответили кратким меню: стало хуже, ещё один "
    "больной, отмена, другой телефон",
    ChallengeReason.DUE: "на прежних звонках с этого номера никто не говорил; мы ответили и "
    "попросили что-нибудь сказать или нажать клавишу",
    DivertReason.CLOSED: "операторы в это время не работали; мы ответили, назвали номер заявки и "
    "закончили звонок",
    RefuseReason.NO_CHANNEL: "звонок отклонён сигналом «занято»: звонков поступило больше, чем "
    "каналов на линии; обращение и место в очереди сохранены",
    RefuseReason.LAST_CHANNEL: "звонок отклонён сигналом «занято»: он занял бы последний канал; "
    "обращение перед этим зарегистрировано, место в очереди закреплено",
    RefuseReason.TOLD_ALREADY: "звонок отклонён сигналом «занято»: обещание перезвонить уже "
    "прозвучало раньше, а последние каналы держали для тех, кто ещё ничего не знает; место в "
    "очереди сохранено",
    RefuseReason.CHANNELS_SHORT: "звонок отклонён сигналом «занято»: обращение уже было "
    "зарегистрировано, но канала, чтобы сообщить об этом, не было; место в очереди сохранено",
    RefuseReason.ON_LINE_ALREADY: "звонок отклонён сигналом «занято»: другой звонок по этому же "
    "обращению уже обслуживался",
    RefuseReason.SILENCED: "звонок отклонён сигналом «занято»: на прежних звонках с этого номера "
    "никто не говорил; обращение сохранено, место — в конце очереди",
}
"""Why, for every reason that the ladder gives; no two of them have the same word."""

_BY_WORD: Final[Mapping[str, Reason]] = {reason.value: reason for reason in REASONS}


def reason_of(word: str) -> Reason | None:
    """Return the reason behind `4_next_in_line` or `closed`; `None` where it is not one."""
    rung, _, reason = word.partition("_")
    return _BY_WORD.get(reason if rung.isdecimal() else word)


def decision_sentences(decided: Decided) -> Iterator[str]:
    """Yield what was decided and why, then the figures that it rested on."""
    reason = REASONS[decided.reason]
    if decided.rung is None:
        yield f"{reason[:1].upper()}{reason[1:]}."
    else:
        yield f"Ступень {decided.rung:d} «{RUNGS[decided.rung]}»: {reason}."
    if decided.instead_of:
        yield _instead(decided.instead_of)
    if decided.load is not None and decided.standing is not None:
        yield f"Основания: {'; '.join(_grounds(decided, decided.load, decided.standing))}."


def _instead(word: str) -> str:
    """Say what would have been decided, from `7 told_already`."""
    rung, _, reason = word.partition(" ")
    would = _BY_WORD.get(reason)
    if would is None or not rung.isdecimal():
        return f"Иначе решение было бы «{word}»."
    return f"Иначе — ступень {rung} «{RUNGS[Rung(int(rung))]}»: {REASONS[would]}."


def _grounds(decided: Decided, load: TrunkLoad, who: Standing) -> Iterator[str]:
    yield from _of_trunk(load)
    people = counted(who.ahead, "человек", "человека", "человек") if who.ahead else "никого"
    yield f"впереди в очереди {people}"
    if who.has_free_operator:
        yield "свободный оператор есть"
    else:
        limit = "" if decided.hold_limit_s is None else f" (предел {lasted(decided.hold_limit_s)})"
        yield f"оценка ожидания {lasted(who.estimated_wait_s)}{limit}"
    yield "обращение уже открыто" if decided.is_retrial else "обращение новое"
    yield from _of_person(who)


def _of_trunk(load: TrunkLoad) -> Iterator[str]:
    yield f"каналов на линии {load.channels}, занято с этим звонком {load.in_use}"
    operators = counted(load.operators, "оператор", "оператора", "операторов")
    yield f"на работе {operators}"
    if load.holds:
        yield f"ждали на линии {load.holds}"
    if load.withheld:
        yield f"звонков без номера {load.withheld}"
    if load.is_burst:
        yield "последний канал перед этим занимали слишком часто"
    if load.is_crowded:
        yield "звонков поступало так много, что без объявления регистрировали чаще"


def _of_person(who: Standing) -> Iterator[str]:
    if who.told_s_ago is not None:
        yield f"обещание прозвучало {lasted(who.told_s_ago)} назад"
    elif who.attempts_today > 1:
        yield "обещание ещё не прозвучало"
    if who.missed_callback_s_ago is not None:
        yield f"обратный звонок остался без ответа {lasted(who.missed_callback_s_ago)} назад"
    if who.in_flight is InFlight.DIALLING:
        yield "мы как раз набирали этот номер"
    if who.is_urgent:
        yield "признак опасности назван"
    if who.is_shared:
        yield "с этого номера звонят несколько человек"
    if not who.is_callable:
        yield "перезвонить на этот номер нельзя"
    if who.silenced:
        yield "номер поставлен в конец очереди за тишину на линии"
    if who.redials:
        yield "по поведению номер набирает аппарат; на решение это не влияет"
    if who.attempts_today > 1:
        yield f"{counted(who.attempts_today, 'звонок', 'звонка', 'звонков')} за день"
    if who.untold:
        people = counted(who.untold, "человек", "человека", "человек")
        yield f"перед этим без ответа отклонены и ещё ничего не знают {people}"
    if who.is_storm:
        yield "объявлен штормовой режим"
