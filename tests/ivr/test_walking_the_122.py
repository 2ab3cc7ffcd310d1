"""The menu of the line 122, walked as citizens walk it.

Of `ivr/walking.py`, `ivr/entering.py`, `ivr/keying.py` and `ivr/turns.py`; the danger signs of
`ivr/danger.py` are asked on the way. What is dictated: `test_dictating_to_the_122.py`.
"""

import pytest

from ivr.facts import CallerMark, Facts, Hours
from ivr.menu import Digit
from ivr.nodes import CallbackNode, NoteKind, QueueNode, TransferNode
from ivr.prompt import PromptKey
from ivr.script import Script
from ivr.walk import (
    GoReason,
    Hush,
    Learned,
    LookUpOutcome,
    Note,
    Pressed,
)
from ivr.walking import MOST_TURNS
from tests.ivr.walks import (
    BY_NIGHT,
    IN_STORM,
    KNOWN_WITH_REQUEST,
    POLICY,
    TODAY,
    Stroll,
    shipped,
    when_am_i,
)


@pytest.fixture(name="script", scope="module")
def script_of_the_line() -> Script:
    return shipped("122")


def notes(stroll: Stroll) -> list[tuple[str, str]]:
    return [(note.kind, note.value) for note in stroll.commands if isinstance(note, Note)]


def test_doctor_at_home_is_one_key_and_two_questions_away(script: Script) -> None:
    stroll = Stroll(script).press("122")

    assert stroll.end is not None
    assert stroll.end.to == QueueNode(kind="queue", queue="doctors")
    assert notes(stroll) == [(NoteKind.TOPIC, "home_visit")]


def test_sign_of_danger_is_noted_with_its_rule_before_103_is_offered(script: Script) -> None:
    stroll = Stroll(script).press("11")

    assert notes(stroll)[-1] == (NoteKind.DANGER_SIGN, "1:life")
    assert stroll.says == ("danger.offer",)
    stroll.press("1")
    assert stroll.end is not None
    assert stroll.end.to == TransferNode(kind="transfer", to="dispatcher", queue="doctors")


def test_who_is_in_danger_and_silent_waits_first_for_an_operator(script: Script) -> None:
    stroll = Stroll(script).press("121").wait()

    assert stroll.end is not None
    assert stroll.end.to == QueueNode(kind="queue", queue="doctors")


def test_who_is_in_danger_and_silent_by_night_is_put_through_to_103(script: Script) -> None:
    stroll = Stroll(script, BY_NIGHT).press("11").wait()

    assert stroll.end is not None
    assert stroll.end.to == TransferNode(kind="transfer", to="dispatcher", queue="doctors")


def test_notice_of_recording_is_said_to_its_end_and_then_the_key_counts(script: Script) -> None:
    stroll = Stroll(script).cut_in("8")

    assert Hush() not in stroll.commands
    assert notes(stroll.hear()) == [(NoteKind.NO_RECORDING, "")]
    assert stroll.says == ("menu.122",)


def test_operator_wanted_in_the_notice_is_reached_after_it(script: Script) -> None:
    stroll = Stroll(script).cut_in("0").hear()

    assert stroll.end is not None
    assert stroll.end.to == QueueNode(kind="queue", queue="advice")


def test_key_in_mid_question_silences_it_and_decides(script: Script) -> None:
    stroll = Stroll(script).hear().press("1").cut_in("2")

    assert stroll.commands.count(Hush()) == 1
    assert stroll.says == ("danger.child",)


def test_keys_of_one_burst_never_reach_the_next_question(script: Script) -> None:
    stroll = Stroll(script).hear().burst("11111111111111111111")

    assert stroll.says == ("danger.question",)
    assert not stroll.walk.is_over


def test_silence_and_senseless_keys_reach_an_operator(script: Script) -> None:
    silent = Stroll(script).wait().wait()
    lost = Stroll(script).press("99")

    assert silent.end is not None
    assert silent.end.reason is GoReason.SILENT
    assert lost.end is not None
    assert lost.end.reason is GoReason.WRONG_KEYS
    assert lost.end.to == silent.end.to == QueueNode(kind="queue", queue="advice")


def test_star_goes_back_to_the_question_before(script: Script) -> None:
    stroll = Stroll(script).press("3*")

    assert stroll.says == ("menu.122",)


def test_star_at_the_first_question_puts_it_again(script: Script) -> None:
    assert Stroll(script).press("*").says == ("menu.122",)


def test_storm_asks_one_short_question(script: Script) -> None:
    stroll = Stroll(script, IN_STORM).hear()

    assert stroll.says == ("storm.notice", "menu.short")
    assert stroll.wait().end is not None


def test_digits_are_read_back_and_keyed_anew_when_wrong(script: Script) -> None:
    stroll = when_am_i(script).press("01021990")

    assert stroll.says[:3] == ("menu.you_entered", "digit.0", "digit.1")
    assert stroll.press("2").says == ("ask.birth_date",)


