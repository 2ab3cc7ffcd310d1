"""The gist of a contact in one paragraph: the first call, the promise, the wait, the end."""

# ruff: noqa: RUF001 -- Russian words of one letter look like Latin ones; that is what they are.

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from callflow.russian import clock_of, counted, day_of, lasted, moment_of
from tickets.contact import EndReason

ENDS: Final[Mapping[EndReason, str]] = {
    EndReason.SERVED: "разговор с оператором состоялся",
    EndReason.SELF_SERVED: "хватило голосового меню",
    EndReason.CANCELLED: "отменено тем, кто звонил, клавишами телефона",
    EndReason.GIVEN_UP: "закрыто сотрудником линии",
}
"""Why a contact ended."""


@dataclass(frozen=True, slots=True)
class TalkHad:
    """The talk that the person had."""

    began_at: datetime
    account: str
    """Empty where it is not known any more."""
    lasted_s: float | None
    """`None` while it lasts."""
    is_ours: bool
    """Whether we had called."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gist:
    """A contact in a few figures."""

    first_call_at: datetime
    ticket: str
    """Empty for a contact whose ticket is lost."""
    spoken: int | None
    tickets: int
    attempts: int
    """How often the person called."""
    refused: int
    """How many of these calls were rejected before the answer."""
    told_at: datetime | None
    promised_for: datetime | None
    """Until when, by the first promise."""
    promises: int
    rung_at: tuple[datetime, ...]
    """When we dialled the person."""
    talk: TalkHad | None
    is_urgent: bool
    ended_at: datetime | None
    end_reason: EndReason | None
    is_without_call: bool = False
    """Whether the ticket came another way, as by a portal: then nobody called or was called."""

    @property
    def waited_s(self) -> float | None:
        """How long it took from the first dial to an operator's voice."""
        if self.talk is None:
            return None
        return (self.talk.began_at - self.first_call_at).total_seconds()

    @property
    def reached_at(self) -> datetime | None:
        """When the person was first dialled or talked, whichever was earlier."""
        talked = () if self.talk is None else (self.talk.began_at,)
        return min((*self.rung_at, *talked), default=None)


def gist_sentences(gist: Gist, zone: ZoneInfo, now: datetime) -> Iterator[str]:
    """Yield the gist, sentence by sentence."""
    first = moment_of(gist.first_call_at, zone)
    if gist.is_without_call:
        yield f"Обращение записано без звонка {first}, заявка {gist.spoken} ({gist.ticket})."
        return
    yield f"Первый звонок {first}."
    yield from _registered(gist)
    yield from _calls(gist)
    yield from _told(gist, zone)
    if gist.is_urgent:
        yield "Назван признак опасности для жизни: место в очереди — впереди всех."
    yield from _rung(gist, zone)
    yield from _talked(gist, zone)
    yield from _end(gist, zone, now)


def _registered(gist: Gist) -> Iterator[str]:
    if gist.spoken is not None:
        yield f"Обращение зарегистрировано сразу, заявка {gist.spoken} ({gist.ticket})."
    if gist.tickets > 1:
        yield f"Всего по обращению {counted(gist.tickets, 'заявка', 'заявки', 'заявок')}."


def _calls(gist: Gist) -> Iterator[str]:
    if gist.attempts <= 1:
        return
    calls = counted(gist.attempts, "звонок", "звонка", "звонков")
    refused = f", из них отклонено сигналом «занято» {gist.refused}" if gist.refused else ""
    yield f"Всего на линию поступило {calls}{refused}."


def _told(gist: Gist, zone: ZoneInfo) -> Iterator[str]:
    if gist.told_at is None:
        return
    at = moment_of(gist.told_at, zone, gist.first_call_at)
    if gist.promised_for is None:
        yield f"Обещание перезвонить прозвучало {at}."
        return
    until = _until(gist.promised_for, gist.told_at, zone)
    yield f"Обещание перезвонить не позднее {until} прозвучало {at}."
    if gist.promises > 1:
        times = counted(gist.promises, "раз", "раза", "раз")
        yield f"Всего обещание прозвучало {times}."
    if gist.reached_at is None:
        return
    late_s = (gist.reached_at - gist.promised_for).total_seconds()
    kept = "выдержан" if late_s <= 0 else f"не выдержан, опоздание {lasted(late_s)}"
    yield f"Обещанный срок {kept}."


def _until(moment: datetime, beside: datetime, zone: ZoneInfo) -> str:
    clock = clock_of(moment, zone)
    is_same_day = day_of(moment, zone) == day_of(beside, zone)
    return clock if is_same_day else f"{clock} {day_of(moment, zone)}"


def _rung(gist: Gist, zone: ZoneInfo) -> Iterator[str]:
    if not gist.rung_at:
        return
    at = moment_of(gist.rung_at[0], zone, gist.first_call_at)
    if len(gist.rung_at) == 1:
        yield f"Мы перезвонили {at}."
        return
    times = counted(len(gist.rung_at), "раз", "раза", "раз")
    last = moment_of(gist.rung_at[-1], zone, gist.first_call_at)
    yield f"Мы перезванивали {times}: впервые {at}, в последний раз {last}."


def _talked(gist: Gist, zone: ZoneInfo) -> Iterator[str]:
    talk = gist.talk
    if talk is None:
        yield "Разговора с оператором не было."
        return
    whom = f"с оператором {talk.account}" if talk.account else "с оператором"
    how = "по нашему звонку" if talk.is_ours else "по звонку на линию"
    length = "ещё идёт" if talk.lasted_s is None else f"длился {lasted(talk.lasted_s)}"
    at = moment_of(talk.began_at, zone, gist.first_call_at)
    yield f"Разговор {whom} начался {at} ({how}) и {length}."
    yield f"Ждать пришлось {lasted(gist.waited_s or 0.0)}."


def _end(gist: Gist, zone: ZoneInfo, now: datetime) -> Iterator[str]:
    if gist.ended_at is not None and gist.end_reason is not None:
        at = moment_of(gist.ended_at, zone, gist.first_call_at)
        yield f"Обращение закрыто {at}: {ENDS[gist.end_reason]}."
        return
    open_s = (now - gist.first_call_at).total_seconds()
    yield f"Обращение открыто, с первого звонка прошло {lasted(open_s)}."
