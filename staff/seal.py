"""The seal over secrets of second factors: what lies in the database opens nothing by itself.

AES-256-GCM (NIST SP 800-38D) under a key of the site that lies outside the database. A seal
belongs to its user: moved into another row it opens nothing. It names its key by a mark, so that
a lost key is told from a forged seal.

The first key of a ring closes, every key of it opens: so a key is changed without anybody having
to take a second factor anew.
"""

import base64
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from base.ids import UserId

SHORTEST_KEY: Final = 32
"""Bytes of a key: as many as a digest has."""

_FORM: Final = "v1"
_NONCE_BYTES: Final = 12
_MARK_BYTES: Final = 4


@dataclass(frozen=True, slots=True)
class _SealKey:
    mark: str
    cipher: AESGCM = field(repr=False)

    @classmethod
    def of(cls, key: bytes) -> Self:
        """Return what is made of a site's key, which may be longer than a cipher's."""
        return cls(
            mark=_digest(key, b"line122 second factor: mark")[:_MARK_BYTES].hex(),
            cipher=AESGCM(_digest(key, b"line122 second factor: seal")),
        )


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
        nonce = secrets.token_bytes(_NONCE_BYTES)
        hidden = self._present.cipher.encrypt(nonce, base64.b32decode(secret), user_id.bytes)
        body = base64.urlsafe_b64encode(nonce + hidden).rstrip(b"=").decode()
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
            nonce, hidden = whole[:_NONCE_BYTES], whole[_NONCE_BYTES:]
            plain = key.cipher.decrypt(nonce, hidden, user_id.bytes)
        except (ValueError, InvalidTag):
            return None
        return base64.b32encode(plain).decode()

    def is_present(self, seal: str) -> bool:
        """Tell whether the present key closed it; an earlier one is to be replaced."""
        return seal.startswith(f"{_FORM}.{self._present.mark}.")


def _digest(key: bytes, text: bytes) -> bytes:
    return hmac.digest(key, text, "sha256")
