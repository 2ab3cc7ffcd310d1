"""The seal over secrets of second factors: what lies in the database opens nothing by itself.

A secret is one block of 160 random bits. It is hidden by another block, HMAC-SHA256 of its user
and of a number that is used once, under a key of the site that lies outside the database; what
comes of it is signed (RFC 2104; encrypt, then authenticate). One block hides one secret, so there
is no cipher whose modes one could get wrong. A seal belongs to its user: moved into another row it
opens nothing.

The first key of a ring closes, every key of it opens: so a key is changed without anybody having
to take a second factor anew. A seal names its key by a mark, so that a lost key is told from a
forged seal.
"""

import base64
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Self

from base.ids import UserId

SHORTEST_KEY: Final = 32
"""Bytes of a key: as many as a digest has."""

_FORM: Final = "v1"
_NONCE_BYTES: Final = 16
_TAG_BYTES: Final = 16
_MARK_BYTES: Final = 4
_LONGEST_SECRET: Final = 32
"""Bytes that one block hides."""


@dataclass(frozen=True, slots=True)
class _SealKey:
    mark: str
    hides: bytes = field(repr=False)
    signs: bytes = field(repr=False)

    @classmethod
    def of(cls, key: bytes) -> Self:
        """Return what is made of a site's key, a key of its own for each purpose."""
        return cls(
            mark=_digest(key, b"line122 second factor: mark")[:_MARK_BYTES].hex(),
            hides=_digest(key, b"line122 second factor: hide"),
            signs=_digest(key, b"line122 second factor: sign"),
        )

    def masked(self, user: bytes, nonce: bytes, text: bytes) -> bytes:
        """Return the text hidden, or what was hidden."""
        mask = _digest(self.hides, user + nonce)
        return bytes(one ^ other for one, other in zip(text, mask, strict=False))

    def tag(self, user: bytes, nonce: bytes, hidden: bytes) -> bytes:
        """Return what nobody can say of it who lacks the key."""
        return _digest(self.signs, user + nonce + hidden)[:_TAG_BYTES]


class SealRing:
    """The keys of a site, the present one first."""

    def __init__(self, keys: Sequence[bytes]) -> None:
        """Take the keys as the site keeps them.

        Raises:
            ValueError: there is none, or one is too short to be a secret.

        """
        if not keys or min(map(len, keys)) < SHORTEST_KEY:
            raise ValueError(f"there is a key, and each has {SHORTEST_KEY} bytes at least")
        self._keys = {made.mark: made for made in map(_SealKey.of, reversed(keys))}
        self._present = _SealKey.of(keys[0])

    def closed(self, user_id: UserId, secret: str) -> str:
        """Return a secret in base 32 as it may be written down."""
        plain, nonce = base64.b32decode(secret), secrets.token_bytes(_NONCE_BYTES)
        assert len(plain) <= _LONGEST_SECRET, "One block hides no longer secret."
        hidden = self._present.masked(user_id.bytes, nonce, plain)
        tag = self._present.tag(user_id.bytes, nonce, hidden)
        body = base64.urlsafe_b64encode(nonce + hidden + tag).rstrip(b"=").decode()
        return f"{_FORM}.{self._present.mark}.{body}"

    def opened(self, user_id: UserId, seal: str) -> str | None:
        """Return the secret; `None` where no key of ours closed this seal for this user."""
        form, _, rest = seal.partition(".")
        mark, _, body = rest.partition(".")
        key = self._keys.get(mark)
        if form != _FORM or key is None:
            return None
        try:
            whole = base64.b64decode(body + "=" * (-len(body) % 4), altchars=b"-_", validate=True)
        except ValueError:
            return None
        nonce, hidden, tag = (
            whole[:_NONCE_BYTES],
            whole[_NONCE_BYTES:-_TAG_BYTES],
            whole[-_TAG_BYTES:],
        )
        if not hmac.compare_digest(key.tag(user_id.bytes, nonce, hidden), tag):
            return None
        return base64.b32encode(key.masked(user_id.bytes, nonce, hidden)).decode()

    def is_present(self, seal: str) -> bool:
        """Tell whether the present key closed it; an earlier one is to be replaced."""
        return seal.startswith(f"{_FORM}.{self._present.mark}.")


def _digest(key: bytes, text: bytes) -> bytes:
    return hmac.digest(key, text, "sha256")
