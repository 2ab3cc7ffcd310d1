"""The ladder, the callers, storms and the sender of messages, as a site sets them."""

from pathlib import Path

import pytest

from callers.policy import CallerPolicy
from callflow.admission import AdmissionPolicy
from callflow.storm import StormPolicy
from config import Settings, load
from config.loading import DEFAULTS
from config.policies import call_policy
from config.watch_policies import watch_policy
from sms.policy import BodyForm
from tests.config.writing import SMALLEST, changed, complaints, loaded

LAST = SMALLEST.count("\n") + 1
"""The line after the smallest settings."""

SENDER = """\
sms:
  sender:
    url: https://sms.example/send
    headers: {Authorization: "Bearer {token}"}
    fields: {to: "{digits}", text: "{text}"}
    accepted: {statuses: [200], path: [status], words: [ok]}
"""


@pytest.fixture(scope="module")
def defaults() -> Settings:
    return load(DEFAULTS, {})


def test_defaults_are_those_of_the_rooms_that_decide(defaults: Settings) -> None:
    policy = call_policy(defaults)

    assert policy.admission == AdmissionPolicy()
    assert defaults.callers.policy() == CallerPolicy()
    assert watch_policy(defaults).storm == StormPolicy()
    assert (policy.told_listen_s, policy.answer_listen_s, policy.digit_pause_s) == (0.3, 5, 4)
    assert defaults.sms.sender is None


def test_settings_without_a_ladder_have_that_of_the_defaults(
    tmp_path: Path, defaults: Settings
) -> None:
    settings = loaded(tmp_path)

    assert settings.ladder == defaults.ladder
    assert settings.callers == defaults.callers
    assert settings.storm == defaults.storm


def test_who_is_not_asked_goes_where_the_menu_leads_first(tmp_path: Path) -> None:
    (service,) = call_policy(loaded(tmp_path)).services.values()

    assert service.queue == "doctor"


def test_sender_has_its_token_from_the_environment(tmp_path: Path) -> None:
    settings = loaded(tmp_path, SMALLEST + SENDER, LINE122_SMS__SENDER__TOKEN="hush")
    sender = settings.sms.sender
    assert sender is not None
    policy = sender.policy()

    assert policy.request.token == "hush"
    assert policy.request.body is BodyForm.JSON
    assert policy.reply.words == {"ok"}
    assert "hush" not in repr(settings)


def test_sender_has_its_token_from_a_file_beside_the_settings(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("hush\n", "utf-8")
    settings = loaded(tmp_path, SMALLEST + SENDER + "    token_file: token\n")
    sender = settings.sms.sender

    assert sender is not None
    assert sender.policy().request.token == "hush"


@pytest.mark.parametrize(
    ("section", "complaint"),
    [
        ("ladder: {shadow: maybe}", "write true or false"),
        ("ladder: {hold_limit: 60}", "did you mean hold_limit_s?"),
        ("callers: {dead_airs: 0}", "write a larger number"),
        ("callers: {sound_calls: 5}", "judged by at most as many calls"),
        ("callers: {salt: pepper}", "LINE122_CALLERS__SALT"),
        ("storm: {leave_share: 0.2}", "must end on an ordinary day"),
        ("storm: {redial_factor: 1}", "write a larger number"),
        ("sms: {sender: {url: ftp://x}}", "write https://host/path"),
        ("sms: {sender: {url: 'http://x/{name}'}}", "write only {digits}, {id}"),
        ("sms: {sender: {url: 'http://x/{token}'}}", "name its file by token_file"),
        ("sms: {sender: {url: http://x, accepted: {path: [a]}}}", "belong together"),
        ("sms: {sender: {url: http://x, token: hush}}", "LINE122_SMS__SENDER__TOKEN"),
    ],
)
def test_wrong_value_is_told_with_its_line_and_what_to_do(
    tmp_path: Path, section: str, complaint: str
) -> None:
    (told,) = complaints(tmp_path, f"{SMALLEST}{section}\n")

    assert told.startswith(f"settings.yaml:{LAST}: ")
    assert complaint in told


def test_queue_of_a_service_that_nobody_knows_is_told(tmp_path: Path) -> None:
    (told,) = complaints(tmp_path, changed("script: small", "script: small\n    queue: docter"))

    assert "there is no queue 'docter'; did you mean doctor?" in told


def test_prompt_of_the_ladder_that_the_pack_does_not_have_is_told(tmp_path: Path) -> None:
    pack = tmp_path / "ru"
    pack.mkdir()
    (pack / "manifest.yaml").write_text("sections: [{texts: {danger.question: x}}]\n", "utf-8")
    told = complaints(tmp_path, SMALLEST, packs=tmp_path)

    assert any("ladder" in line and "'challenge.speak'" in line for line in told)
    assert not any("danger.question" in line.partition("did you mean")[0] for line in told)
