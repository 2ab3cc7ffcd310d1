"""Whether somebody who is told that we ring may hear answers at once, by one key.

A channel that answers a question for half a minute is given back; an operator would hold it, and
themselves, for minutes. Therefore the key is offered with the promise, not in front of it: the
promise comes first and stands, whatever the answers are, until the person says otherwise.
"""

from dataclasses import replace
from typing import Final

from callflow.admission import Announce
from callflow.call import Call
from callflow.events import Arrived
from callflow.policy import CallPolicy
from ivr.facts import CallerMark, Facts
from ivr.menu import Digit

ANSWERS_KEY: Final = Digit("3")
"""As in the menus of the line, where 3 leads to the reference."""


def offers_answers(call: Call, policy: CallPolicy) -> bool:
    """Tell whether the promise may name the key: there is a menu behind it, and room for one."""
    origin = call.origin
    if not isinstance(origin, Arrived) or not origin.is_open or not is_only_told(call):
        return False
    has_room = origin.load.stays_free >= policy.menu.answers_free
    return has_room and policy.services[origin.service].script.meanwhile is not None


def is_only_told(call: Call) -> bool:
    """Tell whether the call was let in to be told something, and no operator is to be had."""
    return isinstance(call.admission, Announce)


def with_promise(call: Call, facts: Facts) -> Facts:
    """Return what a menu may ask, knowing of the promise that the caller has from us."""
    if not call.is_told and not is_only_told(call):
        return facts
    return replace(facts, caller=facts.caller | {CallerMark.PROMISED})


def was_offered_answers(call: Call, policy: CallPolicy) -> bool:
    """Tell whether the promise has named the key before, and the channel is needed for others."""
    origin = call.origin
    if not isinstance(origin, Arrived) or not call.is_told:
        return False
    is_short = origin.load.stays_free < policy.menu.channels_free
    return is_short and policy.services[origin.service].script.meanwhile is not None
