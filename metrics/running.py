"""A day that runs along: the same tally as a report's, kept up by every change of a call or need.

What was counted of a call or a need before is taken away, and what is known now is added: a
change costs as much as the need has calls, and nothing else is looked at again. Only the marks of
20, 60 and 90 seconds pass without any event: needs that are so young are judged when one asks.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from agents.agent import Activity, Presence
from base.ids import AgentId, CallId, ContactId
from metrics.facts import AgentSpan, CallFacts, NeedFacts
from metrics.tally import (
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
    """What stands for a need in the tally; those that are too young are not in it."""
    _undecided: dict[ContactId, None] = field(default_factory=dict)
    """Needs that are judged when somebody asks: young ones, and those with an open promise."""
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
                self._people -= Counter([before.person] if is_attempt(before) else ())
            self._tally = with_call(self._tally, call)
            self._people += Counter([call.person] if is_attempt(call) else ())
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
        needs = self._tally.needs
        for contact_id in self._undecided:
            needs += self._need_tally(contact_id, now)
        return replace(self._tally, people=len(self._people), needs=needs, agents=agents)

    def _doubt(self, contact_id: ContactId) -> None:
        """Take a need out of the tally, to be judged anew."""
        judged = self._judged.pop(contact_id, None)
        if judged is not None:
            self._tally = replace(self._tally, needs=self._tally.needs - judged)
        if contact_id in self._needs:
            self._undecided[contact_id] = None

    def _judge(self, now: datetime) -> None:
        """Count for good, until they change, the needs of which time alone changes nothing."""
        for contact_id in [each for each in self._undecided if self._is_settled(each, now)]:
            del self._undecided[contact_id]
            judged = self._judged[contact_id] = self._need_tally(contact_id, now)
            self._tally = replace(self._tally, needs=self._tally.needs + judged)

    def _is_settled(self, contact_id: ContactId, now: datetime) -> bool:
        need = self._needs[contact_id]
        is_old = now - need.first_dial_at >= timedelta(seconds=SOON_S)
        return is_old and (need.promised_for is None or need.promised_for < now)

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


def _span(agent_id: AgentId, spending: _Spending, until: datetime) -> AgentSpan:
    seconds = max(0.0, (until - spending.since).total_seconds())
    return AgentSpan(agent_id, spending.presence, spending.activity, seconds)
