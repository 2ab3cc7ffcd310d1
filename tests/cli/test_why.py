"""What is typed after `why`, and how its answer is laid out, in text and as JSON."""

# ruff: noqa: RUF001 -- Russian words look like Latin ones; that is what they are.

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from base.ids import CallId, TicketId, new_contact_id
from base.instant import Instant
from base.phone import PhoneNumber
from callflow.outcome import HangupCause, Outcome
from callflow.ports import StoredCall
from callflow.record import CallRecord, record_of
from ivr.prompt import PromptKey
from line122.cli.main import main
from line122.cli.why import Wish, as_e164, page_of
from line122.cli.why_pages import as_json, as_text
from line122.explaining import prompt_texts
from storage.moments import Anchor
from storage.records.dossier import ContactFile, Dossier
from storage.sought import SoughtNumber
from tests.callflow.lives import live
from tests.config.writing import loaded
from tests.support.site import ARRIVED
from tickets.contact import Contact, EndReason, Ticket
from tickets.number import TicketNumber

NUMBER = PhoneNumber("+79101234567")
OPENED_AT = datetime(2021, 9, 14, 5, 3, 12, tzinfo=UTC)
NOW = OPENED_AT + timedelta(days=1)
WISH = Wish(NOW, ZoneInfo("Europe/Moscow"))
CALL = CallId(UUID(int=0xCA11))


def refused(contact: Contact, at: datetime) -> StoredCall:
    """Return a call that found no channel, of which only the row is left."""
    arrived_at = Instant((at - OPENED_AT).total_seconds())
    record: CallRecord = record_of(live(ARRIVED, []).call)
    times = replace(record.times, arrived_at=arrived_at, hung_up_at=arrived_at)
    row = replace(
        record,
        call_id=CALL,
        contact_id=contact.contact_id,
        times=times,
        rung=3,
        decision="3_last_channel",
        outcome=Outcome.REFUSED,
        cause=HangupCause.BUSY,
    )
    return StoredCall(row, ())


def file_of(day: int) -> ContactFile:
    """Return the file of a contact that was opened so many days after the first."""
    opened_at = OPENED_AT + timedelta(days=day)
    ended_at = opened_at + timedelta(hours=1)
    contact = Contact(
        new_contact_id(), NUMBER, opened_at, ended_at=ended_at, end_reason=EndReason.GIVEN_UP
    )
    number = TicketNumber(opened_at.date(), 37)
    return ContactFile(
        contact=contact,
        tickets=(Ticket(TicketId(UUID(int=day + 1)), contact.contact_id, number, opened_at),),
        calls=(refused(contact, opened_at),),
        request=None,
        attempts=(),
        messages=(),
        pasts=(),
        told=(),
        gone=(),
        deeds=(),
    )


def dossier_of(*files: ContactFile) -> Dossier:
    """Return what was found by the number."""
    return Dossier(
        sought=SoughtNumber(NUMBER),
        call_id=None,
        anchor=Anchor(Instant(0.0), OPENED_AT),
        contacts=files,
        silences={},
        moves=(),
        policies={},
    )


def test_page_begins_with_the_gist_and_ends_with_what_could_be_checked() -> None:
    page = as_text(page_of(dossier_of(file_of(0)), WISH, {}))

    assert page.splitlines()[:3] == [
        "Номер +79101234567, заявка 210914-0037-1",
        "",
        (
            "Первый звонок 14.09.2021 в 08:03:12. Обращение зарегистрировано сразу, заявка 37 "
            "(210914-0037-1)."
        ),
    ]
    assert "08:03:12  №1    Ступень 3 «зарегистрировать без ответа»: звонок отклонён" in page
    assert "журнал пуст или записан другой версией программы" in " ".join(page.split())
    assert page.endswith("Составлено 15.09.2021 в 08:03.\n")


def test_a_ticket_that_came_without_a_call_is_not_told_as_one() -> None:
    page = as_text(page_of(dossier_of(replace(file_of(0), calls=())), WISH, {}))

    assert (
        "Обращение записано без звонка 14.09.2021 в 08:03:12, заявка 37 (210914-0037-1)." in page
    )
    assert "Первый звонок" not in page
    assert "Обращение закрыто" not in page


def test_newest_contacts_come_first_and_the_rest_is_counted() -> None:
    found = dossier_of(file_of(0), file_of(1), file_of(2))
    page = as_text(page_of(found, replace(WISH, limit=2), {}))

    assert page.index("Первый звонок 16.09.2021") < page.index("Первый звонок 15.09.2021")
    assert "Первый звонок 14.09.2021" not in page
    assert "Показано 2, всего 3 обращения; все — с ключом --limit 3." in page


def test_json_says_the_same_as_the_page() -> None:
    page = page_of(dossier_of(file_of(0)), WISH, {})
    read = json.loads(json.dumps(as_json(page)))

    (contact,) = read["contacts"]
    assert contact["gist"]["text"].startswith("Первый звонок 14.09.2021 в 08:03:12.")
    assert contact["gist"]["waited_s"] is None
    assert [line["what"] for line in contact["story"]] == [
        "TicketOpened",
        "Called",
        "Decided",
        "CallOver",
        "ContactEnded",
    ]
    assert contact["story"][2]["facts"]["reason"] == "last_channel"
    assert contact["checks"][0]["verdict"] == "no_journal"
    assert (read["time_zone"], read["left_off"]) == ("Europe/Moscow", 0)


@pytest.mark.parametrize(
    ("typed", "sought"),
    [
        ("8 910 123-45-67", "+79101234567"),
        ("8 (910) 123-45-67", "+79101234567"),
        ("79101234567", "+79101234567"),
        ("9101234567", "+79101234567"),
        ("+79101234567", "+79101234567"),
        ("37", "37"),
        ("2021-09-14/37", "2021-09-14/37"),
        ("21091400371", "21091400371"),
        ("21091400375", "21091400375"),
        ("0193456789", "0193456789"),
        ("01934567-89ab", "01934567-89ab"),
    ],
)
def test_number_is_understood_as_people_write_it_and_nothing_else_is_taken_for_one(
    tmp_path: Path, typed: str, sought: str
) -> None:
    assert as_e164(typed, loaded(tmp_path)) == sought


def test_words_of_the_pack_are_those_that_callers_hear() -> None:
    texts = prompt_texts("ru")
    assert texts[PromptKey("promise.ticket")] == "Ваша заявка"
    assert texts[PromptKey("tone.beep")] == "(сигнал)"


def test_limit_of_nothing_is_misuse(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["why", "37", "--limit", "0"]) == 2
    assert capsys.readouterr().err == "line122: --limit must be 1 or more\n"
