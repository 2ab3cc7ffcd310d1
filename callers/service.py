"""The caller desk: what every number did, in memory, ready before the call is decided.

It lives by one rule: an attempt waits for nothing. Histories are loaded once at the start from
the rows of the calls; afterwards the calls tell what happens, and only a silence or its end is
written. Losing the histories fails open: everybody is taken as new. Who is silent on a trunk on
which nobody can be heard is not blamed, and whoever was blamed while that was found out is
pardoned.

Limits: numbers that have not called for `forget_days` are forgotten, the longest unseen first.
Callers without a number leave nothing behind, and nothing is held against them. Deliberately
absent: contacts and places (the cases know them); the directory of institutions is asked, not
held.
"""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import structlog

from base.calendar import DAYS_PER_WEEK, MINUTES_PER_DAY, OpeningHours, OpenInterval, local_day
from base.errors import Line122Error
from base.phone import CallerKey
from callers.history import (
    AttemptEnd,
    CallerHistory,
    SilenceCause,
    Silenced,
    another_person,
    attempt_ended,
    attempt_made,
    challenged,
    is_shared,
    nobody_heard,
    pardoned,
    patient_seen,
    silenced,
    voice_heard,
)
from callers.policy import CallerPolicy
from callers.ports import CallerBook, InstitutionPhones, KeptSilence
from callers.redialler import (
    Ordinary,
    Verdict,
    decide_silence,
    is_challenge_due,
    is_silenced,
    judge,
)
from callers.treatment import Treatment
from callers.trunk_sound import AnsweredCall, OneWayAudio, TrunkSound, call_answered, judge_trunk

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class CallerStanding:
    """What admission needs to know of a number."""

    is_first_contact: bool
    """Whether the number never called before this day; of a hidden one nobody can tell."""
    attempts_today: int
    verdict: Verdict
    is_challenge_due: bool
    """Whether this attempt of a silenced number is to be asked if anybody is there."""
    is_shared: bool
    """Whether several people call from the number: an institution's, or by what we saw."""
    treatment: Treatment = Treatment.ORDINARY
    """What an administrator ordered for the number."""


_UNKNOWN = CallerStanding(
    is_first_contact=False,
    attempts_today=0,
    verdict=Ordinary(),
    is_challenge_due=False,
    is_shared=False,
)


