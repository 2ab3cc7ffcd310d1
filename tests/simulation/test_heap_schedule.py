"""Virtual time on a heap."""

from simulation.schedule import HeapSchedule


def test_things_happen_in_their_order_and_those_of_one_time_as_they_were_scheduled() -> None:
    schedule, told = HeapSchedule(), list[str]()
    schedule.at(5.0, lambda: told.append("second"))
    schedule.at(2.0, lambda: told.append("first"))
    schedule.after(5.0, lambda: told.append("third"))
    schedule.at(5.1, lambda: told.append("too late"))
    schedule.run_until(5.0)
    assert told == ["first", "second", "third"]
    assert schedule.now_s() == 5.0


def test_what_is_cancelled_does_not_happen() -> None:
    schedule, told = HeapSchedule(), list[str]()
    schedule.at(1.0, lambda: told.append("it happened")).cancel()
    schedule.run_until(2.0)
    assert told == []


def test_what_should_have_happened_already_happens_now() -> None:
    schedule, told = HeapSchedule(), list[float]()
    schedule.run_until(10.0)
    schedule.at(3.0, lambda: told.append(schedule.now_s()))
    schedule.run_until(10.0)
    assert told == [10.0]
