"""What `bench desk` concludes: `desk_pages.py`, `desk_run.py` and `desk_report.py`."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from base.clock import SystemClock
from line122.bench.attempt import Attempt
from line122.bench.desk_chromium import PageSight, Painted
from line122.bench.desk_pages import LivePage
from line122.bench.desk_raw import raw_broadcast
from line122.bench.desk_report import CallCosts, DeskReport, as_json, as_table, verdicts
from line122.bench.desk_run import figures_of
from line122.bench.report import Machine

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
CALLER = "79100000001"
SIGHT = PageSight(
    pops=(),
    keys_typed=500,
    slow_tasks_ms=(),
    page_kb=110.0,
    first_paint_ms=180.0,
    first_content_ms=400.0,
)
COSTS = CallCosts(
    engine_cpu_ms_per_call=20.0, asterisk_cpu_ms_per_call=30.0, postgres_cpu_ms_per_call=None
)


def at(milliseconds: float) -> datetime:
    return NOON + timedelta(milliseconds=milliseconds)


def call_of(number: str, state: str = "ringing") -> dict[str, object]:
    return {"call_id": "any", "state": state, "number": {"shown": f"+{number}", "kind": "any"}}


def delta(number: int, **values: object) -> str:
    paths = {path.replace("__", "/"): value for path, value in values.items()}
    return json.dumps({"is": "delta", "number": number, "at": NOON.isoformat(), "set": paths})


def snapshot(number: int, call: object) -> str:
    state = {"call": call, "line": {"waiting": 1}}
    return json.dumps({"is": "snapshot", "number": number, "at": NOON.isoformat(), "state": state})


def rung(number: str, rang_at: datetime | None) -> Attempt:
    return Attempt(number, lag_s=0.001, rang_at=rang_at, is_connected=rang_at is not None)


def test_page_notes_when_it_first_knew_who_rings() -> None:
    page = LivePage()
    page.take(snapshot(1, None), at(0))
    page.take(delta(2, call=call_of(CALLER)), at(5))
    page.take(delta(3, call__state="talking"), at(90))
    page.take(delta(4, call__state="wrap_up"), at(900))
    other = CALLER[:-1] + "2"
    page.take(delta(5, call__number__shown=f"+{other}", call__state="ringing"), at(950))
    assert page.pops == {CALLER: at(5), other: at(950)}
    assert page.told_ms == [5, 90, 900, 950]
    assert page.gaps == 0


def test_page_that_opens_on_a_ring_and_misses_a_difference_tells_both() -> None:
    page = LivePage()
    page.take(snapshot(7, call_of(CALLER)), at(3))
    page.take(delta(9, line__waiting=2), at(4))
    assert page.pops == {CALLER: at(3)}
    assert page.gaps == 1


def test_pops_are_counted_on_all_pages_and_in_chromium_only_when_painted() -> None:
    numbers = [f"7910000000{place}" for place in range(1, 5)]
    page = LivePage(pops={numbers[0]: at(10), numbers[1]: at(-2)})
    sight = replace(
        SIGHT,
        pops=(Painted(numbers[2], at(3), at(40)), Painted(numbers[3], at(3), None)),
    )
    attempts = [rung(number, NOON) for number in numbers]
    figures = figures_of(attempts, [page], sight, 60.0)
    assert (figures.pops_awaited, figures.pops_seen, figures.pops_painted) == (4, 3, 1)
    assert (figures.pop_ms_p50, figures.pop_ms_p99, figures.painted_ms_max) == (10, 40, 40)


def report(sight: PageSight, *attempts: Attempt) -> DeskReport:
    page = LivePage(pops={CALLER: at(10)})
    return DeskReport(
        desks=2,
        rate=2.0,
        seconds=60.0,
        figures=figures_of(attempts, [page], sight, 60.0),
        with_pages=COSTS,
        without_pages=replace(COSTS, engine_cpu_ms_per_call=16.0),
        raw_ms_p50=0.5,
        raw_ms_p99=1.0,
        machine=Machine(
            cores=2, processor="any", load_average=0.5, python="3", asterisk="22", postgres="18"
        ),
    )


def test_good_run_meets_every_target_and_tells_what_pages_cost() -> None:
    good = report(SIGHT, rung(CALLER, NOON))
    assert all(verdicts(good).values())
    written = as_json(good)
    assert written["ratios"] == {
        "engine_cpu_ms_per_call_to_without_pages": 1.25,
        "asterisk_cpu_ms_per_call_to_without_pages": 1.0,
        "postgres_cpu_ms_per_call_to_without_pages": None,
        "told_ms_p50_to_raw": None,
    }
    assert as_table(good) is not None


def test_what_was_not_measured_was_not_met() -> None:
    unseen = report(replace(SIGHT, slow_tasks_ms=None, first_paint_ms=None), rung("7999", NOON))
    missed = {name for name, is_met in verdicts(unseen).items() if not is_met}
    assert missed == {"all_pops_seen", "pop_ms_p99", "long_tasks_over_50ms", "first_paint_ms"}


def test_one_slow_task_while_typing_misses_the_target() -> None:
    slow = report(replace(SIGHT, slow_tasks_ms=(71.0,)), rung(CALLER, NOON))
    assert not verdicts(slow)["long_tasks_over_50ms"]


async def test_raw_peer_brings_every_message_to_every_viewer() -> None:
    took = await raw_broadcast([b"{}", b'{"is":"beat"}'], 3, SystemClock())
    assert len(took) == 6
