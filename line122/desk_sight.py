"""What operators see on their pages, gathered from the rooms that know it."""

from collections import OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

from agents.agent import Activity, Agent
from agents.service import Roster
from base.clock import Clock
from base.ids import AgentId, CallId
from base.instant import Instant, elapsed_s
from base.phone import CallerKey, PhoneNumber
from callback.service import CallbackDesk
from callers.service import CallerDesk
from callflow.call import Call
from callflow.events import Arrived
from callflow.hours import Closed, opening_of
from callflow.moment import Moment
from callflow.service import CallService
from line122.desk_bell import DeskBell
from line122.desk_look_ups import Whom, WorkCounter, WrittenTickets
from queues.estimate import estimate_wait
from queues.readings import Person
from queues.service import Distributor
from tickets.contact import OpenCase
from tickets.service import CaseDesk
from web.api.ports import ReadAudit, ReaderRole, ReadMade
from web.desk.call import CallFacts, call_shown
from web.desk.line import LineFacts, line_shown, work_shown
from web.desk.people import colleague_shown, me_shown
from web.live.delta import Node, State
from web.live.ports import Watcher

_DRIFT_S: Final = 1.0
"""So far the two clocks may part before moments are told by the wall clock of now."""
_ESTIMATE_EVERY_S: Final = 1.0
_REMEMBERED: Final = 512
_NOBODY: Final[State] = {"me": None, "call": None}


@dataclass(frozen=True, slots=True, kw_only=True)
class SightRooms:
    """Who knows what operators see."""

    clock: Clock
    zone: ZoneInfo
    distributor: Distributor
    calls: CallService
    callbacks: CallbackDesk
    cases: CaseDesk
    callers: CallerDesk
    roster: Roster
    bell: DeskBell
    audit: ReadAudit


