"""The pages for people: one shell for every path, the files that it loads, what guards both."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from aiohttp import hdrs, web

from web.shelf import SHELL, Leaf

STATIC: Final = "/static/"
AUTHORITY: Final = "/ca"
"""Where a workstation gets the certificate of our own authority."""

_OURS: Final = frozenset({"api", "static", "metrics", "healthz", "readyz", "receipts", "hooks"})
"""First parts of paths that are never pages: a wrong one is told, not shown the shell."""

_POLICY: Final = (
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "media-src 'self' blob:",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'self'",
)
HEADERS: Final[Mapping[str, str]] = {
    "Content-Security-Policy": "; ".join(_POLICY),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "microphone=(self), camera=(), geolocation=(), payment=(), usb=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
"""No script but our files, no page around ours, the microphone for us alone."""
_TLS_ONLY: Final = "max-age=31536000"
_FOR_EVER: Final = "public, max-age=31536000, immutable"
_ASK_AGAIN: Final = "no-cache"


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFiles:
    """What pages are made of."""

    shelf: Mapping[str, Leaf]
    authority: bytes | None = None
    """The certificate that workstations shall trust; `None` where it is not ours."""


def add_pages(app: web.Application, files: PageFiles) -> None:
    """Let the application show its pages; add them last, for they answer every other path."""
    pages = _Pages(files)
    app.router.add_get(STATIC + "{name:.+}", pages.file)
    app.router.add_get(AUTHORITY, pages.authority)
    app.router.add_get("/{path:.*}", pages.shell)


class _Pages:
    def __init__(self, files: PageFiles) -> None:
        self._files = files

    async def file(self, request: web.Request) -> web.StreamResponse:
        """Send a file; one that was named with its digest is never asked for again."""
        leaf = self._files.shelf.get(request.match_info["name"])
        if leaf is None:
            return _nothing(request)
        is_named = request.query.get("v") == leaf.digest
        return _sent(request, leaf, _FOR_EVER if is_named else _ASK_AGAIN)

    async def shell(self, request: web.Request) -> web.StreamResponse:
        """Send the shell for every path that a page may have."""
        first, _, rest = request.match_info["path"].partition("/")
        leaf = self._files.shelf.get(SHELL)
        if leaf is None or first in _OURS or "." in (rest or first).rpartition("/")[2]:
            return _nothing(request)
        return _sent(request, leaf, _ASK_AGAIN)

    async def authority(self, request: web.Request) -> web.StreamResponse:
        """Send the certificate that a workstation shall trust."""
        body = self._files.authority
        if body is None:
            return _nothing(request)
        response = web.Response(body=body, content_type="application/x-x509-ca-cert")
        response.headers[hdrs.CONTENT_DISPOSITION] = 'attachment; filename="line122-ca.crt"'
        return _guarded(request, response)


def _sent(request: web.Request, leaf: Leaf, caching: str) -> web.StreamResponse:
    known = request.if_none_match or ()
    if any(tag.value in {leaf.digest, "*"} for tag in known):
        response = web.Response(status=HTTPStatus.NOT_MODIFIED)
    else:
        is_packed = leaf.packed is not None and "gzip" in request.headers.get(
            "Accept-Encoding", ""
        )
        body = leaf.packed if is_packed else leaf.body
        response = web.Response(body=body, headers={hdrs.CONTENT_TYPE: leaf.kind})
        if is_packed:
            response.headers[hdrs.CONTENT_ENCODING] = "gzip"
    # Weak, for it stands for the packed and the plain body alike.
    response.headers[hdrs.ETAG] = f'W/"{leaf.digest}"'
    response.headers[hdrs.CACHE_CONTROL] = caching
    response.headers[hdrs.VARY] = "Accept-Encoding"
    return _guarded(request, response)


def _nothing(request: web.Request) -> web.StreamResponse:
    response = web.Response(status=HTTPStatus.NOT_FOUND, text="There is nothing here.")
    response.headers[hdrs.CACHE_CONTROL] = "no-store"
    return _guarded(request, response)


def _guarded(request: web.Request, response: web.Response) -> web.StreamResponse:
    response.headers.update(HEADERS)
    if request.secure:
        response.headers["Strict-Transport-Security"] = _TLS_ONLY
    return response
