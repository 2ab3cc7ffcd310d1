"""What menus look up and leave behind, each by the words of the shipped menus.

`callflow/menu_desk/service.py`, `callflow/menu_desk/tables.py`,
`callflow/menu_desk/own_requests.py`, `callflow/menu_desk/requests.py` and
`callflow/menu_desk/spoken.py`. What a registry settles: `test_settled_by_menus.py`.
"""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from base.ids import ClinicCode, InstitutionCode, new_agent_id
from base.phone import NumberRules, PhoneNumber
from callflow.menu_desk.requests import keyed_phone, time_of_day
from callflow.menu_desk.service import MenuDesk
from callflow.menu_desk.spoken import phone_digits, promised_minutes, state_prompt
from config.menus import MENUS, load_menu
from ivr.hot_topics import HotTopic, TopicId, TopicPlace
from ivr.nodes import LookUpNode, RequestKind
from ivr.ports import FiledRequest, LookUpAnswer
from ivr.prompt import PromptKey
from tests.support.menu_site import (
    DENIED,
    DIRECTORY,
    FAILED,
    FOUND,
    KEYED,
    NOTHING,
    STRANGER,
    Site,
)
from tests.support.night import CHILD, NIGHT, NUMBER, POLICY_NUMBER
from tests.support.site import ADVICE, QUEUES
from tests.tickets.cases import ZONE
from tickets.category import Kind
from tickets.changes import CITIZEN, ENGINE, ChangeVisit, Own, ReportVisit
from tickets.contact import EndReason, State
from tickets.directory import Clinic
from tickets.dispatch import Dispatch, DispatchAbout
from tickets.visit import VisitReport, VisitState, Window


@pytest.fixture
def site() -> Site:
    return Site()


@pytest.mark.parametrize("name", ["122", "support", "mark"])
def test_every_look_up_of_the_shipped_menus_is_known(site: Site, name: str) -> None:
    script = load_menu(MENUS / f"{name}.yaml")
    named = {node.look_up for node in script.nodes.values() if isinstance(node, LookUpNode)}
    assert named <= set(site.menus._tables)


async def test_visit_of_the_night_is_kept_with_all_that_was_keyed_in(site: Site) -> None:
    site.attach("children")
    case = site.call()
    asker = await site.visit_of(case)

    reading = await site.reading(case)
    (visit,) = reading.file.visits
    assert reading.file.card.kind is Kind.HOME_VISIT
    assert visit.patient.born_on == CHILD
    assert visit.patient.policy_number == POLICY_NUMBER
    assert visit.clinic == ClinicCode("children")
    assert f"{asker.call_id}.where.1" in visit.address.text
    assert site.counted.requests == [(RequestKind.HOME_VISIT, False)]


async def test_two_patients_behind_a_number_make_it_shared_also_after_a_restart(
    site: Site,
) -> None:
    site.callers.seen(NUMBER, "main", NIGHT)
    case = site.call()
    await site.visit_of(case)
    assert not site.callers.standing(NUMBER, NIGHT).is_shared
    other = FiledRequest(kind=RequestKind.HOME_VISIT, values={"birth_date": "1950-03-08"})
    await site.menus.file(site.asker(case), other)
    await site.desk.file_pending()
    assert site.callers.standing(NUMBER, NIGHT).is_shared

    again = Site()
    again.books.intake, again.desk = site.books.intake, site.desk
    again.callers.seen(NUMBER, "main", NIGHT)
    fresh = MenuDesk(replace(again.menus._doors, intake=site.desk))
    await fresh.load(NIGHT + timedelta(hours=1))
    assert again.callers.standing(NUMBER, NIGHT).is_shared


async def test_danger_that_the_contact_knows_of_makes_the_request_urgent(site: Site) -> None:
    case = site.call()
    site.cases.change(replace(case.contact, is_urgent=True))
    await site.visit_of(case)
    assert (await site.desk.morning_list())[0].is_urgent


async def test_support_request_names_the_institution_of_its_code(site: Site) -> None:
    case = site.call()
    asker = site.asker(case)
    assert await site.menus.look_up(asker, "institution", {"support_code": "4711"}) == (
        LookUpAnswer(FOUND)
    )
    unknown = await site.menus.look_up(asker, "institution", {"support_code": "9999"})
    assert unknown.outcome is NOTHING

    request = FiledRequest(kind=RequestKind.SUPPORT, values={"support_code": "4711"})
    await site.menus.file(asker, request)
    await site.desk.file_pending()
    assert (await site.reading(case)).file.card.person.institution == InstitutionCode("children")


