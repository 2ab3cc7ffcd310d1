"""Who tries secrets that nobody has: at the API, at the session and at WebSockets alike.

All doors empty one bucket of an address, so that no door is a way around the others. Whoever
guesses must not keep the database busy; and a secret that was good when last seen is never held
up by a guesser of the same address, as all of an office may come from one.
"""

from hashlib import sha256
from typing import Final

from aiohttp import web

from base.clock import Clock
from web.api.limits import Paces, unknown_at


class Strangers:
    """How often those of an address who are not known may still try."""

    def __init__(self, paces: Paces, clock: Clock) -> None:
        self._paces = paces
        self._clock = clock
        self._good: set[bytes] = set()

    def wait_s(self, request: web.Request, secret: str) -> float:
        """Return how long to wait before a secret is looked up; takes nothing."""
        if _digest(secret) in self._good:
            return 0.0
        return self._paces.would_wait_s(unknown_at(request.remote), self._clock.instant())

    def known(self, secret: str) -> None:
        """Take that a secret is good."""
        self._good.add(_digest(secret))

    def missed(self, request: web.Request, secret: str) -> float:
        """Take that nobody has a secret; return how long to wait before the next one."""
        self._good.discard(_digest(secret))
        return self._paces.wait_s(unknown_at(request.remote), self._clock.instant())


STRANGERS: Final = web.AppKey("strangers", Strangers)
"""Where the doors of one application find them; `web.api.app.add_api` puts them there."""


def _digest(secret: str) -> bytes:
    return sha256(secret.encode(errors="surrogateescape")).digest()
