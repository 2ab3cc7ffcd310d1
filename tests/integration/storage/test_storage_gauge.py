"""Whoever watches the engine sees whether rows wait on disk; calls are taken either way."""

from pathlib import Path

from asterisk.client import AriClient
from asterisk.site import AriAddress
from base.clock import SystemClock
from config.loading import load
from line122.wiring import Adapters, wire
from storage.records.books import open_books

_CLOCK = SystemClock()
_DEFAULTS = Path(__file__).parents[3] / "config" / "defaults" / "settings.yaml"
_NOWHERE = AriAddress(host="127.0.0.1", port=1, user="x", password="")


async def test_gauge_tells_whether_rows_go_to_the_database(
    database_url: str, tmp_path: Path
) -> None:
    settings = load(_DEFAULTS, {"LINE122_ASTERISK__PASSWORD": "x"})
    async with open_books(database_url, site="n", clock=_CLOCK, directory=tmp_path) as books:
        adapters = Adapters(
            client=AriClient(_NOWHERE), books=books, clock=_CLOCK, prompts=tmp_path, salt=b"x"
        )
        engine = wire(settings, adapters)
        assert "line122_storage_is_direct 1.0" in engine.state.exposition().decode()
        books.writer.close()
        assert "line122_storage_is_direct 0.0" in engine.state.exposition().decode()
        assert "storage" not in engine.state.troubles()
