"""`delivery/registry.py`, `tickets/registry.py` and the look-ups of menus, at a real registry."""

from collections.abc import AsyncIterator
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from base.phone import PhoneNumber
from delivery.registry import HttpRegistry, RegistryPolicy, open_registry
from ivr.ports import LookUpAnswer
from ivr.walk import LookUpOutcome
from line122.registry.server import KNOWN, Person, RegistryMood, RegistryServer, running_registry
from line122.registry_look_ups import RegistryLookUps
from tests.support.clinic import NOON, HandClock
from tickets.registry import (
    Denied,
    Failed,
    Found,
    Identity,
    Nothing,
    may_ask,
)

_ZONE = ZoneInfo("Europe/Volgograd")
_TOKEN = "token of the region"
_CALLER = PhoneNumber("+79161234567")


def _identity(person: Person) -> Identity:
    return Identity(date.fromisoformat(person.birth_date), person.policy)


IVANOVA, CHILD, PETROV = map(_identity, KNOWN)
STRANGER = Identity(date(1950, 3, 9), KNOWN[0].policy)


class Region:
    """A registry on this machine, and our way to it."""

    def __init__(self, server: RegistryServer, registry: HttpRegistry, clock: HandClock) -> None:
        self.server = server
        self.registry = registry
        self.clock = clock
        self.menus = RegistryLookUps(registry, clock, _ZONE, places={"place.gp1"})

    async def look_up(self, name: str, identity: Identity, **values: str) -> LookUpAnswer:
        """Look up as a menu does."""
        keyed = {"birth_date": identity.born_on.isoformat(), "policy": identity.policy_number}
        return await self.menus.look_up(name, {**keyed, **values}, _CALLER)


@pytest.fixture
async def region() -> AsyncIterator[Region]:
    """Run a registry while the test runs."""
    clock = HandClock()
    server = RegistryServer(token=_TOKEN, clock=clock, zone=_ZONE, slow_s=0.3)
    async with running_registry(server) as port:
        policy = RegistryPolicy(f"http://127.0.0.1:{port}", _TOKEN, timeout_s=0.2)
        async with open_registry(policy, clock) as registry:
            yield Region(server, registry, clock)


async def test_citizen_hears_day_and_time_of_the_appointment(region: Region) -> None:
    found = await region.look_up("appointment", IVANOVA)
    assert found.outcome is LookUpOutcome.FOUND
    assert (found.values["day"], found.values["time"]) == ("2026-01-13", "09:00")
    assert found.values["place"] == "place.gp1"


async def test_citizen_without_an_appointment_books_the_soonest_place_and_gives_it_back(
    region: Region,
) -> None:
    assert (await region.look_up("appointment", CHILD)).outcome is LookUpOutcome.NOTHING
    free = await region.look_up("free_slot", CHILD, clinic="gp1", speciality="therapist")
    assert (free.values["day"], free.values["time"]) == ("2026-01-13", "11:30")
    booked = await region.look_up("book_slot", CHILD, slot=free.values["slot"])
    assert booked.outcome is LookUpOutcome.FOUND
    assert (await region.look_up("appointment", CHILD)).values == booked.values
    again = await region.look_up("book_slot", IVANOVA, slot=free.values["slot"])
    assert again.outcome is LookUpOutcome.NOTHING
    mine = booked.values["appointment"]
    assert (await region.look_up("cancel_appointment", CHILD, appointment=mine)).outcome is (
        LookUpOutcome.FOUND
    )
    assert (await region.look_up("appointment", CHILD)).outcome is LookUpOutcome.NOTHING


async def test_next_place_is_told_after_the_one_before_until_there_is_none(
    region: Region,
) -> None:
    told = dict[str, str](speciality="pediatrician", clinic="")
    moments = list[tuple[str, str]]()
    while (answer := await region.look_up("free_slot", CHILD, **told)).outcome is (
        LookUpOutcome.FOUND
    ):
        told["slot"] = answer.values["slot"]
        moments.append((answer.values["day"], answer.values["time"]))

    assert answer.outcome is LookUpOutcome.NOTHING
    assert len(moments) == 9
    assert moments == sorted(set(moments))


