"""What a call arrives with, and the first decision about it."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from base.ids import LegId, new_call_id
from base.phone import NumberKind
from callflow.admission import (
    Admission,
    Admit,
    AdmitReason,
    Divert,
    DivertReason,
    Refuse,
    RefuseReason,
    decide_admission,
)
from callflow.arrival import arrival_of, read_caller
from callflow.events import Arrived, TrunkLoad
from callflow.ports import IncomingCall
from callflow.replay import replay
from tests.support.site import ARRIVED, CALL_POLICY, CASE, CLOSED, CROWDED, HELPLINE, MAIN

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


def arrived(incoming: IncomingCall) -> Arrived:
    """Return the facts with which this call arrives as the third on its trunk."""
    reading = read_caller(incoming, CALL_POLICY)
    return arrival_of(reading, CASE, new_call_id(), in_use=3, now=NOON, policy=CALL_POLICY)


def test_caller_is_read_by_the_rules_of_the_trunk() -> None:
    call = arrived(INCOMING)

    assert call.ani.number == "+79101234567"
    assert (call.service, call.is_known_number, call.is_open) == (HELPLINE, True, True)
    assert call.load == TrunkLoad(channels=6, in_use=3)


def test_number_that_the_network_withholds_is_not_kept() -> None:
    call = arrived(replace(INCOMING, is_ani_withheld=True))

    assert (call.ani.kind, call.ani.number, call.ani.raw) == (NumberKind.WITHHELD, None, "")


@pytest.mark.parametrize("dialled", ["", "121", "s", "+7 (495) 000-00-00", "\x00", "9" * 400])
def test_unknown_dialled_number_gets_the_default_service(dialled: str) -> None:
    call = arrived(replace(INCOMING, dialled=dialled))

    assert (call.service, call.is_known_number) == (HELPLINE, False)
    assert decide_admission(call) == Admit(AdmitReason.UNKNOWN_NUMBER)


def test_diversion_is_kept_where_there_was_one() -> None:
    assert arrived(INCOMING).diverted_from is None
    diverted = arrived(replace(INCOMING, diverted_from="89990001122")).diverted_from
    assert diverted is not None
    assert diverted.number == "+79990001122"


@pytest.mark.parametrize(
    ("call", "decided"),
    [
        (ARRIVED, Admit(AdmitReason.OPEN)),
        (CLOSED, Divert(DivertReason.CLOSED)),
        (CROWDED, Refuse(RefuseReason.NO_CAPACITY)),
        (replace(CLOSED, load=CROWDED.load), Refuse(RefuseReason.NO_CAPACITY)),
        (replace(ARRIVED, load=TrunkLoad(channels=6, in_use=6)), Admit(AdmitReason.OPEN)),
    ],
)
def test_every_decision_carries_its_reason(call: Arrived, decided: Admission) -> None:
    assert decide_admission(call) == decided


def test_journal_that_does_not_begin_with_an_arrival_is_no_journal() -> None:
    with pytest.raises(ValueError, match="begins with its arrival"):
        replay([], CALL_POLICY)
