"""What a call arrives with (`callflow/arrival.py`), and that the ladder decides by it."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from base.ids import LegId, new_call_id
from base.instant import Instant
from base.phone import NumberKind
from callflow.admission import Admit, AdmitReason, decide_admission
from callflow.arrival import Circumstances, arrival_of, read_caller
from callflow.events import Arrived, PolicyId
from callflow.ports import IncomingCall
from callflow.replay import replay
from callflow.trunk import TrunkLoad
from tests.callflow.people import TOLD
from tests.support.site import CALL_POLICY, CASE, HELPLINE, MAIN

NOON = datetime(2026, 11, 22, 9, tzinfo=UTC)
INCOMING = IncomingCall(
    leg_id=LegId("leg"),
    trunk=MAIN,
    ani="8 (910) 123-45-67",
    ani_name="",
    is_ani_withheld=False,
    dialled="122",
    diverted_from="",
)


WAITS_BRIEFLY = TOLD.but(estimated_wait_s=60.0).standing
CIRCUMSTANCES = Circumstances(
    case=CASE,
    standing=TOLD.standing,
    placed_at=Instant(-600.0),
    load=TrunkLoad(channels=6, in_use=3, operators=4),
    policy_id=PolicyId("p1"),
)


def arrived(incoming: IncomingCall) -> Arrived:
    """Return the facts with which this call arrives as the third on its trunk."""
    reading = read_caller(incoming, CALL_POLICY)
    return arrival_of(reading, CIRCUMSTANCES, new_call_id(), now=NOON, policy=CALL_POLICY)


def test_caller_is_read_by_the_rules_of_the_trunk() -> None:
    call = arrived(INCOMING)

    assert call.ani.number == "+79101234567"
    assert (call.service, call.is_known_number, call.is_open) == (HELPLINE, True, True)


def test_all_that_the_ladder_decides_by_stands_in_the_arrival() -> None:
    call = arrived(INCOMING)

    assert (call.load, call.standing) == (CIRCUMSTANCES.load, TOLD.standing)
    assert (call.case, call.placed_at, call.policy_id) == (CASE, -600.0, "p1")


def test_number_that_the_network_withholds_is_not_kept() -> None:
    call = arrived(replace(INCOMING, is_ani_withheld=True))

    assert (call.ani.kind, call.ani.number, call.ani.raw) == (NumberKind.WITHHELD, None, "")


@pytest.mark.parametrize("dialled", ["", "121", "s", "+7 (495) 000-00-00", "\x00", "9" * 400])
def test_unknown_dialled_number_gets_the_default_service_and_is_decided_like_any_other(
    dialled: str,
) -> None:
    call = replace(arrived(replace(INCOMING, dialled=dialled)), standing=WAITS_BRIEFLY)

    assert (call.service, call.is_known_number) == (HELPLINE, False)
    assert decide_admission(call, CALL_POLICY.admission) == Admit(AdmitReason.SHORT_WAIT)


def test_diversion_is_kept_where_there_was_one() -> None:
    assert arrived(INCOMING).diverted_from is None
    diverted = arrived(replace(INCOMING, diverted_from="89990001122")).diverted_from
    assert diverted is not None
    assert diverted.number == "+79990001122"


def test_journal_that_does_not_begin_as_a_call_does_is_no_journal() -> None:
    with pytest.raises(ValueError, match="begins with its arrival"):
        replay([], CALL_POLICY)
