"""What a registry settled, or could not, becomes a ticket: `callflow/menu_desk/settled.py`.

What it could not is told by `callflow/menu_desk/wanted.py`.

The registry answers as each story says; the desk of tickets is the real one.
"""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from base.errors import Line122Error
from callflow.menu_desk.settled import settled_by
from config.categories import read_categories
from config.tickets import SHIPPED_CATEGORIES
from ivr.hot_topics import HotTopic, TopicId, TopicPlace
from ivr.nodes import RequestKind
from ivr.ports import LookUpAnswer
from ivr.prompt import PromptKey
from tests.support.menu_site import FAILED, FOUND, KEYED, NOTHING, Site
from tests.support.night import CHILD, NIGHT
from tickets.category import Kind
from tickets.changes import CITIZEN, File
from tickets.contact import Conclusion, EndReason, OpenCase, State
from tickets.readings import Sought
from tickets.ticket import Channel

PLACE = {
    "appointment": "therapist-1-2",
    "day": "2026-11-25",
    "time": "11:30",
    "place": "place.unnamed",
    "clinic_code": "children",
    "doctor": "therapist",
}
TEST = {"state": "test.ready", "day": "2026-11-22"}


@pytest.fixture
def site() -> Site:
    site = Site()
    shipped = read_categories(SHIPPED_CATEGORIES)
    site.tickets.change_policy(replace(site.tickets.policy, categories=shipped))
    return site


async def answered(site: Site, case: OpenCase, name: str, found: dict[str, str]) -> LookUpAnswer:
    """Let a caller look something up that the registry finds."""
    site.region.answer = LookUpAnswer(FOUND, found)
    return await site.menus.look_up(site.asker(case), name, KEYED)


async def enough(site: Site, case: OpenCase) -> None:
    """Let what a menu told be enough for a person, until that is written down."""
    site.menus.served(case.contact)
    await asyncio.gather(*site.menus._writing)


@pytest.mark.parametrize(
    ("name", "category", "begins"),
    [
        ("book_slot", "appointment", "Голосовым меню сделана запись: 25.11.2026 11:30, "),
        ("cancel_appointment", "appointment.cancel", "Голосовым меню отменена запись: 25.11.2026"),
    ],
)
async def test_what_the_registry_did_is_a_solved_ticket_whose_number_is_told(
    site: Site, name: str, category: str, begins: str
) -> None:
    case = site.call()
    told = await answered(site, case, name, PLACE)

    card = (await site.reading(case)).file.card
    assert told.values["number"] == str(case.ticket.number.counter)
    assert (card.kind, card.category, card.channel) == (
        Kind.APPOINTMENT,
        category,
        Channel.INTAKE,
    )
    assert card.text.startswith(begins)
    assert card.state is State.RESOLVED
    assert card.ending is not None
    assert (card.ending.is_answered, card.ending.is_solved) == (True, True)
    assert await site.desk.file_pending() == 0


async def test_ticket_with_words_of_its_own_stays_and_another_stands_beside_it(
    site: Site,
) -> None:
    case = site.call()
    visit = File(kind=Kind.COMPLAINT, text="Врач не пришёл.")
    await site.tickets.change(case.ticket.ticket_id, visit, CITIZEN)

    told = await answered(site, case, "book_slot", PLACE)

    assert (await site.reading(case)).file.card.kind is Kind.COMPLAINT
    page = await site.tickets.search(Sought())
    beside = [line for line in page.tickets if line.ticket_id != case.ticket.ticket_id]
    assert [str(line.number.counter) for line in beside] == [told.values["number"]]


@pytest.mark.parametrize(
    ("name", "found", "kind", "category"),
    [
        ("appointment", PLACE, Kind.APPOINTMENT, "appointment.remind"),
        ("test_result", TEST, Kind.REFERENCE, "reference.test_result"),
    ],
)
async def test_what_was_told_is_written_down_when_it_was_enough(
    site: Site, name: str, found: dict[str, str], kind: Kind, category: str
) -> None:
    case = site.call()
    await answered(site, case, name, found)
    assert (await site.reading(case)).file.card.kind is Kind.UNDETERMINED

    site.cases.end_contact(case.contact.contact_id, EndReason.SELF_SERVED, site.clock.now())
    await enough(site, case)

    card = (await site.reading(case)).file.card
    assert (card.kind, card.category, card.state) == (kind, category, State.RESOLVED)
    assert card.ending is not None
    assert card.ending.conclusion is Conclusion.RESOLVED


