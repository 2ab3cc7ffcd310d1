"""What the floor is told of one agent, in the agents' own words."""

from typing import assert_never

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
from queues.messages import (
    AgentDeclared,
    AgentNews,
    AgentPhoneLost,
    AgentPhoneSeen,
    AgentWrapUpExtended,
    AgentWrapUpTimed,
    TalkFound,
    TalkReported,
)


def in_agents_words(news: AgentNews) -> AgentEvent:
    """Return what happened to the agent whom the news is about."""
    match news:
        case AgentDeclared():
            return PresenceDeclared(news.presence, news.reason)
        case AgentWrapUpTimed():
            return WrapUpTimed(news.wrap_up_s)
        case AgentWrapUpExtended():
            return WrapUpExtended()
        case AgentPhoneSeen():
            return PhoneSeen()
        case AgentPhoneLost():
            return PhoneLost(news.trouble)
        case TalkReported():
            return TalkEnded(news.call_id)
        case TalkFound():
            return TalkResumed(news.call_id)
        case _:
            assert_never(news)
