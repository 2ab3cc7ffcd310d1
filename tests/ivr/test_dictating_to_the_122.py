"""Requests that the menu of the line 122 takes by voice, field by field.

Of `ivr/intake.py` and `ivr/takes.py`.
"""

import pytest

from ivr.nodes import HangUpNode, RequestKind
from ivr.script import Script
from ivr.walk import (
    Answer,
    DropTake,
    FileRequest,
    Left,
    LookUpOutcome,
    PlayTake,
    RecordingLost,
    StartRecording,
    StopRecording,
    Take,
)
from tests.ivr.walks import (
    BY_NIGHT,
    Stroll,
    shipped,
)


@pytest.fixture(name="script", scope="module")
def script_of_the_line() -> Script:
    return shipped("122")


def requests(stroll: Stroll) -> list[FileRequest]:
    return [command for command in stroll.commands if isinstance(command, FileRequest)]


def test_night_request_is_kept_field_by_field_and_promised(script: Script) -> None:
    stroll = Stroll(script, BY_NIGHT).press("122")
    stroll.speak().press("1").speak().press("1").speak()
    stroll.press("05062020").press("1").press("#").press("9045551122").wait().press("1")

    assert requests(stroll) == [
        FileRequest(
            RequestKind.HOME_VISIT,
            (
                Answer("what", None, 1),
                Answer("where", None, 1),
                Answer("who", None, 1),
                Answer("birth_date", "2020-06-05"),
                Answer("phone", "9045551122"),
            ),
            is_complete=True,
        )
    ]
    assert stroll.latest.durable
    assert stroll.asked_up.name == "promise"
    stroll.find(LookUpOutcome.FOUND, {"number": "37", "minutes": "330"})
    assert stroll.says[:4] == ("night.filed", "request.number", "num.30", "num.7")
    assert "promise.hours_many" in stroll.says
    assert stroll.hear().end is not None


def test_words_are_heard_again_and_spoken_anew(script: Script) -> None:
    stroll = Stroll(script, BY_NIGHT).press("122").speak().press("2")

    assert PlayTake(Take("what", 1)) in stroll.commands
    assert stroll.hear().says == ("record.review",)
    assert stroll.press("3").says[0] == "night.what"
    assert DropTake(Take("what", 1)) in stroll.latest.commands
    stroll.speak().press("1").happen(Left())
    assert requests(stroll)[0].answers == (Answer("what", None, 2),)


def test_words_spoken_anew_after_going_back_take_the_place_of_the_earlier(
    script: Script,
) -> None:
    stroll = Stroll(script, BY_NIGHT).press("122").speak().press("1").press("*").speak().press("1")

    assert DropTake(Take("what", 1)) in stroll.latest.commands
    assert DropTake(Take("where", 1)) in stroll.commands
    assert stroll.happen(Left()).commands[-1] == FileRequest(
        RequestKind.HOME_VISIT, (Answer("what", None, 2),), is_complete=False
    )


def test_silence_after_the_words_keeps_them(script: Script) -> None:
    stroll = Stroll(script, BY_NIGHT).press("122").speak().wait()

    assert stroll.says[0] == "night.where"


def test_words_without_end_are_ended(script: Script) -> None:
    stroll = Stroll(script, BY_NIGHT).press("122").wait()

    assert StopRecording(Take("what", 1)) in stroll.latest.commands


def test_who_hangs_up_while_speaking_leaves_a_partial_request(script: Script) -> None:
    stroll = Stroll(script, BY_NIGHT).press("122").speak().press("1").hear().happen(Left())

    assert requests(stroll) == [
        FileRequest(
            RequestKind.HOME_VISIT,
            (Answer("what", None, 1), Answer("where", None, 1)),
            is_complete=False,
        )
    ]
    assert stroll.end is None


def test_who_hangs_up_before_a_word_wanted_something_too(script: Script) -> None:
    stroll = Stroll(script, BY_NIGHT).press("122").happen(Left())

    assert requests(stroll) == [FileRequest(RequestKind.HOME_VISIT, (), is_complete=False)]


def test_operator_wanted_by_night_is_a_request_and_a_promise(script: Script) -> None:
    stroll = Stroll(script, BY_NIGHT).press("122").speak().press("1").hear().press("0").hear()

    assert [request.is_complete for request in requests(stroll)] == [False]
    assert stroll.end is not None
    assert isinstance(stroll.end.to, HangUpNode)


def test_full_disk_is_regretted_and_the_request_is_kept_without_the_lost_words(
    script: Script,
) -> None:
    stroll = Stroll(script, BY_NIGHT).press("122").speak().press("1").hear()
    stroll.happen(RecordingLost(Take("where", 1)))

    assert requests(stroll) == [
        FileRequest(RequestKind.HOME_VISIT, (Answer("what", None, 1),), is_complete=False)
    ]
    assert stroll.latest.durable
    assert stroll.says[-1] == "record.failed"
    assert stroll.hear().asked_up.name == "promise"
    stroll.find(LookUpOutcome.FOUND, {"number": "37", "minutes": "330"})
    assert stroll.says[:2] == ("night.filed", "request.number")
    assert stroll.hear().end is not None
    assert len(requests(stroll)) == 1


def test_nothing_spoken_is_asked_for_again_and_then_given_up(script: Script) -> None:
    stroll = Stroll(script, BY_NIGHT).press("122").speak(0.3)

    assert stroll.says[:2] == ("record.too_short", "night.what")
    assert stroll.speak(0.2).says == ("record.failed",)
    assert requests(stroll) == [FileRequest(RequestKind.HOME_VISIT, (), is_complete=False)]


def test_star_goes_back_a_field(script: Script) -> None:
    stroll = Stroll(script, BY_NIGHT).press("122").speak().press("1").cut_in("*")

    assert stroll.says[0] == "night.what"


def test_recording_is_begun_with_its_longest_time(script: Script) -> None:
    stroll = Stroll(script, BY_NIGHT).press("122").hear()

    assert stroll.latest.commands == (StartRecording(Take("what", 1), 90.0),)