class DeskSight:
    """A `web.live.ports.Sight`: pages of operators."""

    def __init__(self, rooms: SightRooms, written: WrittenTickets, work: WorkCounter) -> None:
        self._rooms = rooms
        self._written = written
        self._work = work
        self._anchor = Moment(rooms.clock.now(), rooms.clock.instant())
        self._team: dict[AgentId, tuple[Agent, State]] = {}
        self._estimated: tuple[Instant, float | None] | None = None
        self._noted: OrderedDict[tuple[str, CallId], None] = OrderedDict()

    def line(self) -> State:
        """Return the team, the line and the work."""
        self._keep_anchor()
        rooms = self._rooms
        return {
            "team": self._team_shown(),
            "line": line_shown(self._line_facts(), rooms.clock.instant()),
            "work": work_shown(
                rooms.callbacks.ledger.requests.values(), self._work.counts, self._work.reports
            ),
        }

    def own(self, watcher: Watcher) -> State:
        """Return the operator themselves and their call."""
        if watcher.agent_id is None:
            return _NOBODY
        distributor = self._rooms.distributor
        agent = distributor.floor.agents.get(watcher.agent_id)
        if agent is None:
            return _NOBODY
        phone = self._rooms.roster.health_of(agent.operator.account)
        return {
            "me": me_shown(agent, phone, distributor.policy.agents, self._anchor),
            "call": self._call_shown(agent, watcher),
        }

    @property
    def anchor(self) -> Moment:
        """The moment by which instants are told; it stays until the wall clock is set."""
        self._keep_anchor()
        return self._anchor

    def _keep_anchor(self) -> None:
        """Follow a wall clock that was set; a moment is told alike until then."""
        now, instant = self._rooms.clock.now(), self._rooms.clock.instant()
        told = (now - self._anchor.now).total_seconds()
        if abs(told - (instant - self._anchor.instant)) > _DRIFT_S:
            self._anchor = Moment(now, instant)
            self._team.clear()

    def _team_shown(self) -> State:
        agents = self._rooms.distributor.floor.agents
        shown: dict[str, Node] = {}
        for agent_id, agent in agents.items():
            known = self._team.get(agent_id)
            if known is None or known[0] is not agent:
                # The same value as before is told by nobody: what did not move is not compared.
                known = self._team[agent_id] = (agent, colleague_shown(agent, self._anchor))
            shown[agent.operator.account] = known[1]
        return shown

    def _line_facts(self) -> LineFacts:
        rooms = self._rooms
        policy, now = rooms.calls.policy, rooms.clock.now()
        return LineFacts(
            entries=rooms.distributor.floor.entries.values(),
            estimate_s=self.estimate_s(),
            promised=len(rooms.callbacks.ledger.requests),
            channels=sum(trunk.channels for trunk in policy.trunks.values()),
            channels_in_use=sum(map(rooms.calls.board.in_use, policy.trunks)),
            is_storm=rooms.calls.is_storm,
            is_open=any(
                not isinstance(opening_of(service, now), Closed)
                for service in policy.services.values()
            ),
        )

    def estimate_s(self) -> float | None:
        """Return how long somebody would wait who came now, by the line of the first trunk."""
        rooms, now = self._rooms, self._rooms.clock.instant()
        if self._estimated is None or elapsed_s(self._estimated[0], now) >= _ESTIMATE_EVERY_S:
            policy = rooms.calls.policy
            trunk = next(iter(policy.trunks.values()))
            person = Person(policy.services[trunk.default_service].queue, now)
            floor, queues = rooms.distributor.floor, rooms.distributor.policy
            found = estimate_wait(floor, person, now, queues, rooms.callbacks.overhead)
            self._estimated = (now, found.wait_s)
        return self._estimated[1]

    def _call_shown(self, agent: Agent, watcher: Watcher) -> State | None:
        call = self._call_of(agent)
        if call is None:
            return None
        rooms, origin = self._rooms, call.origin
        contact_id = origin.case.contact_id
        case = rooms.cases.case_of(contact_id) or rooms.calls.people.talks.case_of(origin.call_id)
        number = origin.ani.number if isinstance(origin, Arrived) else origin.number
        self._note(watcher, call, number)
        known_as: CallerKey | None = number if case is None else case.contact.number
        facts = CallFacts(
            call=call,
            agent=agent,
            case=case,
            request=rooms.callbacks.ledger.requests.get(contact_id),
            history=None if known_as is None else rooms.callers.history(known_as),
            rules=rooms.calls.policy.trunks[origin.trunk].rules,
            hold_limit_s=rooms.calls.policy.admission.hold_limit_s,
            names=_Names(rooms.distributor.floor.agents),
            written=self._written.of(self._whom(agent, call, case, number)),
        )
        return call_shown(facts, self._anchor, rooms.clock.instant(), rooms.zone)

    def _call_of(self, agent: Agent) -> Call | None:
        if agent.call_id is None:
            return None
        line = self._rooms.calls.board.line(agent.call_id)
        return self._rooms.bell.ended_call(agent.call_id) if line is None else line.call

    def _whom(
        self, agent: Agent, call: Call, case: OpenCase | None, number: PhoneNumber | None
    ) -> Whom:
        return Whom(
            call_id=call.origin.call_id,
            agent_id=agent.agent_id,
            is_over=agent.activity is Activity.WRAP_UP,
            number=number,
            contact_id=call.origin.case.contact_id,
            ticket=None if case is None else case.ticket.number,
        )

    def _note(self, watcher: Watcher, call: Call, number: PhoneNumber | None) -> None:
        """Keep that somebody saw whose case it is, once for each person and call."""
        key = (watcher.login, call.origin.call_id)
        if key in self._noted:
            return
        self._noted[key] = None
        if len(self._noted) > _REMEMBERED:
            self._noted.popitem(last=False)
        self._rooms.audit.note(
            ReadMade(
                at=self._rooms.clock.now(),
                role=ReaderRole.PERSON,
                reader=watcher.login,
                operation="screen_pop",
                ticket_ids=(call.origin.case.ticket_id,),
                number=number,
            )
        )


@dataclass(frozen=True, slots=True)
class _Names(Mapping[AgentId, str]):
    """Names of agents by their ids, without a copy of them all."""

    agents: Mapping[AgentId, Agent]

    def __getitem__(self, agent_id: AgentId) -> str:
        return self.agents[agent_id].operator.name

    def __iter__(self) -> Iterator[AgentId]:
        return iter(self.agents)

    def __len__(self) -> int:
        return len(self.agents)
