"""What the book of callers promises, in memory as in PostgreSQL: histories and silences."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from base.calendar import local_day
from base.instant import after
from base.phone import PhoneNumber
from callers.history import Attempt, AttemptEnd, CallerHistory, SilenceCause, Silenced
from callers.ports import KeptSilence
from callflow.call import Times
from callflow.events import Direction
from callflow.outcome import HangupCause, Outcome
from callflow.personal import BROKEN
from callflow.record import CallRecord
from tests.contract.library import CLOCK, KINDS, ZONE, Library, opened_library
from tests.integration.storage.values import NOON, NUMBER, a_case, a_record
from tickets.contact import EndReason, OpenCase

_MONTH = timedelta(days=30)


@pytest.fixture(params=KINDS)
async def library(
    request: pytest.FixtureRequest, database_url: str, tmp_path: Path
) -> AsyncIterator[Library]:
    async with opened_library(request.param, database_url, tmp_path) as library:
        yield library


@dataclass(frozen=True, kw_only=True)
class Told:
    """A call as a story tells it: how long ago it began, and what became of it."""

    ago_s: float
    outcome: Outcome | None
    stayed_s: float = 20.0
    """From the answer, if there was one, to the end."""
    decision: str = "2_first_call"
    is_answered: bool = True
    is_joined: bool = False
    has_voice: bool = False
    cause: HangupCause = HangupCause.NORMAL
    direction: Direction = Direction.INBOUND

    def record(self, case: OpenCase) -> CallRecord:
        """Return the row of the call."""
        begun = after(CLOCK.instant(), -self.ago_s)
        is_over = self.outcome is not None
        times = Times(
            begun,
            admitted_at=begun if self.is_answered else None,
            joined_at=after(begun, 1) if self.is_joined else None,
            hung_up_at=after(begun, self.stayed_s) if is_over else None,
        )
        return replace(
            a_record(case, begun),
            times=times,
            outcome=self.outcome,
            cause=self.cause if is_over else None,
            decision=self.decision,
            has_voice=self.has_voice,
            direction=self.direction,
        )


def _case(ago_s: float, told_at: datetime | None = None) -> OpenCase:
    case = a_case(1, opened_at=CLOCK.now() - timedelta(seconds=ago_s))
    return replace(case, contact=replace(case.contact, told_at=told_at))


async def _history(library: Library, case: OpenCase, calls: Sequence[Told]) -> CallerHistory:
    library.write_case(case)
    for call in calls:
        library.calls.write_call(call.record(case))
    (history,) = await library.callers.histories(CLOCK.now() - _MONTH)
    return history


async def test_history_of_a_number_is_told_by_its_calls(library: Library) -> None:
    case = _case(7200, told_at=CLOCK.now() - timedelta(seconds=6000))
    found = await _history(
        library,
        case,
        [
            Told(ago_s=7200, outcome=Outcome.REFUSED, is_answered=False),
            Told(ago_s=6020, outcome=Outcome.TOLD),
            Told(ago_s=600, outcome=Outcome.ABANDONED, stayed_s=0.5),
            Told(ago_s=300, outcome=Outcome.SHORT_ABANDONED),
            Told(ago_s=200, outcome=Outcome.DIVERTED),
            Told(ago_s=1, outcome=None),
        ],
    )
    assert found.number == NUMBER
    assert found.first_seen_at == case.contact.opened_at
    assert [attempt.end for attempt in found.attempts] == [
        AttemptEnd.REJECTED,
        AttemptEnd.TOLD,
        AttemptEnd.HUNG_UP_AT_ONCE,
        AttemptEnd.HELD,
        AttemptEnd.MENU,
        None,
    ]
    assert found.told_at == case.contact.told_at
    assert found.attempts_since_told == 4
    assert (found.heard_at, found.dead_airs, found.hang_ups_at_once) == (None, 0, 0)


async def test_only_the_last_sixteen_attempts_are_told_and_all_of_the_day_are_counted(
    library: Library,
) -> None:
    now = CLOCK.now()
    today = local_day(now, ZONE)
    calls = [
        Told(ago_s=ago_s, outcome=Outcome.REFUSED, is_answered=False)
        for ago_s in range(36 * 3600, 0, -3600)
    ]
    found = await _history(library, _case(36 * 3600), calls)
    moments = [now - timedelta(seconds=call.ago_s) for call in calls]
    assert len(found.attempts) == 16
    assert _seconds_ago(found.attempts[-1], now) == pytest.approx(3600, abs=5)
    last_day = local_day(moments[-1], ZONE)
    assert found.today == last_day
    assert today - last_day <= timedelta(days=1)
    counted = sum(local_day(moment, ZONE) == last_day for moment in moments)
    assert found.attempts_today == counted


async def test_calls_without_a_voice_are_counted_until_somebody_is_heard(
    library: Library,
) -> None:
    silent = Told(ago_s=0, outcome=Outcome.ANSWERED, decision="0_operator_free", is_joined=True)
    found = await _history(
        library,
        _case(9000),
        [
            replace(silent, ago_s=9000),
            replace(silent, ago_s=8000, has_voice=True),
            replace(silent, ago_s=7000),
            Told(ago_s=6000, outcome=Outcome.NOT_REACHED, decision="8_due"),
            Told(ago_s=5000, outcome=Outcome.REFUSED, decision="8_silenced", is_answered=False),
            replace(silent, ago_s=4000, direction=Direction.OUTBOUND),
            replace(silent, ago_s=3000, cause=HangupCause.LOST),
        ],
    )
    assert found.dead_airs == 3
    assert found.unheard_calls == 4
    assert found.heard_at is not None
    assert (CLOCK.now() - found.heard_at).total_seconds() == pytest.approx(7980, abs=5)
    assert len(found.attempts) == 6


async def test_long_talk_without_a_sound_that_served_the_person_is_a_talk(
    library: Library,
) -> None:
    case = _case(1000)
    talk = Told(ago_s=900, outcome=Outcome.ANSWERED, is_joined=True, stayed_s=60)
    library.cases.write_contact(
        replace(
            case.contact,
            ended_at=CLOCK.now() - timedelta(seconds=840),
            end_reason=EndReason.SERVED,
        )
    )
    library.cases.write_ticket(case.ticket)
    library.calls.write_call(talk.record(case))
    (found,) = await library.callers.histories(CLOCK.now() - _MONTH)
    assert [attempt.end for attempt in found.attempts] == [AttemptEnd.TALKED]
    assert (found.dead_airs, found.told_at) == (0, None)


async def test_talk_that_broke_off_is_held_against_nobody(library: Library) -> None:
    causes = {
        PhoneNumber(f"+79100000{place:03d}"): cause for place, cause in enumerate(HangupCause)
    }
    silent = Told(ago_s=60, outcome=Outcome.ANSWERED, is_joined=True)
    for place, (number, cause) in enumerate(causes.items(), start=1):
        case = a_case(place, number=number)
        library.write_case(case)
        library.calls.write_call(replace(silent, cause=cause).record(case))
    histories = await library.callers.histories(CLOCK.now() - _MONTH)
    blamed = {history.number for history in histories if history.dead_airs}
    assert {cause for number, cause in causes.items() if number not in blamed} == BROKEN


async def test_hang_ups_at_once_are_counted_since_the_last_time_anybody_stayed(
    library: Library,
) -> None:
    gone = Told(ago_s=0, outcome=Outcome.ABANDONED, stayed_s=0.4)
    found = await _history(
        library,
        _case(900),
        [
            replace(gone, ago_s=900),
            Told(ago_s=800, outcome=Outcome.TOLD),
            replace(gone, ago_s=700),
            Told(ago_s=600, outcome=Outcome.REFUSED, is_answered=False),
            replace(gone, ago_s=500),
        ],
    )
    assert found.hang_ups_at_once == 2


async def test_second_ticket_of_a_contact_tells_of_another_person(library: Library) -> None:
    case = _case(900)
    second = replace(
        a_case(2).ticket,
        contact_id=case.contact.contact_id,
        opened_at=CLOCK.now() - timedelta(seconds=500),
    )
    second = replace(second, number=replace(second.number, day=local_day(CLOCK.now(), ZONE)))
    library.cases.write_contact(case.contact)
    library.cases.write_ticket(second)
    found = await _history(library, case, [Told(ago_s=900, outcome=Outcome.TOLD)])
    assert found.another_person_at == second.opened_at


async def test_numbers_that_did_not_call_have_no_history(library: Library) -> None:
    old, dialled, hidden = _case(40 * 86400), a_case(2, number=PhoneNumber("+79101112233")), None
    withheld = a_case(3, number=hidden)
    long_ago = Told(ago_s=40 * 86400, outcome=Outcome.REFUSED)
    ours = Told(ago_s=60, outcome=Outcome.ANSWERED, direction=Direction.OUTBOUND)
    for case, call in (
        (old, long_ago),
        (dialled, ours),
        (withheld, Told(ago_s=50, outcome=None)),
    ):
        library.write_case(case)
        library.calls.write_call(call.record(case))
    assert await library.callers.histories(CLOCK.now() - _MONTH) == ()


async def test_pardon_forgets_the_dead_air_before_it(library: Library) -> None:
    silence = Silenced(SilenceCause.DEAD_AIR, 2, NOON, NOON + timedelta(hours=9))
    library.callers.write_silenced(KeptSilence(NUMBER, silence, None))
    library.callers.write_silenced(KeptSilence(NUMBER, None, None))
    dead = Told(ago_s=0, outcome=Outcome.ANSWERED, is_joined=True)
    found = await _history(library, _case(900), [replace(dead, ago_s=900)])
    assert found.dead_airs == 0
    assert found.silenced is None


async def test_silence_is_in_force_until_it_runs_out_or_is_lifted(library: Library) -> None:
    one, two, three = (PhoneNumber(f"+7910000000{digit}") for digit in (1, 2, 3))
    silence = Silenced(SilenceCause.DEAD_AIR, 2, NOON, NOON + timedelta(hours=9))
    exempt = KeptSilence(three, None, NOON + timedelta(hours=12))
    for kept in (
        KeptSilence(one, silence, None),
        KeptSilence(two, silence, None),
        KeptSilence(two, None, None),
        exempt,
    ):
        library.callers.write_silenced(kept)
    assert await library.callers.silenced(NOON) == (KeptSilence(one, silence, None), exempt)
    assert await library.callers.silenced(NOON + timedelta(hours=10)) == (exempt,)
    assert await library.callers.silenced(NOON + timedelta(hours=13)) == ()


def _seconds_ago(attempt: Attempt, now: datetime) -> float:
    return (now - attempt.arrived_at).total_seconds()
