"""Under which key a patient's clinic is kept: one that tells nobody who the patient is.

A table of the attached population says of a whole region who lives there. Only what finds a
clinic again is kept: a keyed hash over policy and birth date, and the clinic's code. Neither the
names nor the numbers are stored, and without the site's salt nobody can try all numbers.
"""

import re
from datetime import date
from hashlib import blake2b
from typing import Final

from tickets.directory import AttachmentKey

_HASH_BYTES: Final = 16
_POLICY: Final = re.compile(r"\d{9,16}")
"""Policies of the uniform form have 16 digits; older ones that are still valid have fewer."""
_MARK_BYTES: Final = 4
_MARK: Final = b"salt mark"
_PURPOSE: Final = b"attached"
"""Keeps these keys apart from those of callers, which are made with the same salt."""


def read_policy(text: str) -> str | None:
    """Return the digits of a policy's number; `None` when it cannot be one."""
    digits = "".join(text.split()).replace("-", "")
    return digits if digits.isascii() and _POLICY.fullmatch(digits) else None


def attachment_key(policy: str, born_on: date, salt: bytes) -> AttachmentKey:
    """Return the key of a patient; give the policy as `read_policy` returns it.

    Source: RFC 7693 (BLAKE2, keyed and personalised).
    """
    said = f"{policy}|{born_on.isoformat()}".encode()
    digest = blake2b(said, key=salt, person=_PURPOSE, digest_size=_HASH_BYTES)
    return AttachmentKey(digest.hexdigest())


def salt_mark(salt: bytes) -> str:
    """Return by what a salt is known again; it tells nothing of the salt itself.

    It stands beside the keys, so that an engine with another salt says that it finds nobody,
    and does not take a whole region for unattached.
    """
    return blake2b(b"", key=salt, person=_MARK, digest_size=_MARK_BYTES).hexdigest()
