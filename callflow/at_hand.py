"""What an operator has at hand while they talk: silence, keys for the far end, hanging up.

None of it moves the call on: who talks with whom stays as it is, and a wish that finds no such
operator any more is late. The telephone's own hold key is no wish but a fact: the talk goes on
being theirs, the person hears music by the exchange's own doing, and whoever looks sees it.
"""

from dataclasses import replace
from typing import Final, TypeAlias

from base.ids import AgentId
from callflow.call import (
    AgentAtWork,
    Call,
    Dialling,
    Fetching,
    HandedOver,
    Outside,
    Talking,
    Transferring,
)
from callflow.commands import HangUpAgent, PlayMusic
from callflow.events import PhoneHeld
from callflow.steps import CallStep, step
from callflow.talk_commands import MuteAgent, PressKeys, StopMusic
from callflow.wishes import HangUpAsked, Keys, KeysAsked, MuteAsked

MOST_KEYS: Final = 32
"""An extension and a card's number are shorter."""
_KEYS: Final = frozenset("0123456789*#ABCD,")
"""A comma is a pause of half a second."""

AtHand: TypeAlias = HangUpAsked | MuteAsked | KeysAsked | PhoneHeld


def read_keys(written: str) -> Keys | None:
    """Return keys that can be pressed; `None` for what no telephone has."""
    keys = written.upper()
    is_good = 0 < len(keys) <= MOST_KEYS and _KEYS.issuperset(keys)
    return Keys(keys) if is_good else None


def agents_at(call: Call) -> tuple[AgentAtWork, ...]:
    """Return the agents who are in the talk or on their way into it: at most two."""
    phase = call.phase
    if not isinstance(phase, Talking | Transferring | Fetching | Dialling):
        return ()
    sides = (getattr(phase, "agent", None), getattr(phase, "far", None))
    return tuple(side for side in sides if isinstance(side, AgentAtWork))


def agent_at(call: Call, agent_id: AgentId) -> AgentAtWork | None:
    """Return how an agent is in the call; `None` when they are not."""
    return next((agent for agent in agents_at(call) if agent.agent_id == agent_id), None)


def at_hand(call: Call, event: AtHand) -> CallStep:
    """Answer what an operator asks of the talk that they have, or their telephone does to it."""
    match event:
        case KeysAsked(keys):
            return _press(call, keys)
        case HangUpAsked(agent_id):
            agent = agent_at(call, agent_id)
            if agent is None:
                return step(call, reason="late")
            return step(call, HangUpAgent(agent.ring), reason="hang_up_asked")
        case MuteAsked(agent_id, is_on):
            agent = agent_at(call, agent_id)
            if agent is None or agent.is_muted is is_on:
                return step(call, reason="late")
            muted = _with(call, agent, replace(agent, is_muted=is_on))
            return step(muted, MuteAgent(agent.ring, is_on), reason="mute_asked")
        case PhoneHeld(ring, is_on):
            here = next((agent for agent in agents_at(call) if agent.ring == ring), None)
            if here is None or here.is_away is is_on:
                return step(call, reason="late")
            held = _with(call, here, replace(here, is_away=is_on))
            return step(held, *_music(call, is_on=is_on), reason=_held_because(is_on=is_on))


def _music(call: Call, *, is_on: bool) -> tuple[PlayMusic | StopMusic, ...]:
    """Let the person hear music who is alone now; where a third one is in the talk, they talk."""
    if not isinstance(call.phase, Talking):
        return ()
    return (PlayMusic(),) if is_on else (StopMusic(),)


def _held_because(*, is_on: bool) -> str:
    return "phone_held" if is_on else "phone_taken_back"


def _press(call: Call, keys: Keys) -> CallStep:
    """Press keys for whoever is outside, if they are in the talk; else for the person."""
    match call.phase:
        case Transferring(far=Outside(ring=ring), has_answered=True) | HandedOver(
            Outside(ring=ring)
        ):
            return step(call, PressKeys(keys, ring), reason="keys_asked")
        case Talking() | Transferring(agent=AgentAtWork()):
            return step(call, PressKeys(keys), reason="keys_asked")
        case _:
            return step(call, reason="late")


def _with(call: Call, agent: AgentAtWork, changed: AgentAtWork) -> Call:
    match call.phase:
        case Talking():
            return replace(call, phase=Talking(changed))
        case Transferring(agent=here) as phase if here == agent:
            return replace(call, phase=replace(phase, agent=changed))
        case Transferring() as phase:
            return replace(call, phase=replace(phase, far=changed))
        case Fetching() | Dialling() as phase:
            return replace(call, phase=replace(phase, agent=changed))
        case _:
            return call
