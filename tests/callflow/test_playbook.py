"""The playbook itself: a story that is wrong fails, and shows where."""

import pytest

from callflow.commands import Answer, HangUp, PlayMusic
from callflow.events import Answered
from tests.callflow.stories import answering, greeting, says
from tests.support.playbook import Because, Committed, Playbook, StoryDiffersError, at, wakes
from tests.support.site import ARRIVED, CROWDED, GREETING


def difference(story: Playbook) -> list[str]:
    """Return the lines in which the story and the call differ."""
    with pytest.raises(StoryDiffersError) as raised:
        assert story
    return [line.partition("   #")[0] for line in str(raised.value).splitlines()[1:]]


def test_command_that_the_story_does_not_tell_is_a_difference() -> None:
    rows = difference(answering() >> at(0.2) >> Answered())

    assert rows[-1] == f"+ << {says(1, GREETING)}"


def test_command_that_the_call_does_not_give_is_a_difference() -> None:
    rows = difference(answering() << PlayMusic())

    assert rows == ["  >> Arrived on main", "  << Answer()", "- << PlayMusic()"]


def test_deadline_that_the_story_lets_pass_is_a_difference() -> None:
    rows = difference(answering() >> at(60.0))

    assert "+ >> Wakes(reason='answer_overdue')" in rows


def test_commit_that_the_story_does_not_tell_is_a_difference() -> None:
    rows = difference(Playbook() >> CROWDED)

    assert f"+ << {Committed()}" in rows


def test_other_reason_is_a_difference() -> None:
    rows = difference(Playbook() >> ARRIVED << Because("closed") << Answer())

    assert "- << Because(reason='closed')" in rows
    assert "+ << Because(reason='1_short_wait')" in rows


def test_difference_shows_time_phase_reason_and_deadline() -> None:
    with pytest.raises(StoryDiffersError, match=r"0\.2 s → InMenu \(said, question_overdue"):
        assert greeting() << HangUp()


def test_story_that_waits_for_another_moment_is_a_difference() -> None:
    rows = difference(answering() >> wakes("ring_timeout") << HangUp())

    assert "- >> Wakes(reason='ring_timeout')" in rows
