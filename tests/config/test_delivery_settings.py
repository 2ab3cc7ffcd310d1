"""`config/delivery.py`, `config/registry.py`: what is wrong is told before anybody is called."""

from pathlib import Path

from config import Settings
from delivery.policy import BodyKind
from tests.config.writing import SMALLEST, complaints, loaded

_SECRET = "sixteen and more characters"
_TARGET = """\
delivery:
  targets:
    region:
      url: https://mis.example/visits
      secret_file: region.secret
      clinics: [gp-1, gp-2]
"""


def _settings(directory: Path, more: str = "", target: str = _TARGET) -> Settings:
    (directory / "region.secret").write_text(f"{_SECRET}\n")
    return loaded(directory, SMALLEST + target + more)


def _told(directory: Path, more: str = "", target: str = _TARGET) -> str:
    (directory / "region.secret").write_text(f"{_SECRET}\n")
    (problem,) = complaints(directory, SMALLEST + target + more)
    return problem


def test_clinic_is_served_by_the_target_that_names_it_or_by_the_fallback(tmp_path: Path) -> None:
    policy = _settings(tmp_path, "  fallback: region\n").delivery.policy("town")
    region = policy.targets["region"]
    assert policy.target_of("gp-1") is policy.target_of("region") is region
    assert policy.target_of("gp-77") is region
    assert (region.addresses[0].secret, region.kind) == (_SECRET.encode(), BodyKind.JSON)
    assert _SECRET not in repr(policy)


def test_without_a_fallback_an_unnamed_clinic_has_no_target(tmp_path: Path) -> None:
    assert _settings(tmp_path).delivery.policy("town").target_of("gp-77") is None


def test_second_address_has_a_secret_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "reserve.secret").write_text("another secret of the region")
    second = "      second: {url: https://two.example/, secret_file: reserve.secret}\n"
    region = _settings(tmp_path, second).delivery.policy("town").targets["region"]
    assert [address.url for address in region.addresses] == [
        "https://mis.example/visits",
        "https://two.example/",
    ]


def test_template_is_read_from_beside_the_settings_and_tried(tmp_path: Path) -> None:
    template = tmp_path / "region.j2"
    template.write_text('{"number": {{ facts.number }}}')
    more = "      template_file: region.j2\n"
    region = _settings(tmp_path, more).delivery.policy("town").targets["region"]
    assert region.template == '{"number": {{ facts.number }}}'
    template.write_text('{"number": {{ facts.nubmer }}}')
    told = _told(tmp_path, more)
    assert told.startswith("settings.yaml:")
    assert "has no attribute 'nubmer'" in told


def test_file_that_is_not_there_is_told_once(tmp_path: Path) -> None:
    assert "region.j2 cannot be read" in _told(tmp_path, "      template_file: region.j2\n")
    (problem,) = complaints(tmp_path / "", SMALLEST + _TARGET.replace("region.secret", "nowhere"))
    assert "nowhere cannot be read" in problem


def test_secret_that_can_be_guessed_is_refused(tmp_path: Path) -> None:
    (tmp_path / "short.secret").write_text("122")
    told = _told(tmp_path, target=_TARGET.replace("region.secret", "short.secret"))
    assert "take 16 characters or more" in told
    assert "(it is" not in told


def test_targets_that_lead_nowhere_are_told(tmp_path: Path) -> None:
    assert "'nobody' is no target" in _told(tmp_path, "  fallback: nobody\n")
    assert "growing seconds" in _told(tmp_path, "  chase: {again_after_s: 9999}\n")
    assert "is no address" in _told(tmp_path, target=_TARGET.replace("https", "ftp"))


def test_clinic_is_served_once(tmp_path: Path) -> None:
    twice = _TARGET + (
        "    other: {url: https://x.example, secret_file: region.secret, clinics: [gp-2]}\n"
    )
    assert "clinic 'gp-2' is served twice" in _told(tmp_path, target=twice)


def test_registry_asks_who_we_are(tmp_path: Path) -> None:
    assert loaded(tmp_path, SMALLEST).registry.policy() is None
    registry = "registry: {url: https://registry.example}\n"
    assert "token_file" in _told(tmp_path, target=registry)
    (tmp_path / "registry.token").write_text("hush")
    named = registry.replace("}", ", token_file: registry.token}")
    policy = loaded(tmp_path, SMALLEST + named).registry.policy()
    assert policy is not None
    assert (policy.token, policy.timeout_s, "hush" in repr(policy)) == ("hush", 3.0, False)


def test_no_caller_waits_longer_than_three_seconds_for_a_registry(tmp_path: Path) -> None:
    told = _told(tmp_path, target="registry: {timeout_s: 10}\n")
    assert "less than or equal to 3" in told
