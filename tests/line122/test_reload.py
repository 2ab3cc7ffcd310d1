"""What a reload follows, what it refuses, and what awaits a restart."""

from pathlib import Path

import pytest

from config import Settings
from line122.reload import awaiting_restart, followed, lost_names
from tests.config.writing import SMALLEST, changed, loaded


@pytest.fixture
def before(tmp_path: Path) -> Settings:
    """Return the settings that an engine runs by."""
    return loaded(tmp_path)


def test_channels_ladder_and_limits_are_followed_and_nothing_awaits_a_restart(
    tmp_path: Path, before: Settings
) -> None:
    text = (
        changed("channels: 6", "channels: 8") + "ladder: {shadow: true}\ncallers: {dead_airs: 3}\n"
    )
    now = loaded(tmp_path, text)
    followed_now = followed(before, now)

    assert followed_now.trunks["main"].channels == 8
    assert followed_now.ladder.shadow
    assert followed_now.callers.dead_airs == 3
    assert list(lost_names(before, now)) == []
    assert list(awaiting_restart(followed_now, now)) == []


def test_what_only_a_start_reads_stays_as_it_is_and_is_named(
    tmp_path: Path, before: Settings
) -> None:
    text = SMALLEST.replace("198.51.100.10", "198.51.100.77") + (
        "http: {port: 9122}\nlimits: {unstored_records: 500, call_mailbox: 64}\n"
    )
    now = loaded(tmp_path, text)
    followed_now = followed(before, now)

    assert followed_now.http.port == 8122
    assert followed_now.limits.call_mailbox == 64
    assert list(awaiting_restart(followed_now, now)) == [
        "http.port",
        "limits.unstored_records",
        "trunks.main.identify.addresses",
    ]


@pytest.mark.parametrize(
    ("old", "new", "lost"),
    [
        ("  main:\n    channels", "  other:\n    channels", "the trunks are not the same ones"),
        (
            "queues:\n  doctor: {title: Doctor, needs: {doctor: 3}}",
            "queues:\n  nurse: {title: Nurse, needs: {nurse: 3}}",
            "queue doctor is gone",
        ),
    ],
)
def test_what_people_stand_in_or_call_by_may_not_vanish(
    tmp_path: Path, before: Settings, old: str, new: str, lost: str
) -> None:
    text = changed(old, new)
    now = loaded(tmp_path, text.replace("small", "nurses") if "nurse" in new else text)

    assert list(lost_names(before, now)) == [lost]


def test_new_queue_and_service_may_come(tmp_path: Path, before: Settings) -> None:
    text = SMALLEST + "  nurse: {title: Nurse, needs: {nurse: 3}}\n"
    now = loaded(tmp_path, text)

    assert list(lost_names(before, now)) == []
    assert set(followed(before, now).queues) == {"doctor", "nurse"}
