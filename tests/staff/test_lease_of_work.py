"""`staff/lease.py`, `staff/lease_desk.py`: who has an item, decided from what is known."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from base.ids import new_ticket_id
from staff.lease import (
    LEASE,
    Colleague,
    Held,
    Lease,
    MayNotTakeOver,
    Taker,
    Worklist,
    decide_taking,
    taker_of,
)
from staff.lease_desk import LeaseDesk
from staff.role import Role
from storage.memory_shared_work import MemoryLeaseBook
from storage.memory_staff import MemoryStaffBook
from tests.integration.storage.values import NOON
from tests.support.staff import a_user

ITEM: UUID = new_ticket_id()
ANNA = taker_of(a_user("anna", Role.OPERATOR), "0" * 64)
OLEG = taker_of(a_user("oleg", Role.OPERATOR), "1" * 64)
VERA = taker_of(a_user("vera", Role.SENIOR), "2" * 64)


def lease(taker: Taker, minutes: float = 0.0) -> Lease:
    since = NOON + timedelta(minutes=minutes)
    return Lease(
        item=ITEM,
        worklist=Worklist.TICKETS,
        holder=taker.colleague,
        session=taker.session,
        since=since,
        until=since + LEASE,
    )


def decided(
    present: Lease | None, wanted: Lease, *, may_take_over: bool | None = None
) -> Lease | Held | MayNotTakeOver:
    return decide_taking(present, wanted, wanted.since, may_take_over=may_take_over)


def test_what_nobody_has_is_taken() -> None:
    assert decided(None, lease(ANNA)) == lease(ANNA)


def test_what_somebody_has_is_not_taken_from_them() -> None:
    hers = lease(ANNA)
    assert decided(hers, lease(OLEG, minutes=1.9)) == Held(hers)


def test_whoever_fell_silent_for_two_minutes_has_it_no_more() -> None:
    assert decided(lease(ANNA), lease(OLEG, minutes=2)) == lease(OLEG, minutes=2)


def test_whoever_takes_it_again_keeps_it_longer_and_since_when_they_took_it() -> None:
    again = replace(lease(ANNA, minutes=1), session="9" * 64)
    renewed = decided(lease(ANNA), again)
    assert renewed == replace(again, since=NOON)


def test_only_seniors_take_over() -> None:
    hers = lease(ANNA)
    assert decided(hers, lease(OLEG, 1), may_take_over=OLEG.may_take_over) == MayNotTakeOver(hers)
    assert decided(hers, lease(VERA, 1), may_take_over=VERA.may_take_over) == lease(VERA, 1)
    assert taker_of(a_user("boss", Role.SUPERVISOR), "").may_take_over


def test_a_lease_tells_no_log_its_session() -> None:
    assert ANNA.session not in repr(lease(ANNA)) + repr(ANNA)


class _Overtaken(MemoryLeaseBook):
    """A book in which Oleg is always a moment quicker."""

    async def put(self, lease: Lease, *, instead_of: Lease | None) -> bool:
        quicker = replace(lease, holder=OLEG.colleague, session=OLEG.session, until=lease.until)
        await super().put(quicker, instead_of=instead_of)
        return await super().put(lease, instead_of=instead_of)

    def _ending(self, lease: Lease) -> Lease:
        return lease


async def test_whoever_comes_a_moment_too_late_is_told_who_was_quicker() -> None:
    desk = LeaseDesk(_Overtaken(MemoryStaffBook()))
    taking = await desk.take(ITEM, Worklist.TICKETS, ANNA, NOON, takes_over=False)
    assert isinstance(taking, Held)
    assert taking.lease.holder == Colleague(
        OLEG.colleague.user_id, OLEG.colleague.login, OLEG.colleague.name
    )
