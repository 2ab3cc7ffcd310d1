"""The caller desk, `callers/service.py`: what a day of calls leaves in memory and in the book."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from structlog.testing import capture_logs

from base.errors import Line122Error
from base.phone import CallerKey, PhoneNumber
from callers.history import AttemptEnd, CallerHistory, SilenceCause, Silenced
from callers.number import hashed_key
from callers.policy import CallerPolicy
from callers.ports import KeptSilence
from callers.redialler import AutoRedialler, Ordinary
from callers.service import CallerDesk, day_ends_at

ZONE = ZoneInfo("Europe/Moscow")
ANNA, ROBOT = PhoneNumber("+79101234567"), PhoneNumber("+79107654321")
NINE = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
MIDNIGHT = datetime(2026, 11, 23, 21, 0, tzinfo=UTC)
"""Moscow's, of the same day."""


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


class CallerShelf:
    """Rows in lists."""

    def __init__(self) -> None:
        self.written: list[KeptSilence] = []
        self.known: tuple[CallerHistory, ...] = ()
        self.kept: tuple[KeptSilence, ...] = ()
        self.asked_since: datetime | None = None
        self.is_away = False

    def write_silenced(self, kept: KeptSilence) -> None:
        """Write a row."""
        self.written.append(kept)

    async def histories(self, since: datetime) -> tuple[CallerHistory, ...]:
        """Return what was known before."""
        if self.is_away:
            raise Line122Error("The database is away; bring it back.")
        self.asked_since = since
        return self.known

    async def silenced(self, now: datetime) -> tuple[KeptSilence, ...]:
        """Return the rows in force."""
        in_force = (k for k in self.kept if k.silenced is None or k.silenced.until > now)
        return tuple(in_force)


@pytest.fixture
def shelf() -> CallerShelf:
    return CallerShelf()


@pytest.fixture
def desk(shelf: CallerShelf) -> CallerDesk:
    return CallerDesk(book=shelf, policy=CallerPolicy(), zone=ZONE)


def attempt(
    desk: CallerDesk, number: CallerKey | None, end: AttemptEnd, now: datetime, *, heard: bool
) -> None:
    """Let one answered call of the number come and go."""
    desk.seen(number, "main", now)
    desk.sound("main", number, is_heard=heard, now=now)
    desk.ended(number, end, now)


def silenced_robot(desk: CallerDesk) -> Silenced:
    for turn in range(2):
        attempt(desk, ROBOT, AttemptEnd.DEAD_AIR, NINE + minutes(turn), heard=False)
    verdict = desk.standing(ROBOT, NINE + minutes(2)).verdict
    assert isinstance(verdict, Silenced)
    return verdict


def test_the_history_before_the_attempt_is_returned_and_the_attempt_is_counted(
    desk: CallerDesk,
) -> None:
    first = desk.seen(ANNA, "main", NINE)
    second = desk.seen(ANNA, "main", NINE + minutes(1))

    assert first == CallerHistory(number=ANNA)
    assert second.attempts_today == 1
    assert desk.standing(ANNA, NINE + minutes(1)).attempts_today == 2


def test_a_number_is_a_first_contact_for_the_whole_of_its_first_day(desk: CallerDesk) -> None:
    desk.seen(ANNA, "main", NINE)
    desk.seen(ANNA, "main", MIDNIGHT - minutes(1))

    assert desk.standing(ANNA, MIDNIGHT - minutes(1)).is_first_contact
    assert not desk.standing(ANNA, MIDNIGHT).is_first_contact
    assert desk.standing(ANNA, MIDNIGHT).attempts_today == 0


def test_a_hidden_caller_leaves_nothing_behind(desk: CallerDesk, shelf: CallerShelf) -> None:
    for _ in range(5):
        attempt(desk, None, AttemptEnd.DEAD_AIR, NINE, heard=False)

    standing = desk.standing(None, NINE)
    assert standing.verdict == Ordinary()
    assert not standing.is_first_contact
    assert shelf.written == []


def test_a_hashed_number_is_known_again(desk: CallerDesk) -> None:
    key = hashed_key(ANNA, b"salt of this site")
    desk.seen(key, "main", NINE)

    assert desk.seen(key, "main", NINE + minutes(1)).first_seen_at == NINE


def test_two_dead_airs_silence_a_robot_for_the_day_and_are_written(
    desk: CallerDesk, shelf: CallerShelf
) -> None:
    with capture_logs() as logs:
        silence = silenced_robot(desk)

    assert silence == Silenced(SilenceCause.DEAD_AIR, 2, NINE + minutes(1), MIDNIGHT)
    assert shelf.written == [KeptSilence(ROBOT, silence, None)]
    assert [entry["event"] for entry in logs] == ["caller.silenced"]
    assert [history.number for history in desk.silenced(NINE + minutes(2))] == [ROBOT]
    assert desk.standing(ROBOT, MIDNIGHT).verdict == Ordinary()


