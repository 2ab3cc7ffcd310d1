"""How long menus may take, by the rung that let the caller in: `callflow/policy.py`."""

import pytest

from callflow.admission import Rung
from callflow.policy import MenuPolicy

POLICY = MenuPolicy(connect_limit_s=3.0, hold_limit_s=2.0, let_in_limit_s=1.0)


@pytest.mark.parametrize(
    ("rung", "limit_s"), [(Rung.CONNECT, 3.0), (Rung.HOLD, 2.0), (Rung.LET_IN, 1.0)]
)
def test_each_rung_has_its_time(rung: Rung, limit_s: float) -> None:
    assert POLICY.limit_s(rung) == limit_s
