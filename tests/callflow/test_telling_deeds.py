"""What supervisors did for or beside a person, told among everything else that happened.

`callflow/story_deeds.py`, `callflow/telling_deeds.py` and `callflow/words_of_deeds.py`.
"""

# ruff: noqa: RUF001 -- Russian words look like Latin ones; that is what they are.

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

from base.ids import CallId, new_call_id, new_intervention_id
from callflow.intervention import Deed, Intervention
from callflow.story_deeds import SteppedIn, SupervisorCame, SupervisorLeft
from callflow.supervision import SupervisionEnd, SupervisionMode
from callflow.telling_deeds import DEEDS_TO_PEOPLE, tell_deeds
from callflow.wording import sentence_of
from callflow.words_of_deeds import DEEDS, ENDS, MODES
from tests.support.site import ZONE

NOON: Final = datetime(2026, 11, 22, 9, tzinfo=UTC)
CALL: Final = new_call_id()
WHY: Final = "Первый день оператора."


def done(
    second: int,
    deed: Deed,
    detail: str = "",
    *,
    by: str = "orlova",
    why: str = "",
    call_id: CallId | None = CALL,
) -> Intervention:
    return Intervention(
        intervention_id=new_intervention_id(),
        at=NOON + timedelta(seconds=second),
        actor=by,
        deed=deed,
        subject="261122-0037",
        why=why,
        detail=detail,
        call_id=call_id,
    )


def left(second: int, detail: str, *, since: int, by: str = "orlova") -> Intervention:
    """Return the end of a listening that began at another second."""
    ended = done(second, Deed.SUPERVISION_ENDED, detail, by=by)
    return replace(ended, beside_since=NOON + timedelta(seconds=since))


def told(*deeds: Intervention) -> list[str]:
    return [sentence_of(line, ZONE) for line in tell_deeds(deeds)]


def test_a_listening_is_told_with_who_heard_the_supervisor_how_long_and_why() -> None:
    assert told(
        done(0, Deed.SUPERVISION_BEGUN, "listen", why=WHY),
        done(20, Deed.MODE_CHANGED, "whisper"),
        done(30, Deed.MODE_CHANGED, "barge"),
        left(80, "hung_up", since=8),
    ) == [
        (
            "Супервизор orlova подключается к разговору: слушает, его не слышит никто. "
            "Причина: «Первый день оператора»."
        ),
        "Супервизор orlova, с этого мгновения: подсказывает, его слышит только оператор.",
        (
            "Супервизор orlova, с этого мгновения: говорит со всеми, его слышат оператор и тот, "
            "кто звонил."
        ),
        (
            "Супервизор orlova больше не у разговора: трубка положена. Всего у разговора 1 мин "
            "12 с."
        ),
    ]


def test_two_who_listen_at_once_each_have_their_own_time() -> None:
    lines = list(
        tell_deeds(
            [
                done(0, Deed.SUPERVISION_BEGUN, "listen"),
                done(5, Deed.SUPERVISION_BEGUN, "barge", by="chief"),
                left(10, "talk_over", since=3),
                left(65, "handed_on", since=6, by="chief"),
            ]
        )
    )
    assert [line.call_id for line in lines] == [CALL] * 4
    assert [line.happening for line in lines] == [
        SupervisorCame("orlova", SupervisionMode.LISTEN, ""),
        SupervisorCame("chief", SupervisionMode.BARGE, ""),
        SupervisorLeft("orlova", SupervisionEnd.TALK_OVER, 7.0),
        SupervisorLeft("chief", SupervisionEnd.HANDED_ON, 59.0),
    ]


def test_who_did_not_pick_up_or_of_whom_it_was_not_kept_has_no_length() -> None:
    assert told(
        done(0, Deed.SUPERVISION_BEGUN, "listen"),
        done(25, Deed.SUPERVISION_ENDED, "not_answered"),
        done(30, Deed.SUPERVISION_ENDED),
    )[1:] == [
        "Супервизор orlova больше не у разговора: трубку не взяли, разговора не было слышно.",
        "Супервизор orlova больше не у разговора.",
    ]


def test_a_clock_that_was_set_back_makes_no_listening_shorter_than_nothing() -> None:
    (line,) = tell_deeds([left(0, "hung_up", since=9)])
    assert line.happening == SupervisorLeft("orlova", SupervisionEnd.HUNG_UP, 0.0)


def test_what_was_done_for_a_person_is_told_with_to_whom_and_why() -> None:
    sentences = told(
        done(0, Deed.PERSON_PUT_FIRST, why="Ребёнок, высокая температура"),
        done(1, Deed.PERSON_MOVED, "doctors"),
        done(2, Deed.PERSON_TAKEN, "201"),
        done(3, Deed.NUMBER_ADMITTED, call_id=None),
    )
    assert sentences == [
        (
            "Супервизор orlova: обращение поставлено первым в очереди. Причина: «Ребёнок, "
            "высокая температура»."
        ),
        "Супервизор orlova: звонок переведён в очередь doctors.",
        "Супервизор orlova: звонок вне очереди отдан оператору 201.",
        "Супервизор orlova: звонки с номера принимаются всегда.",
    ]


def test_what_was_done_to_others_is_no_part_of_a_persons_past() -> None:
    others = set(Deed) - DEEDS_TO_PEOPLE
    others -= {Deed.SUPERVISION_BEGUN, Deed.MODE_CHANGED, Deed.SUPERVISION_ENDED}
    assert told(*(done(0, deed) for deed in others)) == []
    (line,) = tell_deeds([done(0, Deed.NUMBER_SILENCED, call_id=None)])
    assert line.happening == SteppedIn("orlova", Deed.NUMBER_SILENCED, "", "")


def test_every_mode_end_and_deed_has_its_words() -> None:
    assert set(DEEDS) == set(DEEDS_TO_PEOPLE)
    assert (set(MODES), set(ENDS)) == (set(SupervisionMode), set(SupervisionEnd))
