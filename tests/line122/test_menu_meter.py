"""What the meter of menus shows; of `line122/menu_meter.py`."""

from prometheus_client import CollectorRegistry

from line122.menu_meter import MenuMeter


def test_requests_that_no_desk_has_taken_are_shown_as_they_come_and_go() -> None:
    registry = CollectorRegistry()
    waiting = ["a request", "another one"]
    MenuMeter(registry).watch_unfiled(lambda: len(waiting))

    assert registry.get_sample_value("line122_requests_unfiled") == 2
    waiting.clear()
    assert registry.get_sample_value("line122_requests_unfiled") == 0
