"""The live screen of the demo, as a terminal shows it."""

from dataclasses import replace
from io import StringIO
from typing import get_args

import pytest
from rich.console import Console

from base.instant import Instant
from callflow.call import Ended, Phase
from callflow.readings import LiveReading, read_live
from line122.demo.screen import Tally, TicketLine, draw
from queues.floor import Floor
from queues.queue import Entry
from tests.callflow.stories import BEGINNINGS, ENTERED_AT, talking, waiting
from tests.support.site import ARRIVED, CALL_POLICY, CASE, DOCTORS, idle_agent

TALLY = Tally(
    elapsed_s=31.4, arrived=9, answered=5, abandoned=1, told=3, called_back=2, ring_no_answer=2
)
TICKETS = (TicketLine(number="261122-0036-1", opened="12:00:01", outcome="answered"),)


def shown(live: LiveReading, width: int = 120) -> str:
    """Return the screen's text on a terminal of this width."""
    page = StringIO()
    Console(file=page, width=width, color_system=None).print(draw(live, TICKETS, TALLY))
    return page.getvalue()


def live(*, is_waiting: bool) -> LiveReading:
    """Return a line with one caller, and one agent who is idle."""
    call = (waiting() if is_waiting else talking()).run()
    entry = Entry(ARRIVED.call_id, DOCTORS, priority=1, entered_at=ENTERED_AT)
    agent = idle_agent(1)
    floor = Floor({entry.call_id: entry} if is_waiting else {}, {agent.agent_id: agent})
    return read_live([call], floor, Instant(30.0), CALL_POLICY)


def test_screen_tells_what_happened_so_far_and_how_to_end_it() -> None:
    text = shown(live(is_waiting=True))

    assert "31 s · 9 calls · 5 answered · 1 abandoned · 3 told · 2 called back" in text
    assert "2 rings without answer" in text
    assert "Ctrl-C ends the demo." in text


def test_every_channel_of_the_trunk_is_a_lamp() -> None:
    (lamps,) = (line for line in shown(live(is_waiting=True)).splitlines() if "channels" in line)

    assert (lamps.count("●"), lamps.count("○")) == (1, 5)
    assert "1 of 6 channels" in lamps


def test_waiting_caller_is_shown_with_ticket_queue_place_and_age() -> None:
    (row,) = (
        line for line in shown(live(is_waiting=True)).splitlines() if CASE.ticket_number in line
    )

    assert row.split("│")[1].split() == [CASE.ticket_number, "waiting", DOCTORS, "1", "30", "s"]


@pytest.mark.parametrize("width", [80, 120, 200])
def test_number_of_a_ticket_is_never_cut_on_eighty_columns_or_more(width: int) -> None:
    text = shown(live(is_waiting=False), width)

    assert CASE.ticket_number in text
    assert TICKETS[0].number in text


@pytest.mark.parametrize("place", BEGINNINGS)
def test_caller_is_shown_wherever_they_stand(place: str) -> None:
    call = BEGINNINGS[place]().run()
    reading = read_live([call], Floor(), Instant(90.0), CALL_POLICY)

    assert CASE.ticket_number in shown(reading)


def test_every_phase_of_a_call_has_its_words() -> None:
    reading = live(is_waiting=False)
    for phase in set(get_args(Phase)) - {Ended}:
        calls = (replace(reading.calls[0], phase=phase.__name__),)
        assert CASE.ticket_number in shown(replace(reading, calls=calls))


def test_line_at_rest_is_a_screen_too() -> None:
    text = shown(read_live([], Floor(), Instant(0.0), CALL_POLICY))

    assert "0 of 6 channels" in text
