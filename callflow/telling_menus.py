"""A walk through a menu told from its journal: keys, words, look-ups, and where it led."""

from collections.abc import Iterator
from typing import Final

from callflow.call import Call, InMenu, Marking
from callflow.discretion import Discretion
from callflow.events import DigitPressed
from callflow.menu import KeepRequest, TablesAnswered
from callflow.message import MessageFailed, MessageRecorded
from callflow.rerun import Turn
from callflow.story_menus import (
    MarkGiven,
    MenuHappening,
    MenuKey,
    MenuKeyedIn,
    MenuLeft,
    MenuLookedUp,
    MenuRequest,
    MenuSpoken,
)
from ivr.intake import asked_of
from ivr.nodes import LookUpNode
from ivr.walk import Confirming, GoReason, Keying, Walk

_REASONS: Final = {reason.value: reason for reason in GoReason}


def of_menu(turn: Turn, before: Call, discretion: Discretion) -> Iterator[MenuHappening]:
    """Yield what a turn was to the menu in which the person stands, or stood before it."""
    after = turn.step.state
    if isinstance(before.phase, InMenu | Marking):
        yield from _of_event(turn, before.phase.walk, discretion)
    for command in turn.step.commands:
        if isinstance(command, KeepRequest):
            request = command.request
            yield MenuRequest(request.kind, request.is_partial, len(request.takes))
    if after.mark is not None and before.mark is None:
        yield MarkGiven(after.mark)
    if isinstance(before.phase, InMenu) and not isinstance(after.phase, InMenu):
        yield MenuLeft(_REASONS.get(turn.step.reason))


def is_menu_key(turn: Turn, before: Call) -> bool:
    """Tell whether a turn is a key that is told of here."""
    return isinstance(before.phase, InMenu | Marking) and isinstance(
        turn.entry.event, DigitPressed
    )


def hides_digits(call: Call, discretion: Discretion) -> bool:
    """Tell whether what is said repeats digits that are nobody's but the caller's."""
    phase = call.phase
    is_repeated = isinstance(phase, InMenu) and isinstance(phase.walk.stage, Confirming)
    return is_repeated and not discretion.shows_all


def _of_event(turn: Turn, walk: Walk, discretion: Discretion) -> Iterator[MenuHappening]:
    later = _walk_of(turn.step.state)
    match turn.entry.event:
        case TablesAnswered(number, outcome) if number == walk.look_ups:
            node = walk.script.nodes[walk.node]
            if isinstance(node, LookUpNode):
                yield MenuLookedUp(node.look_up, outcome)
        case MessageRecorded(message, duration_s=lasted_s, has_voice=has_voice):
            yield MenuSpoken(message.field, lasted_s if has_voice else 0.0)
        case MessageFailed(message):
            yield MenuSpoken(message.field, 0.0)
        case DigitPressed(digit) if not isinstance(walk.stage, Keying):
            yield MenuKey(digit, _led_to(walk, later))
        case _:
            yield from _keyed_in(turn, walk, later, discretion)


def _keyed_in(
    turn: Turn, walk: Walk, later: Walk | None, discretion: Discretion
) -> Iterator[MenuHappening]:
    """Tell digits once they have been read; until then they are only some of them."""
    stage, asked, event = walk.stage, asked_of(walk), turn.entry.event
    if not isinstance(stage, Keying) or asked is None:
        return
    if later is not None and _keys_on(walk, later):
        return
    last = event.digit if isinstance(event, DigitPressed) and event.digit.isdigit() else ""
    digits = stage.digits + last
    if not digits:
        return
    is_read = later is None or isinstance(later.stage, Confirming) or asked.into in later.values
    yield MenuKeyedIn(asked.into, discretion.keys(digits), is_read)


def _keys_on(walk: Walk, later: Walk) -> bool:
    """Tell whether the same attempt at the same digits goes on."""
    if not isinstance(walk.stage, Keying) or not isinstance(later.stage, Keying):
        return False
    is_there = (later.node, later.place) == (walk.node, walk.place)
    return is_there and later.stage.asked == walk.stage.asked


def _led_to(walk: Walk, later: Walk | None) -> str:
    if later is None:
        return "end"
    is_same = later.node == walk.node and later.stage == walk.stage
    return "" if is_same else later.node


def _walk_of(call: Call) -> Walk | None:
    return call.phase.walk if isinstance(call.phase, InMenu | Marking) else None
