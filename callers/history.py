"""What one number did: its last attempts, and the few counts that decisions need.

A history is a value of bounded size: attempts beyond the last sixteen live on as counts only.
Machines are told from people by it, and people's numbers from those of a whole ward. It knows
nothing of contacts, places or tickets; what became of an attempt is told by whoever answered it.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from base.phone import CallerKey
from callers.policy import CallerPolicy

ATTEMPTS_KEPT: Final = 16
PATIENTS_KEPT: Final = 8


class AttemptEnd(StrEnum):
    """What became of an attempt, as far as the next one of the same number is concerned."""

    REJECTED = "rejected"
    """Not answered; the person heard nothing."""
    TOLD = "told"
    """Heard of their place and of the callback."""
    MENU = "menu"
    """Was answered by a menu and left it without an end."""
    HELD = "held"
    """Held in front of the operators, and left."""
    TALKED = "talked"
    SELF_SERVED = "self_served"
    CANCELLED = "cancelled"
    """The person gave the place up."""
    DEAD_AIR = "dead_air"
    """Answered, and nobody was on the line."""
    UNHEARD = "unheard"
    """The same on a trunk without sound: the caller is not to blame, and it counts for nothing."""
    HUNG_UP_AT_ONCE = "hung_up_at_once"
    """Answered, and gone before anything could be heard."""
    FAILED = "failed"
    """A fault of ours; tells nothing of the caller."""


ENDS_THE_NEED: Final = frozenset({AttemptEnd.TALKED, AttemptEnd.SELF_SERVED, AttemptEnd.CANCELLED})
"""After these nobody waits for a place any more. A person was there, too."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One inbound call of the number."""

    arrived_at: datetime
    trunk: str
    end: AttemptEnd | None = None
    """`None` while it lasts."""


@dataclass(frozen=True, slots=True)
class PatientSeen:
    """Somebody who was helped through the number."""

    patient: str
    """What the tickets know the patient by; no more than a key here."""
    seen_at: datetime


class SilenceCause(StrEnum):
    """Why a number was put last in order."""

    DEAD_AIR = "dead_air"
    BY_HAND = "by_hand"
    """A person decided so."""


@dataclass(frozen=True, slots=True)
class Silenced:
    """The number stands last in order; its contact is kept."""

    cause: SilenceCause
    times: int
    """How many calls in a row had nobody on the line."""
    since: datetime
    until: datetime

    @property
    def reason(self) -> str:
        """Return the cause with its figure: `dead_air times=2`."""
        return f"{self.cause} times={self.times}"


@dataclass(frozen=True, slots=True, kw_only=True)
class CallerHistory:
    """What is known of one number."""

    number: CallerKey | None
    """`None` for all who cannot be known again; their history is always empty."""
    first_seen_at: datetime | None = None
    """`None` when the number never called before."""
    attempts: tuple[Attempt, ...] = ()
    """The last sixteen, oldest first."""
    today: date | None = None
    """The local day of the last attempt."""
    attempts_today: int = 0
    """How many attempts there were on that day."""
    told_at: datetime | None = None
    """When the person heard of the place they hold; `None` when they hold none or never heard."""
    attempts_since_told: int = 0
    heard_at: datetime | None = None
    """When anybody was last heard on a call of this number; `None` when nobody ever was."""
    unheard_calls: int = 0
    """Answered calls since then on which nobody was heard, whoever was to blame."""
    hang_ups_at_once: int = 0
    """Answered calls in a row that were left at once."""
    dead_airs: int = 0
    """Answered calls with nobody on the line, since anybody was heard; midnight keeps them."""
    patients: tuple[PatientSeen, ...] = ()
    """The last eight different ones, the most recent last."""
    another_person_at: datetime | None = None
    """When somebody at this number last said that another person needs help."""
    silenced: Silenced | None = None
    challenged_at: datetime | None = None
    """When an attempt of the silenced number last heard the question whether anybody is there."""
    exempt_until: datetime | None = None
    """Until then nothing silences the number: a person took a silence back."""

    @property
    def last_seen_at(self) -> datetime | None:
        """Return when the last attempt arrived; `None` when there was none."""
        return self.attempts[-1].arrived_at if self.attempts else None


