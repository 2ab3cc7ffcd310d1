"""Whoever of the engine decides by the policy of calls, told together of another one."""

from dataclasses import dataclass

from callback.policy import HoldPolicy
from callflow.events import PolicyId
from callflow.placing import Placer
from callflow.policy import CallPolicy
from callflow.service import CallService
from queues.messages import LineClosing
from queues.policy import QueueName
from queues.service import Distributor


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