class CallerDesk:
    """The histories of one site's callers."""

    def __init__(
        self,
        *,
        book: CallerBook,
        policy: CallerPolicy,
        zone: ZoneInfo,
        institutions: InstitutionPhones | None = None,
    ) -> None:
        self._book = book
        self._institutions = institutions
        self._policy = policy
        self._zone = zone
        self._histories: OrderedDict[CallerKey, CallerHistory] = OrderedDict()
        """The number that called last stands last."""
        self._sounds: dict[str, TrunkSound] = {}
        self._one_way: dict[str, OneWayAudio] = {}
        self._treatments: dict[CallerKey, Treatment] = {}

    async def load(self, now: datetime) -> None:
        """Take up what the numbers did before the engine last stopped."""
        since = now - timedelta(days=self._policy.forget_days)
        try:
            histories = await self._book.histories(since)
            kept = {row.number: row for row in await self._book.silenced(now)}
        except Line122Error as error:
            _log.warning("callers.loading_failed", cause=str(error))
            return
        for history in sorted(histories, key=lambda h: h.last_seen_at or since):
            if history.number is not None:
                self._histories[history.number] = _with_kept(history, kept.get(history.number))
        _log.info("callers.loaded", callers=len(self._histories), silenced=len(kept))

    def change_policy(self, policy: CallerPolicy) -> None:
        """Judge by other limits from now on; what was decided stays decided."""
        self._policy = policy

    def change_treatments(self, treatments: Mapping[CallerKey, Treatment]) -> None:
        """Let numbers be taken as an administrator orders, from their next call on."""
        self._treatments = dict(treatments)

    def seen(self, number: CallerKey | None, trunk: str, now: datetime) -> CallerHistory:
        """Record an attempt, and return what was known of the number before it."""
        self._forget_before(now - timedelta(days=self._policy.forget_days))
        if number is None:
            return CallerHistory(number=None)
        before = self._histories.get(number)
        if before is None:
            before = CallerHistory(number=number)
        self._histories[number] = attempt_made(before, now, today=self._day(now), trunk=trunk)
        self._histories.move_to_end(number)
        return before

    def ended(self, number: CallerKey | None, end: AttemptEnd, now: datetime) -> None:
        """Record what became of the number's latest attempt, or of a callback to it."""
        before = self._known(number)
        if before is None:
            return
        if end is AttemptEnd.DEAD_AIR and _last_trunk(before) in self._one_way:
            end = AttemptEnd.UNHEARD
        after = attempt_ended(before, end, now)
        if end is AttemptEnd.DEAD_AIR and not is_silenced(before, now):
            silence = decide_silence(after, now, day_ends_at(now, self._zone), self._policy)
            after = after if silence is None else silenced(after, silence)
        self._keep(before, after, "heard")

    def sound(
        self, trunk: str, number: CallerKey | None, *, is_heard: bool, now: datetime
    ) -> None:
        """Record, before its end, whether anybody was heard on an answered call.

        That nobody was heard counts only where somebody had to speak: a person who listened to
        an announcement in silence says nothing against the trunk, and is left out here.
        """
        before = self._known(number)
        if before is None:
            return
        if is_heard or (before.unheard_calls == 0 and not is_silenced(before, now)):
            self._listen(trunk, before, is_heard=is_heard)
        # What was heard may have pardoned this very number.
        present = self._histories[_key_of(before)]
        after = voice_heard(present, now) if is_heard else nobody_heard(present)
        self._keep(present, after, "heard")

    def challenged(self, number: CallerKey | None, now: datetime) -> None:
        """Record that an attempt of a silenced number was asked whether anybody is there."""
        before = self._known(number)
        if before is not None:
            self._keep(before, challenged(before, now), "")

    def patient_seen(self, number: CallerKey | None, patient: str, now: datetime) -> None:
        """Record that a patient was helped through the number."""
        before = self._known(number)
        if before is not None:
            self._keep(before, patient_seen(before, patient, now, self._policy), "")

    def another_person(self, number: CallerKey | None, now: datetime) -> None:
        """Record that somebody at the number said that another person needs help."""
        before = self._known(number)
        if before is not None:
            self._keep(before, another_person(before, now), "")

    def silence(self, number: CallerKey, now: datetime) -> Silenced | None:
        """Put a number last in order until the end of the day; `None` when it is not known."""
        before = self._known(number)
        if before is None:
            return None
        until = day_ends_at(now, self._zone)
        silence = Silenced(SilenceCause.BY_HAND, before.dead_airs, now, until)
        self._keep(before, silenced(replace(before, exempt_until=None), silence), "")
        return silence

    def undo(self, number: CallerKey, now: datetime) -> bool:
        """Take a silence back, and impose none until the next day; tell whether there was one."""
        before = self._known(number)
        if before is None or not is_silenced(before, now):
            return False
        self._keep(before, pardoned(before, day_ends_at(now, self._zone)), "undone")
        return True

    def standing(self, number: CallerKey | None, now: datetime) -> CallerStanding:
        """Return what admission needs to know of the number at its present attempt."""
        if number is None:
            return _UNKNOWN
        treatment = self._treatments.get(number, Treatment.ORDINARY)
        # Whoever is never turned away is no repeat of anybody.
        is_known_shared = self._is_institution(number) or treatment is not Treatment.ORDINARY
        history = self._histories.get(number)
        if history is None:
            return replace(
                _UNKNOWN, is_first_contact=True, is_shared=is_known_shared, treatment=treatment
            )
        today = self._day(now)
        first = history.first_seen_at
        return CallerStanding(
            is_first_contact=first is None or self._day(first) >= today,
            attempts_today=history.attempts_today if history.today == today else 0,
            verdict=judge(history, now, self._policy),
            is_challenge_due=is_challenge_due(history, now, self._policy),
            is_shared=is_known_shared or is_shared(history, now, self._policy),
            treatment=treatment,
        )

    def history(self, number: CallerKey) -> CallerHistory | None:
        """Return what is known of a number; `None` when it is nothing."""
        return self._histories.get(number)

    def silenced(self, now: datetime) -> tuple[CallerHistory, ...]:
        """Return every number that is silenced now; looks at all of them, for screens."""
        return tuple(h for h in self._histories.values() if is_silenced(h, now))

    def one_way_audio(self, trunk: str) -> OneWayAudio | None:
        """Return the figures of a trunk on which nobody can be heard; `None` when all is well."""
        return self._one_way.get(trunk)

    def _is_institution(self, number: CallerKey) -> bool:
        return self._institutions is not None and self._institutions.is_institution(number)

    def _known(self, number: CallerKey | None) -> CallerHistory | None:
        return None if number is None else self._histories.get(number)

    def _listen(self, trunk: str, history: CallerHistory, *, is_heard: bool) -> None:
        call = AnsweredCall(_key_of(history), is_heard, history.heard_at is not None)
        sound = call_answered(self._sounds.get(trunk, TrunkSound()), call, self._policy)
        self._sounds[trunk] = sound
        verdict = judge_trunk(sound, self._policy)
        was_one_way = trunk in self._one_way
        if isinstance(verdict, OneWayAudio):
            self._one_way[trunk] = verdict
            if not was_one_way:
                _log.error(
                    "trunk.one_way_audio", trunk=trunk, share=verdict.share, calls=verdict.calls
                )
                self._pardon_all(sound)
        elif was_one_way:
            del self._one_way[trunk]
            _log.info(
                "trunk.sound_returned", trunk=trunk, share=verdict.share, calls=verdict.calls
            )

    def _pardon_all(self, sound: TrunkSound) -> None:
        """Take back what the trunk's fault made us think of its callers."""
        for call in sound.calls:
            before = self._histories.get(call.number)
            if before is None or call.is_heard or _is_by_hand(before.silenced):
                continue
            self._keep(before, pardoned(before, before.exempt_until), "one_way_audio")

    def _keep(self, before: CallerHistory, after: CallerHistory, why: str) -> None:
        number = _key_of(before)
        self._histories[number] = after
        if after.silenced == before.silenced and after.exempt_until == before.exempt_until:
            return
        self._book.write_silenced(KeptSilence(number, after.silenced, after.exempt_until))
        if after.silenced is None:
            _log.info("caller.unsilenced", reason=why, **{"pii.ani": number})
        else:
            until = after.silenced.until.isoformat()
            reason = after.silenced.reason
            _log.info("caller.silenced", reason=reason, until=until, **{"pii.ani": number})

    def _forget_before(self, since: datetime) -> None:
        while self._histories:
            number, oldest = next(iter(self._histories.items()))
            last_seen_at = oldest.last_seen_at
            if last_seen_at is not None and last_seen_at >= since:
                return
            del self._histories[number]

    def _day(self, moment: datetime) -> date:
        return local_day(moment, self._zone)


def day_ends_at(moment: datetime, zone: ZoneInfo) -> datetime:
    """Return the next local midnight."""
    today = local_day(moment, zone).weekday()
    whole = (OpenInterval(0, MINUTES_PER_DAY),)
    only_today = tuple(whole if day == today else () for day in range(DAYS_PER_WEEK))
    ends_at = OpeningHours(zone, only_today).closes_at(moment)
    assert ends_at is not None, "A moment lies within its own day."
    return ends_at


def _with_kept(history: CallerHistory, kept: KeptSilence | None) -> CallerHistory:
    if kept is None:
        return history
    return replace(history, silenced=kept.silenced, exempt_until=kept.exempt_until)


def _key_of(history: CallerHistory) -> CallerKey:
    assert history.number is not None, "Only those who can be known again are kept."
    return history.number


def _last_trunk(history: CallerHistory) -> str | None:
    return history.attempts[-1].trunk if history.attempts else None


def _is_by_hand(silence: Silenced | None) -> bool:
    return silence is not None and silence.cause is SilenceCause.BY_HAND
