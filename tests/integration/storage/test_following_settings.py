"""A wired engine follows its changed settings, keeps their policy, or stays as it is."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import structlog

from asterisk.client import AriClient
from asterisk.site import AriAddress
from base.clock import SystemClock
from base.ids import TrunkName
from callflow.snapshot import decode_policy
from config import Settings, SettingsError
from line122.control import EngineControl
from line122.reload import Reloader, ReloadRefusedError
from line122.wiring import Adapters, Engine, wire
from storage.records.books import open_books
from tests.config.writing import SMALLEST, changed, loaded
from web.ports import Declined

MAIN = TrunkName("main")
CLOCK = SystemClock()
NOWHERE = AriAddress(host="127.0.0.1", port=1, user="x", password="")


@dataclass
class Site:
    """An engine whose settings can be written anew."""

    engine: Engine
    directory: Path
    text: str

    def read(self) -> Settings:
        """Read the settings as they stand."""
        return loaded(self.directory, self.text)

    @property
    def channels(self) -> int:
        """How many channels a call that begins now is decided by."""
        return self.engine.calls.policy.trunks[MAIN].channels


@asynccontextmanager
async def site_at(database_url: str, directory: Path) -> AsyncIterator[tuple[Site, Reloader]]:
    """Wire the engine of the smallest site; nothing of it runs."""
    settings = await asyncio.to_thread(loaded, directory)
    journal = directory / "journal"
    async with open_books(database_url, site="town", clock=CLOCK, directory=journal) as books:
        adapters = Adapters(
            client=AriClient(NOWHERE), books=books, clock=CLOCK, prompts=directory, salt=b"x" * 16
        )
        site = Site(wire(settings, adapters), directory, SMALLEST)
        yield site, Reloader(site.engine, settings, site.read)


async def test_channels_and_ladder_follow_at_once_and_the_policy_is_kept_for_replays(
    database_url: str, tmp_path: Path
) -> None:
    async with site_at(database_url, tmp_path) as (site, reloader):
        before = site.engine.calls.policy_id
        site.text = changed("channels: 6", "channels: 9") + "ladder: {shadow: true}\n"
        reloaded = await reloader.reload()
        kept = await site.engine.books.calls.policies([reloaded.policy_id])
        placed_by = site.engine.placer.channels()[MAIN].free

        assert site.channels == placed_by == 9
        assert site.engine.calls.policy.admission.is_shadow
        assert reloaded.policy_id == site.engine.calls.policy_id != before
        assert decode_policy(kept[reloaded.policy_id]) == site.engine.calls.policy
        assert reloaded.awaits_restart == ()


async def test_what_only_a_start_reads_is_named_and_the_rest_is_followed(
    database_url: str, tmp_path: Path
) -> None:
    async with site_at(database_url, tmp_path) as (site, reloader):
        site.text = changed("channels: 6", "channels: 8") + "http: {port: 9122}\n"
        reloaded = await reloader.reload()

        assert reloaded.awaits_restart == ("http.port",)
        assert site.channels == 8


async def test_wrong_settings_change_nothing_and_are_told_with_their_line(
    database_url: str, tmp_path: Path
) -> None:
    async with site_at(database_url, tmp_path) as (site, reloader):
        control = EngineControl(site.engine, reloader, CLOCK)
        site.text = changed("channels: 6", "channels: none")
        with structlog.testing.capture_logs() as logs:
            answer = await control.reload()

        assert isinstance(answer, Declined)
        assert "settings.yaml:7: trunks.main.channels" in answer.problems[0]
        assert site.channels == 6
        assert [log["event"] for log in logs] == ["settings.reload_refused"]
        with pytest.raises(SettingsError):
            await reloader.reload()


async def test_queue_in_which_somebody_may_stand_is_not_taken_away(
    database_url: str, tmp_path: Path
) -> None:
    async with site_at(database_url, tmp_path) as (site, reloader):
        site.text = (
            SMALLEST.replace("doctor", "nurse")
            .replace("script: small", "script: nurses")
            .replace("channels: 6", "channels: 9")
        )
        with pytest.raises(ReloadRefusedError, match="queue doctor is gone; restart"):
            await reloader.reload()

        assert site.channels == 6
