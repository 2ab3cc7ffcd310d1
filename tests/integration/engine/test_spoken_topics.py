"""A hot topic that an operator speaks into the telephone, and what a citizen hears of it."""

import asyncio
from pathlib import Path

import msgspec

from ivr.hot_topics import TopicPlace
from line122.control_socket import ask_engine
from line122.order_control import TopicAsk, TopicAwaited, TopicShown
from line122.phones.audio import OPERATOR_TONE_HZ, tone
from tests.integration.engine.helpline import PATIENCE_S, Helpline, hears_more
from tests.integration.engine.patience import eventually
from web.ports import Done

SPOKEN_BYTES = 3 * 16_000
"""Three seconds: of them at least two are the operator's."""


async def topics(helpline: Helpline) -> tuple[TopicShown, ...]:
    answer = await ask_engine(helpline.house.state, "GET", "/topics")
    assert isinstance(answer, Done)
    return msgspec.json.decode(answer.body, type=tuple[TopicShown, ...])


async def test_what_an_operator_speaks_is_heard_by_the_next_citizen(helpline: Helpline) -> None:
    desk = await helpline.hire("vera")
    ask = TopicAsk("flu", "Прививки", b"", TopicPlace.GREETING, None, "2099-01-01T00:00", "ivan")
    announced = await ask_engine(
        helpline.house.state, "POST", "/topics/awaited", msgspec.json.encode(ask)
    )
    assert isinstance(announced, Done)
    number = msgspec.json.decode(announced.body, type=TopicAwaited).number

    phone = await desk.dial(f"*9{number}")
    takes = helpline.house.state / "recordings"
    # Asterisk begins to write when the tone has ended.
    await eventually(lambda: _bytes_in(takes), lambda size: size > 0)
    phone.say(tone(OPERATOR_TONE_HZ))
    await eventually(lambda: _bytes_in(takes), lambda size: size > SPOKEN_BYTES)
    phone.say()
    assert await phone.press("#")
    assert await hears_more(phone, OPERATOR_TONE_HZ, for_s=1.5), "not played back"
    assert await phone.press("1")
    assert await phone.ends_within(PATIENCE_S)

    [shown] = await eventually(
        lambda: topics(helpline), lambda shown: [each.is_on_air for each in shown] == [True]
    )
    assert (shown.topic_id, shown.author) == ("flu", f"vera ({desk.account})")
    await eventually(lambda: _bytes_in(takes), lambda size: size == 0)
    citizen = await helpline.dial()
    assert await hears_more(citizen.call, OPERATOR_TONE_HZ, for_s=1.5)
    await citizen.call.hang_up()


async def _bytes_in(takes: Path) -> int:
    return await asyncio.to_thread(_sizes, takes)


def _sizes(takes: Path) -> int:
    return sum(path.stat().st_size for path in takes.glob("topic-*"))
