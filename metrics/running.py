"""A day that runs along: the same tally as a report's, kept up by every change of a call or need.

What was counted of a call or a need before is taken away, and what is known now is added: a
change costs as much as the need has calls, and nothing else is looked at again. Only the marks of
20, 60 and 90 seconds and the moments of promises pass without any event: each need is looked at
again when its next one has come. Whoever asks does so in the order of time.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from heapq import heappop, heappush

from agents.agent import Activity, Presence
from base.ids import AgentId, CallId, ContactId
from metrics.facts import AgentSpan, CallFacts, NeedFacts
from metrics.tally import (
    A_MINUTE_S,
    AT_ONCE_S,
    SOON_S,
    NeedTally,
    Tally,
    agent_tally,
    is_attempt,
    need_tally,
    with_call,
    without_call,
)


@dataclass(frozen=True, slots=True)
class _Spending:
    """What an agent does since a moment."""

    presence: Presence
    activity: Activity
    since: datetime


@dataclass(slots=True)
class RunningDay:
    """The tally of one interval, from `begins_at` on."""

    begins_at: datetime
    _tally: Tally = field(default_factory=Tally)
    _people: Counter[str] = field(default_factory=Counter)
    _latest: dict[CallId, CallFacts] = field(default_factory=dict)
    _calls: dict[ContactId, dict[CallId, CallFacts]] = field(default_factory=dict)
    _needs: dict[ContactId, NeedFacts] = field(default_factory=dict)
    _judged: dict[ContactId, NeedTally] = field(default_factory=dict)
    """What stands for a need in the tally."""
    _undecided: dict[ContactId, None] = field(default_factory=dict)
    """Needs that are judged when somebody asks."""
    _marks: list[tuple[datetime, ContactId]] = field(default_factory=list)
    """A heap: when time alone changes what a need counts for; one that is out of date is idle."""
    _agents: dict[AgentId, _Spending] = field(default_factory=dict)

    def put_call(self, call: CallFacts) -> None:
        """Take a call as it is now; the same again changes nothing."""
        before = self._latest.get(call.call_id)
        if before == call:
            return
        if before is not None and before.contact_id != call.contact_id:
            del self._calls[before.contact_id][call.call_id]
            self._doubt(before.contact_id)
        self._latest[call.call_id] = call
        self._calls.setdefault(call.contact_id, {})[call.call_id] = call
        if call.arrived_at >= self.begins_at:
            if before is not None:
                self._tally = without_call(self._tally, before)
                self._count_person(before, -1)
            self._tally = with_call(self._tally, call)
            self._count_person(call, 1)
        self._doubt(call.contact_id)

    def put_need(self, need: NeedFacts) -> None:
        """Take a need as it is now; one whose first dial was earlier is another interval's."""
        if need.first_dial_at >= self.begins_at and self._needs.get(need.contact_id) != need:
            self._needs[need.contact_id] = need
            self._doubt(need.contact_id)

    def put_agent(
        self, agent_id: AgentId, presence: Presence, activity: Activity, at: datetime
    ) -> None:
        """Take what an agent does from now on."""
        self._close_span(agent_id, at)
        self._agents[agent_id] = _Spending(presence, activity, max(at, self.begins_at))

    def tally(self, now: datetime) -> Tally:
        """Return what has been counted until now."""
        self._judge(now)
        agents = self._tally.agents
        for span in self._spans(now):
            agents += agent_tally(span)
        return replace(self._tally, people=len(self._people), agents=agents)

    def _count_person(self, call: CallFacts, attempts: int) -> None:
        """Take an attempt more or less of a person; who has none left is nobody's caller."""
        if not is_attempt(call):
            return
        self._people[call.person] += attempts
        if not self._people[call.person]:
            del self._people[call.person]

    def _doubt(self, contact_id: ContactId) -> None:
        """Take a need out of the tally, to be judged anew."""
        judged = self._judged.pop(contact_id, None)
        if judged is not None:
            self._tally = replace(self._tally, needs=self._tally.needs - judged)
        if contact_id in self._needs:
            self._undecided[contact_id] = None

    def _judge(self, now: datetime) -> None:
        """Count the needs that changed, and those of which a mark has come."""
        while self._marks and self._marks[0][0] <= now:
            self._doubt(heappop(self._marks)[1])
        for contact_id in self._undecided:
            judged = self._judged[contact_id] = self._need_tally(contact_id, now)
            self._tally = replace(self._tally, needs=self._tally.needs + judged)
            coming = [mark for mark in _marks_of(self._needs[contact_id]) if mark > now]
            if coming:
                heappush(self._marks, (min(coming), contact_id))
        self._undecided.clear()

    def _need_tally(self, contact_id: ContactId, now: datetime) -> NeedTally:
        calls = self._calls.get(contact_id, {})
        return need_tally(self._needs[contact_id], tuple(calls.values()), now)

    def _close_span(self, agent_id: AgentId, at: datetime) -> None:
        spending = self._agents.pop(agent_id, None)
        if spending is not None:
            added = agent_tally(_span(agent_id, spending, at))
            self._tally = replace(self._tally, agents=self._tally.agents + added)

    def _spans(self, now: datetime) -> Iterable[AgentSpan]:
        return (_span(agent_id, each, now) for agent_id, each in self._agents.items())


def _marks_of(need: NeedFacts) -> Iterable[datetime]:
    """Yield when time alone may change what a need counts for."""
    for after_s in (AT_ONCE_S, A_MINUTE_S, SOON_S):
        yield need.first_dial_at + timedelta(seconds=after_s)
    if need.promised_for is not None:
        # A promise is broken once its moment is over, not in it.
        yield need.promised_for + timedelta.resolution


def _span(agent_id: AgentId, spending: _Spending, until: datetime) -> AgentSpan:
    seconds = max(0.0, (until - spending.since).total_seconds())
    return AgentSpan(agent_id, spending.presence, spending.activity, seconds)
