"""What a caller's number lets us do: call back, send a message, know the person again.

Only the trunk's own number rules decide; neither a region nor a carrier is ever guessed from a
prefix, because numbers move between both.
"""

from enum import StrEnum
from hashlib import blake2b

from base.phone import HashedNumber, NumberFlag, NumberKind, NumberReading, NumberRules

_HASH_BYTES = 16


class CallerKind(StrEnum):
    """What a caller's number is good for."""

    MOBILE = "mobile"
    """May be called back, and a message counts as told."""
    LANDLINE = "landline"
    """May be called back; a message never counts as told."""
    FOREIGN = "foreign"
    """Never promised a callback without being asked for another number."""
    WITHHELD = "withheld"
    """No number that anybody can be known by or called at: asked for one by keys."""


def kind_of(reading: NumberReading, rules: NumberRules) -> CallerKind:
    """Return what the caller's number is good for, by the rules of the trunk it came in on."""
    if reading.number is None or NumberFlag.OWN_NUMBER in reading.flags:
        # Whoever shows one of our own numbers would be merged with every other forger of it.
        return CallerKind.WITHHELD
    if reading.kind is NumberKind.FOREIGN:
        return CallerKind.FOREIGN
    national = reading.number.removeprefix("+" + rules.country_code)
    if national.startswith(rules.mobile_area_codes):
        return CallerKind.MOBILE
    return CallerKind.LANDLINE


def hashed_key(asserted: str, salt: bytes) -> HashedNumber:
    """Return the key of a caller whose network tells us the number but who wants it hidden.

    Give the number in E.164, so that one person has one key. The same number and salt always
    give the same key; without the salt nobody can try all numbers until one fits.

    Raises:
        ValueError: the salt is empty or longer than 64 bytes.

    Source: RFC 3323 and RFC 3325 (`Privacy: id`); RFC 7693 (BLAKE2, keyed).

    """
    if not salt:
        raise ValueError("Hidden numbers need a salt of their own; set a random one of 32 bytes.")
    digest = blake2b(asserted.encode(), key=salt, digest_size=_HASH_BYTES).hexdigest()
    return HashedNumber("#" + digest)
