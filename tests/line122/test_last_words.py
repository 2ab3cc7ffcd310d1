"""What a caller hears last by the default settings, word for word."""

from dataclasses import replace

import pytest

from base.instant import Instant
from callflow.commands import Say
from callflow.endings import part
from callflow.outcome import Outcome
from callflow.policy import CallPolicy
from config import load
from config.loading import DEFAULTS
from config.policies import call_policy
from ivr.prompt import PromptKey
from ivr.speech import PAUSE
from tests.callflow.stories import greeting
from tests.ivr.russian import heard
from tests.support.site import ARRIVED, CASE

IN_DANGER = "Если жизнь в опасности, наберите один, ноль, три, или один, один, два."


@pytest.fixture(scope="module")
def policy() -> CallPolicy:
    """Return the policy that the default settings make."""
    return call_policy(load(DEFAULTS, {}))


def last_words(policy: CallPolicy, text: str, spoken_number: int) -> str:
    """Return what a caller with this ticket of the day hears before we hang up."""
    case = replace(CASE, spoken_number=spoken_number)
    call = replace(greeting().run(), origin=replace(ARRIVED, case=case), is_speaking=False)
    words = getattr(policy.texts, text)
    told = part(call, words, Outcome.DIVERTED, Instant(0.0), policy, reason=text)
    (said,) = (command for command in told.commands if isinstance(command, Say))
    runs = " ".join(said.phrase).split(f" {PAUSE} ")
    return " … ".join(heard(tuple(map(PromptKey, run.split()))) for run in runs)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("closed", "Сейчас операторы не работают. Ваше обращение принято."),
        ("closing", "Сейчас операторы не работают. Ваше обращение принято."),
        ("no_agents", "Ваше обращение принято. Перезвоните, пожалуйста, позже."),
        ("apology", "Перезвоните, пожалуйста, через несколько минут."),
    ],
)
def test_every_parting_tells_the_number_of_the_ticket_once_and_where_to_turn(
    policy: CallPolicy, text: str, words: str
) -> None:
    told = last_words(policy, text, 37)

    assert told.endswith(f"{words} Номер вашего обращения тридцать семь {IN_DANGER}")
    assert told.lower().count("номер") == 1


def test_number_beyond_the_words_of_the_pack_is_told_digit_by_digit(policy: CallPolicy) -> None:
    told = last_words(policy, "closed", 10_012)

    assert f"Номер вашего обращения один ноль ноль … один два {IN_DANGER}" in told
