"""Recorded days, numbers invented: `simulation/recordings.py`, `simulation/trust.py` too."""

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from simulation.recorded import RecordedDay, recorded_day
from simulation.recordings import RecordingError, read_recording
from simulation.run import Crew, Order, PolicyName
from simulation.scenario import load_scenario
from simulation.trust import comparisons

MOSCOW = "Europe/Moscow"
OPENED = datetime(2021, 9, 14, 8, 0, tzinfo=ZoneInfo(MOSCOW))
SCENARIO = load_scenario("flash-crowd")


def cdr(at_s: float, caller: str, *, talk_s: int | None = None) -> str:
    start = (OPENED + timedelta(seconds=at_s)).strftime("%Y-%m-%d %H:%M:%S")
    is_answered = talk_s is not None
    fields = [
        *("", caller, "122", "from-trunk", f'""x"" <{caller}>', f"PJSIP/t-{at_s}"),
        *("PJSIP/op1" if is_answered else "", "Queue", "helpline", start, start, start),
        *(str(talk_s or 0), str(talk_s or 0), "ANSWERED" if is_answered else "NO ANSWER", "3"),
    ]
    return ",".join(f'"{field}"' for field in fields)


def recorded(lines: list[str], folder: Path, mapping: str | None = None) -> RecordedDay:
    file = folder / "recording"
    file.write_text("\n".join(lines), "utf-8")
    rule = None
    if mapping is not None:
        rule = folder / "mapping.yaml"
        rule.write_text(mapping, "utf-8")
    return recorded_day(read_recording(file, mapping=rule, zone=MOSCOW), SCENARIO, seed=1)


def test_people_are_numbers_with_their_first_dials_gaps_and_talks(tmp_path: Path) -> None:
    day = recorded(
        [
            cdr(60, "79990000001"),
            cdr(100, "79990000001"),
            cdr(130, "79990000001", talk_s=200),
            cdr(90, "79990000002", talk_s=50),
        ],
        tmp_path,
    )
    first, second = day.people
    assert (first.first_dial_at_s, first.gaps_s, first.talk_s) == (60.0, (40.0, 30.0), 200.0)
    assert (second.first_dial_at_s, second.gaps_s, second.talk_s) == (90.0, (), 50.0)
    assert (day.scenario.opens_at, day.scenario.hours) == ("08:00", 1.0)


def test_a_number_that_calls_again_after_a_talk_has_another_need(tmp_path: Path) -> None:
    day = recorded(
        [cdr(60, "79990000001", talk_s=100), cdr(900, "79990000001", talk_s=20)], tmp_path
    )
    assert [one.talk_s for one in day.people] == [100.0, 20.0]


def test_withheld_calls_are_each_somebody_and_extensions_nobody(tmp_path: Path) -> None:
    day = recorded([cdr(1, ""), cdr(50, "anonymous"), cdr(70, "105"), cdr(80, "")], tmp_path)
    assert len(day.people) == day.withheld == 3


def test_a_robot_dials_evenly_all_day_and_nobody_ever_talked_with_it(tmp_path: Path) -> None:
    robot = [cdr(at, "79990000009") for at in range(0, 3600, 40)]
    eager = [cdr(at, "79990000008") for at in range(5, 3560, 40)]
    day = recorded([*robot, *eager, cdr(3590, "79990000008", talk_s=9)], tmp_path)
    assert len(day.robots) == 1
    assert len(day.robots[0].gaps_s) == 89
    assert [one.talk_s for one in day.people] == [9.0]


def test_a_queue_log_tells_waits_and_talks(tmp_path: Path) -> None:
    opened = int(OPENED.timestamp())
    day = recorded(
        [
            f"{opened}|NONE|NONE|NONE|QUEUESTART|",
            f"{opened + 30}|c1|helpline|NONE|ENTERQUEUE||79990000001|1",
            f"{opened + 50}|c1|helpline|NONE|ABANDON|1|1|20",
            f"{opened + 80}|c2|helpline|NONE|ENTERQUEUE||79990000001|1",
            f"{opened + 95}|c2|helpline|op1|CONNECT|15|c2b|3",
            f"{opened + 215}|c2|helpline|op1|COMPLETECALLER|15|120|1",
        ],
        tmp_path,
    )
    assert len(day.people) == 1
    assert day.people[0].gaps_s == (50.0,)
    assert day.people[0].talk_s == 120.0
    assert day.witnessed.asa_s == 65.0
    assert day.witnessed.answered == 1


