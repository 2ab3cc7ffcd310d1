"""An explanation in sentences: everything that can happen has one, and so has every doubt."""

# ruff: noqa: RUF001 -- Russian words of one letter look like Latin ones; that is what they are.

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Final, assert_never
from zoneinfo import ZoneInfo

from callflow import words_of_calls as calls
from callflow import words_of_promises as promises
from callflow import words_of_transfers as transfers
from callflow.gist import ENDS
from callflow.reasons import decision_sentences
from callflow.rerun import Difference, Verdict
from callflow.russian import counted
from callflow.story import (
    AgentRung,
    AttemptOver,
    Called,
    CallOver,
    ContactEnded,
    Decided,
    Entered,
    KeyedIn,
    KeyPressed,
    MessageWritten,
    NoteTaken,
    Noticed,
    NumberSilenced,
    OutsideRung,
    PositionTold,
    Promised,
    PromiseStands,
    Rang,
    RecordingGone,
    RecordingOver,
    RingOver,
    Said,
    SentAway,
    SilenceLifted,
    StoryLine,
    TalkBegan,
    TalkEnded,
    TicketOpened,
    TransferWanted,
    Whispered,
)
from callflow.story_cases import CaseHappening
from callflow.story_deeds import DeedHappening
from callflow.story_menus import MenuHappening
from callflow.words_of_cases import case_sentence
from callflow.words_of_deeds import deed_sentence
from callflow.words_of_menus import menu_sentence

VERDICTS: Final[Mapping[Verdict, str]] = {
    Verdict.SAME: "решения выведены заново по записям и правилам того дня и совпадают с "
    "записанными",
    Verdict.DIFFERS: "решения, выведенные заново, расходятся с записанными",
    Verdict.NO_JOURNAL: "журнал пуст или записан другой версией программы, прочесть его нельзя; "
    "сказано то, что осталось в строке звонка",
    Verdict.NO_POLICY: "правила, по которым жил звонок, не сохранены или записаны другой версией "
    "программы; решения не выведены заново, сказано то, что осталось в строке звонка",
    Verdict.NOT_FOLLOWED: "журнал обрывается на том, чего не могло быть; сказано то, что до этого "
    "места",
}
"""What is said of a call that was lived through again."""

_COMPARED: Final[Mapping[str, str]] = {
    "sequence": "номер записи",
    "reason": "причина",
    "phase": "состояние",
    "decision": "решение",
    "outcome": "исход",
    "cause": "причина окончания",
}


def sentence_of(line: StoryLine, zone: ZoneInfo) -> str:
    """Return what happened in a sentence or two."""
    happening = line.happening
    if isinstance(happening, MenuHappening):
        return menu_sentence(happening)
    if isinstance(happening, CaseHappening):
        return case_sentence(happening)
    if isinstance(happening, DeedHappening):
        return deed_sentence(happening)
    match happening:
        case Decided():
            return " ".join(decision_sentences(happening))
        case Called():
            return calls.called(happening)
        case Rang():
            return calls.rang(happening)
        case Said():
            return calls.said(happening)
        case Whispered(text):
            return f"Оператору сказано: «{text}»"
        case KeyPressed():
            return calls.key_pressed(happening)
        case KeyedIn():
            return calls.keyed_in(happening)
        case Entered():
            return calls.entered(happening)
        case PositionTold():
            return calls.position_told(happening)
        case SentAway(reason):
            return calls.SENT_AWAY[reason]
        case AgentRung():
            return calls.agent_rung(happening)
        case RingOver():
            return calls.ring_over(happening)
        case TalkBegan():
            return calls.talk_began(happening)
        case TalkEnded():
            return calls.talk_ended(happening)
        case TransferWanted():
            return transfers.transfer_wanted(happening)
        case OutsideRung():
            return transfers.outside_rung(happening)
        case NoteTaken():
            return calls.note_taken(happening)
        case Noticed(seen):
            return calls.SEEN[seen]
        case RecordingOver():
            return calls.recording_over(happening)
        case RecordingGone():
            return calls.recording_gone(happening)
        case CallOver():
            return calls.call_over(happening)
        case Promised():
            return promises.promised(happening, zone)
        case AttemptOver():
            return promises.attempt_over(happening, zone, line.at)
        case TicketOpened():
            return promises.ticket_opened(happening)
        case MessageWritten():
            return promises.message_written(happening, zone, line.at)
        case NumberSilenced():
            return promises.number_silenced(happening, zone, line.at)
        case SilenceLifted(exempt_until):
            return promises.silence_lifted(exempt_until, zone)
        case PromiseStands():
            return promises.promise_stands(happening, zone)
        case ContactEnded(reason):
            return f"Обращение закрыто: {ENDS[reason]}."
        case _:
            assert_never(happening)


def verdict_sentence(verdict: Verdict, number_of_calls: int) -> str:
    """Say of so many calls what living through them again gave."""
    calls_text = counted(number_of_calls, "звонок", "звонка", "звонков")
    return f"Проверка, {calls_text}: {VERDICTS[verdict]}."


def difference_sentences(differences: tuple[Difference, ...]) -> Iterator[str]:
    """Yield where a call was written down otherwise than it follows."""
    for found in differences:
        where = "строка звонка" if found.sequence is None else f"запись {found.sequence}"
        event = f" ({found.event})" if found.event else ""
        what = _COMPARED.get(found.what, found.what)
        yield (
            f"{where}{event}, {what}: записано «{found.stored or '—'}», выводится "
            f"«{found.derived or '—'}»"
        )


def asked_at(now: datetime, zone: ZoneInfo) -> str:
    """Say when the explanation was made."""
    return f"Составлено {now.astimezone(zone):%d.%m.%Y в %H:%M}."
