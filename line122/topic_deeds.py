"""Hot topics as supervisors put them on the line from the board, and take them off it.

They are the orders of `web/orders.py`. What a supervisor has no recording of is awaited: somebody
dials what the answer tells, and speaks it.
"""

from typing import Final

import msgspec

from agents.codes import DICTATE
from callflow.deeds import DeedDone, MayNotDo, PutTopic, Refused
from ivr.hot_topics import TopicId
from line122.order_control import TopicAwaited, TopicShown
from web.orders import OrderControl
from web.ports import Answer, Declined

_LONGEST_NAME: Final = 60
_NO_TOPIC: Final = Refused(MayNotDo.NO_TOPIC)


async def put_topic(orders: OrderControl, actor: str, wanted: PutTopic) -> DeedDone | Refused:
    """Put a topic on the line, or await somebody who speaks it."""
    ask = {
        "topic_id": wanted.topic_id,
        "text": wanted.text,
        "wav": wanted.wav or b"",
        "place": wanted.place,
        "starts": wanted.starts,
        "expires": wanted.expires,
        "author": actor,
    }
    body = msgspec.json.encode(ask)
    if wanted.wav is not None:
        answer = await orders.add_topic(body)
        return _declined(answer) or DeedDone(_named(wanted.text))
    answer = await orders.announce_topic(body)
    if isinstance(answer, Declined):
        return _refused(answer)
    awaited = msgspec.json.decode(answer.body, type=TopicAwaited)
    return DeedDone(_named(wanted.text), f"{DICTATE}{awaited.number}")


async def stop_topic(orders: OrderControl, actor: str, topic_id: TopicId) -> DeedDone | Refused:
    """Take a topic off the line, and tell what came of it."""
    shown = await orders.show_topics()
    if isinstance(shown, Declined):
        return _refused(shown)
    topics = msgspec.json.decode(shown.body, type=tuple[TopicShown, ...])
    topic = next((each for each in topics if each.topic_id == topic_id), None)
    if topic is None:
        return _NO_TOPIC
    answer = await orders.stop_topic(topic_id, actor)
    return _declined(answer) or DeedDone(_named(topic.text), f"{topic.heard}/{topic.contained}")


def _named(text: str) -> str:
    """Return how people name a topic: by how it begins."""
    return text if len(text) <= _LONGEST_NAME else f"{text[: _LONGEST_NAME - 1].rstrip()}…"


def _declined(answer: Answer) -> Refused | None:
    return _refused(answer) if isinstance(answer, Declined) else None


def _refused(answer: Declined) -> Refused:
    return Refused(MayNotDo.DECLINED, " ".join(answer.problems))
