"""What holds of every decision of `callflow/admission.py`, whoever calls on whatever trunk."""

from dataclasses import replace

from hypothesis import assume, example, given
from hypothesis import strategies as st

from callback.facts import InFlight
from callers.number import CallerKind
from callflow.admission import (
    Admission,
    AdmissionPolicy,
    Admit,
    AdmitReason,
    Announce,
    Challenge,
    Divert,
    Refuse,
    RefuseReason,
    Remind,
    admission_word,
    decide_admission,
)
from callflow.events import Arrived
from callflow.standing import Standing
from callflow.trunk import TrunkLoad, deck_size
from tests.callflow.people import ROOMY, STRANGER
from tests.support.site import ARRIVED, CASE, operator
from tests.support.swift import SWIFT

POLICY = AdmissionPolicy()
since = st.none() | st.floats(0.0, 10_000.0)
waits = st.sampled_from([0.0, 179.0, 180.0, 181.0, 3600.0])


@st.composite
def loads(draw: st.DrawFn) -> TrunkLoad:
    """Draw a trunk and how full it is; a call more than it has channels at most."""
    channels = draw(st.integers(1, 40))
    in_use = draw(st.integers(1, channels + 1))
    holds = draw(st.integers(0, in_use - 1))
    return TrunkLoad(
        channels,
        in_use,
        operators=draw(st.integers(0, 20)),
        holds=holds,
        withheld=draw(st.integers(0, holds)),
        is_burst=draw(st.booleans()),
        is_crowded=draw(st.booleans()),
    )


standings = st.builds(
    Standing,
    kind=st.sampled_from(CallerKind),
    is_shared=st.booleans(),
    is_callable=st.booleans(),
    is_on_line=st.booleans(),
    told_s_ago=since,
    heard_s_ago=since,
    is_urgent=st.booleans(),
    missed_callback_s_ago=since,
    in_flight=st.sampled_from(InFlight),
    ahead=st.integers(0, 40),
    estimated_wait_s=waits,
    has_free_operator=st.booleans(),
    preferred=st.sampled_from([None, operator(1).agent_id]),
    silenced=st.sampled_from(["", "", "dead air"]),
    is_challenge_due=st.booleans(),
    redials=st.sampled_from(["", "regular gaps"]),
)
arrivals = st.builds(
    lambda standing, load, is_retrial, is_open: replace(
        ARRIVED,
        standing=standing,
        load=load,
        case=replace(CASE, is_retrial=is_retrial),
        is_open=is_open,
    ),
    standings,
    loads(),
    st.booleans(),
    st.sampled_from([True, True, True, False]),
)
policies = st.builds(
    AdmissionPolicy,
    hold_limit_s=waits,
    let_in_behind_deck=st.integers(0, 8),
    remind_every_s=st.floats(0.0, 600.0),
    withheld_limit=st.integers(0, 4),
    is_shadow=st.booleans(),
)


def kindness(decided: Admission) -> int:
    """Return how much the caller gets: served, heard and told, or neither."""
    match decided:
        case Admit():
            return 2
        case Announce() | Remind() | Challenge() | Divert():
            return 1
        case Refuse():
            return 0


@given(arrivals, policies)
@SWIFT
def test_every_decision_has_its_reason_and_the_same_call_the_same_decision(
    arrived: Arrived, policy: AdmissionPolicy
) -> None:
    decided = decide_admission(arrived, policy)

    assert decided.reason in admission_word(decided)
    assert decide_admission(arrived, policy) == decided


@given(arrivals, policies)
@SWIFT
def test_no_call_is_answered_beyond_the_last_channel(
    arrived: Arrived, policy: AdmissionPolicy
) -> None:
    decided = decide_admission(arrived, policy)

    is_beyond = arrived.load.in_use > arrived.load.channels
    is_refused_for_it = isinstance(decided, Refuse) and decided.reason is RefuseReason.NO_CHANNEL
    assert is_refused_for_it == is_beyond


@given(arrivals, policies)
@SWIFT
def test_shadow_ladder_turns_nobody_away_who_has_a_channel(
    arrived: Arrived, policy: AdmissionPolicy
) -> None:
    assume(arrived.load.stays_free >= 0)

    decided = decide_admission(arrived, replace(policy, is_shadow=True))

    assert isinstance(decided, Admit | Divert)


