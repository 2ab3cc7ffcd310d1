"""A contact's past and what was recorded of it, in the shapes of the API, so as it answers."""

# ruff: noqa: RUF001 -- Russian words of one letter look like Latin ones; that is what they are.

import re
import struct
from datetime import timedelta
from typing import Final
from uuid import UUID

import msgspec
from msgspec.structs import replace
from playwright.async_api import Page, Route

from callflow.call import RecordingState
from callflow.events import Direction
from callflow.rerun import Verdict
from tests.browser.desk_site import DeskSite
from tests.browser.one_case import NUMBER, TICKET, contact, moment
from tests.browser.worklists import clinics
from tests.support.sounds import RATE, tone
from web.api.shown_past import (
    IndexedShown,
    PastCallShown,
    PastLineShown,
    PastTicketShown,
    PeaksShown,
    RecordingIndexPage,
    RecordingKind,
    TimelineShown,
)
from web.api.shown_readers import Readers, ReadShown

SUPERVISOR: Final = (
    *("desk", "tickets:read", "calls:read", "audit:read", "recordings:read", "board:read"),
    "directory:read",
)
TALK_S: Final = 12.0
_SOUND: Final = re.compile(r"/api/v1/recordings/[^/]+\.\d$")
HEARD: Final = (
    "Здравствуйте! Вы позвонили на линию 122. Ваша заявка номер 37. Мы перезвоним вам примерно "
    "через сорок минут на номер, который заканчивается на 45 67."
)
_DECIDED: Final = (
    "Ступень 2 «записать и перезвонить»: впереди в очереди 20 человек; оценка ожидания 40 мин "
    "(предел 3 мин)."
)
_HANDED_ON: Final = "Оператор передаёт разговор другому оператору: после разговора наедине."
_TALKED: Final = "Разговор с оператором 104 закончен: 3 мин 5 с, трубку положил тот, кто звонил."
_ASKED: Final = f"Оформлен вызов врача на 23.11.2026, заявка {NUMBER}: поликлиника gp-3."
_LISTENED: Final = (
    "Супервизор orlova подключается к разговору: слушает, его не слышит никто. Причина: «Первый "
    "день оператора»."
)
_LISTENED_TO_THE_END: Final = (
    "Супервизор orlova больше не у разговора: трубка положена. Всего у разговора 1 мин 12 с."
)
_LINES: Final = (
    (0, "TicketOpened", None, f"Открыта заявка 37 ({NUMBER})."),
    (0, "Called", 1, "Звонок с номера +79101234567 (мобильный), по линии «main»; первый."),
    (1, "Decided", 1, _DECIDED),
    (2, "Said", 1, f"Сказано: «{HEARD}» — до конца, 12 с."),
    (14, "Promised", 1, "Обещано перезвонить: примерно через 40 мин, не позднее 08:44:00."),
    (15, "CallOver", 1, "Звонок закончен: 15 с; разъединили мы."),
    (900, "Called", 2, "Звонок с номера +79101234567 (мобильный), по линии «main»; второй."),
    (903, "KeyPressed", 2, "Нажата клавиша 2: помощь нужна ещё одному человеку."),
    (910, "CallOver", 2, "Звонок закончен: 10 с; трубку положил тот, кто звонил."),
    (2280, "Rang", 3, "Набран номер +79101234567: первый в очереди, оператор свободен."),
    (2291, "TalkBegan", 3, "Разговор с оператором 101 начался."),
    (2298, "SupervisorCame", 3, _LISTENED),
    (2350, "TransferWanted", 3, _HANDED_ON),
    (2370, "SupervisorLeft", 3, _LISTENED_TO_THE_END),
    (2476, "TalkEnded", 3, _TALKED),
    (2500, "VisitAsked", None, _ASKED),
    (2505, "TargetTold", None, "Получатель gp-3: вызов врача — передано, квитанция получена."),
    (9000, "VisitReported", None, f"Поликлиника gp-3, заявка {NUMBER}: врач был у больного."),
    (9001, "ContactEnded", None, "Обращение закрыто: разговор с оператором состоялся."),
)


def a_long_day(site: DeskSite) -> None:
    """Let Vera, who supervises, find a contact's past and an archive of recordings."""
    site.scopes = SUPERVISOR
    talk, later, request = recordings()[:3]
    site.answers |= {
        f"contacts/{NUMBER}/timeline": msgspec.json.encode(timeline()),
        f"tickets/{NUMBER}/reads": msgspec.json.encode(_reads()),
        "recordings": msgspec.json.encode(
            RecordingIndexPage(recordings=recordings(), next="more")
        ),
        "clinics": msgspec.json.encode(clinics()),
        f"recordings/{talk.name}/peaks": msgspec.json.encode(peaks(TALK_S)),
        f"recordings/{later.name}/peaks": msgspec.json.encode(peaks(TALK_S / 2)),
        f"recordings/{request.name}/peaks": msgspec.json.encode(
            PeaksShown(duration_s=4.0, left=peaks(4.0).left, right=None)
        ),
    }


