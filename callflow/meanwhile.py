"""How a menu ends for somebody who is only told: nothing is taken from them that was promised."""

from base.instant import Instant
from callflow.answers import is_only_told
from callflow.call import Call, Question
from callflow.endings import part_with
from callflow.outcome import Outcome
from callflow.policy import CallPolicy
from callflow.questions import ask
from callflow.steps import CallStep
from ivr.nodes import CallbackNode, Ending, HangUpNode, QueueNode


def leaves_promise(call: Call, to: Ending) -> bool:
    """Tell whether a menu that ends there leaves a caller to the call that they were promised.

    A danger sign, as in every menu, leads to an operator.
    """
    if not is_only_told(call) or call.is_urgent:
        return False
    if isinstance(to, HangUpNode):
        return Outcome(to.outcome) is Outcome.TOLD and not call.is_told
    return isinstance(to, QueueNode | CallbackNode)


def promise_stands(call: Call, now: Instant, policy: CallPolicy, *, reason: str) -> CallStep:
    """Let go with the promise; whoever has not heard it to its end hears it now."""
    if not call.is_told:
        return ask(call, Question.PROMISE, now, policy, reason=reason)
    words = policy.texts.ladder.promise_stands
    return part_with(call, words, Outcome.TOLD, now, policy, reason=reason)