@pytest.mark.parametrize("digits", ["31021990", "01012090", "01011800", "00000000"])
def test_birth_date_that_cannot_be_is_asked_for_again(script: Script, digits: str) -> None:
    stroll = when_am_i(script).press(digits)

    assert stroll.says == ("number.not_understood", "ask.birth_date")


def test_policy_with_a_wrong_check_digit_is_asked_for_again(script: Script) -> None:
    stroll = when_am_i(script).press("010219901").press(POLICY[:-1] + "3")

    assert stroll.says == ("number.not_understood", "ask.policy")


def test_policy_not_at_hand_is_left_out_by_one_key(script: Script) -> None:
    stroll = when_am_i(script).press("010219901#")

    assert stroll.end is not None
    assert stroll.end.to == QueueNode(kind="queue", queue="advice")
    assert stroll.end.values == {"birth_date": "1990-02-01"}


def test_operator_key_alone_among_digits_is_the_operator_s(script: Script) -> None:
    stroll = when_am_i(script).press("0#")

    assert stroll.end is not None
    assert stroll.end.reason is GoReason.OPERATOR_WANTED


def test_identity_denied_three_times_ends_at_an_operator_and_tells_nothing(
    script: Script,
) -> None:
    stroll = when_am_i(script)
    for _ in range(3):
        stroll.hear().press("010219901").press(POLICY + "1").find(LookUpOutcome.DENIED)

    assert stroll.end is not None
    assert stroll.end.reason is GoReason.DENIED
    assert set(stroll.end.values) == {"birth_date", "policy"}


def test_look_up_that_hangs_is_regretted_and_a_person_follows(script: Script) -> None:
    stroll = Stroll(script).press("31").wait()

    assert stroll.says == ("menu.sorry",)
    assert stroll.hear().end is not None
    assert stroll.end is not None
    assert stroll.end.reason is GoReason.FAILED


def test_look_up_that_answers_nonsense_is_regretted_and_a_person_follows(script: Script) -> None:
    stroll = Stroll(script).press("32")
    stroll.find(LookUpOutcome.FOUND, {"opens": "99:99", "closes": "<b>"})

    assert stroll.says == ("menu.sorry",)
    assert stroll.hear().end is not None


def test_hot_topic_is_said_at_the_head_of_the_reference_menu(script: Script) -> None:
    topic = PromptKey("/var/lib/line122/topics/flu")
    stroll = Stroll(script, Facts(today=TODAY, topics=(topic,))).press("3")

    assert stroll.says == (topic, "reference.menu")
    assert Stroll(script).press("3").says == ("reference.menu",)


def test_answer_to_an_older_look_up_is_nobody_s_news(script: Script) -> None:
    stroll = Stroll(script).press("31").wait()

    before = stroll.walk
    assert stroll.find(LookUpOutcome.FOUND, {"phone": "8442000000"}).walk == before


def test_request_of_who_calls_is_told_without_asking_its_number(script: Script) -> None:
    stroll = Stroll(script, KNOWN_WITH_REQUEST).press("5")
    stroll.find(LookUpOutcome.FOUND, {"number": "37", "state": "request.state.sent"})

    assert stroll.says == (
        "request.number",
        "num.30",
        "num.7",
        "request.state.sent",
        "request.menu",
    )
    assert stroll.press("11").asked_up.name == "cancel_request"


def test_on_a_shared_telephone_the_request_s_number_is_asked_for(script: Script) -> None:
    both = frozenset({CallerMark.SHARED, CallerMark.HAS_OPEN_CONTACT})
    stroll = Stroll(script, Facts(today=TODAY, caller=both)).press("5")

    assert stroll.says == ("ask.ticket",)
    assert stroll.press("37#1").asked_up.values == {"ticket": "37"}


def test_forty_digits_fill_one_field_and_reach_no_other(script: Script) -> None:
    stroll = when_am_i(script).hear().burst("1" * 40)

    assert stroll.says[0] in {"number.not_understood", "menu.you_entered"}
    assert not stroll.walk.is_over


def test_who_plays_with_keys_ends_at_a_person(script: Script) -> None:
    stroll = Stroll(script)
    for _ in range(MOST_TURNS):
        if stroll.walk.is_over:
            break
        stroll.press("3*")

    assert stroll.end is not None
    assert stroll.end.reason is GoReason.TOO_LONG
    assert isinstance(stroll.end.to, QueueNode)


def test_closing_hours_learned_in_the_menu_lead_by_the_new_hours(script: Script) -> None:
    stroll = Stroll(script).hear()
    stroll.happen(Learned(Facts(today=TODAY, hours=Hours.CLOSED))).press("0").hear()

    assert stroll.end is not None
    assert stroll.end.to == CallbackNode(kind="callback", queue="advice")


def test_walk_that_is_over_stays_over(script: Script) -> None:
    stroll = Stroll(script).press("0")
    over = stroll.walk

    assert stroll.happen(Pressed(Digit("1"))).walk == over
    assert not stroll.latest.commands