async def test_caller_hears_where_their_request_stands_and_cancels_it(site: Site) -> None:
    case = site.call()
    await site.visit_of(case)
    asker = site.asker(case)
    told = await site.menus.look_up(asker, "request", {})
    assert told.values == {"number": "1", "state": "request.state.waiting"}

    assert (await site.menus.look_up(asker, "cancel_request", {})).outcome is FOUND

    reading = await site.reading(case)
    assert reading.file.card.state is State.CANCELLED
    assert reading.file.visits[0].state is VisitState.CANCELLED
    assert site.cases.contact(case.contact.contact_id) is None
    assert (await site.menus.look_up(asker, "cancel_request", {})).outcome is FOUND
    assert state_prompt(reading.file) == "request.state.cancelled"


async def test_request_that_nobody_filed_is_cancelled_with_its_contact(site: Site) -> None:
    case = site.call()
    site.promise(case)
    asker = site.asker(case)
    assert (await site.menus.look_up(asker, "cancel_request", {})).outcome is FOUND
    assert site.cases.contact(case.contact.contact_id) is None
    site.cases.end_contact(case.contact.contact_id, EndReason.SERVED, site.clock.now())


async def test_stranger_hears_of_a_request_by_its_whole_number_only_and_changes_nothing(
    site: Site,
) -> None:
    case = site.call()
    await site.visit_of(case)
    stranger = site.asker(site.call(STRANGER), STRANGER)
    whole, short = {"ticket": str(case.ticket.number)}, {"ticket": "1"}

    assert (await site.menus.look_up(stranger, "request", whole)).outcome is FOUND
    assert (await site.menus.look_up(stranger, "request", short)).outcome is DENIED
    for name, more in (
        ("cancel_request", {}),
        ("change_phone", {"phone": "9107654321"}),
        ("change_time", {"time": "0930"}),
    ):
        answer = await site.menus.look_up(stranger, name, {**whole, **more})
        assert answer.outcome is DENIED
    hidden = replace(stranger, number=None)
    assert (await site.menus.look_up(hidden, "cancel_request", whole)).outcome is DENIED
    assert (await site.reading(case)).file.card.state is State.NEW


@pytest.mark.parametrize("keyed", ["0", "7", "999999999999", "12345", "261124-0001-9"])
async def test_number_of_nobody_is_not_found(site: Site, keyed: str) -> None:
    asker = site.asker(site.call())
    assert (await site.menus.look_up(asker, "request", {"ticket": keyed})).outcome is NOTHING


async def test_person_is_rung_on_another_phone_at_another_time(site: Site) -> None:
    case = site.call()
    site.promise(case)
    asker = await site.visit_of(case)

    phoned = await site.menus.look_up(asker, "change_phone", {"phone": "9107654321"})
    timed = await site.menus.look_up(asker, "change_time", {"time": "0930"})

    promised = site.callbacks.ledger.find(case.contact.contact_id)
    assert (phoned.outcome, timed.outcome) == (FOUND, FOUND)
    assert promised is not None
    assert promised.number == STRANGER
    assert promised.next_at == datetime(2026, 11, 24, 9, 30, tzinfo=ZONE)
    contact = site.cases.contact(case.contact.contact_id)
    assert contact is not None
    assert contact.callback_to == STRANGER


async def test_doctor_who_is_expected_hears_of_the_other_phone_by_the_clinic(site: Site) -> None:
    site.attach("children")
    case = site.call()
    asker = await site.visit_of(case)
    (before,) = (await site.reading(case)).file.visits
    taken = VisitReport(state=VisitState.DELIVERED, at=site.clock.now())
    ticket_id = case.ticket.ticket_id
    await site.tickets.change(ticket_id, ReportVisit(before.visit_id, taken), ENGINE)
    told: list[Dispatch] = []
    site.books.tickets.on_dispatch = told.append

    phoned = await site.menus.look_up(asker, "change_phone", {"phone": "9107654321"})

    (visit,) = (await site.reading(case)).file.visits
    assert (phoned.outcome, visit.phone) == (FOUND, STRANGER)
    assert [each.about for each in told] == [DispatchAbout.VISIT_CHANGED]
    last = (await site.tickets.history(ticket_id))[-1]
    assert (type(last.what), last.actor) == (ChangeVisit, CITIZEN)


