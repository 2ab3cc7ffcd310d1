"""What the settings say of calling people back reaches the room that decides by it."""

from pathlib import Path

import pytest

from base.phone import NumberKind, PhoneNumber
from callback.policy import ConfirmMode
from callback.sms import SmsFigures, SmsTemplate, filled
from config import load
from config.callback_policies import callback_policy, sms_policy
from config.loading import DEFAULTS
from tests.config.writing import SMALLEST, complaints, loaded


def test_defaults_ring_by_day_five_times_and_ahead_of_the_wrap_ups_end() -> None:
    policy = callback_policy(load(DEFAULTS, {}))

    assert policy.retry.after_s == (300.0, 900.0, 1800.0, 3600.0)
    assert (policy.dial.lead_s, policy.dial.over_dial) == (15.0, 1)
    assert policy.confirm is ConfirmMode.SUSPECTED
    assert policy.hold.kinds == {NumberKind.NATIONAL, NumberKind.LOCAL}
    assert [len(day) for day in policy.hours.week] == [1] * 7


def test_settings_without_callbacks_have_those_of_the_defaults(tmp_path: Path) -> None:
    assert callback_policy(loaded(tmp_path)) == callback_policy(load(DEFAULTS, {}))
    written = sms_policy(loaded(tmp_path))
    assert written == sms_policy(load(DEFAULTS, {}))


def test_ambitious_site_tries_sooner_and_calls_abroad(tmp_path: Path) -> None:
    text = SMALLEST + "callbacks: {retries: {after_s: [120, 300, 600, 1200]}, foreign: true}\n"
    policy = callback_policy(loaded(tmp_path, text))

    assert policy.retry.after_s == (120.0, 300.0, 600.0, 1200.0)
    assert NumberKind.FOREIGN in policy.hold.kinds


@pytest.mark.parametrize("template", SmsTemplate)
def test_every_text_of_the_defaults_can_be_filled(template: SmsTemplate) -> None:
    policy = sms_policy(load(DEFAULTS, {}))
    figures = SmsFigures(place=37, minutes=40, shown=PhoneNumber("+78442122122"))

    assert "{" not in filled(policy.texts[template], figures)
    assert not policy.has_sender


@pytest.mark.parametrize(
    ("section", "complaint"),
    [
        ("callbacks: {callable_prefixes: ['89']}", "is no beginning of a number"),
        ("callbacks: {confirm: sometimes}", "write one of these"),
        ("callbacks: {retries: {after_s: []}}", "write at least one"),
        ("callbacks: {dialling: {lead: 15}}", "did you mean lead_s?"),
        ("sms: {texts: {soon: 'we ring {name}'}}", "write only {place}, {minutes} and {number}"),
    ],
)
def test_wrong_settings_are_told_with_what_to_do(
    tmp_path: Path, section: str, complaint: str
) -> None:
    (line,) = complaints(tmp_path, f"{SMALLEST}{section}\n")

    assert complaint in line
