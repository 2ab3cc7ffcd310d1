"""Hours and hot topics by the API; the orders themselves are those of `web/orders.py`."""

from typing import TypeVar

import msgspec

from web.api.codes import RefusalCode
from web.api.model import HoursSent, Nothing, TopicSent
from web.api.problems import Problem, conflict, missing
from web.api.route import Ask, Reply
from web.api.shown_region import Services, ServiceShown, Topics, TopicShown
from web.ports import Answer, Declined

_ShownT = TypeVar("_ShownT")


async def show_hours(ask: Ask[Nothing, Nothing]) -> Reply | Problem:
    """Tell which services are open, until when, and by whose word."""
    return _hours(ask.doors.orders.show_hours())


async def order_hours(ask: Ask[Nothing, HoursSent]) -> Reply | Problem:
    """Open or close a service whatever its hours say, or let it go by them again."""
    return _hours(await ask.doors.orders.order_hours(_signed(ask.body, ask.bearer.name)))


async def show_topics(ask: Ask[Nothing, Nothing]) -> Reply | Problem:
    """Tell which topics are on the line or awaited, and what came of them."""
    return _topics(await ask.doors.orders.show_topics())


async def add_topic(ask: Ask[Nothing, TopicSent]) -> Reply | Problem:
    """Put a topic on the line."""
    return _topics(await ask.doors.orders.add_topic(_signed(ask.body, ask.bearer.name)))


async def stop_topic(ask: Ask[Nothing, Nothing]) -> Reply | Problem:
    """Take a topic off the line."""
    topic_id = ask.path["topic_id"]
    before = _topics(await ask.doors.orders.show_topics())
    if isinstance(before, Problem):
        return before
    assert isinstance(before.shown, Topics)
    if all(topic.topic_id != topic_id for topic in before.shown.topics):
        return missing("topic on the line or awaited; /topics lists them")
    return _topics(await ask.doors.orders.stop_topic(topic_id, ask.bearer.name))


def _signed(sent: msgspec.Struct, author: str) -> bytes:
    """Return an order as `web.orders` takes it: with the name of whoever gives it."""
    fields = msgspec.to_builtins(sent)
    return msgspec.json.encode({**fields, "author": author})


def _hours(answer: Answer) -> Reply | Problem:
    shown = _read(answer, tuple[ServiceShown, ...])
    return shown if isinstance(shown, Problem) else Reply(shown=Services(services=shown))


def _topics(answer: Answer) -> Reply | Problem:
    shown = _read(answer, tuple[TopicShown, ...])
    return shown if isinstance(shown, Problem) else Reply(shown=Topics(topics=shown))


def _read(answer: Answer, kind: type[_ShownT]) -> _ShownT | Problem:
    if isinstance(answer, Declined):
        return conflict(
            " ".join(f"{problem}." for problem in answer.problems), RefusalCode.ORDER_REFUSED
        )
    return msgspec.json.decode(answer.body, type=kind)