async def test_patient_who_is_promised_no_call_says_when_they_are_at_home(site: Site) -> None:
    site.attach("children")
    case = site.call()
    asker = await site.visit_of(case)
    (before,) = (await site.reading(case)).file.visits
    assert before.day == date(2026, 11, 24)

    early = await site.menus.look_up(asker, "change_time", {"time": "0100"})

    (visit,) = (await site.reading(case)).file.visits
    assert early.outcome is FOUND
    assert visit.window == Window(
        since=datetime(2026, 11, 25, 1, tzinfo=ZONE), until=datetime(2026, 11, 26, tzinfo=ZONE)
    )
    assert (visit.clinic, visit.day) == (before.clinic, date(2026, 11, 25))
    evening = await site.menus.look_up(asker, "change_time", {"time": "1830"})
    (visit,) = (await site.reading(case)).file.visits
    assert evening.outcome is FOUND
    assert visit.day == date(2026, 11, 24)


async def test_doctor_who_has_come_is_told_of_no_other_phone(site: Site) -> None:
    case = site.call()
    asker = await site.visit_of(case)
    (visit,) = (await site.reading(case)).file.visits
    come = VisitReport(state=VisitState.VISITED, at=site.clock.now())
    await site.tickets.change(case.ticket.ticket_id, ReportVisit(visit.visit_id, come), ENGINE)
    site.cases.end_contact(case.contact.contact_id, EndReason.SERVED, site.clock.now())
    for name, values in (
        ("change_phone", {"phone": "9107654321"}),
        ("change_time", {"time": "1830"}),
    ):
        assert (await site.menus.look_up(asker, name, values)).outcome is NOTHING


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("change_time", {"time": "2460"}),
        ("change_time", {"time": ""}),
        ("change_time", {"time": "0930"}),
        ("change_phone", {}),
    ],
)
async def test_change_that_means_nothing_changes_nothing(
    site: Site, name: str, values: dict[str, str]
) -> None:
    asker = site.asker(site.call())
    assert (await site.menus.look_up(asker, name, values)).outcome is NOTHING


async def test_clinic_is_told_by_policy_and_birth_date(site: Site) -> None:
    site.attach("children")
    asker = site.asker(site.call())
    told = await site.menus.look_up(asker, "clinic", KEYED)
    assert told.values == {"phone": "88442331122"}
    hours = await site.menus.look_up(asker, "timetable", KEYED)
    assert hours.values == {"opens": "08:30", "closes": "17:12"}


async def test_clinic_that_is_not_certain_is_not_told(site: Site) -> None:
    asker = site.asker(site.call())
    assert (await site.menus.look_up(asker, "clinic", {})).outcome is NOTHING
    assert (await site.menus.look_up(asker, "timetable", {})).outcome is NOTHING
    hidden = replace(asker, number=None)
    assert (await site.menus.look_up(hidden, "clinic", {})).outcome is NOTHING


async def test_clinic_is_known_from_an_earlier_visit_of_the_number(site: Site) -> None:
    site.attach("children")
    case = site.call()
    await site.visit_of(case)
    told = await site.menus.look_up(site.asker(case), "clinic", {})
    assert told.values == {"phone": "88442331122"}


async def test_only_clinic_of_a_region_is_everybodys(site: Site) -> None:
    (only, _) = DIRECTORY.clinics
    assert isinstance(only, Clinic)
    site.directory.change(replace(DIRECTORY, clinics=(only,)))
    told = await site.menus.look_up(site.asker(site.call()), "clinic", {})
    assert told.outcome is FOUND


async def test_hot_question_is_the_newest_topic_of_the_reference_menu(site: Site) -> None:
    asker = site.asker(site.call())
    assert (await site.menus.look_up(asker, "hot_question", {})).outcome is NOTHING
    site.topics = [
        HotTopic(
            TopicId(name), "", PromptKey(f"topic.{name}"), 5.0, place, starts, until, "engineer"
        )
        for name, place, starts, until in (
            ("greeting", TopicPlace.GREETING, NIGHT, NIGHT + timedelta(hours=9)),
            ("old", TopicPlace.REFERENCE, NIGHT - timedelta(hours=5), NIGHT),
            ("flu", TopicPlace.REFERENCE, NIGHT - timedelta(hours=1), NIGHT + timedelta(hours=1)),
        )
    ]
    told = await site.menus.look_up(asker, "hot_question", {})
    assert told.values == {"answer": "topic.flu"}


