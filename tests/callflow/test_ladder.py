"""The ladder of admission, read as its table: who calls, how full the trunk is, what follows.

`callflow/admission.py` decides by `callflow/standing.py` and the load of the trunk alone. The
figures are those of the storm day: six channels and four operators, so that one person may be
held; the people are those of `tests/callflow/people.py`.

Source: the table of the ladder in docs/architecture.md, and facts of the storm day.
"""

from dataclasses import replace

import pytest

from callback.facts import InFlight
from callers.number import CallerKind
from callflow.admission import (
    Admission,
    AdmissionPolicy,
    Admit,
    AdmitReason,
    Announce,
    AnnounceReason,
    Challenge,
    ChallengeReason,
    Divert,
    DivertReason,
    Refuse,
    RefuseReason,
    Remind,
    RemindReason,
    Rung,
    admission_word,
    decide_admission,
)
from callflow.events import Arrived
from tests.callflow.people import FOREIGN, HIDDEN, ROOMY, SILENT, STORM, STRANGER, TOLD, UNTOLD
from tests.support.site import operator

POLICY = AdmissionPolicy()
SHADOW = replace(POLICY, is_shadow=True)
LOST = operator(1).agent_id


SHORT_WAIT = Admit(AdmitReason.SHORT_WAIT, Rung.HOLD)
TELL = Announce(AnnounceReason.FIRST_CALL, Rung.TELL)
REGISTER = Refuse(RefuseReason.LAST_CHANNEL, Rung.REGISTER)
TELL_LATE = Announce(AnnounceReason.NEVER_TOLD, Rung.TELL_LATE)
CHANNELS_SHORT = Refuse(RefuseReason.CHANNELS_SHORT, Rung.KEEP_PLACE)
TOLD_ALREADY = Refuse(RefuseReason.TOLD_ALREADY, Rung.KEEP_PLACE)
ON_LINE = Refuse(RefuseReason.ON_LINE_ALREADY, Rung.KEEP_PLACE)
SILENCED = Refuse(RefuseReason.SILENCED, Rung.SILENT)
MENU_FREELY = Remind(RemindReason.CHANNELS_FREE)
MENU_AT_TIMES = Remind(RemindReason.NOT_HEARD_LATELY)
CLOSED = Divert(DivertReason.CLOSED)


def let_in(reason: AdmitReason) -> Admit:
    """Return rung 4."""
    return Admit(reason, Rung.LET_IN)


def connect() -> Admit:
    """Return rung 0."""
    return Admit(AdmitReason.OPERATOR_FREE, Rung.CONNECT)


