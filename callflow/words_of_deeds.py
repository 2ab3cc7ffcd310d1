"""What supervisors did, in sentences: who, who heard them, for how long, and why."""

# ruff: noqa: RUF001 -- Russian words of one letter look like Latin ones; that is what they are.

from collections.abc import Mapping
from typing import Final, assert_never

from callflow.intervention import Deed
from callflow.russian import lasted
from callflow.story_deeds import (
    DeedHappening,
    SteppedIn,
    SupervisorCame,
    SupervisorLeft,
    SupervisorTurned,
)
from callflow.supervision import SupervisionEnd, SupervisionMode

MODES: Final[Mapping[SupervisionMode, str]] = {
    SupervisionMode.LISTEN: "слушает, его не слышит никто",
    SupervisionMode.WHISPER: "подсказывает, его слышит только оператор",
    SupervisionMode.BARGE: "говорит со всеми, его слышат оператор и тот, кто звонил",
}
ENDS: Final[Mapping[SupervisionEnd, str]] = {
    SupervisionEnd.HUNG_UP: "трубка положена",
    SupervisionEnd.NOT_ANSWERED: "трубку не взяли, разговора не было слышно",
    SupervisionEnd.TALK_OVER: "разговор окончен",
    SupervisionEnd.HANDED_ON: "разговор передан на внешний номер",
    SupervisionEnd.FAILED: "сбой станции",
}
DEEDS: Final[Mapping[Deed, str]] = {
    Deed.PERSON_TAKEN: "звонок вне очереди отдан оператору",
    Deed.PERSON_MOVED: "звонок переведён в очередь",
    Deed.PERSON_PUT_FIRST: "обращение поставлено первым в очереди",
    Deed.NUMBER_SILENCED: "номер поставлен в конец очереди до вечера",
    Deed.NUMBER_RELEASED: "ограничение с номера снято",
    Deed.NUMBER_ADMITTED: "звонки с номера принимаются всегда",
}


def deed_sentence(happening: DeedHappening) -> str:
    """Say what a supervisor did."""
    match happening:
        case SupervisorCame(by, mode, why):
            return f"Супервизор {by} подключается к разговору: {MODES[mode]}.{_because(why)}"
        case SupervisorTurned(by, mode):
            return f"Супервизор {by}, с этого мгновения: {MODES[mode]}."
        case SupervisorLeft():
            return _left(happening)
        case SteppedIn(by, deed, detail, why):
            whom = f" {detail}" if detail else ""
            return f"Супервизор {by}: {DEEDS[deed]}{whom}.{_because(why)}"
        case _:
            assert_never(happening)


def _left(happening: SupervisorLeft) -> str:
    by, end, lasted_s = happening.by, happening.end, happening.lasted_s
    why = "" if end is None else f": {ENDS[end]}"
    how_long = "" if lasted_s is None else f" Всего у разговора {lasted(lasted_s)}."
    return f"Супервизор {by} больше не у разговора{why}.{how_long}"


def _because(why: str) -> str:
    text = why.strip().removesuffix(".")
    return f" Причина: «{text}»." if text else ""
