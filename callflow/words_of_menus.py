"""A walk through a menu in sentences."""

from collections.abc import Mapping
from typing import Final, assert_never

from callflow.russian import counted
from callflow.story_menus import (
    MarkGiven,
    MenuHappening,
    MenuKey,
    MenuKeyedIn,
    MenuLeft,
    MenuLookedUp,
    MenuRequest,
    MenuSpoken,
)
from ivr.nodes import RequestKind
from ivr.walk import GoReason, LookUpOutcome

ANSWERS: Final[Mapping[LookUpOutcome, str]] = {
    LookUpOutcome.FOUND: "найдено",
    LookUpOutcome.NOTHING: "ничего не найдено",
    LookUpOutcome.DENIED: "данные не подошли, ничего не сообщено",
    LookUpOutcome.FAILED: "ответа нет",
}
REQUESTS: Final[Mapping[RequestKind, str]] = {
    RequestKind.HOME_VISIT: "вызов врача на дом",
    RequestKind.APPOINTMENT: "запись на приём",
    RequestKind.COMPLAINT: "жалоба",
    RequestKind.REFERENCE: "справка",
    RequestKind.SUPPORT: "обращение учреждения",
    RequestKind.CALLBACK: "просьба перезвонить",
    RequestKind.FOLLOW_UP: "разбор низкой оценки",
}
WAYS_OUT: Final[Mapping[GoReason, str]] = {
    GoReason.CHOSEN: "по выбору",
    GoReason.OPERATOR_WANTED: "по клавише 0, к оператору",
    GoReason.SILENT: "на вопрос никто не ответил",
    GoReason.WRONG_KEYS: "нажатые клавиши ничего не значили",
    GoReason.FAILED: "спросить или записать не удалось",
    GoReason.DENIED: "данные не подошли слишком много раз",
    GoReason.TOO_LONG: "время меню вышло",
}


def menu_sentence(happening: MenuHappening) -> str:
    """Say what happened in a menu."""
    match happening:
        case MenuKey(key, ""):
            return f"Меню: нажата клавиша {key}, здесь она ничего не значит."
        case MenuKey(key, "end"):
            return f"Меню: нажата клавиша {key}, она вела к выходу из меню."
        case MenuKey(key, to):
            return f"Меню: нажата клавиша {key}, дальше — «{to}»."
        case MenuKeyedIn(field, keys, is_understood):
            how = "принято" if is_understood else "не подходит, спрошено снова"
            return f"Меню: набрано «{field}»: {keys} — {how}."
        case MenuSpoken(field, seconds) if seconds > 0:
            return f"Меню: записан голосом ответ «{field}», {seconds:.0f} сек."
        case MenuSpoken(field):
            return f"Меню: ответ голосом «{field}» не записан или в нём никто не говорил."
        case MenuLookedUp(name, outcome):
            return f"Меню: справка «{name}» — {ANSWERS[outcome]}."
        case MenuRequest(kind, is_partial, spoken):
            whole = "не до конца, сохранено то, что успели" if is_partial else "полностью"
            voices = counted(spoken, "ответ", "ответа", "ответов")
            return f"Принята заявка ({REQUESTS[kind]}) {whole}; голосом {voices}."
        case MenuLeft(reason):
            why = "" if reason is None else f": {WAYS_OUT[reason]}"
            return f"Меню закончилось{why}."
        case MarkGiven(mark):
            return f"Оценка разговора: {mark} из 10."
        case _:
            assert_never(happening)
