"""How stories of the ladder and of our own calls begin, on the timetable of `stories.py`."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from base.instant import Instant
from base.phone import PhoneNumber
from callflow.commands import (
    Answer,
    DialOut,
    EnterQueue,
    StopSaying,
    Turn,
    Whisper,
)
from callflow.events import (
    AgentAnswered,
    AgentRinging,
    Answered,
    FarEndRinging,
    Ring,
    Utterance,
)
from ivr.prompt import Phrase
from ivr.speech import say_digits, say_promise, say_reminder, say_whisper
from tests.callflow.people import FOREIGN, SILENT, STORM, STRANGER, TOLD
from tests.callflow.stories import matched, pressed, rings, says
from tests.support.playbook import Committed, Playbook, at
from tests.support.site import CASE, DOCTORS, PLACED, TEXTS

LADDER = TEXTS.ladder
PROMISE = say_promise(37, 10, is_brief=True)
"""Ticket 37, about ten minutes, from the number of the site's trunk."""

REMINDER = say_reminder(37, 20, is_brief=True)
PICKED_UP_AT = Instant(8.0)
OUR_TURN = Turn(CASE.contact_id, placed_at=PLACED.placed_at)
OTHER_NUMBER = PhoneNumber("+79107654321")
IS_IT_RIGHT: Phrase = (*LADDER.number_is, *say_digits(OTHER_NUMBER), *LADDER.is_it_right)


def keyed(story: Playbook, digits: str) -> Playbook:
    """Return the story in which these keys are pressed in one breath."""
    for digit in digits:
        story = story >> pressed(digit)
    return story


def promising() -> Playbook:
    """Tell a call whose caller hears for the first time what will happen."""
    story = Playbook() >> STRANGER.calls(STORM, free=1) << Answer()
    return story >> at(0.2) >> Answered() << Committed() << says(1, PROMISE)


def reminded() -> Playbook:
    """Tell a call whose caller knows what will happen, and hears the short menu."""
    story = Playbook() >> TOLD.calls(STORM, free=2) << Answer()
    return story >> at(0.2) >> Answered() << Committed() << says(1, REMINDER)


def in_danger() -> Playbook:
    """Tell a call whose caller is worse and hears the danger signs."""
    story = reminded() >> at(6.0) >> pressed("9") << Committed()
    return story << StopSaying(Utterance(1)) << says(2, LADDER.danger)


def cancelling() -> Playbook:
    """Tell a call whose caller wants to cancel."""
    story = reminded() >> at(6.0) >> pressed("3") << Committed()
    return story << StopSaying(Utterance(1)) << says(2, LADDER.cancel)


def keying() -> Playbook:
    """Tell a call whose caller wants to be rung at another number."""
    story = reminded() >> at(6.0) >> pressed("4")
    return story << StopSaying(Utterance(1)) << says(2, LADDER.enter_number)


def confirming() -> Playbook:
    """Tell a call whose caller has keyed another number in."""
    story = keying() >> at(8.0) >> pressed("8") << StopSaying(Utterance(2))
    story = keyed(story, "9107654321") >> pressed("#")
    return story << Committed() << says(3, IS_IT_RIGHT)


def number_needed() -> Playbook:
    """Tell a call whose caller shows a number that we cannot ring."""
    story = Playbook() >> FOREIGN.calls(STORM, free=1) << Answer()
    return story >> at(0.2) >> Answered() << says(1, LADDER.enter_number)


def challenged() -> Playbook:
    """Tell a call whose caller was silent again and again."""
    story = Playbook() >> SILENT.but(is_challenge_due=True).calls(STORM, free=1) << Answer()
    return story >> at(0.2) >> Answered() << Committed() << says(1, LADDER.challenge)


def dialling() -> Playbook:
    """Tell a call that we place."""
    dial = DialOut(PLACED.number, PLACED.shown, PLACED.ring_timeout_s)
    return Playbook() >> PLACED << Committed() << dial


def far_end_ringing() -> Playbook:
    """Tell a call that we place, while the person's telephone rings."""
    return dialling() >> at(3.0) >> FarEndRinging()


def picked_up() -> Playbook:
    """Tell a call that we placed, whose person has picked up and is greeted."""
    story = far_end_ringing() >> at(PICKED_UP_AT) >> Answered()
    story = story << says(1, LADDER.callback_greeting)
    return story << EnterQueue(DOCTORS, PICKED_UP_AT, OUR_TURN)


def person_asked() -> Playbook:
    """Tell a call that we placed where a machine may have answered."""
    dial = DialOut(PLACED.number, PLACED.shown, PLACED.ring_timeout_s)
    story = Playbook() >> replace(PLACED, must_confirm=True) << Committed() << dial
    story = story >> at(3.0) >> FarEndRinging() >> at(PICKED_UP_AT) >> Answered()
    return story << Committed() << says(1, LADDER.person)


def whispering() -> Playbook:
    """Tell a call that we placed, while the agent hears who comes."""
    story = picked_up() >> at(9.0) >> matched() << rings(1) >> at(9.5) >> AgentRinging(Ring(1))
    return story >> at(11.0) >> AgentAnswered(Ring(1)) << Whisper(Ring(1), say_whisper(37))


PLACES: Mapping[str, Callable[[], Playbook]] = {
    "promising": promising,
    "reminded": reminded,
    "in_danger": in_danger,
    "cancelling": cancelling,
    "keying": keying,
    "confirming": confirming,
    "number_needed": number_needed,
    "challenged": challenged,
    "dialling": dialling,
    "far_end_ringing": far_end_ringing,
    "picked_up": picked_up,
    "person_asked": person_asked,
    "whispering": whispering,
}
"""Every place that the ladder and our own calls add, by its name."""