async def test_caller_who_has_heard_a_topic_may_ask_for_more(site: Site) -> None:
    """The path of the topic's recording is among the values of the walk from then on."""
    heard = {"answer": f"/var/lib/line122/topics/{'a' * 39}-20261122120000"}
    told = await site.menus.look_up(site.asker(site.call()), "promise", heard)
    assert told.outcome is FOUND


async def test_promise_tells_the_number_and_the_opening_with_those_who_wait(site: Site) -> None:
    """02:30 at night, open at 8:00: 330 minutes, and three minutes for each one ahead."""
    first = site.call()
    alone = await site.menus.look_up(site.asker(first), "promise", {})
    assert alone.values == {"number": "1", "minutes": "330"}
    for number in range(3):
        site.promise(site.call(PhoneNumber(f"+7910000000{number}")))
    handle_s = QUEUES[ADVICE].handle_s
    waited = await site.menus.look_up(site.asker(first), "promise", {})
    assert waited.values["minutes"] == str(-int(-(330 + 3 * handle_s / 60) // 1))
    nowhere = replace(site.asker(first), service="elsewhere")
    assert (await site.menus.look_up(nowhere, "promise", {})).values == {"number": "1"}


async def test_registry_that_is_away_leaves_a_request_and_a_failure(site: Site) -> None:
    case = site.call()
    asker = site.asker(case)
    answer = await site.menus.look_up(asker, "appointment", KEYED)
    await site.desk.file_pending()
    assert answer.outcome is FAILED
    assert (await site.reading(case)).file.card.kind is Kind.APPOINTMENT
    assert site.region.asked_by == [NUMBER]


async def test_no_free_place_leaves_a_request_and_no_appointment_does_not(site: Site) -> None:
    site.region.answer = LookUpAnswer(NOTHING)
    case = site.call()
    await site.menus.look_up(site.asker(case), "appointment", KEYED)
    assert await site.desk.file_pending() == 0
    await site.menus.look_up(site.asker(case), "free_slot", KEYED)
    assert await site.desk.file_pending() == 1


async def test_registry_that_hangs_is_waited_for_no_longer_than_the_menu(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("callflow.menu_desk.service.LONGEST_S", 0.01)
    site.region.hangs = True
    answer = await site.menus.look_up(site.asker(site.call()), "appointment", KEYED)
    assert answer == LookUpAnswer(FAILED)
    assert site.counted.look_ups == [("appointment", FAILED)]


async def test_what_nobody_knows_or_no_telephone_keys_in_fails(site: Site) -> None:
    asker = site.asker(site.call())
    long = {"policy": "1" * 201}
    for name, values in (("weather", {}), ("request", long), ("clinic", long)):
        assert (await site.menus.look_up(asker, name, values)).outcome is FAILED
    assert site.counted.look_ups[0] == ("other", FAILED)


async def test_hidden_caller_guesses_for_their_own_need_only(site: Site) -> None:
    case = site.call()
    hidden = site.asker(case, None)
    await site.menus.look_up(hidden, "appointment", KEYED)
    assert site.region.asked_by == [f"#{case.contact.contact_id}"]


async def test_owned_request_leaves_the_morning_list(site: Site) -> None:
    case = site.call()
    await site.visit_of(case)
    (line,) = await site.desk.morning_list()
    await site.tickets.change(line.ticket_id, Own(new_agent_id()), CITIZEN)
    assert await site.desk.morning_list() == ()


def test_promise_is_never_too_early_and_never_of_a_line_that_is_closed_for_good() -> None:
    opens = NIGHT + timedelta(minutes=30)
    minutes = [
        promised_minutes(NIGHT, opens, ahead=10, handle_s=60, operators=operators)
        for operators in (0, 1, 5)
    ]
    assert minutes == [40, 40, 32]
    assert promised_minutes(NIGHT, NIGHT, ahead=0, handle_s=60, operators=1) == 1
    assert promised_minutes(NIGHT, None, ahead=0, handle_s=60, operators=1) is None


def test_numbers_are_said_as_people_dial_them() -> None:
    assert phone_digits(PhoneNumber("+78442331122")) == "88442331122"
    assert phone_digits(PhoneNumber("+4930123456")) == "4930123456"
    assert keyed_phone({"phone": "9107654321"}, NumberRules()) == STRANGER
    elsewhere = NumberRules(trunk_prefix="0", international_prefix="00")
    assert keyed_phone({"phone": "9107654321"}, elsewhere) == STRANGER
    assert time_of_day("0705", NIGHT) == (7, 5)
    assert date(2026, 11, 24) == NIGHT.astimezone(ZONE).date()