def test_a_silenced_robot_is_asked_every_ten_minutes(desk: CallerDesk) -> None:
    silence = silenced_robot(desk)
    asked_at = silence.since + minutes(10)

    assert not desk.standing(ROBOT, asked_at - minutes(1)).is_challenge_due
    assert desk.standing(ROBOT, asked_at).is_challenge_due
    desk.challenged(ROBOT, asked_at)
    assert not desk.standing(ROBOT, asked_at + minutes(9)).is_challenge_due
    assert desk.standing(ROBOT, asked_at + minutes(10)).is_challenge_due


def test_a_failed_challenge_neither_prolongs_nor_repeats_the_silence(
    desk: CallerDesk, shelf: CallerShelf
) -> None:
    silence = silenced_robot(desk)

    attempt(desk, ROBOT, AttemptEnd.DEAD_AIR, NINE + minutes(12), heard=False)

    assert desk.standing(ROBOT, NINE + minutes(13)).verdict == silence
    assert len(shelf.written) == 1


def test_a_voice_that_answers_the_challenge_lifts_the_silence(
    desk: CallerDesk, shelf: CallerShelf
) -> None:
    silenced_robot(desk)

    with capture_logs() as logs:
        attempt(desk, ROBOT, AttemptEnd.MENU, NINE + minutes(12), heard=True)

    assert desk.standing(ROBOT, NINE + minutes(13)).verdict == Ordinary()
    assert shelf.written[-1] == KeptSilence(ROBOT, None, None)
    assert [entry["event"] for entry in logs] == ["caller.unsilenced"]


def test_a_silence_taken_back_is_not_imposed_again_that_day(
    desk: CallerDesk, shelf: CallerShelf
) -> None:
    silenced_robot(desk)

    assert desk.undo(ROBOT, NINE + minutes(5))
    for turn in range(5):
        attempt(desk, ROBOT, AttemptEnd.DEAD_AIR, NINE + minutes(6 + turn), heard=False)

    assert desk.standing(ROBOT, NINE + minutes(20)).verdict == Ordinary()
    assert shelf.written[-1] == KeptSilence(ROBOT, None, MIDNIGHT)
    assert not desk.undo(ROBOT, NINE + minutes(20))
    attempt(desk, ROBOT, AttemptEnd.DEAD_AIR, MIDNIGHT, heard=False)
    assert isinstance(desk.standing(ROBOT, MIDNIGHT).verdict, Silenced)


def test_a_person_may_silence_a_known_number_and_no_voice_undoes_that(desk: CallerDesk) -> None:
    assert desk.silence(ANNA, NINE) is None
    desk.seen(ANNA, "main", NINE)

    silence = desk.silence(ANNA, NINE)

    assert silence == Silenced(SilenceCause.BY_HAND, 0, NINE, MIDNIGHT)
    attempt(desk, ANNA, AttemptEnd.MENU, NINE + minutes(1), heard=True)
    assert desk.standing(ANNA, NINE + minutes(1)).verdict == silence
    assert desk.undo(ANNA, NINE + minutes(2))


def test_missed_callbacks_and_rejects_silence_nobody(desk: CallerDesk, shelf: CallerShelf) -> None:
    for turn in range(127):
        desk.seen(ANNA, "main", NINE + minutes(turn))
        desk.ended(ANNA, AttemptEnd.REJECTED, NINE + minutes(turn))

    assert isinstance(desk.standing(ANNA, NINE + minutes(127)).verdict, AutoRedialler)
    assert shelf.written == []


def test_on_a_trunk_without_sound_nobody_is_silenced_and_the_blamed_are_pardoned(
    desk: CallerDesk, shelf: CallerShelf
) -> None:
    silenced_robot(desk)
    citizens = [PhoneNumber(f"+7920{who:07}") for who in range(30)]

    with capture_logs() as logs:
        for who in citizens:
            for turn in range(2):
                attempt(desk, who, AttemptEnd.DEAD_AIR, NINE + minutes(3 + turn), heard=False)

    assert [e["event"] for e in logs if e["log_level"] == "error"] == ["trunk.one_way_audio"]
    assert desk.one_way_audio("main") is not None
    assert desk.one_way_audio("other") is None
    assert desk.silenced(NINE + minutes(10)) == ()
    assert all(kept.silenced is None for kept in shelf.written[-11:])


def test_when_voices_return_dead_air_counts_again(desk: CallerDesk) -> None:
    for who in range(12):
        attempt(desk, PhoneNumber(f"+7920{who:07}"), AttemptEnd.DEAD_AIR, NINE, heard=False)
    assert desk.one_way_audio("main") is not None

    with capture_logs() as logs:
        attempt(desk, ANNA, AttemptEnd.TALKED, NINE + minutes(1), heard=True)

    assert [entry["event"] for entry in logs] == ["trunk.sound_returned"]
    silenced_robot(desk)


