"""A second factor: digits that a telephone shows, beside the password that its owner knows.

The digits are those of RFC 6238, six of them, another every half minute. A step is good once: who
looked over a shoulder, or listened, comes too late with the same digits. Each second factor has
codes for the day on which the telephone is lost; of these, too, each opens once.
"""

import hashlib
import secrets
import unicodedata
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

import pyotp

DIGITS: Final = 6
STEP_S: Final = 30
RECOVERY_CODES: Final = 10

_DRIFT_STEPS: Final = 1
"""A telephone's clock may be wrong by half a minute either way."""
_RECOVERY_BYTES: Final = 10
_GROUP: Final = 4
_ALPHABET: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


@dataclass(frozen=True, slots=True)
class SecondFactor:
    """What a user's telephone and we share, and the last step that was used."""

    secret: str = field(repr=False)
    """In base 32, as telephones are told it."""
    used_step: int


@dataclass(frozen=True, slots=True)
class KeptFactor:
    """A second factor as it is written down: nobody reckons digits from it without our key."""

    seal: str = field(repr=False)
    """Of `staff.seal`; or a bare secret in base 32, of the time before there were seals."""
    used_step: int


@dataclass(frozen=True, slots=True)
class Enrolment:
    """A second factor that somebody has just been shown, and must prove to have taken."""

    secret: str = field(repr=False)
    address: str = field(repr=False)
    """`otpauth://…`, for the picture that a telephone looks at."""


def new_enrolment(login: str, issuer: str) -> Enrolment:
    """Return a secret that nobody knows yet."""
    secret = pyotp.random_base32()
    address = _reckoner(secret).provisioning_uri(name=login, issuer_name=issuer)
    return Enrolment(secret, address)


def step_of(code: str, factor: SecondFactor, now: datetime) -> int | None:
    """Return the step whose digits these are; `None` for wrong ones and for those used before."""
    digits = "".join(code.split())
    if len(digits) != DIGITS or not digits.isdecimal() or not digits.isascii():
        return None
    present = int(now.timestamp()) // STEP_S
    reckoner = _reckoner(factor.secret)
    for step in range(present - _DRIFT_STEPS, present + _DRIFT_STEPS + 1):
        is_fresh = step > factor.used_step
        if secrets.compare_digest(reckoner.at(step * STEP_S), digits) and is_fresh:
            return step
    return None


def is_bare(seal: str) -> bool:
    """Tell whether that is a secret nobody has sealed yet."""
    return bool(seal) and not set(seal) - set(_ALPHABET)


def code_at(secret: str, at: datetime) -> str:
    """Return the digits that a telephone shows at a moment."""
    return _reckoner(secret).at(int(at.timestamp()))


def new_recovery_codes() -> tuple[str, ...]:
    """Return codes for the day on which the telephone is lost; they are shown once."""
    return tuple(_recovery_code() for _ in range(RECOVERY_CODES))


def recovery_digest(code: str) -> str:
    """Return what is kept of such a code: a random one of 80 bits needs no slower hash."""
    plain = unicodedata.normalize("NFKC", code).upper()
    bare = "".join(sign for sign in plain if sign in _ALPHABET)
    return hashlib.sha256(bare.encode()).hexdigest()


def _recovery_code() -> str:
    number = secrets.randbits(8 * _RECOVERY_BYTES)
    signs = [_ALPHABET[number >> shift & 31] for shift in range(0, 8 * _RECOVERY_BYTES, 5)]
    groups = ("".join(signs[at : at + _GROUP]) for at in range(0, len(signs), _GROUP))
    return "-".join(groups)


def _reckoner(secret: str) -> pyotp.TOTP:
    return pyotp.TOTP(secret, digits=DIGITS, interval=STEP_S)
