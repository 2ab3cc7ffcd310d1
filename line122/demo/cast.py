"""Who plays in the demo: operators with their habits, citizens with theirs, all from one seed.

The opening is fixed, so that within a minute one sees what a helpline lives through: somebody
gives up waiting, a telephone rings in vain and the caller goes to the next operator, channels
become short and people are promised a call, colleagues come on shift and the promises are kept.
After the opening citizens keep coming at random. Some redial although they were told.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from random import Random
from typing import Final

_A_DOCTOR: Final = "122"
"""A doctor at home; no sign of danger, and no child in danger."""
_SOMEBODY: Final = "0"
_KEYS: Final = (_A_DOCTOR, _A_DOCTOR, _A_DOCTOR, _SOMEBODY)
"""Three of four callers want a doctor."""

_VOICES: Final[Mapping[str, tuple[str, ...]]] = {
    _A_DOCTOR: ("citizen-fever", "citizen-back"),
    _SOMEBODY: ("citizen-clinic",),
}

_FIRST_NUMBER: Final = 79100000001
_OPENING_GAP_S: Final = 2.0
_OPENING: Final = 4
_MEAN_GAP_S: Final = 4.2
_IMPATIENT: Final = 3
"""Which citizen of the opening gives up; two operators are busy with those before."""

_RESTLESS: Final = 2
"""Every second citizen redials once although they were told, as people do."""

_THINKS_S: Final = 1.0
"""Between the beginning of the menu and the key."""

_LATE_SHIFT_AT_S: Final = (29.0, 32.0)


@dataclass(frozen=True, slots=True)
class OperatorRole:
    """One operator of the demo."""

    account: str
    name: str
    comes_at_s: float
    ignores_rings: int
    answers_after_s: float
    talks_for_s: float


@dataclass(frozen=True, slots=True)
class CitizenRole:
    """One citizen of the demo."""

    number: str
    comes_at_s: float
    presses: str
    """Keys, each in answer to the next question."""
    presses_at_s: float
    """The first one, after the answer: the greeting is heard to its end, then the menu begins."""
    patience_s: float
    """After the answer; whoever is not connected by then hangs up."""
    redials_after_s: float | None
    """So long after being turned away or told they try once more; `None`: they trust us."""
    picks_up_after_s: float
    """How long their telephone rings when we call back."""
    voice: str
    """What is said to the operator: a recording of the demo."""


OPERATORS: Final = (
    OperatorRole("anna", "Анна", 0.0, ignores_rings=1, answers_after_s=1.0, talks_for_s=4.0),
    OperatorRole("boris", "Борис", 0.0, ignores_rings=0, answers_after_s=0.8, talks_for_s=5.0),
    OperatorRole("darya", "Дарья", _LATE_SHIFT_AT_S[0], 0, answers_after_s=1.2, talks_for_s=3.5),
    OperatorRole("grigory", "Григорий", _LATE_SHIFT_AT_S[1], 0, 0.6, talks_for_s=4.5),
)


def citizens(greeting_s: float, random: Random) -> Iterator[CitizenRole]:
    """Yield the citizens in the order in which they call, without end."""
    at_s = 0.0
    for index in _count():
        is_opening = index <= _OPENING
        at_s += _OPENING_GAP_S if is_opening else random.expovariate(1 / _MEAN_GAP_S)
        presses_at_s = greeting_s + _THINKS_S + (0.0 if is_opening else random.uniform(0, 2))
        patience_s = presses_at_s + (8.0 if index == _IMPATIENT else random.uniform(60, 120))
        key = random.choice(_KEYS)
        yield CitizenRole(
            number=str(_FIRST_NUMBER + index),
            comes_at_s=at_s,
            presses=key,
            presses_at_s=presses_at_s,
            patience_s=patience_s,
            redials_after_s=random.uniform(4, 7) if index % _RESTLESS else None,
            picks_up_after_s=random.uniform(0.8, 2.5),
            voice=random.choice(_VOICES[key]),
        )


def _count() -> Iterator[int]:
    number = 1
    while True:
        yield number
        number += 1
