"""To whom a call is promised, and to whom never."""

import pytest

from base.phone import NumberKind, NumberReading, NumberRules, PhoneNumber, read_number
from callback.virtual_hold import HoldFacts, MayPromise, NoPromise, decide_number, decide_promise
from tests.callback.stage import POLICY

RULES = NumberRules(own_numbers=frozenset({PhoneNumber("+78442122122")}))
MOBILE = read_number("89101234567", RULES)


def left(
    *, stayed_s: float = 60.0, was_answered: bool = True, has_heard: bool = True
) -> HoldFacts:
    """Return the facts of somebody who leaves unserved."""
    return HoldFacts(MOBILE, stayed_s, was_answered=was_answered, has_heard=has_heard)


def test_who_waited_in_vain_is_promised_a_call() -> None:
    assert decide_promise(left(), POLICY.hold) == MayPromise(
        PhoneNumber("+79101234567"), "number_national"
    )


def test_who_misdialled_and_heard_nothing_is_not_rung() -> None:
    misdial = left(stayed_s=4.9, has_heard=False)

    assert decide_promise(misdial, POLICY.hold) == NoPromise("misdial 4.9s")


def test_who_heard_what_will_happen_is_rung_however_short_they_stayed() -> None:
    assert isinstance(decide_promise(left(stayed_s=2.0), POLICY.hold), MayPromise)


def test_who_was_rejected_for_want_of_a_channel_has_not_misdialled() -> None:
    rejected = left(stayed_s=0.0, was_answered=False, has_heard=False)

    assert isinstance(decide_promise(rejected, POLICY.hold), MayPromise)


@pytest.mark.parametrize(
    ("shown", "reason"),
    [
        ("", "number_withheld"),
        ("103", "number_short"),
        ("8104951234567", "number_foreign"),
        ("87771234567", "number_foreign"),
        ("88442122122", "own_number"),
        ("88091234567", "number_refused"),
        ("83011234567", "number_not_callable"),
    ],
)
def test_number_that_would_cost_or_ring_a_victim_is_never_promised(
    shown: str, reason: str
) -> None:
    decision = decide_number(read_number(shown, RULES), POLICY.hold)

    assert isinstance(decision, NoPromise)
    assert decision.reason == reason


def test_site_that_calls_abroad_is_not_held_to_the_beginnings_at_home() -> None:
    abroad = NumberReading(kind=NumberKind.FOREIGN, raw="", number=PhoneNumber("+4951234567"))
    policy = type(POLICY.hold)(
        misdial_s=5.0,
        kinds=frozenset({NumberKind.FOREIGN}),
        callable_prefixes=("+79",),
        refused_prefixes=(),
    )

    assert isinstance(decide_number(abroad, policy), MayPromise)