def test_two_hundred_machines_do_not_pass_for_a_broken_trunk_for_long(desk: CallerDesk) -> None:
    robots = [PhoneNumber(f"+7930{who:07}") for who in range(200)]
    for turn in range(3):
        for index, robot in enumerate(robots):
            now = NINE + minutes(turn * 10 + index / 30)
            if not isinstance(desk.standing(robot, now).verdict, Silenced):
                attempt(desk, robot, AttemptEnd.DEAD_AIR, now, heard=False)
            if index % 8 == 0:
                citizen = PhoneNumber(f"+7920{index:07}")
                attempt(desk, citizen, AttemptEnd.TALKED, now, heard=True)

    assert desk.one_way_audio("main") is None
    assert len(desk.silenced(NINE + minutes(40))) == len(robots)


def test_a_ward_phone_is_shared(desk: CallerDesk) -> None:
    desk.seen(ANNA, "main", NINE)
    desk.patient_seen(ANNA, "first", NINE)
    assert not desk.standing(ANNA, NINE).is_shared

    desk.patient_seen(ANNA, "second", NINE + minutes(5))
    assert desk.standing(ANNA, NINE + minutes(5)).is_shared


def test_who_asks_help_for_another_person_shares_the_phone(desk: CallerDesk) -> None:
    desk.seen(ANNA, "main", NINE)
    desk.another_person(ANNA, NINE)

    assert desk.standing(ANNA, NINE).is_shared


async def test_after_a_restart_everybody_is_known_and_silences_hold(shelf: CallerShelf) -> None:
    before = CallerDesk(book=shelf, policy=CallerPolicy(), zone=ZONE)
    silence = silenced_robot(before)
    before.seen(ANNA, "main", NINE)
    found = (before.history(ROBOT), before.history(ANNA))
    shelf.known = tuple(history for history in found if history is not None)
    shelf.kept = tuple(shelf.written)

    desk = CallerDesk(book=shelf, policy=CallerPolicy(), zone=ZONE)
    await desk.load(NINE + minutes(10))

    assert shelf.asked_since == NINE + minutes(10) - timedelta(days=30)
    assert desk.standing(ROBOT, NINE + minutes(10)).verdict == silence
    assert desk.seen(ANNA, "main", NINE + minutes(10)).first_seen_at == NINE


async def test_without_the_histories_everybody_is_taken_as_new(shelf: CallerShelf) -> None:
    shelf.is_away = True
    desk = CallerDesk(book=shelf, policy=CallerPolicy(), zone=ZONE)

    with capture_logs() as logs:
        await desk.load(NINE)

    assert [entry["event"] for entry in logs] == ["callers.loading_failed"]
    assert desk.standing(ANNA, NINE).is_first_contact


def test_who_has_not_called_for_a_month_is_forgotten(desk: CallerDesk) -> None:
    desk.seen(ANNA, "main", NINE)
    desk.seen(ROBOT, "main", NINE + timedelta(days=1))
    desk.seen(None, "main", NINE + timedelta(days=30, seconds=1))

    assert desk.history(ANNA) is None
    assert desk.history(ROBOT) is not None


def test_a_changed_policy_holds_from_the_next_call_on(desk: CallerDesk) -> None:
    desk.change_policy(CallerPolicy(dead_airs=1))

    attempt(desk, ROBOT, AttemptEnd.DEAD_AIR, NINE, heard=False)

    assert isinstance(desk.standing(ROBOT, NINE).verdict, Silenced)


@pytest.mark.parametrize(
    ("moment", "ends_at"),
    [
        (NINE, MIDNIGHT),
        (MIDNIGHT, MIDNIGHT + timedelta(days=1)),
        (MIDNIGHT - timedelta(microseconds=1), MIDNIGHT),
    ],
)
def test_a_day_ends_at_local_midnight(moment: datetime, ends_at: datetime) -> None:
    assert day_ends_at(moment, ZONE) == ends_at


class _Ward:
    """A directory with the telephone of one ward."""

    def is_institution(self, number: CallerKey) -> bool:
        """Tell whether it is the ward's."""
        return number == WARD


WARD = PhoneNumber("+78442006001")


def test_telephone_of_an_institution_is_shared_from_its_first_call_on(shelf: CallerShelf) -> None:
    desk = CallerDesk(book=shelf, policy=CallerPolicy(), zone=ZONE, institutions=_Ward())
    assert desk.standing(WARD, NINE).is_shared
    desk.seen(WARD, "main", NINE)
    assert desk.standing(WARD, NINE).is_shared
    assert not desk.standing(PhoneNumber("+79101234567"), NINE).is_shared
    assert not desk.standing(None, NINE).is_shared