TABLE: dict[str, tuple[Arrived, Admission]] = {
    "0 an operator is free: connect": (
        STRANGER.but(has_free_operator=True).calls(STORM, free=3),
        connect(),
    ),
    "0 by the last channel as well": (
        STRANGER.but(has_free_operator=True).calls(STORM, free=0),
        connect(),
    ),
    "0 whatever the history: a told redialer": (
        TOLD.but(has_free_operator=True).calls(STORM, free=0, is_burst=True),
        connect(),
    ),
    "0 whatever the history: an auto-redialler": (
        TOLD.but(has_free_operator=True, redials="regular gaps").calls(STORM, free=1),
        connect(),
    ),
    "1 a wait of the limit, two channels stay free: hold": (
        STRANGER.but(estimated_wait_s=180.0).calls(STORM, free=2),
        SHORT_WAIT,
    ),
    "1 ends a moment above the limit": (
        STRANGER.but(estimated_wait_s=180.1).calls(STORM, free=2),
        TELL,
    ),
    "1 ends with one free channel": (
        STRANGER.but(estimated_wait_s=0.0).calls(STORM, free=1),
        TELL,
    ),
    "1 ends with a full deck": (
        STRANGER.but(estimated_wait_s=0.0).calls(STORM, free=2, holds=1),
        TELL,
    ),
    "1 leaves one channel more in a burst": (
        STRANGER.but(estimated_wait_s=0.0).calls(STORM, free=2, is_burst=True),
        TELL,
    ),
    "1 holds in a burst while three stay free": (
        STRANGER.but(estimated_wait_s=0.0).calls(STORM, free=3, is_burst=True),
        SHORT_WAIT,
    ),
    "1 holds nobody where K = S + 1": (
        STRANGER.but(estimated_wait_s=0.0).calls(replace(STORM, channels=5), free=4),
        TELL,
    ),
    "1 holds redialers too": (
        TOLD.but(estimated_wait_s=170.0).calls(STORM, free=2),
        SHORT_WAIT,
    ),
    "1 on a roomy trunk a long wait is held and a callback only offered": (
        STRANGER.calls(ROOMY, free=2),
        Admit(AdmitReason.ROOMY_TRUNK, Rung.HOLD),
    ),
    "1 on a roomy trunk is not bounded by a deck": (
        STRANGER.calls(ROOMY, free=5, holds=18),
        Admit(AdmitReason.ROOMY_TRUNK, Rung.HOLD),
    ),
    "1 on a roomy trunk knows no burst while two channels stay free": (
        STRANGER.calls(ROOMY, free=2, is_burst=True),
        Admit(AdmitReason.ROOMY_TRUNK, Rung.HOLD),
    ),
    "2 a new contact, one channel stays free: tell": (STRANGER.calls(STORM, free=1), TELL),
    "2 on a crowded trunk needs two": (
        STRANGER.calls(STORM, free=1, is_crowded=True),
        REGISTER,
    ),
    "2 in a burst as ever": (STRANGER.calls(STORM, free=1, is_burst=True), TELL),
    "2 on a roomy trunk only where a single channel is left": (
        STRANGER.calls(ROOMY, free=1),
        TELL,
    ),
    "2 asks a foreign caller for a number before anything is promised": (
        FOREIGN.calls(STORM, free=1),
        Announce(AnnounceReason.NUMBER_NEEDED, Rung.TELL),
    ),
    "2 tells a landline as any other": (
        STRANGER.but(kind=CallerKind.LANDLINE).calls(STORM, free=1),
        TELL,
    ),
    "3 a new contact, the last channel: register and busy": (
        STRANGER.calls(STORM, free=0),
        REGISTER,
    ),
    "3 more calls than channels": (
        STRANGER.calls(STORM, free=-1),
        Refuse(RefuseReason.NO_CHANNEL, Rung.REGISTER),
    ),
    "4 the fifth in line while the deck is free: the redial is the callback": (
        TOLD.but(ahead=4).calls(STORM, free=1),
        let_in(AdmitReason.NEXT_IN_LINE),
    ),
    "4 not the sixth in line": (TOLD.but(ahead=5).calls(STORM, free=1), TOLD_ALREADY),
    "4 not while somebody stands on the deck": (
        TOLD.but(ahead=0).calls(STORM, free=1, holds=1),
        TOLD_ALREADY,
    ),
    "4 not by the last channel": (TOLD.but(ahead=0).calls(STORM, free=0), TOLD_ALREADY),
    "4 somebody never told is let in as well": (
        UNTOLD.but(ahead=4).calls(STORM, free=1),
        let_in(AdmitReason.NEXT_IN_LINE),
    ),
    "4 a missed callback returns": (
        TOLD.but(missed_callback_s_ago=7000.0).calls(STORM, free=1, holds=1),
        let_in(AdmitReason.RETURNING),
    ),
    "4 no return by the last channel, though the deck is free": (
        TOLD.but(missed_callback_s_ago=0.0).calls(STORM, free=0),
        TOLD_ALREADY,
    ),
    "4 no return to a full deck by the last channel": (
        TOLD.but(missed_callback_s_ago=0.0).calls(STORM, free=0, holds=1),
        TOLD_ALREADY,
    ),
    "4 a danger sign, by the last channel, with a full deck": (
        TOLD.but(is_urgent=True).calls(STORM, free=0, holds=1, is_burst=True),
        let_in(AdmitReason.DANGER_SIGN),
    ),
    "4 a danger sign of a number that was silent before": (
        SILENT.but(is_urgent=True).calls(STORM, free=0),
        let_in(AdmitReason.DANGER_SIGN),
    ),
    "4 a danger sign beyond the last channel has no channel": (
        TOLD.but(is_urgent=True).calls(STORM, free=-1),
        Refuse(RefuseReason.NO_CHANNEL, Rung.KEEP_PLACE),
    ),
    "4 somebody who calls while we dial them": (
        TOLD.but(in_flight=InFlight.DIALLING).calls(STORM, free=0, holds=1),
        let_in(AdmitReason.RUNG_JUST_NOW),
    ),
    "4 somebody cut off in talk": (
        UNTOLD.but(preferred=LOST).calls(STORM, free=1, holds=1),
        let_in(AdmitReason.CUT_OFF),
    ),
    "5 an open contact never told: tell": (UNTOLD.calls(STORM, free=1), TELL_LATE),
    "5 on a crowded trunk needs two": (
        UNTOLD.calls(STORM, free=1, is_crowded=True),
        CHANNELS_SHORT,
    ),
    "5 not by the last channel": (UNTOLD.calls(STORM, free=0), CHANNELS_SHORT),
    "5 asks for a number that we can ring": (
        replace(FOREIGN, is_retrial=True).calls(STORM, free=1),
        Announce(AnnounceReason.NUMBER_NEEDED, Rung.TELL_LATE),
    ),
    "6 told, two channels stay free: the menu, however often": (
        TOLD.but(heard_s_ago=1.0).calls(STORM, free=2),
        MENU_FREELY,
    ),
    "6 told, one stays free, two minutes unheard: the menu": (
        TOLD.but(heard_s_ago=120.0).calls(STORM, free=1),
        MENU_AT_TIMES,
    ),
    "6 told by a message only, one stays free: the menu": (
        TOLD.but(heard_s_ago=None).calls(STORM, free=1),
        MENU_AT_TIMES,
    ),
    "6 while others have heard nothing, later": (
        TOLD.but(heard_s_ago=599.0, untold=1).calls(STORM, free=1),
        TOLD_ALREADY,
    ),
    "6 while others have heard nothing, at last": (
        TOLD.but(heard_s_ago=600.0, untold=1).calls(STORM, free=1),
        MENU_AT_TIMES,
    ),
    "6 while others have heard nothing, not again at once": (
        TOLD.but(heard_s_ago=119.0, untold=1).calls(STORM, free=2),
        TOLD_ALREADY,
    ),
    "6 while others have heard nothing, by two channels": (
        TOLD.but(heard_s_ago=120.0, untold=1).calls(STORM, free=2),
        MENU_FREELY,
    ),
    "6 a shared number while a channel stays free, however often": (
        TOLD.but(heard_s_ago=1.0, is_shared=True).calls(STORM, free=1),
        MENU_AT_TIMES,
    ),
    "7 told, heard a moment before the two minutes: busy": (
        TOLD.but(heard_s_ago=119.9).calls(STORM, free=1),
        TOLD_ALREADY,
    ),
    "7 told, the last channel: busy": (
        TOLD.but(heard_s_ago=9999.0).calls(STORM, free=0),
        TOLD_ALREADY,
    ),
    "7 told, more calls than channels": (
        TOLD.calls(STORM, free=-1),
        Refuse(RefuseReason.NO_CHANNEL, Rung.KEEP_PLACE),
    ),
    "7 another call of theirs is being served": (
        TOLD.but(is_on_line=True, has_free_operator=True, is_urgent=True).calls(STORM, free=5),
        ON_LINE,
    ),
    "7 they have answered our callback": (
        TOLD.but(in_flight=InFlight.ANSWERED, has_free_operator=True).calls(STORM, free=5),
        ON_LINE,
    ),
    "8 silent again and again: busy, though an operator is free": (
        SILENT.but(has_free_operator=True).calls(STORM, free=5),
        SILENCED,
    ),
    "8 asked now and then to say something": (
        SILENT.but(is_challenge_due=True).calls(STORM, free=1),
        Challenge(ChallengeReason.DUE),
    ),
    "8 not asked by the last channel": (
        SILENT.but(is_challenge_due=True).calls(STORM, free=0),
        SILENCED,
    ),
    "8 beyond the last channel": (
        SILENT.calls(STORM, free=-1),
        Refuse(RefuseReason.NO_CHANNEL, Rung.SILENT),
    ),
    "8 not asked to speak to a line that is closed": (
        replace(SILENT.but(is_challenge_due=True), is_open=False).calls(STORM, free=5),
        CLOSED,
    ),
    "withheld: held while two channels stay free": (
        HIDDEN.calls(STORM, free=2, withheld=1),
        Admit(AdmitReason.NUMBER_HIDDEN, Rung.HOLD),
    ),
    "withheld: two channels are the most; the third is asked for a number": (
        HIDDEN.calls(STORM, free=2, withheld=2),
        Announce(AnnounceReason.NUMBER_NEEDED, Rung.TELL),
    ),
    "withheld: asked for a number while one stays free": (
        HIDDEN.calls(STORM, free=1),
        Announce(AnnounceReason.NUMBER_NEEDED, Rung.TELL),
    ),
    "withheld: not asked on a crowded trunk": (
        HIDDEN.calls(STORM, free=1, is_crowded=True),
        REGISTER,
    ),
    "withheld: the last channel": (HIDDEN.calls(STORM, free=0), REGISTER),
    "withheld: a short wait as for any other": (
        HIDDEN.but(estimated_wait_s=60.0).calls(STORM, free=2),
        SHORT_WAIT,
    ),
    "closed: told so, whoever calls": (
        replace(STRANGER.but(has_free_operator=True), is_open=False).calls(STORM, free=0),
        CLOSED,
    ),
}