def test_a_carriers_details_are_read_by_their_mapping(tmp_path: Path) -> None:
    day = recorded(
        [
            "Когда;Кто;Кому;Сек;Код",
            "14.09.2021 08:01:00;+7 999 000-00-01;122;0;486",
            "14.09.2021 08:02:00;+7 999 000-00-01;122;75;200",
            "14.09.2021 08:02:30;+7 999 000-00-02;103;75;200",
        ],
        tmp_path,
        "time: Когда\ncaller: Кто\ncalled: Кому\ncalled_is: ['122']\nduration: Сек\nresult: Код\n"
        "delimiter: ';'\ntime_format: '%d.%m.%Y %H:%M:%S'\n",
    )
    assert [(one.gaps_s, one.talk_s) for one in day.people] == [((60.0,), 75.0)]
    assert day.witnessed.sees_full_trunk


def test_columns_may_be_numbered(tmp_path: Path) -> None:
    day = recorded(
        ["2021-09-14 08:00:10,79990000001,30"], tmp_path, "time: 1\ncaller: 2\nduration: 3"
    )
    assert day.people[0].talk_s == 30.0


def test_bad_lines_are_told_by_number_and_without_their_words(tmp_path: Path) -> None:
    file = tmp_path / "Master.csv"
    bad = cdr(5, "79990000077").replace("2021-09-14", "yesterday")
    file.write_text("\n".join([*(cdr(at, "79990000001") for at in range(60)), bad]), "utf-8")
    fault = read_recording(file, zone=MOSCOW).fault
    assert fault == "1 lines not understood: 61 (no time of that form)"


@pytest.mark.parametrize(
    ("text", "why"),
    [("", "is empty"), ("a,b\nc,d\ne,f", "3 lines not understood: 1"), ("1|2|3|4|5", "no calls")],
)
def test_a_file_that_is_no_recording_is_told(text: str, why: str, tmp_path: Path) -> None:
    file = tmp_path / "recording"
    file.write_text(text, "utf-8")
    with pytest.raises(RecordingError, match=why):
        read_recording(file, zone=MOSCOW)


@pytest.mark.parametrize(
    ("mapping", "why"),
    [
        ("time: When\ncaller: 2", "no column 'When'"),
        ("time: 1\ncaller: 2\ncolour: 3", "colour"),
        ("time: 1\ncaller: 2\nzone: Mars/Here", "Mars/Here"),
    ],
)
def test_a_wrong_mapping_is_told(mapping: str, why: str, tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match=why):
        recorded(["a,b", "c,d"], tmp_path, mapping)


def test_a_recorded_day_is_lived_again_by_the_same_people(tmp_path: Path) -> None:
    """One operator, nobody else on the line: app_queue must find the day as it was."""
    lines = [cdr(at, f"7999000{at:04d}", talk_s=60) for at in range(0, 3000, 300)]
    day = recorded(lines, tmp_path)
    assert day(0).people[0].first_dial_at_s == 0.0
    assert {person.need.talk_s for person in day(0).people} == {60.0}
    assert not any("999000" in person.number for person in day(0).people)
    order = Order(
        scenario=day.scenario,
        seed=1,
        lengths={},
        policies=(PolicyName.APP_QUEUE,),
        recorded=day,
    )
    with Crew(1) as crew:
        outcome = crew.run(order, 2)
    errors = {one.name: one.error for one in comparisons(day.witnessed, outcome)}
    assert errors["answered"] == 0.0
    assert abs(errors["attempts"] or 0.0) <= 0.1


def test_a_recorded_day_is_sent_to_other_processes(tmp_path: Path) -> None:
    day = recorded([cdr(at, f"7999000{at:04d}") for at in range(0, 3000, 100)], tmp_path)
    order = Order(
        scenario=day.scenario,
        seed=1,
        lengths={},
        policies=(PolicyName.APP_QUEUE, PolicyName.BOUND),
        recorded=day,
    )
    with Crew(1) as crew:
        alone = crew.run(order, 2)
    with Crew(2) as crew:
        together = crew.run(order, 2)
    assert together.figures(PolicyName.APP_QUEUE) == alone.figures(PolicyName.APP_QUEUE)