async def test_place_that_is_taken_meanwhile_leads_to_the_soonest_that_is_free(
    region: Region,
) -> None:
    wanted = {"speciality": "therapist", "clinic": "gp1"}
    free = await region.look_up("free_slot", CHILD, **wanted)
    taken = {"slot": free.values["slot"]}
    assert (await region.look_up("book_slot", CHILD, **taken)).outcome is LookUpOutcome.FOUND
    late = await region.look_up("book_slot", PETROV, **taken)
    again = await region.look_up("free_slot", PETROV, **wanted, **taken)
    assert late.outcome is LookUpOutcome.NOTHING
    assert (again.values["day"], again.values["time"]) == ("2026-01-13", "16:15")


async def test_clinic_that_no_prompt_names_is_left_to_the_registrys_desk(region: Region) -> None:
    free = await region.look_up("free_slot", CHILD, speciality="pediatrician", clinic="dgp1")
    assert free.values["place"] == "place.unnamed"


async def test_clinic_without_a_free_place_has_nothing(region: Region) -> None:
    assert await region.registry.free_slots("surgeon", "gp1") == Nothing()


async def test_test_is_ready_or_not(region: Region) -> None:
    ready = await region.look_up("test_result", IVANOVA)
    assert ready.values == {"state": "test.ready", "day": "2026-01-10"}
    waiting = await region.look_up("test_result", PETROV)
    assert waiting.values == {"state": "test.not_ready", "day": "2026-01-10"}
    assert (await region.look_up("test_result", CHILD)).outcome is LookUpOutcome.NOTHING


async def test_third_wrong_identity_ends_the_asking_even_for_the_right_one(region: Region) -> None:
    assert await region.registry.my_appointment(STRANGER) == Denied()
    for _ in range(3):
        wrong = await region.look_up("appointment", STRANGER)
        assert wrong == LookUpAnswer(LookUpOutcome.DENIED)
    assert await region.look_up("appointment", IVANOVA) == LookUpAnswer(LookUpOutcome.DENIED)
    region.clock.pass_s(86_401)
    assert (await region.look_up("appointment", IVANOVA)).outcome is LookUpOutcome.FOUND


def test_mistakes_of_yesterday_are_forgotten() -> None:
    yesterday = [NOON - timedelta(days=1, seconds=1)] * 3
    assert may_ask(yesterday, NOON)
    assert may_ask([NOON, NOON], NOON)
    assert not may_ask([NOON, NOON, NOON], NOON)


@pytest.mark.parametrize(
    ("mood", "reason"),
    [
        (RegistryMood.NONSENSE, "nonsense"),
        (RegistryMood.ODD, "nonsense"),
        (RegistryMood.ENDLESS, "too long"),
        (RegistryMood.FAILING, "status 500"),
        (RegistryMood.SLOW, "TimeoutError"),
    ],
)
async def test_registry_that_makes_no_sense_tells_nobody_anything(
    region: Region, mood: RegistryMood, reason: str
) -> None:
    region.server.mood = mood
    registry = region.registry
    failed = Failed(reason)
    assert await registry.my_appointment(IVANOVA) == failed
    assert await registry.free_slots("therapist", "gp1") == failed
    assert await registry.test_result(IVANOVA) == failed
    assert await region.look_up("appointment", IVANOVA) == LookUpAnswer(LookUpOutcome.FAILED)


async def test_registry_that_is_down_or_does_not_know_us_fails(region: Region) -> None:
    policy = RegistryPolicy("http://127.0.0.1:1", _TOKEN)
    async with open_registry(policy, region.clock) as nowhere:
        answer = await nowhere.my_appointment(IVANOVA)
    assert isinstance(answer, Failed)
    region.server._token = "another"
    assert await region.registry.my_appointment(IVANOVA) == Failed("status 401")


@pytest.mark.parametrize("keyed", [{}, {"birth_date": "never", "policy": "1"}])
async def test_look_up_without_an_identity_fails(region: Region, keyed: dict[str, str]) -> None:
    assert await region.menus.look_up("appointment", keyed, _CALLER) == LookUpAnswer(
        LookUpOutcome.FAILED
    )


async def test_look_up_that_is_none_of_the_registrys_fails(region: Region) -> None:
    assert (await region.look_up("weather", IVANOVA)).outcome is LookUpOutcome.FAILED
    found = await region.registry.my_appointment(IVANOVA)
    assert isinstance(found, Found)
