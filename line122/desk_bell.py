"""Tells the live pages what moves on the line; while no page is open it costs next to nothing.

Calls and the floor know nothing of pages: they tell whoever follows them, and here it becomes
"something happened to this operator". The calls that operators are still writing up are kept here,
since the board forgets a call as soon as it is over.
"""

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Final

from agents.agent import Activity
from base.ids import AgentId, CallId
from callflow.at_hand import agents_at
from callflow.call import AgentAtWork, Call, Ended
from callflow.follower_ports import CallWatcher
from queues.floor import Floor
from queues.ports import FloorWatcher
from web.live.hub import LiveHub

REMEMBERED: Final = 200
"""So many ended talks can still be shown; an operator writes up their last one."""


@dataclass(slots=True)
class DeskBell:
    """A `callflow.follower_ports.CallWatcher` and a `queues.ports.FloorWatcher`."""

    hub: LiveHub | None = None
    """`None` until there are pages; nobody is told before."""
    followers: tuple[CallWatcher, ...] = ()
    """Told first, whether or not there are pages."""
    _ended: OrderedDict[CallId, Call] = field(default_factory=OrderedDict)
    _floor: Floor = field(default_factory=Floor)

    def ended_call(self, call_id: CallId) -> Call | None:
        """Return a talk that has ended of late."""
        return self._ended.get(call_id)

    def call_changed(self, call: Call) -> None:
        """Take how a call stands now."""
        for follower in self.followers:
            follower.call_changed(call)
        if isinstance(call.phase, Ended) and call.agent_id is not None:
            self._ended[call.origin.call_id] = call
            if len(self._ended) > REMEMBERED:
                self._ended.popitem(last=False)
        if self.hub is not None and self.hub.is_watched:
            self.hub.changed(_operators_of(call))

    def floor_changed(self, floor: Floor) -> None:
        """Take how people and agents stand now."""
        before, self._floor = self._floor, floor
        if self.hub is None or not self.hub.is_watched:
            return
        moved = _moved(before, floor)
        self.hub.changed(moved)
        for agent_id in moved:
            agent = floor.agents.get(agent_id)
            known = before.agents.get(agent_id)
            was_ringing = known is not None and known.activity is Activity.RINGING
            if agent is not None and agent.activity is Activity.RINGING and not was_ringing:
                self.hub.rang(agent_id)


@dataclass(frozen=True, slots=True)
class FloorWatchers:
    """A `queues.ports.FloorWatcher` for several; the first is told first."""

    watchers: tuple[FloorWatcher, ...]

    def floor_changed(self, floor: Floor) -> None:
        """Tell each of them."""
        for watcher in self.watchers:
            watcher.floor_changed(floor)


def _operators_of(call: Call) -> tuple[AgentId, ...]:
    """Return everybody who has the call on their page."""
    agent = getattr(call.phase, "agent", None)
    rung = (agent.agent_id,) if isinstance(agent, AgentAtWork) else ()
    talked = () if call.agent_id is None else (call.agent_id,)
    return (*rung, *talked, *(agent.agent_id for agent in agents_at(call)))


def _moved(before: Floor, now: Floor) -> tuple[AgentId, ...]:
    if before.agents is now.agents:
        return ()
    return tuple(
        agent_id
        for agent_id, agent in now.agents.items()
        if before.agents.get(agent_id) is not agent
    )
