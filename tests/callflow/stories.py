"""How stories begin: each function tells a call up to one phase, on one and the same timetable."""

from collections.abc import Callable, Mapping

from agents.activity import RingOutcome
from base.instant import Instant
from callflow.commands import (
    Answer,
    AskPosition,
    EnterQueue,
    HangUp,
    Join,
    LeaveQueue,
    NoteTopic,
    PlayMusic,
    Reject,
    ReportRing,
    ReportTalkEnded,
    RingAgent,
    Say,
    Turn,
)
from callflow.events import (
    AgentAnswered,
    AgentGone,
    AgentRinging,
    Answered,
    DigitPressed,
    Joined,
    Matched,
    PositionRead,
    Ring,
    SayFinished,
    TurnedAway,
    Utterance,
)
from callflow.outcome import HangupCause, RejectAs
from ivr.menu import Digit
from ivr.prompt import Phrase
from queues.messages import TurnAwayReason
from queues.queue import Position
from tests.support.playbook import Committed, Playbook, at, wakes
from tests.support.site import (
    ARRIVED,
    CASE,
    CLOSED,
    CROWDED,
    DOCTORS,
    GREETING,
    QUESTION,
    TEXTS,
    operator,
    phrase,
)

ENTERED_AT = Instant(7.0)
"""When the caller of these stories enters the queue."""

TURN = Turn(CASE.contact_id, placed_at=Instant(0.0))
"""The place of the person of these stories in the one order: they dial for the first time."""

FIRST, SECOND = operator(1, doctor=1), operator(2, doctor=1)
TICKET_37 = phrase("ticket", "num.30", "num.7", "emergency")
"""The end of every parting: the number of the ticket, and where to turn."""

SECOND_PLACE = PositionRead(Position(position=2, waiting=3))
SECOND_PLACE_WORDS = phrase("queue.your_place", "ord.2")


def says(number: int, words: Phrase) -> Say:
    """Return the command to say these words as the call's so-many-th utterance."""
    return Say(Utterance(number), words)


def said(number: int) -> SayFinished:
    """Return that the call's so-many-th utterance came to its end."""
    return SayFinished(Utterance(number), is_said=True)


def pressed(key: str) -> DigitPressed:
    """Return that the caller pressed a key."""
    return DigitPressed(Digit(key))


def matched(number: int = 1) -> Matched:
    """Return that the story's agent of this number is reserved for the caller."""
    agent = operator(number)
    return Matched(agent.agent_id, agent.account, "longest_idle")


def rings(number: int, *, agent: int = 1) -> RingAgent:
    """Return the command of the call's so-many-th ring."""
    return RingAgent(Ring(number), operator(agent).account)


def reports(outcome: RingOutcome, *, agent: int = 1) -> ReportRing:
    """Return the report of how ringing the agent ended."""
    return ReportRing(operator(agent).agent_id, outcome)


def answering() -> Playbook:
    """Tell a call that is being answered."""
    return Playbook() >> ARRIVED << Answer()


def greeting() -> Playbook:
    """Tell a call whose caller hears the greeting."""
    return answering() >> at(0.2) >> Answered() << says(1, GREETING)


def in_menu() -> Playbook:
    """Tell a call whose caller hears the question of the menu."""
    return greeting() >> at(5.0) >> said(1) << says(2, QUESTION)


def listening() -> Playbook:
    """Tell a call whose caller has heard the question and may press a key."""
    return in_menu() >> at(6.0) >> said(2)


def waiting() -> Playbook:
    """Tell a call whose caller chose the doctors and hears music."""
    story = listening() >> at(ENTERED_AT) >> pressed("1")
    story = story << NoteTopic(DOCTORS) << EnterQueue(DOCTORS, ENTERED_AT, TURN)
    return story << PlayMusic()


def announcing() -> Playbook:
    """Tell a call whose caller is hearing their position."""
    story = waiting() >> wakes("announcement_due") << AskPosition()
    return story >> SECOND_PLACE << says(3, SECOND_PLACE_WORDS)


def reserved() -> Playbook:
    """Tell a call for which an agent's telephone is being rung, and does not ring yet."""
    return waiting() >> at(10.0) >> matched() << rings(1)


def ringing() -> Playbook:
    """Tell a call for which an agent's telephone rings."""
    return reserved() >> at(10.5) >> AgentRinging(Ring(1))


def joining() -> Playbook:
    """Tell a call whose agent picked up and is being let in."""
    return ringing() >> at(13.0) >> AgentAnswered(Ring(1)) << Join(Ring(1))


def talking() -> Playbook:
    """Tell a call whose caller talks with an agent."""
    return joining() >> at(13.1) >> Joined(Ring(1)) << reports(RingOutcome.ANSWERED)


def parting() -> Playbook:
    """Tell a call whose caller is told why nobody will come."""
    story = waiting() >> at(20.0) >> TurnedAway(TurnAwayReason.NO_AGENTS)
    return story << Committed() << LeaveQueue() << says(3, TEXTS.no_agents + TICKET_37)


def leaving() -> Playbook:
    """Tell a call that we have hung up after the talk."""
    story = talking() >> at(73.0) >> AgentGone(Ring(1), HangupCause.NORMAL)
    return story << ReportTalkEnded(FIRST.agent_id) << HangUp()


def rejected() -> Playbook:
    """Tell a call that was turned down for want of a channel."""
    return Playbook() >> CROWDED << Committed() << Reject(RejectAs.BUSY)


def closed() -> Playbook:
    """Tell a call whose caller hears that the line is closed."""
    story = Playbook() >> CLOSED << Answer() >> at(0.2) >> Answered()
    return story << Committed() << says(1, TEXTS.closed + TICKET_37)


BEGINNINGS: Mapping[str, Callable[[], Playbook]] = {
    "answering": answering,
    "greeting": greeting,
    "in_menu": in_menu,
    "listening": listening,
    "waiting": waiting,
    "announcing": announcing,
    "reserved": reserved,
    "ringing": ringing,
    "joining": joining,
    "talking": talking,
    "parting": parting,
    "leaving": leaving,
    "rejected": rejected,
    "closed": closed,
}
"""Every place in which a call can stand, by its name."""
