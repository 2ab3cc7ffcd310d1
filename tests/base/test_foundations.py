"""What every room stands on: ids, instants, clocks, tasks, logs."""

import asyncio
import io
import json
from datetime import UTC, datetime, timedelta
from uuid import RFC_4122

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from base.clock import SystemClock, instant_of, require_aware
from base.ids import new_agent_id, new_call_id, new_contact_id, new_ticket_id, uuid7
from base.instant import Instant, after, elapsed_s
from base.logs import configure_logs, mask_personal, masked
from base.tasks import cancel, spawn
from tests.support.swift import SWIFT


def test_ids_are_of_version_seven_by_the_rfc() -> None:
    made = [uuid7(), new_call_id(), new_contact_id(), new_ticket_id(), new_agent_id()]

    assert {one.version for one in made} == {7}
    assert {one.variant for one in made} == {RFC_4122}
    assert len(set(made)) == len(made)


def test_ids_carry_the_moment_of_their_making_in_front_so_that_they_sort_by_it() -> None:
    before = int(SystemClock().now().timestamp() * 1000)
    made = [uuid7().int >> 80 for _ in range(100)]
    behind = int(SystemClock().now().timestamp() * 1000)

    assert before <= made[0]
    assert made == sorted(made)
    assert made[-1] <= behind


def test_time_that_passed_is_never_less_than_none() -> None:
    early, late = Instant(5.0), after(Instant(5.0), 2.5)

    assert elapsed_s(early, late) == 2.5
    assert elapsed_s(late, early) == 0.0


def test_moment_without_a_time_zone_is_refused() -> None:
    aware = datetime(2026, 11, 22, tzinfo=UTC)

    assert require_aware(aware) is aware
    with pytest.raises(ValueError, match="time zone"):
        require_aware(aware.replace(tzinfo=None))


def test_monotonic_clocks_of_two_processes_cannot_be_compared_by_mistake() -> None:
    instants = {round(SystemClock().instant(), -1) for _ in range(5)}

    assert len(instants) > 1


class _Noon:
    def instant(self) -> Instant:
        """Return fifty seconds on the monotonic clock."""
        return Instant(50.0)

    def now(self) -> datetime:
        """Return noon."""
        return datetime(2026, 11, 22, 12, tzinfo=UTC)


def test_stored_moment_lies_as_far_back_on_the_clock_as_in_the_world() -> None:
    clock = _Noon()

    assert instant_of(clock.now() - timedelta(seconds=20), clock) == 30.0
    assert instant_of(clock.now() - timedelta(hours=1), clock) < 0.0


async def test_failure_of_a_task_is_logged_and_told_once() -> None:
    told: list[BaseException] = []

    async def fail() -> None:
        message = "the story fails here"
        raise LookupError(message)

    with structlog.testing.capture_logs() as logs:
        await spawn(fail(), name="story", on_failure=told.append)

    assert [(entry["event"], entry["task"]) for entry in logs] == [("task.failed", "story")]
    assert [type(error) for error in told] == [LookupError]


async def test_cancelled_task_has_ended_and_is_no_failure() -> None:
    told: list[BaseException] = []
    with structlog.testing.capture_logs() as logs:
        task = spawn(_for_ever(), name="story", on_failure=told.append)
        await cancel(task)

    assert task.cancelled()
    assert (logs, told) == ([], [])


async def _for_ever() -> None:
    await asyncio.Event().wait()


@given(st.text(max_size=40))
@SWIFT
def test_masked_text_keeps_its_length_and_at_most_two_characters(text: str) -> None:
    shown = masked(text)

    assert len(shown) == len(text)
    assert len(text) - shown.count("*") <= 2 + text.count("*")


@pytest.mark.parametrize(
    ("text", "shown"), [("+79101234567", "**********67"), ("1234", "****"), ("", "")]
)
def test_masked_number_tells_two_callers_apart_and_names_neither(text: str, shown: str) -> None:
    assert masked(text) == shown


def test_only_personal_keys_are_masked() -> None:
    event = mask_personal(None, "info", {"pii.ani": "+79101234567", "queue": "advice"})

    assert event == {"pii.ani": "**********67", "queue": "advice"}


@pytest.mark.parametrize(("is_shown", "ani"), [(False, "**********67"), (True, "+79101234567")])
def test_line_of_the_log_is_json_with_level_and_time_and_shows_people_only_if_told(
    is_shown: bool,  # noqa: FBT001 -- A parameter of the story, not of an interface.
    ani: str,
) -> None:
    before, stream = structlog.get_config(), io.StringIO()
    try:
        configure_logs(as_json=True, show_personal=is_shown, stream=stream)
        structlog.get_logger("story").info("call.arrived", **{"pii.ani": "+79101234567"})
    finally:
        structlog.configure(**before)

    line = json.loads(stream.getvalue())
    assert (line["event"], line["level"], line["pii.ani"]) == ("call.arrived", "info", ani)
    assert datetime.fromisoformat(line["timestamp"]).tzinfo is not None


@pytest.mark.parametrize("as_json", [True, False])
def test_failure_in_the_log_names_its_place_and_no_value_of_a_variable(
    as_json: bool,  # noqa: FBT001 -- A parameter of the story, not of an interface.
) -> None:
    before, stream = structlog.get_config(), io.StringIO()
    try:
        configure_logs(as_json=as_json, show_personal=False, stream=stream)
        _fail_with("+79101234567", "postgresql://line122:hunter2@127.0.0.1/line122")
    finally:
        structlog.configure(**before)

    told = stream.getvalue()
    assert "KeyError" in told
    assert "_fail_with" in told
    assert "9101234567" not in told
    assert "hunter2" not in told


def _fail_with(ani: str, database_url: str) -> None:
    called_by: dict[str, str] = {ani: database_url}
    try:
        called_by.pop("nobody")
    except KeyError:
        structlog.get_logger("story").exception("task.failed")
