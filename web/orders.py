"""The door for orders about hours and hot topics, on the administrator's socket."""

from typing import Protocol

from aiohttp import web

from web.answers import json_answer
from web.ports import Answer


class OrderControl(Protocol):
    """What an administrator on this machine may order at run time."""

    def show_hours(self) -> Answer:
        """Tell which services are open, until when, and by whose word."""
        ...

    async def order_hours(self, body: bytes) -> Answer:
        """Open or close a service whatever its hours say, or let it go by them again."""
        ...

    async def show_topics(self) -> Answer:
        """Tell which topics are on the line or awaited, and what came of them."""
        ...

    async def add_topic(self, body: bytes) -> Answer:
        """Put a topic on the line."""
        ...

    async def announce_topic(self, body: bytes) -> Answer:
        """Await a topic that somebody will speak into a telephone, and tell its number."""
        ...

    async def stop_topic(self, topic_id: str, author: str) -> Answer:
        """Take a topic off the line."""
        ...


_ORDERS: web.AppKey[OrderControl] = web.AppKey("orders")


def add_order_routes(app: web.Application, orders: OrderControl) -> None:
    """Let the application take orders."""
    app[_ORDERS] = orders
    app.router.add_get("/hours", _show_hours)
    app.router.add_post("/hours", _order_hours)
    app.router.add_get("/topics", _show_topics)
    app.router.add_post("/topics", _add_topic)
    app.router.add_post("/topics/awaited", _announce_topic)
    app.router.add_post("/topics/{topic_id}/stop", _stop_topic)


async def _show_hours(request: web.Request) -> web.Response:
    return json_answer(request.app[_ORDERS].show_hours())


async def _order_hours(request: web.Request) -> web.Response:
    return json_answer(await request.app[_ORDERS].order_hours(await request.read()))


async def _show_topics(request: web.Request) -> web.Response:
    return json_answer(await request.app[_ORDERS].show_topics())


async def _add_topic(request: web.Request) -> web.Response:
    return json_answer(await request.app[_ORDERS].add_topic(await request.read()))


async def _announce_topic(request: web.Request) -> web.Response:
    return json_answer(await request.app[_ORDERS].announce_topic(await request.read()))


async def _stop_topic(request: web.Request) -> web.Response:
    topic_id, author = request.match_info["topic_id"], request.query.get("author", "")
    return json_answer(await request.app[_ORDERS].stop_topic(topic_id, author))
