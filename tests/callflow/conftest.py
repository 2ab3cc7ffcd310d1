"""Virtual time for the stories that run the services."""

import asyncio


def pytest_configure() -> None:
    """Let nobody make an event loop by asking for one.

    looptime asks before every synchronous test too, and a loop that nobody closes fails whichever
    test runs when it is collected.
    """
    asyncio.set_event_loop(None)
