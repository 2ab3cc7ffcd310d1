import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from base.clock import SystemClock
from base.tasks import cancel, spawn
from line122.phones.audio import CITIZEN_TONE_HZ, Sound, tone
from line122.phones.call import ClosedBy
from line122.phones.citizen import CitizenPlan, KeyPress, play_citizen
from line122.phones.operator import Operator, OperatorPlan
from line122.phones.report import Ending, PartyReport
from line122.phones.softphone import Identity, SoftPhone

NUMBER = "+79101234567"


@asynccontextmanager
async def at_work(
    phone: SoftPhone, plan: OperatorPlan, clock: SystemClock
) -> AsyncIterator["asyncio.Queue[PartyReport]"]:
    reports: asyncio.Queue[PartyReport] = asyncio.Queue()
    work = spawn(
        Operator(phone, plan, clock, reports.put_nowait).work(), name=f"operator.{plan.account}"
    )
    await phone.line(Identity(plan.account, plan.server))
    try:
        yield reports
    finally:
        await cancel(work)


@pytest.fixture
def quick(address: str) -> OperatorPlan:
    return OperatorPlan("operator", address, None, answer_after_s=0.1, talk_for_s=0.5)


async def test_a_talk_is_reported_by_both_sides(
    phone: SoftPhone, address: str, clock: SystemClock, quick: OperatorPlan
) -> None:
    async with at_work(phone, quick, clock) as reports:
        citizen = await play_citizen(phone, CitizenPlan(NUMBER, "operator", address), clock)
        operator = await reports.get()

    assert citizen.heard_the_other
    assert operator.heard_the_other
    assert (citizen.ending, operator.ending) == (Ending.TALKED, Ending.TALKED)
    assert (citizen.closed_by, operator.closed_by) == (ClosedBy.THEM, ClosedBy.US)
    assert (citizen.peer, operator.peer) == ("operator", NUMBER)
    assert operator.answered_at is not None
    assert citizen.begun_at < operator.answered_at < citizen.ended_at


async def test_what_is_said_first_delays_the_tone_but_is_heard(
    phone: SoftPhone, address: str, clock: SystemClock, quick: OperatorPlan
) -> None:
    hum = Sound(b"\x00\x20\x00\xe0" * 3200)
    plan = CitizenPlan(NUMBER, "operator", address, speech=hum)
    async with at_work(phone, quick, clock) as reports:
        await play_citizen(phone, plan, clock)
        operator = await reports.get()

    assert operator.heard_the_other
    assert operator.audible_s > operator.tone_heard_s + 0.3


async def test_a_person_who_sings_no_tone_is_spoken_to_until_they_hang_up(
    phone: SoftPhone, address: str, clock: SystemClock, quick: OperatorPlan
) -> None:
    person = replace(quick, tone_hz=CITIZEN_TONE_HZ)
    plan = CitizenPlan(NUMBER, "operator", address, speech=Sound(tone(CITIZEN_TONE_HZ).samples))
    async with at_work(phone, person, clock) as reports:
        citizen = await play_citizen(phone, plan, clock, has_person=lambda: True)
        operator = await reports.get()

    assert operator.heard_the_other
    assert operator.tone_heard_s < 1.3, "after the words the citizen listens"
    assert not citizen.heard_the_other
    assert citizen.heard_a_person
    assert citizen.closed_by is ClosedBy.THEM


async def test_a_citizen_who_tires_of_the_ringing_reports_no_answer(
    phone: SoftPhone, address: str, clock: SystemClock, quick: OperatorPlan
) -> None:
    ignoring = OperatorPlan(quick.account, quick.server, None, ignores_rings=1)
    plan = CitizenPlan(NUMBER, "operator", address, ring_patience_s=0.3)
    async with at_work(phone, ignoring, clock) as reports:
        citizen = await play_citizen(phone, plan, clock)
        operator = await reports.get()

    assert (citizen.ending, operator.ending) == (Ending.UNANSWERED, Ending.UNANSWERED)
    assert citizen.answered_at is None
    assert operator.ringing_at is not None


async def test_an_operator_rejects_and_then_answers_as_planned(
    phone: SoftPhone, address: str, clock: SystemClock, quick: OperatorPlan
) -> None:
    rejecting = OperatorPlan(
        quick.account, quick.server, None, rejects_rings=1, answer_after_s=0.1, talk_for_s=0.1
    )
    plan = CitizenPlan(NUMBER, "operator", address)
    async with at_work(phone, rejecting, clock):
        first = await play_citizen(phone, plan, clock)
        second = await play_citizen(phone, plan, clock)

    assert (first.ending, first.sip_status) == (Ending.REFUSED, 486)
    assert second.ending is Ending.TALKED


async def test_a_citizen_who_hears_no_operator_loses_patience(
    phone: SoftPhone, address: str, clock: SystemClock
) -> None:
    silent = await phone.line(Identity("music", address))
    plan = CitizenPlan(NUMBER, "music", address, presses=(KeyPress(0.1, "12"),), patience_s=0.8)
    reports: asyncio.Queue[PartyReport] = asyncio.Queue()

    async def call() -> None:
        reports.put_nowait(await play_citizen(phone, plan, clock))

    spawn(call(), name="citizen")
    taken = await silent.next_call()
    await taken.answer()
    report = await reports.get()

    assert (report.ending, report.closed_by) == (Ending.ABANDONED, ClosedBy.US)
    assert not report.heard_the_other
    assert taken.digits == "12"


async def test_a_citizen_whom_the_line_hangs_up_is_dismissed(
    phone: SoftPhone, address: str, clock: SystemClock
) -> None:
    announcement = await phone.line(Identity("announcement", address))
    reports: asyncio.Queue[PartyReport] = asyncio.Queue()

    async def call() -> None:
        plan = CitizenPlan(NUMBER, "announcement", address)
        reports.put_nowait(await play_citizen(phone, plan, clock))

    spawn(call(), name="citizen")
    taken = await announcement.next_call()
    await taken.answer()
    await taken.hang_up()

    assert (await reports.get()).ending is Ending.DISMISSED


async def test_a_citizen_who_is_called_off_hangs_up(
    phone: SoftPhone, address: str, clock: SystemClock
) -> None:
    callee = await phone.line(Identity("operator", address))

    async def call() -> None:
        await play_citizen(phone, CitizenPlan(NUMBER, "operator", address), clock)

    citizen = spawn(call(), name="citizen")
    taken = await callee.next_call()
    await cancel(citizen)

    assert (await taken.closed()).by is ClosedBy.THEM


async def test_a_withheld_number_is_not_shown(
    phone: SoftPhone, address: str, clock: SystemClock, quick: OperatorPlan
) -> None:
    plan = CitizenPlan(NUMBER, "operator", address, withheld=True, talk_for_s=0.1)
    async with at_work(phone, quick, clock) as reports:
        await play_citizen(phone, plan, clock)
        operator = await reports.get()

    assert operator.peer == "anonymous"


async def test_a_presence_code_without_confirmation_is_not_believed(
    phone: SoftPhone, clock: SystemClock, quick: OperatorPlan
) -> None:
    operator = Operator(phone, quick, clock, lambda _: None)

    assert not await operator.declare("*1")
