"""How a question is put: as a menu made at that moment, since it holds numbers.

What is promised binds us, so whatever was told the contact before is committed before the first
word of a question.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final, assert_never

from base.instant import Instant, after
from base.phone import PhoneNumber
from callflow.announcements import phrase_of
from callflow.answers import ANSWERS_KEY, offers_answers
from callflow.call import Asking, Call, Gathering, Question, Wanted
from callflow.policy import CallPolicy
from callflow.steps import CallStep, hush, say, step, walk
from ivr.dialogue import open_dialogue
from ivr.menu import Digit, Menu, Target
from ivr.prompt import Phrase

WORSE: Final = Target("worse")
ANOTHER: Final = Target("another")
CANCEL: Final = Target("cancel")
OTHER_NUMBER: Final = Target("other_number")
CHOOSE_TIME: Final = Target("choose_time")
YES: Final = Target("yes")
NO: Final = Target("no")
END: Final = Target("end")
ANSWERS: Final = Target("answers")

_CHOICES: Final = {
    Question.PROMISE: {
        Digit("9"): WORSE,
        Digit("2"): OTHER_NUMBER,
        Digit("5"): CHOOSE_TIME,
    },
    Question.REMINDER: {
        Digit("9"): WORSE,
        Digit("2"): ANOTHER,
        Digit("3"): CANCEL,
        Digit("4"): OTHER_NUMBER,
        Digit("5"): CHOOSE_TIME,
    },
    Question.DANGER: {Digit("1"): YES, Digit("2"): NO},
    Question.CANCEL: {Digit("1"): YES, Digit("2"): NO},
    Question.NUMBER: {Digit("1"): YES, Digit("2"): OTHER_NUMBER},
    Question.CHALLENGE: {},
    Question.PERSON: {},
}
_SILENT: Final[Phrase] = ()


def ask(
    call: Call,
    question: Question,
    now: Instant,
    policy: CallPolicy,
    *,
    number: PhoneNumber | None = None,
    reason: str,
) -> CallStep:
    """Ask the person something, or tell them something during which keys count."""
    quiet, stop = hush(call)
    opened = open_dialogue(_menu(call, question, number, policy))
    spoken, commands, _ = walk(quiet, opened)
    asked = Asking(question, opened.state, after(now, policy.say_timeout_s), number)
    return step(replace(spoken, phase=asked), *stop, *commands, reason=reason, durable=True)


def ask_for(
    call: Call,
    wanted: Wanted,
    now: Instant,
    policy: CallPolicy,
    *,
    attempts: int = 1,
    reason: str,
) -> CallStep:
    """Let the person key a number or a time in; `attempts` counts this one."""
    quiet, stop = hush(call)
    texts = policy.texts.ladder
    words = texts.enter_number if wanted is Wanted.NUMBER else texts.enter_time
    if attempts > 1:
        words = (*texts.not_understood, *words)
    saying, command = say(quiet, words)
    phase = Gathering(wanted, after(now, policy.say_timeout_s), attempts=attempts)
    return step(replace(saying, phase=phase), *stop, command, reason=reason)


def _menu(call: Call, question: Question, number: PhoneNumber | None, policy: CallPolicy) -> Menu:
    words = phrase_of(call, question, number, policy)
    return Menu(
        name=question,
        prompt=words,
        invalid=_SILENT,
        silence=_SILENT,
        choices=_choices(call, question, policy),
        otherwise=END,
        digit_timeout_s=_listen_s(call, question, policy),
        attempts=1,
    )


def _choices(call: Call, question: Question, policy: CallPolicy) -> Mapping[Digit, Target]:
    choices = _CHOICES[question]
    if question is Question.PROMISE and offers_answers(call, policy):
        return {**choices, ANSWERS_KEY: ANSWERS}
    return choices


def _listen_s(call: Call, question: Question, policy: CallPolicy) -> float:
    match question:
        case Question.PROMISE if offers_answers(call, policy):
            return max(policy.told_listen_s, policy.menu.answers_listen_s)
        case Question.PROMISE | Question.REMINDER:
            return policy.told_listen_s
        case (
            Question.DANGER
            | Question.CANCEL
            | Question.NUMBER
            | Question.CHALLENGE
            | Question.PERSON
        ):
            return policy.answer_listen_s
        case _:
            assert_never(question)
