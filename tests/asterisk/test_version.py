"""Which Asterisk will do, by what it says of itself."""

import pytest

from asterisk.version import (
    OLDEST,
    AsteriskVersion,
    UnsupportedAsteriskError,
    require_new_enough,
    version_in,
)


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("Asterisk 22.10.1", AsteriskVersion(22, 10, 1)),
        ("22.11", AsteriskVersion(22, 11, 0)),
        ("Asterisk 22.10.1~dfsg+~cs6.15-1", AsteriskVersion(22, 10, 1)),
        ("Asterisk certified/20.7-cert2", AsteriskVersion(20, 7, 0)),
    ],
)
def test_version_is_read_however_a_distribution_writes_it(
    text: str, version: AsteriskVersion
) -> None:
    assert version_in(text) == version


@pytest.mark.parametrize("text", ["", "Asterisk GIT-master", "Asterisk"])
def test_text_without_a_version_has_none(text: str) -> None:
    assert version_in(text) is None


@pytest.mark.parametrize("text", [str(OLDEST), "22.10.2", "22.11.0", "23.0.0"])
def test_oldest_that_will_do_and_whatever_is_newer_is_taken(text: str) -> None:
    assert str(require_new_enough(text)) == text


@pytest.mark.parametrize("text", ["22.10.0", "22.9.9", "20.18.2", "18.9"])
def test_older_one_is_refused_with_the_one_to_install(text: str) -> None:
    with pytest.raises(UnsupportedAsteriskError, match=r"install 22\.10\.1 or newer of series 22"):
        require_new_enough(text)


def test_one_that_tells_no_version_is_refused_in_its_own_words() -> None:
    with pytest.raises(UnsupportedAsteriskError, match="GIT-master"):
        require_new_enough("GIT-master")
