"""One door plans every visit: `tickets/planning/service.py` and `tickets/planning/plan.py`."""

import asyncio
from datetime import UTC, date, datetime

from base.ids import ClinicCode
from tests.support.clinic import HandClock
from tests.support.night import CHILD, POLICY_NUMBER, SALT, Attached
from tests.tickets.cases import ZONE
from tests.tickets.region import CHILDREN, FIRST, SECOND, clinic, institution, territory
from tickets.address import read_address
from tickets.attachment import attachment_key
from tickets.capacity import NoDays, Shift, SlotWarning, VisitWish, Waitlisted
from tickets.clinic_choice import ChoiceReason, ChoiceWarning, Chosen, DutyReason, ForDuty
from tickets.directory import Clinic, Directory, DoctorsVisits, Serves
from tickets.directory_desk import DirectoryDesk
from tickets.planning.plan import Plan
from tickets.planning.service import PlannerDoors, VisitPlanner
from tickets.visit import Booking, Patient
from tickets.work.ports import BookedDay

MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)
ADULT = Patient(age_years=70)
LENINA = read_address("город Волгоград, ул. Ленина, д. 5")
KAMYSHIN = read_address("город Камышин, ул. Ленина, д. 5")
REGION = Directory(
    institutions=tuple(
        institution(code, f"Поликлиника {code}") for code in (CHILDREN, FIRST, SECOND)
    ),
    clinics=(
        clinic(CHILDREN, Serves.CHILDREN),
        clinic(FIRST, Serves.ADULTS),
        clinic(SECOND, Serves.ADULTS),
    ),
    territories=(
        territory(FIRST, "город Волгоград"),
        territory(CHILDREN, "город Волгоград"),
        territory(SECOND, "город Камышин"),
    ),
)


class Booked:
    """The visits that are promised."""

    def __init__(self) -> None:
        self.days: dict[BookedDay, int] = {}

    async def booked(self, clinic: ClinicCode, since: date, until: date) -> dict[BookedDay, int]:
        assert clinic
        return {day: count for day, count in self.days.items() if since <= day.day <= until}


class Story:
    """A planner at ten in the morning of a Monday."""

    def __init__(self, directory: Directory = REGION) -> None:
        self.clock = HandClock(datetime(2026, 11, 23, 7, tzinfo=UTC))
        self.booked = Booked()
        self.attached = Attached()
        self.planner = VisitPlanner(
            PlannerDoors(
                visits=self.booked,
                directory=DirectoryDesk(directory),
                attachments=self.attached,
                clock=self.clock,
                zone=ZONE,
                salt=SALT,
                is_workday=lambda day: day.weekday() < 5,
            )
        )


async def test_address_and_age_tell_clinic_day_and_shift() -> None:
    plan = await Story().planner.plan(ADULT, LENINA)
    assert plan.booking == Booking(clinic=FIRST, day=MONDAY, shift=Shift.DISTRICT)
    assert plan.warnings == ()


async def test_attachment_goes_before_the_address_and_says_that_it_lies_outside() -> None:
    story = Story()
    story.attached.clinics[attachment_key(POLICY_NUMBER, CHILD, SALT)] = CHILDREN
    child = Patient(born_on=CHILD, policy_number="7700 0000 0000 0008")
    plan = await story.planner.plan(child, KAMYSHIN)
    assert plan.choice == Chosen(
        clinic(CHILDREN, Serves.CHILDREN),
        ChoiceReason.ATTACHED,
        ChoiceWarning.OUTSIDE_TERRITORY,
    )
    assert plan.booking == Booking(clinic=CHILDREN, day=MONDAY, shift=Shift.DISTRICT)


async def test_afternoon_brings_the_doctor_on_duty_and_a_warning() -> None:
    story = Story()
    story.clock.pass_s(3 * 3600)
    plan = await story.planner.plan(ADULT, LENINA)
    assert plan.booking == Booking(clinic=FIRST, day=MONDAY, shift=Shift.DUTY)
    assert plan.warnings == (SlotWarning.DUTY_DOCTOR,)


