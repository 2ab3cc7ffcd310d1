"""What the running engine says of itself: its health, its readiness and its live figures."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import msgspec
from prometheus_client import CollectorRegistry, generate_latest

from agents.service import Roster
from base.clock import Clock
from callback.service import CallbackDesk
from callflow.readings import AgentReading, read_agents, read_live, read_people
from callflow.service import CallService
from queues.service import Distributor

Trouble = Callable[[], str | None]
"""A part's own answer to what keeps it from working; `None` when nothing does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StateRooms:
    """Whose state it is."""

    calls: CallService
    distributor: Distributor
    roster: Roster
    callbacks: CallbackDesk


class EngineState:
    """The port that the pages for machines read."""

    def __init__(
        self,
        rooms: StateRooms,
        *,
        clock: Clock,
        registry: CollectorRegistry,
        parts: Mapping[str, Trouble],
    ) -> None:
        self._rooms = rooms
        self._clock = clock
        self.registry = registry
        """Where the metrics of the engine are."""
        self._parts = parts

    def troubles(self) -> Mapping[str, str]:
        """Return what keeps the engine from taking calls, part → sentence."""
        said = {part: trouble() for part, trouble in self._parts.items()}
        return {part: sentence for part, sentence in said.items() if sentence is not None}

    def exposition(self) -> bytes:
        """Return the metrics in Prometheus' text format."""
        return generate_latest(self.registry)

    def live(self) -> bytes:
        """Return the live figures as JSON."""
        rooms = self._rooms
        reading = read_live(
            (line.call for line in rooms.calls.lines),
            rooms.distributor.floor,
            self._clock.instant(),
            rooms.calls.policy,
            read_people(rooms.callbacks.ledger, is_storm=rooms.calls.is_storm),
        )
        return msgspec.json.encode(replace(reading, agents=self.agents()))

    def agents(self) -> tuple[AgentReading, ...]:
        """Return how the agents and their telephones stand."""
        floor, now = self._rooms.distributor.floor, self._clock.instant()
        return read_agents(floor.agents.values(), self._rooms.roster.phones, now)
