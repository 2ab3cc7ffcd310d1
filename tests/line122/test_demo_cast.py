"""Who plays in the demo: the opening is fixed, and one seed gives one day."""

from itertools import islice, pairwise
from pathlib import Path
from random import Random

from line122.demo import cast
from line122.demo.cast import OPERATORS, CitizenRole, citizens

GREETING_S = 8.0
VOICES = Path(cast.__file__).parent / "voices"


def day(seed: int, count: int = 60) -> list[CitizenRole]:
    """Return the first citizens of a day."""
    return list(islice(citizens(GREETING_S, Random(seed)), count))


def test_one_seed_gives_one_day_and_another_one_another() -> None:
    assert day(7) == day(7)
    assert day(7) != day(8)


def test_every_citizen_has_a_number_of_their_own_and_calls_after_the_one_before() -> None:
    people = day(7)

    assert len({person.number for person in people}) == len(people)
    assert all(earlier.comes_at_s < later.comes_at_s for earlier, later in pairwise(people))


def test_nobody_presses_a_key_before_the_menu_begins() -> None:
    assert all(person.presses_at_s > GREETING_S for person in day(7))


def test_exactly_one_of_the_opening_gives_up_while_two_operators_are_busy() -> None:
    impatient = [person.patience_s - person.presses_at_s < 30 for person in day(7)]

    assert [index for index, gives_up in enumerate(impatient, 1) if gives_up] == [3]
    assert sum(role.comes_at_s == 0.0 for role in OPERATORS) == 2


def test_one_operator_lets_a_first_ring_pass_and_nobody_shares_a_telephone() -> None:
    assert [role.ignores_rings for role in OPERATORS].count(1) == 1
    assert len({role.account for role in OPERATORS}) == len(OPERATORS)


def test_both_keys_are_pressed_and_every_voice_is_recorded() -> None:
    people = day(7)

    assert {person.presses for person in people} == {"122", "0"}
    assert all((VOICES / f"{person.voice}.wav").is_file() for person in people)