async def test_full_shift_is_a_place_on_its_waiting_list_and_never_a_refusal() -> None:
    story = Story()
    story.booked.days[BookedDay(MONDAY, Shift.DISTRICT)] = 10
    plan = await story.planner.plan(ADULT, LENINA)
    assert plan.booking == Booking(
        clinic=FIRST, day=MONDAY, shift=Shift.DISTRICT, is_on_waiting_list=True
    )
    assert isinstance(plan.placement, Waitlisted)
    assert plan.placement.free is not None
    assert plan.placement.free.day == TUESDAY


async def test_wish_for_another_day_is_planned_for_that_day() -> None:
    plan = await Story().planner.plan(ADULT, LENINA, VisitWish(wanted_on=TUESDAY))
    assert plan.booking == Booking(clinic=FIRST, day=TUESDAY, shift=Shift.DISTRICT)


async def test_address_that_nobody_holds_leaves_the_choice_to_a_person() -> None:
    village = read_address("село Неведомое, ул. Полевая, д. 1")
    plan = await Story().planner.plan(ADULT, village)
    assert plan == Plan(ForDuty(DutyReason.SETTLEMENT_UNKNOWN))
    assert (plan.clinic, plan.booking, plan.warnings) == (None, None, ())


async def test_clinic_that_somebody_names_is_taken_with_what_speaks_against_it() -> None:
    planner = Story().planner
    suited = await planner.plan(ADULT, LENINA, clinic=FIRST)
    outside = await planner.plan(ADULT, LENINA, clinic=SECOND)
    for_others = await planner.plan(ADULT, LENINA, clinic=CHILDREN)
    assert [each.warnings for each in (suited, outside, for_others)] == [
        (),
        (ChoiceWarning.OUTSIDE_TERRITORY,),
        (ChoiceWarning.OTHER_AGE,),
    ]
    assert {each.choice.reason for each in (suited, outside, for_others)} == {ChoiceReason.NAMED}
    assert outside.booking == Booking(clinic=SECOND, day=MONDAY, shift=Shift.DISTRICT)


async def test_name_that_is_no_clinic_decides_nothing() -> None:
    plan = await Story().planner.plan(ADULT, LENINA, clinic=ClinicCode("nobody"))
    assert plan.clinic is not None
    assert plan.clinic.code == FIRST


async def test_clinic_whose_doctors_drive_to_nobody_is_chosen_without_a_day() -> None:
    nobody = DoctorsVisits(0, 0)
    closed = Clinic(code=FIRST, serves=Serves.BOTH, workday=nobody, day_off=nobody)
    alone = Directory(institutions=REGION.institutions, clinics=(closed,))
    plan = await Story(alone).planner.plan(ADULT, LENINA)
    assert plan.placement == NoDays()
    assert plan.booking == Booking(clinic=FIRST)


async def test_policy_that_cannot_be_one_attaches_nobody() -> None:
    planner = Story().planner
    assert await planner.attached_clinic("12", CHILD) is None
    assert await planner.attached_clinic(POLICY_NUMBER, None) is None


def with_one_place_left() -> Story:
    """Return the story of a clinic whose district doctors drive to one more patient today."""
    story = Story()
    story.booked.days[BookedDay(MONDAY, Shift.DISTRICT)] = 9
    return story


async def test_last_place_is_promised_once_to_two_who_ask_at_the_same_moment() -> None:
    story, is_waiting = with_one_place_left(), list[bool]()

    async def promise() -> None:
        async with story.planner.turn() as plans:
            booking = (await plans.plan(ADULT, LENINA)).booking
            # The database is slow to write it, and the other one asks meanwhile.
            await asyncio.sleep(0)
            assert booking is not None
            is_waiting.append(booking.is_on_waiting_list)
            story.booked.days[BookedDay(MONDAY, Shift.DISTRICT)] += 1

    await asyncio.gather(promise(), promise())

    assert is_waiting == [False, True]


async def test_patients_of_one_request_are_not_given_the_same_place() -> None:
    story = with_one_place_left()
    async with story.planner.turn() as plans:
        together = [await plans.plan(ADULT, LENINA) for _ in range(2)]
    afterwards = await story.planner.plan(ADULT, LENINA)

    assert [isinstance(plan.placement, Waitlisted) for plan in together] == [False, True]
    assert afterwards == together[0], "What was not written is free again."
