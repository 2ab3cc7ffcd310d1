"""What is said is short when channels are, or the person knows it: `callflow/announcements.py`."""

import pytest

from callflow.commands import Answer
from callflow.events import Answered
from ivr.prompt import Phrase
from ivr.speech import say_promise, say_reminder
from tests.callflow.people import STORM, STRANGER, TOLD, Person
from tests.callflow.stories import says
from tests.support.playbook import Committed, Playbook, at


@pytest.mark.parametrize(
    ("person", "free", "words"),
    [
        (STRANGER, 1, say_promise(37, 10, is_brief=True)),
        (STRANGER.but(is_storm=True), 2, say_promise(37, 10, "2122", is_brief=True)),
        (TOLD.but(heard_s_ago=None), 2, say_reminder(37, 20)),
        (TOLD, 2, say_reminder(37, 20, is_brief=True)),
        (TOLD.but(heard_s_ago=None), 1, say_reminder(37, 20, is_brief=True)),
    ],
)
def test_words_are_few_when_channels_are_or_the_person_knows_them(
    person: Person, free: int, words: Phrase
) -> None:
    arrived = person.calls(STORM, free=free)
    story = Playbook() >> arrived << Answer() >> at(0.2) >> Answered() << Committed()

    assert story << says(1, words)
