"""The row of a call, at every point of its life."""

from dataclasses import replace

import pytest

from callflow.call import Ended
from callflow.events import PolicyId
from callflow.outcome import HangupCause, Outcome
from callflow.record import record_of
from tests.callflow.stories import BEGINNINGS, FIRST, leaving, talking
from tests.support.site import ARRIVED, CASE, DOCTORS


@pytest.mark.parametrize("place", BEGINNINGS)
def test_row_tells_from_the_first_moment_who_called_and_under_which_ticket(place: str) -> None:
    row = record_of(BEGINNINGS[place]().run())

    assert (row.call_id, row.leg_id, row.trunk) == (
        ARRIVED.call_id,
        ARRIVED.leg_id,
        ARRIVED.trunk,
    )
    assert (row.contact_id, row.ticket_id) == (CASE.contact_id, CASE.ticket_id)
    assert (row.ani, row.dialled, row.service) == (ARRIVED.ani, ARRIVED.dialled, ARRIVED.service)
    assert row.times.arrived_at == 0.0


@pytest.mark.parametrize("place", BEGINNINGS)
def test_call_that_has_not_ended_has_neither_outcome_nor_cause(place: str) -> None:
    row = record_of(BEGINNINGS[place]().run())

    assert (row.outcome, row.cause) == (None, None)


def test_row_of_a_talk_tells_the_queue_the_agent_and_every_moment() -> None:
    row = record_of(talking().run())
    times = row.times

    assert (row.queue, row.agent_id, row.rings, row.rings_without_answer) == (
        DOCTORS,
        FIRST.agent_id,
        1,
        0,
    )
    assert (times.admitted_at, times.entered_at, times.matched_at) == (0.2, 7.0, 10.0)
    assert (times.ringing_at, times.answered_at, times.joined_at) == (10.5, 13.0, 13.1)


def test_row_of_an_ended_call_tells_how_and_why() -> None:
    ended = replace(leaving().run(), phase=Ended(Outcome.ANSWERED, HangupCause.NORMAL))
    row = record_of(ended)

    assert (row.outcome, row.cause) == (Outcome.ANSWERED, HangupCause.NORMAL)


def test_row_names_the_policy_that_the_call_lives_by() -> None:
    named = replace(ARRIVED, policy_id=PolicyId("p1"))

    assert record_of(replace(talking().run(), origin=named)).policy_id == "p1"
