"""One silent caller is a machine, a dozen different ones are a broken trunk.

The modules under test are `callers/trunk_sound.py` and the limits of `callers/policy.py`.
"""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from base.phone import PhoneNumber
from callers.policy import CallerPolicy
from callers.trunk_sound import (
    AnsweredCall,
    OneWayAudio,
    SoundOk,
    TrunkSound,
    call_answered,
    judge_trunk,
)

POLICY = CallerPolicy()


def call(who: int, *, is_heard: bool, is_known: bool = False) -> AnsweredCall:
    return AnsweredCall(PhoneNumber(f"+7910{who:07}"), is_heard, is_known)


def after(*calls: AnsweredCall, sound: TrunkSound | None = None) -> TrunkSound:
    sound = sound or TrunkSound()
    for each in calls:
        sound = call_answered(sound, each, POLICY)
    return sound


def test_a_trunk_nobody_has_called_on_is_well() -> None:
    assert judge_trunk(TrunkSound(), POLICY) == SoundOk(0.0, 0)


def test_a_dozen_different_silent_callers_are_one_way_audio() -> None:
    eleven = after(*(call(who, is_heard=False) for who in range(11)))
    twelve = after(call(11, is_heard=False), sound=eleven)

    assert judge_trunk(eleven, POLICY) == SoundOk(1.0, 11)
    verdict = judge_trunk(twelve, POLICY)
    assert verdict == OneWayAudio(1.0, 12)
    assert verdict.reason == "silent_share=1.00 calls=12"


def test_one_machine_that_calls_a_hundred_times_says_nothing_of_the_trunk() -> None:
    sound = after(*(call(1, is_heard=False) for _ in range(100)))

    assert judge_trunk(sound, POLICY) == SoundOk(1.0, 1)


def test_four_known_voices_that_fell_silent_are_enough() -> None:
    sound = after(*(call(who, is_heard=False, is_known=True) for who in range(4)))

    assert judge_trunk(sound, POLICY) == OneWayAudio(1.0, 4)


def test_a_known_voice_that_is_heard_outweighs_a_crowd_of_silent_strangers() -> None:
    strangers = [call(who, is_heard=False) for who in range(16)]
    known = [call(100 + who, is_heard=True, is_known=True) for who in range(4)]

    assert judge_trunk(after(*known, *strangers), POLICY) == SoundOk(0.0, 4)


def test_sound_that_returns_is_noticed_after_two_voices() -> None:
    broken = after(*(call(who, is_heard=False) for who in range(30)))

    mended = after(*(call(100 + who, is_heard=True) for who in range(2)), sound=broken)

    assert isinstance(judge_trunk(broken, POLICY), OneWayAudio)
    assert isinstance(judge_trunk(mended, POLICY), SoundOk)


def test_a_voice_after_silence_replaces_the_silence_of_its_number() -> None:
    sound = after(call(1, is_heard=False), call(1, is_heard=True))

    assert judge_trunk(sound, POLICY) == SoundOk(0.0, 1)


def test_silence_after_a_voice_is_news() -> None:
    sound = after(call(1, is_heard=True), call(1, is_heard=False, is_known=True))

    assert judge_trunk(sound, POLICY) == SoundOk(1.0, 1)


@given(st.lists(st.tuples(st.integers(0, 40), st.booleans(), st.booleans()), max_size=120))
def test_a_trunk_is_judged_by_few_different_numbers(story: list[tuple[int, bool, bool]]) -> None:
    sound = TrunkSound()
    for who, is_heard, is_known in story:
        sound = call_answered(sound, call(who, is_heard=is_heard, is_known=is_known), POLICY)
        numbers = [each.number for each in sound.calls]
        assert len(numbers) == len(set(numbers)) <= POLICY.sound_calls


@given(st.integers(0, 1000))
def test_a_trunk_with_ordinary_callers_is_never_called_broken(seed: int) -> None:
    """One answered call in ten has nobody on the line, as facts on storms have it."""
    chance = random.Random(seed)
    sound = TrunkSound()
    for _ in range(300):
        each = call(chance.randrange(425), is_heard=chance.random() > 0.1)
        sound = call_answered(sound, each, POLICY)
        assert isinstance(judge_trunk(sound, POLICY), SoundOk)


def test_limits_by_which_no_trunk_could_be_judged_are_refused() -> None:
    with pytest.raises(ValueError, match="at most as many calls"):
        CallerPolicy(sound_calls=10, sound_calls_least=11)
    with pytest.raises(ValueError, match="share of silent calls"):
        CallerPolicy(one_way_share=0.0)


def test_limits_by_which_everybody_would_be_blamed_are_refused() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        CallerPolicy(dead_airs=0)
