"""The words of a greeting or a question, with the numbers of ticket, minutes and telephone."""

from typing import assert_never

from base.phone import PhoneNumber
from callflow.admission import Admit, AdmitReason
from callflow.answers import offers_answers, was_offered_answers
from callflow.call import Call, Question
from callflow.events import Arrived
from callflow.policy import CallPolicy
from callflow.promise import promised_minutes
from callflow.trunk import SPARE_CHANNELS
from ivr.numerals import LARGEST
from ivr.prompt import Phrase
from ivr.speech import say_digits, say_promise, say_reminder


def phrase_of(
    call: Call, question: Question, number: PhoneNumber | None, policy: CallPolicy
) -> Phrase:
    """Return what is said to ask the question; `number` is what the person keyed in."""
    texts = policy.texts.ladder
    # Of more tickets a day than words the last four digits are said; the written one has them all.
    spoken_number = call.origin.case.spoken_number % (LARGEST + 1)
    match question:
        case Question.PROMISE:
            return say_promise(
                spoken_number,
                promised_minutes(call),
                "" if _is_last_spare(call) else shown_number(call, policy),
                is_brief=_is_short_of_channels(call),
                offers_answers=offers_answers(call, policy),
            )
        case Question.REMINDER:
            origin = call.origin
            ahead = origin.standing.ahead if isinstance(origin, Arrived) else 0
            return say_reminder(spoken_number, ahead, is_brief=_is_short_of_channels(call))
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


def is_known(call: Call, policy: CallPolicy) -> bool:
    """Tell whether the person need not be asked what they want, or must not wait for it."""
    origin = call.origin
    if isinstance(origin, Arrived) and not origin.is_open:
        return False  # By night no line leads to anybody; the menu knows what does.
    # A queue that the settings have lost since the person chose it leads nowhere: ask again.
    if call.is_urgent or is_human_only(call) or origin.case.queue in policy.queues:
        return True
    return was_offered_answers(call, policy)


def is_human_only(call: Call) -> bool:
    """Tell whether the number was ordered to be put through to people, without a menu."""
    admission = call.admission
    return isinstance(admission, Admit) and admission.reason is AdmitReason.HUMAN_ONLY


def shown_number(call: Call, policy: CallPolicy) -> PhoneNumber:
    """Return the number that our own calls to this person show."""
    return policy.trunks[call.origin.trunk].outgoing_number


def _is_short_of_channels(call: Call) -> bool:
    """Tell whether others need the channel: then only what nobody can do without is said."""
    origin = call.origin
    if not isinstance(origin, Arrived):
        return False
    knows_the_keys = origin.standing.heard_s_ago is not None and not origin.load.is_roomy
    return _is_last_spare(call) or knows_the_keys or origin.standing.is_storm


def _is_last_spare(call: Call) -> bool:
    """Tell whether the next caller but one finds no channel while this one is told."""
    origin = call.origin
    return isinstance(origin, Arrived) and origin.load.stays_free < SPARE_CHANNELS