@pytest.mark.parametrize(
    ("name", "category", "words"),
    [
        ("clinic", "reference.phones", "назван телефон"),
        ("timetable", "reference.timetable", "названы часы"),
        ("hot_question", "reference", "ответ на вопрос дня"),
    ],
)
async def test_answer_from_our_own_tables_is_a_reference_when_it_was_enough(
    site: Site, name: str, category: str, words: str
) -> None:
    site.attach("children")
    until = NIGHT + timedelta(hours=1)
    flu = PromptKey("topic.flu")
    site.topics.append(
        HotTopic(TopicId("flu"), "", flu, 5.0, TopicPlace.REFERENCE, NIGHT, until, "engineer")
    )
    case = site.call()
    answer = await site.menus.look_up(site.asker(case), name, KEYED)
    assert answer.outcome is FOUND

    site.cases.end_contact(case.contact.contact_id, EndReason.SELF_SERVED, site.clock.now())
    await enough(site, case)

    card = (await site.reading(case)).file.card
    assert (card.kind, card.category, card.state) == (Kind.REFERENCE, category, State.RESOLVED)
    assert words in card.text


async def test_what_nobody_was_told_is_not_written_down(site: Site) -> None:
    case = site.call()
    await enough(site, case)
    assert (await site.reading(case)).file.card.filed_at is None


async def test_booking_that_no_ticket_takes_is_kept_as_a_request(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = site.call()

    async def away(*_asked: object) -> None:
        raise Line122Error("the database is away")

    monkeypatch.setattr("callflow.menu_desk.service.write_down", away)
    told = await answered(site, case, "book_slot", PLACE)
    await site.desk.file_pending()

    assert told.outcome is FOUND
    assert told.values["number"] == str(case.ticket.number.counter)
    assert site.counted.requests == [(RequestKind.APPOINTMENT, False)]
    card = (await site.reading(case)).file.card
    assert card.kind is Kind.APPOINTMENT
    assert card.text.startswith("Голосовым меню сделана запись: 25.11.2026 11:30")


@pytest.mark.parametrize(
    ("name", "speciality", "words"),
    [
        ("free_slot", "therapist", "Хочет к терапевту."),
        ("book_slot", "urologist", "Хочет к врачу (urologist)."),
        ("appointment", None, "Спрашивает про запись к врачу."),
        ("cancel_appointment", "surgeon", "Хочет отменить запись к врачу."),
        ("test_result", None, "Спрашивает, готов ли анализ."),
    ],
)
async def test_what_the_registry_could_not_is_told_to_whoever_works_it_off(
    site: Site, name: str, speciality: str | None, words: str
) -> None:
    case = site.call()
    keyed = KEYED if speciality is None else {**KEYED, "speciality": speciality}

    await site.menus.look_up(site.asker(case), name, keyed)
    await site.desk.file_pending()

    card = (await site.reading(case)).file.card
    assert card.text == f"{words} Дата рождения {CHILD:%d.%m.%Y}."


async def test_test_that_nobody_can_ask_for_is_a_question_for_people(site: Site) -> None:
    case = site.call()
    answer = await site.menus.look_up(site.asker(case), "test_result", KEYED)
    await site.desk.file_pending()
    assert answer.outcome is FAILED
    assert (await site.reading(case)).file.card.kind is Kind.REFERENCE


async def test_place_taken_by_somebody_quicker_leaves_no_request(site: Site) -> None:
    site.region.answer = LookUpAnswer(NOTHING)
    case = site.call()
    await site.menus.look_up(site.asker(case), "book_slot", KEYED)
    assert await site.desk.file_pending() == 0


async def test_free_place_is_asked_for_in_the_clinic_of_the_patient(site: Site) -> None:
    site.attach("children")
    case = site.call()
    await answered(site, case, "free_slot", PLACE)
    await site.menus.look_up(site.asker(case), "free_slot", {"speciality": "therapist"})
    assert [values.get("clinic") for values in site.region.asked_for] == ["children", ""]


async def test_region_without_a_registry_is_known_before_anything_is_keyed_in(site: Site) -> None:
    asker = site.asker(site.call())
    assert (await site.menus.look_up(asker, "registry", {})).outcome is FOUND


def test_free_place_settles_nothing() -> None:
    assert settled_by("free_slot", PLACE, str) is None
