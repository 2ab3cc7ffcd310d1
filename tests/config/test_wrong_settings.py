"""A wrong file is told whole: every error at once, with its line and with what to do."""

from pathlib import Path

import pytest

from config import SettingsError, load
from tests.config.writing import MENUS, SMALLEST, changed, complaints

SIX_ERRORS = """\
site:
  id: town
  name: Town line
  time_zone: Europe/Moskva
trunks:
  main:
    channels: 0
    identify: {addresses: ["198.51.100.10"]}
    outgoing_number: "+78442122122"
    services: {122: helpline}
    default_service: helpline
services:
  helpline:
    script: smal
    hours: {round_the_clock: true}
menus:
  directory: MENUS
  short_limit: 3
marks: {enabled: false}
queues:
  doctor: {title: Doctor, needs: {doctor: 3}}
  doctor: {title: Doctor, needs: {doctor: 1}}
asterisk:
  password: hunter2
""".replace("MENUS", str(MENUS))


def test_six_different_errors_are_told_at_once_each_with_its_line(tmp_path: Path) -> None:
    assert complaints(tmp_path, SIX_ERRORS) == [
        (
            "settings.yaml:4: site.time_zone: 'Europe/Moskva' is no time zone of this machine; "
            "write one such as Europe/Moscow"
        ),
        (
            "settings.yaml:7: trunks.main.channels: Input should be greater than 0 (it is '0'); "
            "write a larger number"
        ),
        "settings.yaml:14: services.helpline.script: there is no menu 'smal'; did you mean small?",
        "settings.yaml:18: menus.short_limit: is no setting; did you mean short_limit_s?",
        "settings.yaml:22: queues.doctor: stands in line 21 already; keep one of them",
        (
            "settings.yaml:24: asterisk.password: a password does not belong into the settings; "
            "name its file with password_file, "
            "or set LINE122_ASTERISK__PASSWORD in the environment"
        ),
    ]


def test_the_smallest_settings_are_right(tmp_path: Path) -> None:
    assert complaints(tmp_path) == []


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("site: [\n", "settings.yaml:2: this is not YAML: "),
        ("site:\n  id: a\n id: b\n", "settings.yaml:3: this is not YAML: "),
        ("site:\n\tid: a\n", "settings.yaml:2: this is not YAML: "),
        ("a: 1\nb: \x07\n", "settings.yaml:2: this is not YAML: "),
        ("a: 1\n---\nb: 2\n", "settings.yaml:2: this is not YAML: "),
        ("- site\n", "settings.yaml:1: the file must be a list of settings"),
        ("site: &a\n  id: *a\n", "settings.yaml:1: site: anchors are not read here"),
        ("? [a]\n: b\n", "settings.yaml:1: a key must be plain text"),
    ],
)
def test_broken_yaml_is_told_with_its_line(tmp_path: Path, text: str, complaint: str) -> None:
    assert any(line.startswith(complaint) for line in complaints(tmp_path, text))


def test_a_file_that_is_not_utf_8_is_told_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "settings.yaml"
    path.write_bytes(SMALLEST.replace("Town line", "Городская").encode("cp1251"))

    with pytest.raises(SettingsError, match=r"settings\.yaml:3: this line is not UTF-8"):
        load(path, {})


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"nowhere\.yaml: cannot be read"):
        load(tmp_path / "nowhere.yaml", {})