def attempt_made(
    history: CallerHistory, now: datetime, *, today: date, trunk: str
) -> CallerHistory:
    """Return the history with one more attempt, which lasts; `today` is the local day of `now`.

    A silence that has run out is gone with it.
    """
    silence = history.silenced
    return replace(
        history,
        first_seen_at=now if history.first_seen_at is None else history.first_seen_at,
        attempts=(*history.attempts[1 - ATTEMPTS_KEPT :], Attempt(now, trunk)),
        today=today,
        attempts_today=history.attempts_today + 1 if history.today == today else 1,
        attempts_since_told=history.attempts_since_told + (history.told_at is not None),
        silenced=silence if silence is not None and now < silence.until else None,
    )


def attempt_ended(history: CallerHistory, end: AttemptEnd, now: datetime) -> CallerHistory:
    """Return the history after the latest attempt that lasted came to an end.

    Without one, the end is a callback's or that of an attempt long gone, and only counts.
    """
    ended = replace(history, attempts=_with_end(history.attempts, end))
    if end in ENDS_THE_NEED:
        ended = voice_heard(ended, now)
        return replace(ended, told_at=None, attempts_since_told=0, hang_ups_at_once=0)
    match end:
        case AttemptEnd.DEAD_AIR:
            return replace(ended, dead_airs=history.dead_airs + 1, hang_ups_at_once=0)
        case AttemptEnd.HUNG_UP_AT_ONCE:
            return replace(ended, hang_ups_at_once=history.hang_ups_at_once + 1)
        case AttemptEnd.TOLD:
            told_at = now if history.told_at is None else history.told_at
            return replace(ended, told_at=told_at, hang_ups_at_once=0)
        case AttemptEnd.MENU | AttemptEnd.HELD:
            return replace(ended, hang_ups_at_once=0)
        case _:
            return ended


def voice_heard(history: CallerHistory, now: datetime) -> CallerHistory:
    """Return the history of a number on which somebody was heard: dead air is forgiven.

    What a person decided stays.
    """
    silence = history.silenced
    kept = silence if silence is not None and silence.cause is SilenceCause.BY_HAND else None
    return replace(history, heard_at=now, unheard_calls=0, dead_airs=0, silenced=kept)


def nobody_heard(history: CallerHistory) -> CallerHistory:
    """Return the history after an answered call without a voice, whoever was to blame."""
    return replace(history, unheard_calls=history.unheard_calls + 1)


def patient_seen(
    history: CallerHistory, patient: str, now: datetime, policy: CallerPolicy
) -> CallerHistory:
    """Return the history with a patient who was helped through the number."""
    since = now - timedelta(days=policy.shared_days)
    others = (p for p in history.patients if p.patient != patient and p.seen_at > since)
    kept = (*others, PatientSeen(patient, now))
    return replace(history, patients=kept[-PATIENTS_KEPT:])


def another_person(history: CallerHistory, now: datetime) -> CallerHistory:
    """Return the history after somebody said that another person needs help."""
    return replace(history, another_person_at=now)


def is_shared(history: CallerHistory, now: datetime, policy: CallerPolicy) -> bool:
    """Tell whether several people call from the number, such as those of one ward."""
    since = now - timedelta(days=policy.shared_days)
    if history.another_person_at is not None and history.another_person_at > since:
        return True
    return sum(p.seen_at > since for p in history.patients) >= policy.shared_patients


def silenced(history: CallerHistory, silence: Silenced) -> CallerHistory:
    """Return the history of a number that stands last in order from now on."""
    return replace(history, silenced=silence, challenged_at=None)


def challenged(history: CallerHistory, now: datetime) -> CallerHistory:
    """Return the history after an attempt was asked whether anybody is there."""
    return replace(history, challenged_at=now)


def pardoned(history: CallerHistory, until: datetime | None) -> CallerHistory:
    """Return the history with its silence and its cause undone; until then none is imposed."""
    return replace(history, silenced=None, dead_airs=0, challenged_at=None, exempt_until=until)


def _with_end(attempts: tuple[Attempt, ...], end: AttemptEnd) -> tuple[Attempt, ...]:
    for index in range(len(attempts) - 1, -1, -1):
        if attempts[index].end is None:
            ended = Attempt(attempts[index].arrived_at, attempts[index].trunk, end)
            return (*attempts[:index], ended, *attempts[index + 1 :])
    return attempts
