"""Pictures that a parser, a dark page and a screen reader can read: `simulation/svg.py` too."""

from xml.etree import ElementTree as ET

import pytest

from simulation.chart import chart_of
from simulation.run import Crew, Order, PolicyName
from simulation.scenario import load_scenario
from simulation.svg import Panel, element, rounded_up, text, ticks

SVG = "{http://www.w3.org/2000/svg}"


def test_the_chart_of_a_run_is_a_picture_with_words() -> None:
    order = Order(
        scenario=load_scenario("flash-crowd", {"hours": 2.0}),
        seed=1,
        lengths={},
        policies=(PolicyName.APP_QUEUE, PolicyName.BOUND),
    )
    with Crew(1) as crew:
        drawn = chart_of(crew.run(order, 2), "flash-crowd")
    root = ET.fromstring(drawn)  # noqa: S314 -- Our own words.
    assert root.get("role") == "img"
    described = root.findtext(f"{SVG}desc") or ""
    assert "app_queue: served" in described
    assert "prefers-color-scheme: dark" in (root.findtext(f"{SVG}style") or "")
    words = [node.text for node in root.iter(f"{SVG}text")]
    assert {"People waiting", "Channels by use", "8:00", "10:00"} <= set(words)


def test_words_are_escaped() -> None:
    assert text("K < S & more", 1, 2) == (
        '<text x="1" y="2" class="small">K &lt; S &amp; more</text>'
    )
    assert element("path", d='"') == "<path d='\"'/>"


@pytest.mark.parametrize(
    ("largest", "end"), [(0.97, 1.0), (6.0, 6.0), (7.0, 8.0), (1130.0, 1500.0), (0.0, 2.5e-10)]
)
def test_an_axis_ends_at_a_round_value(largest: float, end: float) -> None:
    assert rounded_up(largest) >= largest
    assert ticks(rounded_up(largest))[-1] == pytest.approx(rounded_up(largest))
    assert largest == 0.0 or rounded_up(largest) == pytest.approx(end)


def test_a_line_is_broken_where_nothing_is_known() -> None:
    panel = Panel(left=0, top=0, width=100, height=100, until_x=10, until_y=10)
    assert list(panel.line([(0, 0.0), (5, 5.0), (6, None), (10, 20.0)], "blue")) == [
        '<path d="M0 100L50 50" class="line blue"/>',
        '<path d="M100 0" class="line blue"/>',
    ]
