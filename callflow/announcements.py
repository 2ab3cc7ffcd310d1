"""The words of a greeting or a question, with the numbers of ticket, minutes and telephone."""

from typing import assert_never

from base.phone import PhoneNumber
from callflow.call import Call, Question
from callflow.events import Arrived
from callflow.policy import CallPolicy
from callflow.promise import promised_minutes
from ivr.prompt import Phrase
from ivr.speech import say_digits, say_promise, say_reminder


def phrase_of(
    call: Call, question: Question, number: PhoneNumber | None, policy: CallPolicy
) -> Phrase:
    """Return what is said to ask the question; `number` is what the person keyed in."""
    texts = policy.texts.ladder
    spoken_number = call.origin.case.spoken_number
    match question:
        case Question.PROMISE:
            return say_promise(
                spoken_number,
                promised_minutes(call),
                shown_number(call, policy),
                is_brief=_is_storm(call),
            )
        case Question.REMINDER:
            origin = call.origin
            ahead = origin.standing.ahead if isinstance(origin, Arrived) else 0
            return say_reminder(spoken_number, ahead)
        case Question.DANGER:
            return texts.danger
        case Question.CANCEL:
            return texts.cancel
        case Question.CHALLENGE:
            return texts.challenge
        case Question.PERSON:
            return texts.person
        case Question.NUMBER:
            assert number is not None, "A number is confirmed after it was keyed in."
            return (*texts.number_is, *say_digits(number), *texts.is_it_right)
        case _:
            assert_never(question)


def greeting_of(call: Call, policy: CallPolicy) -> Phrase:
    """Return the greeting, short for those who have said before what they want."""
    if is_known(call, policy):
        return policy.texts.ladder.short_greeting
    return policy.services[call.origin.service].greeting


def is_known(call: Call, policy: CallPolicy) -> bool:
    """Tell whether the person need not be asked what they want, or must not wait for it."""
    # A queue that the settings have lost since the person chose it leads nowhere: ask again.
    return call.is_urgent or call.origin.case.queue in policy.queues


def shown_number(call: Call, policy: CallPolicy) -> PhoneNumber:
    """Return the number that our own calls to this person show."""
    return policy.trunks[call.origin.trunk].outgoing_number


def _is_storm(call: Call) -> bool:
    origin = call.origin
    return isinstance(origin, Arrived) and origin.standing.is_storm
