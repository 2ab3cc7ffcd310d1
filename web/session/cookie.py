"""The cookie of a session, and the proofs that a page of ours asks, not another one.

A browser sends the cookie with whatever any page asks of us. Therefore a change is believed only
with a header that other pages cannot read or set, from a page that we served (OWASP, "Cross-Site
Request Forgery Prevention": tokens bound to the session, and the standard headers).
"""

import hashlib
import hmac
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

from aiohttp import web

from staff.service import SignedIn

COOKIE: Final = "line122_session"
CSRF_HEADER: Final = "X-Line122-CSRF"

_PURPOSE: Final = b"csrf of a session"
_SECURE: Final = "https"
_READING: Final = frozenset({"GET", "HEAD"})


def secret_of(request: web.Request) -> str:
    """Return the secret that a browser brings; nothing where it brings none."""
    return request.cookies.get(COOKIE, "")


def csrf_of(secret: str) -> str:
    """Return what a page must send along; it is told to pages of ours and kept nowhere."""
    return hmac.new(secret.encode(errors="surrogateescape"), _PURPOSE, hashlib.sha256).hexdigest()


def is_from_our_page(request: web.Request) -> bool:
    """Tell whether the page that asks was served by us: no header, no belief."""
    origin = request.headers.get("Origin", "")
    try:
        parts = urlsplit(origin)
    except ValueError:
        return False
    if request.secure and parts.scheme != _SECURE:
        return False
    return parts.scheme in {"http", _SECURE} and parts.netloc.lower() == request.host.lower()


def may_ask(request: web.Request, secret: str) -> bool:
    """Tell whether what is asked in a session is asked by its own page."""
    if request.method in _READING:
        return True
    given = request.headers.get(CSRF_HEADER, "").encode(errors="surrogateescape")
    is_known = hmac.compare_digest(given, csrf_of(secret).encode())
    return is_known and is_from_our_page(request)


def give_cookie(
    response: web.StreamResponse, request: web.Request, opened: SignedIn, now: datetime
) -> None:
    """Let the browser keep the secret, where no script reads it."""
    # A proxy may speak TLS for us; then the page's own origin says so.
    is_tls = request.secure or request.headers.get("Origin", "").startswith(f"{_SECURE}:")
    response.set_cookie(
        COOKIE,
        opened.secret,
        max_age=int((opened.expires_at - now).total_seconds()),
        path="/",
        secure=is_tls,
        httponly=True,
        samesite="Lax",
    )


def take_cookie(response: web.StreamResponse) -> None:
    """Let the browser forget the secret."""
    response.del_cookie(COOKIE, path="/", httponly=True, samesite="Lax")
