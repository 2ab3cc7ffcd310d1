"""The defaults are right, and what they say reaches the rooms that decide by it."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from agents.agent import Presence, Skill
from base.ids import TrunkName
from base.phone import PhoneNumber, read_number
from callflow.events import ServiceName
from callflow.hours import queues_of
from callflow.outcome import RejectAs
from config import Settings, load
from config.loading import DEFAULTS
from config.policies import call_policy, floor_policy
from queues.policy import QueueName
from tests.config.writing import changed, loaded

MAIN = TrunkName("main")
HELPLINE = ServiceName("helpline")


@pytest.fixture(scope="module")
def defaults() -> Settings:
    return load(DEFAULTS, {})


def test_the_defaults_are_a_six_channel_trunk_with_two_queues_by_moscows_clock(
    defaults: Settings,
) -> None:
    assert defaults.trunks["main"].channels == 6
    assert set(defaults.queues) == {"doctors", "advice"}
    assert defaults.site.zone.key == "Europe/Moscow"


def test_the_defaults_name_every_setting_there_is() -> None:
    """The file is the reference documentation: what it leaves out, it explains in a comment."""
    parts = Settings.model_json_schema()["$defs"].values()
    names = {name for part in parts for name in part.get("properties", {})}

    assert names - set(re.findall(r"\w+", DEFAULTS.read_text("utf-8"))) == set()


def test_the_service_of_the_defaults_walks_the_122_and_marks_its_talks(
    defaults: Settings,
) -> None:
    policy = call_policy(defaults)
    service = policy.services[HELPLINE]

    assert (service.script.script, service.queue) == ("122", "advice")
    assert queues_of(service) == {"doctors", "advice"}
    assert policy.mark is not None
    assert policy.mark.script.person is None
    assert policy.transfers == {"dispatcher": "+78442000103"}


def test_the_doctors_queue_wants_doctors_and_goes_first(defaults: Settings) -> None:
    policy = floor_policy(defaults)
    doctor, reference = (policy.queues[QueueName(name)] for name in ("doctors", "advice"))

    assert doctor.needs == {Skill("doctor"): 3}
    assert doctor.priority > reference.priority
    assert policy.agents.missed_ring_pause_s <= policy.agents.missed_ring_pause_limit_s


@pytest.mark.parametrize("dialled", ["122", "+78442122122", "88442122122", "8442122122", "122122"])
def test_our_number_is_found_however_the_trunk_writes_it(defaults: Settings, dialled: str) -> None:
    trunk = call_policy(defaults).trunks[MAIN]
    key = read_number(dialled, trunk.rules).key

    assert key is not None
    assert trunk.dialled[key] == HELPLINE


def test_a_number_that_only_looks_like_ours_is_left_to_the_default_service(
    defaults: Settings,
) -> None:
    trunk = call_policy(defaults).trunks[MAIN]

    assert read_number("+78442122123", trunk.rules).key not in trunk.dialled
    assert trunk.default_service == HELPLINE


def test_the_trunks_own_numbers_are_known_to_its_rules(defaults: Settings) -> None:
    rules = call_policy(defaults).trunks[MAIN].rules

    assert rules.own_numbers == {PhoneNumber("+78442122122")}


@pytest.mark.parametrize(("code", "word"), [("486", RejectAs.BUSY), ("603", RejectAs.DECLINED)])
def test_a_trunk_turns_calls_down_as_its_carrier_wants_it(
    tmp_path: Path, code: str, word: RejectAs
) -> None:
    settings = loaded(tmp_path, LINE122_TRUNKS__MAIN__REJECT=code)

    assert call_policy(settings).trunks[MAIN].reject_as is word


@pytest.mark.parametrize(
    ("dial_as", "written"),
    [("digits", "79101234567"), ("e164", "+79101234567"), ("national", "89101234567")],
)
def test_numbers_that_we_dial_are_written_as_the_carrier_takes_them(
    tmp_path: Path, dial_as: str, written: str
) -> None:
    settings = loaded(tmp_path, LINE122_TRUNKS__MAIN__DIAL_AS=dial_as)

    form = settings.trunks["main"].dial_form()

    assert form.written(PhoneNumber("+79101234567")) == written


@pytest.mark.parametrize(
    ("addresses", "contact"),
    [
        ("198.51.100.10", "sip:198.51.100.10"),
        ("198.51.100.0/28, 198.51.100.10:5070", "sip:198.51.100.10:5070"),
        ("2001:db8::10", "sip:[2001:db8::10]"),
    ],
)
def test_outgoing_calls_go_to_the_first_address_when_nothing_else_is_said(
    tmp_path: Path, addresses: str, contact: str
) -> None:
    settings = loaded(tmp_path, LINE122_TRUNKS__MAIN__IDENTIFY__ADDRESSES=addresses)

    assert settings.trunks["main"].sip_contact == contact


def test_agents_hear_which_presence_they_declared(defaults: Settings) -> None:
    declared = call_policy(defaults).texts.declared

    assert declared[Presence.AVAILABLE] == ("presence.available",)
    assert set(declared) == set(Presence)


def test_hours_by_days_run_over_midnight_and_a_day_overrides_its_group(tmp_path: Path) -> None:
    text = changed(
        "{round_the_clock: true}",
        "{workdays: ['20:00-08:00'], weekend: '09:00-18:00', sunday: []}",
    )
    hours = call_policy(loaded(tmp_path, text)).services[HELPLINE].hours
    friday_night = datetime(2026, 11, 20, 22, 0, tzinfo=UTC)  # 01:00 on Saturday in Moscow.
    saturday_noon = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
    sunday_noon = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)

    assert hours.closes_at(friday_night) == datetime(2026, 11, 21, 5, 0, tzinfo=UTC)
    assert hours.closes_at(saturday_noon) == datetime(2026, 11, 21, 15, 0, tzinfo=UTC)
    assert hours.opens_at(sunday_noon) == datetime(2026, 11, 23, 17, 0, tzinfo=UTC)


def test_settings_are_never_changed_in_place(defaults: Settings) -> None:
    with pytest.raises(ValueError, match="frozen"):
        setattr(defaults.http, "port", 1)  # noqa: B010 - the types forbid the plain form.