@pytest.mark.parametrize("row", TABLE)
def test_row_of_the_ladder(row: str) -> None:
    arrived, decided = TABLE[row]

    assert decide_admission(arrived, POLICY) == decided


@pytest.mark.parametrize("rung", Rung)
def test_table_tells_of_every_rung(rung: Rung) -> None:
    reached = {admission_word(decided)[0] for _, decided in TABLE.values()}

    assert f"{rung:d}" in reached


@pytest.mark.parametrize(
    ("row", "instead_of"),
    [
        ("2 a new contact, one channel stays free: tell", "2 first_call"),
        ("3 a new contact, the last channel: register and busy", "3 last_channel"),
        ("5 not by the last channel", "7 channels_short"),
        ("6 told, two channels stay free: the menu, however often", "6 channels_free"),
        ("7 told, the last channel: busy", "7 told_already"),
        ("7 another call of theirs is being served", "7 on_line_already"),
        ("8 asked now and then to say something", "8 due"),
        ("8 silent again and again: busy, though an operator is free", "8 silenced"),
    ],
)
def test_shadow_ladder_serves_everybody_and_says_what_it_would_have_done(
    row: str, instead_of: str
) -> None:
    arrived, _ = TABLE[row]

    assert decide_admission(arrived, SHADOW) == Admit(AdmitReason.SHADOW, instead_of=instead_of)


