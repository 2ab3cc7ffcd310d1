"""Who opens a WebSocket: told by the cookie, and only to a page of ours.

A browser lets any page open a WebSocket to us and sends our cookie along; only `Origin` tells
whose page it is (RFC 6455, 10.2).
"""

import math
from http import HTTPStatus

from aiohttp import web

from base.errors import Line122Error
from staff.service import SignedIn, SignInDesk
from web.session.cookie import is_from_our_page, secret_of
from web.session.strangers import STRANGERS


async def signed_in_at(request: web.Request, desk: SignInDesk) -> SignedIn | web.StreamResponse:
    """Return who opens a WebSocket, or the answer to somebody who may not.

    What is opened lasts longer than one request: ask `SignInDesk.is_still_in` every few seconds.
    A page that is locked may open it: its talk goes on, and what it was shown before is hidden.
    """
    if not is_from_our_page(request):
        return _refused(HTTPStatus.FORBIDDEN, "Only a page that we served opens this.")
    strangers, secret = request.config_dict[STRANGERS], secret_of(request)
    wait_s = strangers.wait_s(request, secret)
    if wait_s > 0:
        refused = _refused(HTTPStatus.TOO_MANY_REQUESTS, "Asked too often; wait a moment.")
        refused.headers["Retry-After"] = str(math.ceil(wait_s))
        return refused
    try:
        opened = await desk.signed_in(secret)
    except Line122Error:
        return _refused(HTTPStatus.SERVICE_UNAVAILABLE, "Nobody can be looked up; come back.")
    if opened is None:
        strangers.missed(request, secret)
        return _refused(HTTPStatus.UNAUTHORIZED, "Nobody is signed in here; sign in.")
    if opened.must_enrol:
        return _refused(HTTPStatus.FORBIDDEN, "Take a second factor first.")
    strangers.known(secret)
    return opened


def _refused(status: HTTPStatus, text: str) -> web.Response:
    return web.Response(status=status, text=text)
