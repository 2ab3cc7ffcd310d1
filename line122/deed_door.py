"""What supervisors do beside listening: done by whoever owns it, and kept."""

from dataclasses import dataclass
from typing import Final, assert_never

import msgspec

from administration.change import Kind
from administration.documents import NumberDocument
from administration.service import AdministrationDesk, Declined, Step
from base.clock import Clock
from base.ids import CallId, DispatchId
from base.phone import CallerKey, read_number
from callers.service import CallerDesk
from callers.treatment import Treatment
from callflow.deeds import (
    DeedDone,
    ForceStorm,
    GivePerson,
    MayNotDo,
    MovePerson,
    NumberTurn,
    OrderService,
    PutCallFirst,
    PutPromiseFirst,
    PutTopic,
    Refused,
    ResendVisits,
    StopTopic,
    TurnAgent,
    TurnNumber,
    Wanted,
)
from callflow.effects import (
    Choices,
    Effect,
    effect_of_agent,
    effect_of_giving,
    effect_of_moving,
    effect_of_putting_first,
    effect_of_storm,
    waits,
)
from callflow.intervention import Intervention, deed_of
from callflow.intervention_desk import PRESENCES, InterventionDesk, agent_of
from callflow.moment import Moment
from callflow.standing_orders import HoursAsked
from line122.supervising import InterventionJournal
from line122.topic_deeds import put_topic, stop_topic
from queues.estimate import Overhead
from tickets.dispatch import DispatchState
from tickets.service import CaseDesk
from web.api.ports import Dispatches
from web.orders import OrderControl
from web.ports import Declined as OrderDeclined

