"""The formulas against the values that were computed apart, and against each other's limits."""

import pytest

from metrics.erlang import ErlangA, ErlangC, RetrialLine, erlang_b


def test_six_lines_lose_the_share_that_erlang_computed() -> None:
    assert erlang_b(6, 4.5) == pytest.approx(0.1542, abs=5e-5)


def test_no_line_loses_every_call_and_no_load_loses_none() -> None:
    assert erlang_b(0, 3.0) == 1.0
    assert erlang_b(4, 0.0) == 0.0


def test_patient_callers_wait_as_long_as_erlang_c_says() -> None:
    line = ErlangC(agents=4, load_erl=3.2, handle_s=195.0)
    assert line.wait_probability == pytest.approx(0.5964, abs=5e-5)
    assert line.average_speed_of_answer_s == pytest.approx(145.4, abs=0.05)


def test_the_service_level_falls_from_all_who_find_an_agent_to_all_who_wait_long_enough() -> None:
    line = ErlangC(agents=4, load_erl=3.2, handle_s=195.0)
    assert line.service_level(0.0) == pytest.approx(1 - line.wait_probability)
    assert line.service_level(20.0) == pytest.approx(0.4506, abs=5e-5)
    assert line.service_level(1e6) == pytest.approx(1.0)


@pytest.mark.parametrize("load_erl", [4.0, 5.0, 0.0])
def test_a_line_that_grows_for_ever_has_no_mean_wait(load_erl: float) -> None:
    with pytest.raises(ValueError, match="use Erlang A"):
        ErlangC(agents=4, load_erl=load_erl, handle_s=195.0)


def test_impatient_callers_hang_up_as_palm_says() -> None:
    line = ErlangA(agents=4, load_erl=4.4, handle_s=195.0, patience_s=180.0)
    assert line.abandonment_rate == pytest.approx(0.2362, abs=5e-5)
    assert line.average_wait_s == pytest.approx(line.abandonment_rate * 180.0)


def test_nearly_endless_patience_is_erlang_c() -> None:
    patient = ErlangC(agents=4, load_erl=3.2, handle_s=195.0)
    line = ErlangA(agents=4, load_erl=3.2, handle_s=195.0, patience_s=1e9)
    assert line.wait_probability == pytest.approx(patient.wait_probability, rel=1e-4)
    assert line.average_wait_s == pytest.approx(patient.average_speed_of_answer_s, rel=1e-4)


def test_no_patience_at_all_is_erlang_b() -> None:
    line = ErlangA(agents=6, load_erl=4.5, handle_s=195.0, patience_s=1e-6)
    assert line.abandonment_rate == pytest.approx(erlang_b(6, 4.5), rel=1e-4)


@pytest.mark.parametrize(
    ("load_erl", "lost", "attempts", "wait_s"),
    [(3.0, 0.2390, 2.52, 100.0), (3.6, 0.5612, 8.96, 387.0), (3.8, 0.7372, 20.8, 872.0)],
)
def test_redialling_callers_fill_a_trunk_that_could_carry_them(
    load_erl: float, lost: float, attempts: float, wait_s: float
) -> None:
    line = RetrialLine(agents=4, channels=6, load_erl=load_erl, handle_s=195.0, redial_s=40.0)
    figures = line.figures()
    assert figures.first_attempt_lost == pytest.approx(lost, abs=5e-5)
    assert figures.attempts_per_citizen == pytest.approx(attempts, rel=2e-3)
    assert figures.wait_s == pytest.approx(wait_s, rel=5e-3)


def test_redials_that_come_at_once_and_rarely_find_room_are_a_waiting_line() -> None:
    """As the gap between redials vanishes, the trunk is full whenever anybody still redials."""
    line = RetrialLine(agents=4, channels=4, load_erl=3.2, handle_s=195.0, redial_s=0.01)
    patient = ErlangC(agents=4, load_erl=3.2, handle_s=195.0)
    assert line.figures().wait_s == pytest.approx(patient.average_speed_of_answer_s, rel=1e-2)
    assert line.figures().first_attempt_lost == pytest.approx(patient.wait_probability, rel=1e-2)