@pytest.mark.parametrize(
    "row",
    [
        "0 an operator is free: connect",
        "1 a wait of the limit, two channels stay free: hold",
        "3 more calls than channels",
        "4 a danger sign, by the last channel, with a full deck",
        "closed: told so, whoever calls",
    ],
)
def test_shadow_ladder_changes_nothing_where_nobody_is_turned_away_or_no_channel_is_left(
    row: str,
) -> None:
    arrived, decided = TABLE[row]

    assert decide_admission(arrived, SHADOW) == decided


@pytest.mark.parametrize(
    ("decided", "word"),
    [
        (SHORT_WAIT, "1_short_wait"),
        (let_in(AdmitReason.NEXT_IN_LINE), "4_next_in_line"),
        (TOLD_ALREADY, "7_told_already"),
        (Challenge(ChallengeReason.DUE), "8_due"),
        (CLOSED, "closed"),
    ],
)
def test_journal_holds_rung_and_reason_as_one_word(decided: Admission, word: str) -> None:
    assert admission_word(decided) == word


def test_site_may_set_its_own_limits() -> None:
    patient = replace(POLICY, hold_limit_s=700.0, let_in_behind_deck=0, remind_every_s=20.0)

    assert decide_admission(STRANGER.calls(STORM, free=2), patient) == SHORT_WAIT
    assert decide_admission(TOLD.but(ahead=1).calls(STORM, free=1), patient) == MENU_AT_TIMES
    assert decide_admission(HIDDEN.calls(ROOMY, free=2), replace(POLICY, withheld_limit=0)) == (
        Admit(AdmitReason.ROOMY_TRUNK, Rung.HOLD)
    )