def test_an_empty_file_is_told_what_it_lacks(tmp_path: Path) -> None:
    assert complaints(tmp_path, "") == [
        f"settings.yaml: {section}: is missing; add it"
        for section in ("queues", "services", "site", "trunks")
    ]


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("{122: helpline}", "{122: hotline}", "there is no service 'hotline'"),
        ("default_service: helpline", "default_service: x", "there is no service 'x'"),
        ("{122: helpline}", "{12: helpline}", "'12' is no number by this trunk's rules"),
        ("{122: helpline}", "{122: helpline, 12 2: helpline}", "is the same number as '122'"),
        ('"+78442122122"', "anonymous", "'anonymous' is no number by this trunk's rules"),
        ('["198.51.100.10"]', "[carrier.example]", "write 198.51.100.10, 198.51.100.0/28"),
        ('{addresses: ["198.51.100.10"]}', "{}", "nothing tells this trunk's calls"),
        ("channels: 6", "channels: [6]", "channels: has no single value"),
        ("channels: 6", "channels: 6\n    codecs: {a: b}", "codecs: is no list; write [a, b]"),
        ('["198.51.100.10"]', "[198.51.100.0/28]", "nothing tells where outgoing calls go"),
        ("queues:\n", "agents: {missed_ring_pause_s: 300}\nqueues:\n", "raise it"),
        ("channels: 6", "channels: six", "write a whole number in digits"),
        ("channels: 6", "channels: 6\n    reject: 403", "Input should be 486 or 603"),
        ("channels: 6", "channels: 6\n    codecs: [opus]", "Input should be 'alaw', 'ulaw' or"),
        ("channels: 6", "channels: 6\n    numbers: {local_lengths: [6]}", "need an area code"),
        ("{round_the_clock: true}", "{}", "nothing opens here"),
        ("{round_the_clock: true}", "{monday: 9-18}", "'9-18' is no stretch of a day"),
        ("{round_the_clock: true}", "{monday: 09:00-24:30}", "is no stretch of a day"),
        ("{round_the_clock: true}", "{monday: '09:00-13:00, 12:00-18:00'}", "overlap"),
        (
            "{round_the_clock: true}",
            "{round_the_clock: true, monday: []}",
            "remove one of the two",
        ),
        ("  id: town", "  id: Our Town", "a letter first"),
        (
            "  name: Town line",
            "  name:",
            "site.name: has no single value; write one behind the colon",
        ),
        (
            "queues:\n",
            "queues:\n  tea: yes\n",
            "queues.tea: is no section; write its settings below it, indented",
        ),
    ],
)
def test_what_leads_nowhere_or_cannot_be_is_told(
    tmp_path: Path, old: str, new: str, complaint: str
) -> None:
    told = complaints(tmp_path, changed(old, new))

    assert any(complaint in line for line in told), told


def test_a_section_whose_keys_are_all_commented_out_keeps_its_defaults(tmp_path: Path) -> None:
    assert complaints(tmp_path, SMALLEST + "http:\n  # port: 9122\n") == []


def test_menu_that_leads_where_the_settings_know_nobody_is_told_with_its_own_line(
    tmp_path: Path,
) -> None:
    text = changed("queues:\n  doctor", "queues:\n  docter")

    assert complaints(tmp_path, text) == [
        (
            f"{MENUS}/small.yaml:10: nodes.doctor.queue: the settings have no queue 'doctor'; "
            "did you mean docter?"
        )
    ]


def test_transfer_to_nobody_is_told_beside_what_is_wrong_in_the_settings(tmp_path: Path) -> None:
    text = changed("script: small", 'script: "122"').replace("channels: 6", "channels: 0")

    told = complaints(tmp_path, text)

    assert any(line.startswith("settings.yaml:7: trunks.main.channels") for line in told)
    assert any(
        "ivr/menus/122.yaml:" in line and "no transfer 'dispatcher'" in line for line in told
    )
    assert any("nodes.operators.queue: the settings have no queue 'advice'" in x for x in told)


@pytest.mark.parametrize(
    ("address", "is_taken"),
    [
        ("198.51.100.10", True),
        ("198.51.100.0/24", True),
        ("198.51.100.10:5070", True),
        ("198.51.100.11", False),
    ],
)
def test_two_trunks_cannot_claim_one_address(
    tmp_path: Path, address: str, *, is_taken: bool
) -> None:
    second = f"""  second:
    channels: 2
    identify:
      addresses: ["203.0.113.1", "{address}"]
    outgoing_number: "+78442122123"
    services: {{112: helpline}}
    default_service: helpline
services:
"""
    told = complaints(tmp_path, changed("services:\n  helpline", second + "  helpline"))

    assert told == [
        (
            "settings.yaml:15: trunks.second.identify.addresses[1]: this address belongs to trunk "
            "main already; give each trunk addresses or ports of its own"
        )
    ] * int(is_taken)


def test_two_trunks_on_one_machine_are_told_apart_by_their_ports(tmp_path: Path) -> None:
    first = changed('"198.51.100.10"', '"198.51.100.10:5060"')
    second = """  second:
    channels: 2
    identify: {addresses: ["198.51.100.10:5070"]}
    outgoing_number: "+78442122123"
    services: {112: helpline}
    default_service: helpline
services:
"""

    assert complaints(tmp_path, first.replace("services:\n  help", second + "  help")) == []


def test_a_prompt_that_the_pack_does_not_have_is_told(tmp_path: Path) -> None:
    pack = tmp_path / "ru"
    pack.mkdir()
    (pack / "manifest.yaml").write_text(
        "sections:\n- texts: {greeting.notice: a, menu.main: b, menu.invalid: c}\n", "utf-8"
    )

    told = complaints(tmp_path, packs=tmp_path)

    assert any("calls.texts.apology" in line for line in told)
    lacking = "texts.silence: the pack of ru has no prompt menu.silence"
    assert any(line.startswith(f"{MENUS}/small.yaml:") and lacking in line for line in told)