_MOST_RESENT: Final = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class DeedDoor:
    """A `web.api.supervise_ports.Interventions`."""

    desk: InterventionDesk
    journal: InterventionJournal
    callers: CallerDesk
    cases: CaseDesk
    orders: OrderControl
    administration: AdministrationDesk
    dispatches: Dispatches
    clock: Clock

    async def do(self, actor: str, wanted: Wanted, why: str) -> DeedDone | Refused:
        """Do what is asked and keep it, or say why it cannot be.

        Raises:
            Line122Error: whoever keeps it cannot now; then nothing has changed.

        """
        done = await self._do(actor, wanted, why)
        if isinstance(done, DeedDone):
            self.journal.note(
                self.journal.new(
                    actor,
                    deed_of(wanted),
                    done.subject,
                    why=why,
                    detail=done.detail,
                    call_id=done.call_id,
                )
            )
        return done

    def preview(self, wanted: Wanted) -> Effect:
        """Return what it would change, as far as that can be told."""
        distributor, calls = self.desk.distributor, self.desk.calls
        floor, policy, now = distributor.floor, distributor.policy, self.clock.instant()
        match wanted:
            case GivePerson(call_id):
                return effect_of_giving(
                    floor, call_id, now, policy, connect_s=Overhead().connect_s
                )
            case MovePerson(call_id, queue):
                return effect_of_moving(floor, call_id, queue, now, policy)
            case PutCallFirst(call_id):
                return effect_of_putting_first(floor, call_id, now, policy)
            case TurnAgent(account, turn):
                agent = agent_of(distributor, account)
                if agent is not None:
                    presence = PRESENCES[turn]
                    return effect_of_agent(floor, agent.agent_id, presence, now, policy)
            case ForceStorm():
                return effect_of_storm(floor, calls.board.calls(), now, policy)
            case PutTopic():
                return self._hearers()
            case PutPromiseFirst() | OrderService() | TurnNumber() | ResendVisits() | StopTopic():
                pass
            case _:
                assert_never(wanted)
        same = waits(floor, now, policy)
        return Effect(before=same, after=same)

    def choices(self) -> Choices:
        """Return what there is to choose from."""
        policy = self.desk.calls.policy
        return Choices(
            queues=tuple(sorted(policy.queues)),
            services=tuple(sorted(policy.services)),
            storm=self.desk.storm.order,
        )

    async def newest(self, most: int) -> tuple[Intervention, ...]:
        """Return what was done last, the newest first."""
        return await self.journal.newest(most)

    async def of_call(self, call_id: CallId) -> tuple[Intervention, ...]:
        """Return what was done to the person of a call, the oldest first."""
        return await self.journal.of_call(call_id)

    async def _do(self, actor: str, wanted: Wanted, why: str) -> DeedDone | Refused:
        match wanted:
            case OrderService():
                return await self._order_service(actor, wanted)
            case TurnNumber():
                return await self._turn_number(actor, wanted, why)
            case ResendVisits():
                return await self._resend()
            case PutTopic():
                return await put_topic(self.orders, actor, wanted)
            case StopTopic(topic_id):
                return await stop_topic(self.orders, actor, topic_id)
            case _:
                return self.desk.do(wanted, actor, self.clock.now())

    async def _order_service(self, actor: str, wanted: OrderService) -> DeedDone | Refused:
        until = None if wanted.until is None else wanted.until.isoformat()
        ask = {
            "service": wanted.service,
            "asked": wanted.asked,
            "until": until,
            "author": actor,
        }
        answer = await self.orders.order_hours(msgspec.json.encode(ask))
        if isinstance(answer, OrderDeclined):
            return Refused(MayNotDo.DECLINED, " ".join(answer.problems))
        is_for_ever = until is None or wanted.asked is HoursAsked.AS_PLANNED
        detail = wanted.asked.value if is_for_ever else f"{wanted.asked} until {until}"
        return DeedDone(wanted.service, detail)

    async def _turn_number(self, actor: str, wanted: TurnNumber, why: str) -> DeedDone | Refused:
        number = self._key_of(wanted)
        if number is None:
            return Refused(MayNotDo.NO_NUMBER)
        now = self.clock.now()
        match wanted.turn:
            case NumberTurn.SILENCE:
                if self.callers.silence(number, now) is None:
                    return Refused(MayNotDo.NO_NUMBER)
            case NumberTurn.RELEASE:
                if not self.callers.undo(number, now):
                    return Refused(MayNotDo.NOTHING_CHANGES)
            case NumberTurn.ADMIT:
                return await self._admit(actor, number, why)
            case _:
                assert_never(wanted.turn)
        return DeedDone(str(number))

    async def _admit(self, actor: str, number: CallerKey, why: str) -> DeedDone | Refused:
        document = NumberDocument(treatment=Treatment.ALWAYS_ADMITTED, note=why)
        step = Step(kind=Kind.NUMBER, subject=str(number), after=document, actor=actor)
        changed = await self.administration.change(step)
        if isinstance(changed, Declined):
            if changed.is_conflict:
                return Refused(MayNotDo.NOTHING_CHANGES)
            return Refused(MayNotDo.DECLINED, changed.sentence)
        return DeedDone(str(number))

    async def _resend(self) -> DeedDone | Refused:
        dead = await self.dispatches.listed(frozenset({DispatchState.DEAD}), None, _MOST_RESENT)
        names = [DispatchId(line.dispatch_id) for line in dead.lines]
        again = await self.dispatches.replay(names, self.clock.now()) if names else frozenset()
        if not again:
            return Refused(MayNotDo.NOTHING_CHANGES)
        return DeedDone("dispatches", str(len(again)))

    def _hearers(self) -> Effect:
        """Return who would have heard a topic of late; nobody knows who will then hang up."""
        calls, at = self.desk.calls, Moment(self.clock.now(), self.clock.instant())
        distributor = self.desk.distributor
        same = waits(distributor.floor, at.instant, distributor.policy)
        return Effect(before=same, after=same, hearers=calls.watch.figures(at).people)

    def _key_of(self, wanted: TurnNumber) -> CallerKey | None:
        if wanted.number is None:
            case = None if wanted.contact_id is None else self.cases.case_of(wanted.contact_id)
            return None if case is None else case.contact.number
        main = next(iter(self.desk.calls.policy.trunks.values()))
        return read_number(wanted.number, main.rules).number
