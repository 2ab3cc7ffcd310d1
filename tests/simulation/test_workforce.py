"""What an operator does, second by second."""

from dataclasses import dataclass, field

import pytest

from simulation.day import WorkforceLog
from simulation.idleness import IdleWatch
from simulation.people import Conversation
from simulation.schedule import HeapSchedule
from simulation.workforce import Operator, OperatorTimes, Workforce

NEED = Conversation(talk_s=100.0, wrap_up_s=39.5)


@dataclass(slots=True)
class Desk:
    """A desk that joins every operator with the same citizen, or with nobody."""

    schedule: HeapSchedule
    need: Conversation | None = NEED
    seen: list[tuple[float, str]] = field(default_factory=list)

    def answered_by(self, operator: Operator) -> None:
        self.seen.append((self.schedule.now_s(), "answered"))
        operator.join(self.need)

    def left_by(self, operator: Operator) -> None:
        self.seen.append((self.schedule.now_s(), f"left by {operator.number}"))

    def freed(self, operator: Operator) -> None:
        assert operator.is_idle
        self.seen.append((self.schedule.now_s(), "freed"))


class Office:
    """Operators at that desk."""

    def __init__(
        self,
        need: Conversation | None = NEED,
        *,
        closes_at_s: float = 1000.0,
        wrap_up_unit_s: float | None = None,
    ) -> None:
        self.schedule = HeapSchedule()
        self.desk = Desk(self.schedule, need)
        self.work = WorkforceLog(operators=1)
        self.watch = IdleWatch(self.schedule, log=self.work, closes_at_s=closes_at_s)
        self.force = Workforce(
            self.schedule,
            self.desk,
            watch=self.watch,
            log=self.work,
            times=OperatorTimes(
                closes_at_s=closes_at_s,
                answer_delay_s=3.0,
                dead_air_s=12.0,
                wrap_up_unit_s=wrap_up_unit_s,
            ),
        )
        [self.operator] = self.force.operators


def test_an_operator_picks_up_talks_and_writes_it_up() -> None:
    office = Office()
    office.operator.ring()
    office.schedule.run_until(500.0)
    assert office.desk.seen == [(3.0, "answered"), (103.0, "left by 0"), (142.5, "freed")]
    assert office.work.ring_s == 3.0
    assert office.work.talk_s == 100.0
    assert office.work.wrap_up_s == 39.5
    assert office.work.talks == 1


def test_an_operator_with_nobody_on_the_line_hangs_up_and_is_free_at_once() -> None:
    office = Office(need=None)
    office.operator.ring()
    office.schedule.run_until(500.0)
    assert office.desk.seen == [(3.0, "answered"), (15.0, "left by 0"), (15.0, "freed")]
    assert office.work.dead_air_s == 12.0
    assert office.work.dead_calls == 1
    assert office.work.wrap_up_s == 0.0


def test_a_telephone_falls_silent_when_the_caller_gives_up() -> None:
    office = Office()
    office.operator.ring()
    office.schedule.run_until(2.0)
    office.operator.stop_ringing()
    office.schedule.run_until(500.0)
    assert office.desk.seen == [(2.0, "freed")]
    assert office.work.ring_s == 2.0


def test_a_talk_that_the_citizen_ends_is_written_up_all_the_same() -> None:
    office = Office()
    office.operator.ring()
    office.schedule.run_until(50.0)
    office.operator.line_gone()
    office.schedule.run_until(500.0)
    assert office.desk.seen == [(3.0, "answered"), (89.5, "freed")]
    assert office.work.talk_s == 47.0


def test_an_operator_whose_silent_caller_hangs_up_is_free() -> None:
    office = Office(need=None)
    office.operator.ring()
    office.schedule.run_until(10.0)
    office.operator.line_gone()
    assert office.desk.seen[-1] == (10.0, "freed")
    assert office.work.dead_air_s == 7.0


def test_an_operator_who_is_rung_in_wrap_up_writes_it_up_first() -> None:
    office = Office()
    office.operator.ring()
    office.schedule.run_until(120.0)
    office.operator.ring()
    office.schedule.run_until(146.0)
    assert office.desk.seen[2:] == [(145.5, "answered")]
    assert office.work.wrap_up_s == 39.5


def test_a_ring_that_stops_in_wrap_up_is_not_answered() -> None:
    office = Office()
    office.operator.ring()
    office.schedule.run_until(120.0)
    office.operator.ring()
    office.operator.stop_ringing()
    office.schedule.run_until(500.0)
    assert office.desk.seen[2:] == [(142.5, "freed")]


def test_wrap_up_is_counted_in_whole_seconds_where_the_exchange_does() -> None:
    office = Office(wrap_up_unit_s=1.0)
    office.operator.ring()
    office.schedule.run_until(500.0)
    assert office.work.wrap_up_s == 40.0


def test_what_is_done_after_closing_time_does_not_count() -> None:
    office = Office(closes_at_s=60.0)
    office.operator.ring()
    office.schedule.run_until(500.0)
    office.force.close()
    assert office.work.ring_s + office.work.talk_s == 60.0
    assert office.work.wrap_up_s == 0.0


def test_what_is_being_done_at_closing_time_counts() -> None:
    office = Office()
    office.operator.ring()
    office.schedule.run_until(53.0)
    office.force.close()
    assert office.work.talk_s == 50.0


def test_an_operator_idles_with_work_while_somebody_waits_for_whom_no_telephone_rings() -> None:
    office = Office()
    office.watch.waits(+1)
    office.schedule.run_until(4.0)
    office.operator.ring()
    office.schedule.run_until(7.0)
    office.watch.waits(-1)
    office.schedule.run_until(500.0)
    office.watch.close()
    assert office.work.idle_with_work_s == pytest.approx(4.0)
    assert office.work.most_busy == 1
