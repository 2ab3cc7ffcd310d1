"""The desk at which second factors are taken, asked for and proved.

A secret that somebody is shown is kept here until they prove that their telephone has it, and is
written down only then: who gives up half-way has changed nothing. What is written down is sealed
by a key that lies elsewhere. Whoever has a seal that no key of ours opens proves themselves by a
recovery code.
"""

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from staff.ports import SecondFactorBook
from staff.seal import SealRing
from staff.second_factor import (
    Enrolment,
    KeptFactor,
    SecondFactor,
    is_bare,
    new_enrolment,
    new_recovery_codes,
    recovery_digest,
    step_of,
)
from staff.user import KnownUser, User

_SHOWN_FOR: Final = timedelta(minutes=15)
_MOST_SHOWN: Final = 1_024


class Proof(StrEnum):
    """By what a second factor was proved."""

    DIGITS = "digits"
    """By those that the telephone shows."""
    RECOVERY = "recovery"
    """By a code for the day on which the telephone is lost."""


@dataclass(frozen=True, slots=True)
class Sealing:
    """What became of the second factors that were not under the present key."""

    sealed: int
    unopenable: int
    """No key of ours closed them: their users have their recovery codes, or a reset."""


@dataclass(frozen=True, slots=True)
class _Shown:
    enrolment: Enrolment
    until: datetime


class SecondFactorDesk:
    """Second factors of the users of one site."""

    def __init__(self, book: SecondFactorBook, ring: SealRing, issuer: str) -> None:
        self._book = book
        self._ring = ring
        self._issuer = issuer
        self._shown: OrderedDict[str, _Shown] = OrderedDict()
        """By session: what somebody is about to enrol."""

    async def proof_of(self, known: KnownUser, code: str, now: datetime) -> Proof | None:
        """Return how a code proves the user's second factor, which it does once; or `None`."""
        assert known.factor is not None, "Who has no second factor is not asked for it."
        user_id = known.row.user.user_id
        secret = self._ring.opened(user_id, known.factor.seal)
        factor = None if secret is None else SecondFactor(secret, known.factor.used_step)
        step = None if factor is None else step_of(code, factor, now)
        if step is not None:
            return Proof.DIGITS if await self._book.use_step(user_id, step) else None
        is_one = await self._book.use_recovery(user_id, recovery_digest(code), now)
        return Proof.RECOVERY if is_one else None

    def begin(self, user: User, session: str, now: datetime) -> Enrolment:
        """Return a new secret, to be shown to somebody at their page."""
        enrolment = new_enrolment(user.login, self._issuer)
        self._shown[session] = _Shown(enrolment, now + _SHOWN_FOR)
        self._shown.move_to_end(session)
        if len(self._shown) > _MOST_SHOWN:
            self._shown.popitem(last=False)
        return enrolment

    async def confirm(
        self, user: User, session: str, code: str, now: datetime
    ) -> tuple[str, ...] | None:
        """Keep what was shown, and return its codes; `None` when the digits prove nothing."""
        shown = self._shown.get(session)
        if shown is None or shown.until <= now:
            return None
        secret = shown.enrolment.secret
        step = step_of(code, SecondFactor(secret, used_step=0), now)
        if step is None:
            return None
        codes = new_recovery_codes()
        digests = [recovery_digest(each) for each in codes]
        kept = KeptFactor(self._ring.closed(user.user_id, secret), step)
        if not await self._book.enrol(user.user_id, kept, digests, now):
            return None
        del self._shown[session]
        return codes

    async def seal_all(self) -> Sealing:
        """Put every second factor under the present key, those that lay there bare as well."""
        sealed = unopenable = 0
        for user_id, seal in (await self._book.seals()).items():
            if self._ring.is_present(seal):
                continue
            secret = seal if is_bare(seal) else self._ring.opened(user_id, seal)
            if secret is None:
                unopenable += 1
                continue
            await self._book.seal_anew(user_id, seal, self._ring.closed(user_id, secret))
            sealed += 1
        return Sealing(sealed, unopenable)