async def let_be_heard(page: Page) -> None:
    """Answer with sound where the page wants to hear a recording."""

    async def answer(route: Route) -> None:
        await route.fulfill(
            body=_wav(),
            content_type="audio/wav",
            headers={"Accept-Ranges": "bytes", "Content-Length": str(len(_wav()))},
        )

    await page.route(_SOUND, answer)


def recordings() -> tuple[IndexedShown, ...]:
    """Return what was recorded: a talk in two pieces, a request of the night, one that is lost."""
    lost = _recording("talk", 903, 0.0, -800)
    return (
        _recording("talk", 900, TALK_S, -60),
        replace(_recording("talk", 900, TALK_S / 2, -59, part=2), is_held=True),
        _recording("request", 901, 4.0, -600),
        _recording("message", 902, 7.0, -700),
        replace(lost, state=RecordingState.MISSING),
    )


def peaks(duration_s: float) -> PeaksShown:
    """Return two voices that take turns."""
    count = round(duration_s * 50)
    left = tuple(8 + (place * 37) % 50 if (place // 60) % 2 else 1 for place in range(count))
    right = tuple(1 if (place // 60) % 2 else 6 + (place * 29) % 40 for place in range(count))
    return PeaksShown(duration_s=duration_s, left=left, right=right)


def timeline() -> TimelineShown:
    """Return everything that happened to somebody."""
    begun = moment(-150)
    return TimelineShown(
        contact_id=contact(0),
        number="+79101234567",
        tickets=(PastTicketShown(ticket_id=TICKET, number=NUMBER, opened_at=begun),),
        gist=(
            "Первый звонок 22.11.2026 в 08:03:12. Обращение зарегистрировано сразу, заявка 37 "
            f"({NUMBER}). Всего на линию поступило 2 звонка. Обещано перезвонить до 08:44. "
            "Перезвонили в 08:41, разговор 3 мин 5 с. Врач был у больного."
        ),
        waited_s=2291.0,
        lines=tuple(
            PastLineShown(at=begun + timedelta(seconds=after_s), what=what, call=call, text=text)
            for after_s, what, call, text in _LINES
        ),
        now=(),
        calls=tuple(
            PastCallShown(
                call_id=UUID(int=897 + place),
                call=place,
                arrived_at=begun + timedelta(minutes=15 * place),
                verdict=Verdict.SAME if place < 3 else Verdict.NO_POLICY,
                differences=(),
            )
            for place in (1, 2, 3)
        ),
        recordings=recordings()[:3],
        made_at=moment(0),
        time_zone="Europe/Moscow",
    )


def _recording(
    kind: RecordingKind, call: int, duration_s: float, minutes: int, *, part: int = 1
) -> IndexedShown:
    call_id = UUID(int=call)
    field = {"talk": None, "request": "what", "message": "reason"}[kind]
    name = f"{call_id}.{part}" if field is None else f"{call_id}.{field}.{part}"
    return IndexedShown(
        name=name,
        kind=kind,
        field=field,
        part=part,
        sides=2 if kind == "talk" else 1,
        call_id=call_id,
        contact_id=contact(0),
        ticket_id=TICKET,
        ticket_number=NUMBER,
        direction=Direction.INBOUND,
        number="+79101234567",
        agent_id=UUID(int=1) if kind == "talk" else None,
        agent_name="Анна Морозова" if kind == "talk" else "",
        queue="doctors",
        begun_at=moment(minutes),
        duration_s=duration_s,
        size_bytes=round(32_000 * duration_s),
        state=RecordingState.OK,
        is_held=False,
    )


def _reads() -> Readers:
    rows = (
        ("morozova", "open_ticket", None),
        ("sokolova", "get_ticket", None),
        ("vera", "hear_recording", "x"),
        ("portal", "get_ticket", None),
    )
    return Readers(
        reads=tuple(
            ReadShown(
                at=moment(-10 * place),
                role="partner" if reader == "portal" else "person",
                reader=reader,
                operation=operation,
                recording=recording,
            )
            for place, (reader, operation, recording) in enumerate(rows)
        )
    )


def _wav() -> bytes:
    sound = b"".join(struct.pack("<hh", each, each // 2) for each in tone(TALK_S, 9000))
    head = struct.pack(
        "<4sI4s4sIHHIIHH4sI",
        *(b"RIFF", len(sound) + 36, b"WAVE", b"fmt ", 16, 1, 2, RATE, 4 * RATE, 4, 16),
        *(b"data", len(sound)),
    )
    return head + sound