@given(arrivals)
@SWIFT
@example(STRANGER.calls(ROOMY, free=5, holds=18))
@example(STRANGER.calls(ROOMY, free=2, is_burst=True))
def test_nobody_is_cut_off_on_a_roomy_trunk_while_two_channels_stay_free(
    arrived: Arrived,
) -> None:
    """Source: the floor `cut_off_with_free_channels = 0`."""
    who = replace(arrived.standing, silenced="", is_on_line=False, in_flight=InFlight.NONE)
    load = arrived.load
    channels = max(load.channels, 2 * load.operators + 2, load.in_use + 2)
    roomy = replace(load, channels=channels)
    call = replace(arrived, standing=who, load=roomy, is_open=True)

    assert isinstance(decide_admission(call, POLICY), Admit)


@given(arrivals)
@SWIFT
def test_operator_who_is_free_is_given_to_whoever_calls(arrived: Arrived) -> None:
    who = replace(
        arrived.standing,
        has_free_operator=True,
        silenced="",
        is_on_line=False,
        in_flight=InFlight.NONE,
    )
    assume(arrived.load.stays_free >= 0 and arrived.is_open)

    decided = decide_admission(replace(arrived, standing=who), POLICY)

    assert isinstance(decided, Admit)
    assert decided.reason is AdmitReason.OPERATOR_FREE


@given(arrivals)
@SWIFT
def test_danger_sign_is_let_in_while_the_trunk_has_a_channel(arrived: Arrived) -> None:
    who = replace(arrived.standing, is_urgent=True, is_on_line=False, in_flight=InFlight.NONE)
    assume(arrived.load.stays_free >= 0 and arrived.is_open)

    assert isinstance(decide_admission(replace(arrived, standing=who), POLICY), Admit)


@given(arrivals)
@SWIFT
def test_one_more_free_channel_never_makes_the_treatment_worse(arrived: Arrived) -> None:
    assume(arrived.load.in_use > arrived.load.holds + 1)
    fuller = kindness(decide_admission(arrived, POLICY))
    freer = replace(arrived, load=replace(arrived.load, in_use=arrived.load.in_use - 1))

    assert kindness(decide_admission(freer, POLICY)) >= fuller


@given(arrivals)
@SWIFT
def test_first_timer_is_never_worse_off_than_a_told_redialer_in_the_same_circumstances(
    arrived: Arrived,
) -> None:
    """
    Source: redialling neither helps nor hurts.

    Out of reach of rung 4, whose place in line somebody waited for, and on a trunk that is
    not crowded: there announcements leave a channel more than the menu does.
    """
    who, load = arrived.standing, replace(arrived.load, is_burst=False, is_crowded=False)
    near = deck_size(load) + POLICY.let_in_behind_deck
    same = replace(who, ahead=near + who.ahead, is_urgent=False, missed_callback_s_ago=None)
    told = replace(same, told_s_ago=600.0)
    new = replace(same, told_s_ago=None, heard_s_ago=None)
    first = replace(arrived, load=load, standing=new, case=replace(arrived.case, is_retrial=False))
    again = replace(arrived, load=load, standing=told, case=replace(arrived.case, is_retrial=True))

    assert kindness(decide_admission(first, POLICY)) >= kindness(decide_admission(again, POLICY))


@given(arrivals)
@SWIFT
def test_untold_redialer_is_never_worse_off_than_a_first_timer(arrived: Arrived) -> None:
    untold = replace(arrived.standing, told_s_ago=None, heard_s_ago=None)
    first = replace(arrived, standing=untold, case=replace(arrived.case, is_retrial=False))
    again = replace(arrived, standing=untold, case=replace(arrived.case, is_retrial=True))

    assert kindness(decide_admission(again, POLICY)) >= kindness(decide_admission(first, POLICY))


@given(arrivals)
@SWIFT
def test_redialling_by_a_machine_changes_nothing_for_the_person(arrived: Arrived) -> None:
    by_machine = replace(arrived.standing, redials="regular gaps", attempts_today=127)
    by_hand = replace(arrived.standing, redials="", attempts_today=1)

    assert decide_admission(replace(arrived, standing=by_machine), POLICY) == decide_admission(
        replace(arrived, standing=by_hand), POLICY
    )
