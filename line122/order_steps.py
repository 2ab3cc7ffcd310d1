"""Orders about hours and hot topics as steps of administration: kept and undone like them."""

from dataclasses import dataclass, replace
from datetime import datetime

import structlog

from administration.change import Change, Kind
from administration.documents import Document, HoursDocument, TopicDocument, read, written
from administration.ports import AdministrationBook
from base.clock import Clock
from base.errors import Line122Error
from base.ids import ChangeId, new_change_id
from callflow.events import ServiceName
from callflow.standing_orders import HoursAsked, HoursOrder
from ivr.hot_topics import HotTopic, TopicId
from line122.orders import OrderDesk

_log = structlog.get_logger(__name__)


class OrderOverError(Line122Error):
    """What would be ordered again is over already; order it anew."""


@dataclass(frozen=True, slots=True)
class OrderSteps:
    """A `line122.orders.StepKeeper`: keeps what was ordered beside all other steps."""

    book: AdministrationBook
    clock: Clock

    async def hours_ordered(
        self, before: HoursOrder | None, order: HoursOrder, undoes: ChangeId | None
    ) -> None:
        """Keep that a service is open or closed from now on, or goes by its hours."""
        now = self.clock.now()
        was = None if before is None else _hours_said(before, now)
        await self._keep(
            _step(Kind.HOURS, order.service, was, _hours_said(order, now)),
            actor=order.author,
            undoes=undoes,
        )

    async def topic_changed(
        self, topic: HotTopic, actor: str, undoes: ChangeId | None, *, is_on: bool
    ) -> None:
        """Keep that a topic is on the line, or off it."""
        said = _topic_said(topic)
        before, after = (None, said) if is_on else (said, None)
        step = _step(Kind.TOPIC, topic.topic_id, before, after)
        await self._keep(step, actor=actor, undoes=undoes)

    async def _keep(self, step: Change, *, actor: str, undoes: ChangeId | None) -> None:
        if step.before == step.after:
            return
        try:
            last = await self.book.changes((step.kind,), step.subject, most=1)
            follows = last[0].change_id if last else None
            kept = replace(step, actor=actor, at=self.clock.now(), undoes=undoes, follows=follows)
            await self.book.append(kept)
        except Line122Error as error:
            # The order stands in a book of its own, with its author; only the way back is lost.
            _log.error("administration.unkept", kind=step.kind, cause=str(error))


@dataclass(frozen=True, slots=True)
class UndoneOrders:
    """A `administration.ports.Orders`."""

    desk: OrderDesk
    book: AdministrationBook
    clock: Clock

    async def undo(self, change: Change, actor: str) -> Change:
        """Take an order back, and return the step that did it."""
        if change.kind is Kind.HOURS:
            await self._undo_hours(change, actor)
        elif change.before is None:
            await self.desk.stop_topic(TopicId(change.subject), actor, change.change_id)
        else:
            await self.desk.resume_topic(TopicId(change.subject), actor, change.change_id)
        (last,) = await self.book.changes((change.kind,), change.subject, most=1)
        if last.undoes != change.change_id:
            raise OrderOverError("it is over already; order it anew")
        return last

    async def _undo_hours(self, change: Change, actor: str) -> None:
        now, before = self.clock.now(), read(Kind.HOURS, change.before)
        asked, until = HoursAsked.AS_PLANNED, None
        if isinstance(before, HoursDocument):
            asked, until = HoursAsked(before.asked), before.until
            if until is not None and until <= now:
                raise OrderOverError("what was ordered before is over already; order it anew")
        order = HoursOrder(ServiceName(change.subject), asked, now, until, actor)
        await self.desk.order_hours(order, change.change_id)


def _step(kind: Kind, subject: str, before: Document | None, after: Document | None) -> Change:
    return Change(
        change_id=new_change_id(),
        kind=kind,
        subject=subject,
        before=written(before),
        after=written(after),
        actor="",
        at=datetime.min,  # noqa: DTZ901 - whoever keeps the step gives it its moment.
    )


def _hours_said(order: HoursOrder, now: datetime) -> HoursDocument | None:
    forced = order.forced(now)
    if forced is None:
        return None
    return HoursDocument(asked="open" if forced.is_open else "closed", until=order.until)


def _topic_said(topic: HotTopic) -> TopicDocument:
    return TopicDocument(
        text=topic.text,
        place=topic.place,
        starts_at=topic.starts_at,
        expires_at=topic.expires_at,
    )
