"""A policy as text and back, so that a replay decides by what was in force then.

Every call names the policy that it lives by. A site's engineer may change the settings while
people wait; whoever explains a call afterwards, or takes it up after a restart, reads it by the
rules under which it began.
"""

from hashlib import sha256
from typing import Final
from zoneinfo import ZoneInfo

import msgspec

from callflow.events import PolicyId
from callflow.policy import CallPolicy
from ivr.script import decode_part, encode_part

_ID_DIGITS: Final = 16


def encode_policy(policy: CallPolicy) -> bytes:
    """Return the policy as JSON, the same text for the same policy."""
    return msgspec.json.encode(policy, enc_hook=_plain, order="deterministic")


def decode_policy(encoded: bytes) -> CallPolicy | None:
    """Return the policy behind a text of `encode_policy`; `None` when another version wrote it."""
    try:
        return msgspec.json.decode(encoded, type=CallPolicy, dec_hook=_made)
    except msgspec.ValidationError:
        return None


def policy_id_of(encoded: bytes) -> PolicyId:
    """Return the name of a policy: a digest of its text."""
    return PolicyId(sha256(encoded).hexdigest()[:_ID_DIGITS])


def _plain(value: object) -> object:
    return value.key if isinstance(value, ZoneInfo) else encode_part(value)


def _made(wanted: type, value: object) -> object:
    return ZoneInfo(str(value)) if wanted is ZoneInfo else decode_part(wanted, value)
