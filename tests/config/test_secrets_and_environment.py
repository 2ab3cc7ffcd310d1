"""Secrets come from the environment or a file, never from the settings' own text."""

from pathlib import Path

import pytest

from config import SettingsError
from config.addresses import server_addresses
from tests.config.writing import SMALLEST, changed, complaints, loaded

REGISTERED = changed(
    '{addresses: ["198.51.100.10"]}',
    "{registration: {server: 'sip:carrier.example', user: town, password_file: carrier.pass}}",
)


def test_a_password_is_read_from_the_file_beside_the_settings(tmp_path: Path) -> None:
    (tmp_path / "carrier.pass").write_text("s3cret\n")

    trunk = loaded(tmp_path, REGISTERED).trunks["main"]

    assert trunk.credentials is not None
    assert trunk.credentials.password.get_secret_value() == "s3cret"
    assert trunk.sip_contact == "sip:carrier.example"
    assert "s3cret" not in repr(trunk)


def test_a_file_of_a_secret_that_is_not_there_is_told_once(tmp_path: Path) -> None:
    (told,) = complaints(tmp_path, REGISTERED)

    assert told.startswith("settings.yaml:8: trunks.main.identify.registration.password_file: ")
    assert "cannot be read (No such file or directory)" in told


def test_the_environment_spares_the_file(tmp_path: Path) -> None:
    settings = loaded(
        tmp_path,
        REGISTERED,
        LINE122_TRUNKS__MAIN__IDENTIFY__REGISTRATION__PASSWORD="from-environment",
    )

    credentials = settings.trunks["main"].credentials
    assert credentials is not None
    assert credentials.password.get_secret_value() == "from-environment"


def test_a_registration_without_any_password_says_where_to_put_it(tmp_path: Path) -> None:
    text = REGISTERED.replace(", password_file: carrier.pass", "")

    (told,) = complaints(tmp_path, text)

    assert told == (
        "settings.yaml:8: trunks.main.identify.registration.password: is missing; "
        "name its file with password_file, or set "
        "LINE122_TRUNKS__MAIN__IDENTIFY__REGISTRATION__PASSWORD"
    )


@pytest.mark.parametrize("section", ["database", "redis"])
def test_an_address_with_a_password_does_not_belong_into_the_file(
    tmp_path: Path, section: str
) -> None:
    (told,) = complaints(tmp_path, f"{SMALLEST}{section}:\n  url: scheme://user:pw@host/db\n")

    assert told.startswith(f"settings.yaml:21: {section}.url: a password does not belong")
    assert "pw" not in told.replace("password", "")


def test_the_environment_wins_over_the_file_and_reaches_names_with_dashes(tmp_path: Path) -> None:
    settings = loaded(
        tmp_path,
        changed("  main:\n    channels", "  east-line:\n    channels"),
        LINE122_TRUNKS__EAST_LINE__CHANNELS="12",
        LINE122_TRUNKS__EAST_LINE__IDENTIFY__ADDRESSES="127.0.0.1:5080, 127.0.0.1:5081",
        LINE122_HTTP__PORT="9122",
        LINE122_ASTERISK__SIP__PORT="15060",
        LINE122_SETTINGS="is no setting itself",
        PATH="/bin",
    )

    assert settings.trunks["east-line"].channels == 12
    assert settings.trunks["east-line"].identify.addresses == ("127.0.0.1:5080", "127.0.0.1:5081")
    assert settings.http.port == 9122
    assert settings.asterisk.sip.port == 15060


def test_an_error_of_the_environment_names_its_variable(tmp_path: Path) -> None:
    told = complaints(tmp_path, LINE122_HTTP__PORT="none", LINE122_HTPP__PORT="1")

    assert told[0].startswith("environment LINE122_HTPP__PORT: htpp: is no setting; did you mean")
    assert told[1].startswith("environment LINE122_HTTP__PORT: http.port: ")


def test_a_process_that_serves_has_all_addresses_or_is_told_which_are_missing(
    tmp_path: Path,
) -> None:
    addresses = server_addresses(
        loaded(
            tmp_path,
            DATABASE_URL="postgresql://u:p@host/line122",
            REDIS_URL="redis://host",
            LINE122_ASTERISK__PASSWORD="ari",
        )
    )
    assert addresses.database_url == "postgresql://u:p@host/line122"
    assert addresses.ari_password == "ari"
    assert "u:p" not in repr(addresses)

    with pytest.raises(SettingsError) as raised:
        server_addresses(loaded(tmp_path, REDIS_URL="redis://host"))
    assert [problem.where for problem in raised.value.problems] == [
        "DATABASE_URL",
        "LINE122_ASTERISK__PASSWORD",
    ]


def test_keys_of_second_factors_come_from_a_file_a_key_a_line(tmp_path: Path) -> None:
    (tmp_path / "keys").write_text("new key\nold key\n")
    desk = loaded(tmp_path, SMALLEST + "desk: {second_factor_keys_file: keys}\n").desk

    assert desk.second_factor_keys is not None
    assert desk.second_factor_keys.get_secret_value().split("\n") == ["new key", "old key"]
    assert "new key" not in repr(desk)
    (told,) = complaints(tmp_path, SMALLEST + "desk: {second_factor_keys: hush}\n")
    assert "LINE122_DESK__SECOND_FACTOR_KEYS" in told
    assert "hush" not in told
