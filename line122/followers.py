"""Joins the desk of orders to whoever of the engine decides by the policy of calls."""

from dataclasses import dataclass

from base.clock import Clock
from callback.policy import HoldPolicy
from callflow.events import PolicyId
from callflow.placing import Placer
from callflow.policy import CallPolicy
from callflow.service import CallService
from line122.order_steps import OrderSteps
from line122.orders import OrderBooks, OrderDesk
from line122.topic_meter import TopicMeter
from queues.messages import LineClosing
from queues.policy import QueueName
from queues.service import Distributor
from storage.records.books import Books


@dataclass(frozen=True, slots=True)
class EngineFollowers:
    """A `line122.orders.Followers`: whoever of the engine decides by the policy of calls."""

    calls: CallService
    placer: Placer
    distributor: Distributor

    def change_policy(self, policy: CallPolicy, policy_id: PolicyId, hold: HoldPolicy) -> None:
        """Decide by another policy from now on."""
        self.calls.change_policy(policy, policy_id, hold)
        self.placer.change_policy(policy)

    def close(self, queues: frozenset[QueueName]) -> None:
        """Send those away with a promise who wait where nothing leads any more."""
        self.distributor.tell(LineClosing(queues))


def order_desk(
    books: Books, clock: Clock, followers: EngineFollowers, *, hold: HoldPolicy, topics: TopicMeter
) -> OrderDesk:
    """Return the desk of orders over the policy that the calls go by now."""
    return OrderDesk(
        OrderBooks(
            books.calls, books.hours, books.topics, OrderSteps(books.administration, clock)
        ),
        followers,
        clock,
        planned=followers.calls.policy,
        hold=hold,
        meter=topics,
    )
