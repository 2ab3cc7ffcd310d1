"""`base/aside.py`: one bad item of a round does not stop the others."""

from datetime import timedelta

import pytest

from base.aside import Aside
from base.errors import AwayError, Line122Error
from tests.support.clinic import HandClock


async def _fails(error: Exception) -> None:
    raise error


async def _succeeds() -> None:
    return


@pytest.mark.parametrize("error", [Line122Error("refused"), KeyError("a bug of ours")])
async def test_item_that_fails_is_left_out_for_a_growing_pause(error: Exception) -> None:
    clock = HandClock()
    aside = Aside[str](clock)
    for pause_s in (30, 60, 120):
        assert not await aside.attempt("bad", _fails(error))
        clock.pass_s(pause_s - 1)
        assert aside.keys() == {"bad"}
        clock.pass_s(1)
        assert aside.keys() == frozenset()


async def test_item_that_succeeds_at_last_begins_with_the_shortest_pause_again() -> None:
    clock = HandClock()
    aside = Aside[str](clock)
    for work in (_fails(KeyError()), _fails(KeyError()), _succeeds(), _fails(KeyError())):
        await aside.attempt("bad", work)
    clock.at += timedelta(seconds=30)
    assert aside.keys() == frozenset()


async def test_server_that_is_away_is_no_fault_of_the_item() -> None:
    aside = Aside[str](HandClock())
    with pytest.raises(AwayError):
        await aside.attempt("good", _fails(AwayError("away")))
    assert aside.keys() == frozenset()
