"""A channel for an emergency can be had as long as anything but talks and waiting holds one."""

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from base.ids import CallId, TrunkName
from base.instant import Instant
from callflow.call import Call, Dialling, Leaving, Talking, Waiting
from callflow.commands import HangUp
from callflow.events import Answered, Origin, Preempted
from callflow.machine import advance, begin
from callflow.outcome import Outcome
from callflow.preempt import ChannelFree, NoChannel, Preempt, emergency_channel
from callflow.present import channels_of, purpose_of
from callflow.transfer import TransferKind
from callflow.trunk import is_preemptible
from tests.callflow.lives import Story, happenings, live, origins
from tests.callflow.people import STORM, STRANGER
from tests.callflow.stories import in_menu, joining, leaving, parting, ringing, talking, waiting
from tests.callflow.test_transfers import ringing_outside
from tests.support.playbook import Playbook
from tests.support.site import CALL_POLICY, MAIN, PLACED
from tests.support.swift import SWIFT

NOW = Instant(100.0)


def numbered(calls: list[Call]) -> list[Call]:
    """Return the calls as calls of their own, the later the higher their number."""
    return [
        replace(
            call,
            origin=replace(call.origin, call_id=CallId(UUID(int=n))),
            times=replace(call.times, arrived_at=Instant(float(n))),
        )
        for n, call in enumerate(calls, start=1)
    ]


def dialling() -> Call:
    return begin(PLACED, Instant(0.0), CALL_POLICY).state


def test_nobody_goes_while_a_channel_is_free() -> None:
    calls = numbered([talking().run(), parting().run()])

    assert emergency_channel(calls, MAIN, channels=3) == ChannelFree()


def test_call_that_is_being_hung_up_is_a_free_channel() -> None:
    calls = numbered([talking().run(), leaving().run()])

    assert emergency_channel(calls, MAIN, channels=2) == ChannelFree()


def test_announcement_goes_first_then_a_callback_that_rings() -> None:
    announcement, ring = parting().run(), dialling()

    both = emergency_channel(numbered([ring, announcement]), MAIN, channels=2)
    one = emergency_channel(numbered([ring, talking().run()]), MAIN, channels=2)

    assert isinstance(both, Preempt)
    assert isinstance(one, Preempt)
    assert (both.call_id, one.call_id) == (CallId(UUID(int=2)), CallId(UUID(int=1)))


def test_of_equals_the_latest_goes() -> None:
    chosen = emergency_channel(numbered([dialling(), dialling()]), MAIN, channels=2)

    assert isinstance(chosen, Preempt)
    assert chosen.call_id == CallId(UUID(int=2))


def test_talks_and_who_waits_for_one_stay() -> None:
    stories: tuple[Callable[[], Playbook], ...] = (talking, waiting, ringing, joining)
    calls = numbered([story().run() for story in stories])

    assert emergency_channel(calls, MAIN, channels=4) == NoChannel()


def test_call_to_the_outside_takes_two_channels() -> None:
    calls = numbered([ringing_outside(TransferKind.CONSULT).run(), dialling()])

    assert isinstance(emergency_channel(calls, MAIN, channels=3), Preempt)
    assert emergency_channel(calls, MAIN, channels=4) == ChannelFree()


def test_other_trunks_are_left_alone() -> None:
    calls = numbered([parting().run()])

    assert emergency_channel(calls, TrunkName("other"), channels=0) == NoChannel()


def test_callback_that_gives_its_channel_up_counts_as_not_reached() -> None:
    step = advance(dialling(), Preempted(), NOW, CALL_POLICY)

    assert step.commands == (HangUp(),)
    assert isinstance(step.state.phase, Leaving)
    assert step.state.phase.outcome is Outcome.NOT_REACHED


@pytest.mark.parametrize(("is_told", "outcome"), [(True, Outcome.TOLD), (False, Outcome.DIVERTED)])
def test_person_who_has_to_go_counts_by_what_they_know(is_told: bool, outcome: Outcome) -> None:  # noqa: FBT001 - a case of a table
    arrived = begin(STRANGER.calls(STORM, free=1), Instant(0.0), CALL_POLICY).state
    hearing = advance(arrived, Answered(), Instant(0.2), CALL_POLICY).state
    step = advance(replace(hearing, is_told=is_told), Preempted(), NOW, CALL_POLICY)

    assert HangUp() in step.commands
    assert isinstance(step.state.phase, Leaving)
    assert step.state.phase.outcome is outcome


@pytest.mark.parametrize("story", [talking, waiting, ringing, joining, in_menu])
def test_preemption_that_comes_too_late_changes_nothing(
    story: Callable[[], Playbook],
) -> None:
    call = story().run()

    assert advance(call, Preempted(), NOW, CALL_POLICY).state is call


@given(st.lists(st.tuples(origins, happenings), min_size=1, max_size=3))
@SWIFT
def test_emergency_has_a_channel_as_long_as_anything_preemptible_holds_one(
    lives: list[tuple[Origin, Story]],
) -> None:
    calls = numbered([live(origin, story).call for origin, story in lives])
    taken = sum(channels_of(call, MAIN) for call in calls)

    decided = emergency_channel(calls, MAIN, channels=taken)

    if isinstance(decided, Preempt):
        victim = next(call for call in calls if call.origin.call_id == decided.call_id)
        assert is_preemptible(purpose_of(victim))
        assert not isinstance(victim.phase, Talking | Waiting)
        freed = advance(victim, Preempted(), Instant(99_999.0), CALL_POLICY).state
        others = [freed if call is victim else call for call in calls]
        assert emergency_channel(others, MAIN, channels=taken) == ChannelFree()
    elif decided == NoChannel():
        assert not any(isinstance(call.phase, Dialling) for call in calls)
