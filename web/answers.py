"""How an answer to an administrator looks over HTTP."""

from http import HTTPStatus
from typing import Final

from aiohttp import web

from web.ports import Answer, Done

_JSON: Final = "application/json"


def json_answer(answer: Answer) -> web.Response:
    """Return what was done as it is, and what was declined as a conflict with its problems."""
    if isinstance(answer, Done):
        return web.Response(body=answer.body, content_type=_JSON)
    return web.json_response({"problems": answer.problems}, status=HTTPStatus.CONFLICT)
