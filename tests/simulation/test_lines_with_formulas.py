"""The whole outside world and app_queue, where a formula knows the answer.

Eight runs with fixed seeds; each 99 % interval must hold the exact value, and must be narrow
enough to mean something.
"""

import pytest

from metrics.erlang import ErlangA, ErlangC, RetrialLine, erlang_b
from tests.simulation.lines import (
    HANDLE_S,
    Line,
    attempts,
    first_blocked,
    interval_of,
    mean_wait_s,
    runs_of,
    unserved,
    waited,
)

ROOM = 10_000
"""More channels than callers ever hold."""


def test_a_trunk_whose_blocked_callers_go_away_loses_what_erlang_b_says() -> None:
    runs = runs_of(Line(agents=6, channels=6, load_erl=4.5), callers=3000)
    lost = interval_of(runs, unserved)
    assert erlang_b(6, 4.5) in lost
    assert lost.half_width < 0.016


def test_patient_callers_wait_as_erlang_c_says() -> None:
    exact = ErlangC(agents=4, load_erl=3.2, handle_s=HANDLE_S)
    runs = runs_of(Line(agents=4, channels=ROOM, load_erl=3.2), callers=4000)
    wait_s, probability = interval_of(runs, mean_wait_s), interval_of(runs, waited)
    assert exact.average_speed_of_answer_s in wait_s
    assert wait_s.half_width < 35.0
    assert exact.wait_probability in probability
    assert probability.half_width < 0.04


def test_impatient_callers_hang_up_as_erlang_a_says() -> None:
    exact = ErlangA(agents=4, load_erl=4.4, handle_s=HANDLE_S, patience_s=180.0)
    line = Line(agents=4, channels=ROOM, load_erl=4.4, patience_s=180.0)
    abandoned = interval_of(runs_of(line, callers=2200), unserved)
    assert exact.abandonment_rate in abandoned
    assert abandoned.half_width < 0.025


@pytest.mark.parametrize(("load_erl", "callers", "width"), [(3.0, 3500, 0.05), (3.6, 2500, 0.13)])
def test_callers_who_redial_fill_the_trunk_as_the_exact_chain_says(
    load_erl: float, callers: int, width: float
) -> None:
    exact = RetrialLine(
        agents=4, channels=6, load_erl=load_erl, handle_s=HANDLE_S, redial_s=40.0
    ).figures()
    line = Line(agents=4, channels=6, load_erl=load_erl, redial_s=40.0)
    runs = runs_of(line, callers=callers)
    lost = interval_of(runs, first_blocked)
    assert exact.first_attempt_lost in lost
    assert lost.half_width < width
    assert exact.attempts_per_citizen in interval_of(runs, attempts)
    assert exact.wait_s in interval_of(runs, mean_wait_s)
