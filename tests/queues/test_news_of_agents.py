"""What the floor is told of one agent reaches that agent and nobody else. `queues/news.py`."""

import pytest

from agents.activity import (
    AgentEvent,
    PhoneLost,
    PhoneSeen,
    PresenceDeclared,
    TalkEnded,
    TalkResumed,
    WrapUpExtended,
    WrapUpTimed,
)
from agents.agent import BreakReason, Presence
from agents.phone import PhoneTrouble
from base.instant import Instant
from queues.floor import Floor, advance
from queues.messages import (
    AgentDeclared,
    AgentNews,
    AgentPhoneLost,
    AgentPhoneSeen,
    AgentSeated,
    AgentWrapUpExtended,
    AgentWrapUpTimed,
    TalkFound,
    TalkReported,
)
from queues.news import in_agents_words
from tests.support.site import FLOOR_POLICY, call_id, operator

ANNA, BORIS = operator(1, doctor=1), operator(2, doctor=1)
LUNCH = BreakReason("lunch")


@pytest.mark.parametrize(
    ("news", "event"),
    [
        (
            AgentDeclared(ANNA.agent_id, Presence.BREAK, LUNCH),
            PresenceDeclared(Presence.BREAK, LUNCH),
        ),
        (AgentWrapUpTimed(ANNA.agent_id, 40.0), WrapUpTimed(40.0)),
        (AgentWrapUpExtended(ANNA.agent_id), WrapUpExtended()),
        (AgentPhoneSeen(ANNA.agent_id), PhoneSeen()),
        (
            AgentPhoneLost(ANNA.agent_id, PhoneTrouble.UNREACHABLE),
            PhoneLost(PhoneTrouble.UNREACHABLE),
        ),
        (TalkReported(call_id(1), ANNA.agent_id), TalkEnded(call_id(1))),
        (TalkFound(call_id(1), ANNA.agent_id), TalkResumed(call_id(1))),
    ],
)
def test_news_is_told_in_the_agents_words(news: AgentNews, event: AgentEvent) -> None:
    assert in_agents_words(news) == event


def test_dead_telephone_of_one_leaves_the_other_to_be_rung() -> None:
    floor = Floor()
    for news in (
        AgentSeated(ANNA, Presence.AVAILABLE),
        AgentSeated(BORIS, Presence.AVAILABLE),
        AgentPhoneLost(ANNA.agent_id, PhoneTrouble.UNREGISTERED),
    ):
        floor = advance(floor, news, Instant(1.0), FLOOR_POLICY).state

    assert floor.agents[ANNA.agent_id].trouble is PhoneTrouble.UNREGISTERED
    assert floor.agents[BORIS.agent_id].trouble is None
