"""What a board of the bench makes of what it is told; of `line122/bench/board_pages.py`."""

from datetime import UTC, datetime, timedelta

from line122.bench.board_pages import Arrival, BoardPage

AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
_SNAPSHOT = '{"is":"snapshot","number":1,"at":"2026-11-22T09:00:00Z","state":{"board":{"a":1}}}'


def told(number: int, changes: str, after_ms: int) -> Arrival:
    head = f'"is":"delta","number":{number},"at":"2026-11-22T09:00:00Z"'
    text = f'{{{head},"set":{{{changes}}},"gone":[]}}'
    return Arrival(AT + timedelta(milliseconds=after_ms), text)


def test_each_lamp_that_changed_tells_how_long_its_event_was_on_the_way() -> None:
    page = BoardPage(
        [
            Arrival(AT, _SNAPSHOT),
            told(2, '"board/trunks/main/lamps/1":{"since":"2026-11-22T08:59:59.990Z"}', 20),
            told(3, '"board/trunks/main/lamps/1/since":"2026-11-22T09:00:00.000Z"', 40),
            told(4, '"board/waiting/live":2', 60),
        ]
    )
    assert list(page.lamps_ms()) == [30.0, 40.0]


def test_a_message_that_is_missing_is_a_gap_and_a_beat_is_none() -> None:
    beat = Arrival(AT, '{"is":"beat","number":2,"at":"2026-11-22T09:00:00Z"}')
    page = BoardPage([Arrival(AT, _SNAPSHOT), told(2, "", 0), beat, told(4, "", 0)])
    assert page.gaps() == 1


def test_what_a_board_showed_follows_from_what_it_was_told() -> None:
    page = BoardPage([Arrival(AT, _SNAPSHOT), told(2, '"board/b":[1,{"c":2}]', 0)])
    *_, last = page.states()
    assert last == {"board": {"a": 1, "b": (1, {"c": 2})}}
