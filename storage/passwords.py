"""Hashes of passwords by argon2id, which costs whoever guesses memory as well as time."""

import asyncio
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from base.errors import AwayError

_AT_ONCE: Final = 2
_WAITING_LIMIT: Final = 32
_NOBODY: Final = "nobody has this password"


class TooManyAtOnceError(AwayError):
    """Too many passwords are being looked at; ask again in a moment."""


class Argon2Passwords:
    """A `staff.ports.Passwords`.

    It works in threads, beside the loop that handles calls, and at most two at once: a storm of
    sign-ins must not take the processor from those who talk.
    """

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        # RFC 9106, 4: the second recommended option, 64 MiB; one lane, since two run at once.
        self._hasher = hasher or PasswordHasher(time_cost=3, memory_cost=65_536, parallelism=1)
        self._turn = asyncio.Semaphore(_AT_ONCE)
        self._waiting = 0
        self._nobody: str | None = None

    async def hashed(self, password: str) -> str:
        """Return the hash of a password."""
        async with self._turn:
            return await asyncio.to_thread(self._hasher.hash, password)

    async def fits(self, password: str, password_hash: str | None) -> bool:
        """Tell whether a password fits; without a hash it takes as long, and does not.

        Raises:
            TooManyAtOnceError: so many wait already that nobody would wait for the answer.

        """
        if self._waiting >= _WAITING_LIMIT:
            raise TooManyAtOnceError("too many passwords are being looked at; ask again soon")
        self._waiting += 1
        try:
            if self._nobody is None:
                self._nobody = await self.hashed(_NOBODY)
            async with self._turn:
                asked = self._nobody if password_hash is None else password_hash
                fits = await asyncio.to_thread(self._verified, asked, password)
        finally:
            self._waiting -= 1
        return fits and password_hash is not None

    def _verified(self, password_hash: str, password: str) -> bool:
        try:
            return self._hasher.verify(password_hash, password)
        except (VerificationError, InvalidHashError):
            return False
