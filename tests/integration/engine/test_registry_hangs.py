"""A registry that hangs while a citizen is on the line: a person answers, a request is left."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

import asyncpg

from base.clock import SystemClock
from line122.demo.region import running_region
from line122.registry.server import RegistryMood
from tests.integration.engine.conftest import Opening
from tests.integration.engine.helpline import PATIENCE_S
from tests.integration.engine.patience import eventually

_ZONE = ZoneInfo("Europe/Moscow")


async def test_registry_that_hangs_leads_to_a_person_and_leaves_a_request(
    opening: Opening,
) -> None:
    async with running_region(SystemClock(), _ZONE) as region:
        region.registry.mood = RegistryMood.SLOW
        script = {"LINE122_SERVICES__HELPLINE__SCRIPT": "registry"}
        async with opening({**region.variables, **script}) as helpline:
            await helpline.start_engine()
            citizen = await helpline.dial()
            assert await citizen.call.answered(PATIENCE_S)
            assert await citizen.call.press("1")

            await helpline.records.reached(citizen.ani, "Waiting")

            kinds = await eventually(
                lambda: _kinds(helpline.house.database_url), lambda kinds: len(kinds) == 1
            )
            assert [(row["kind"], row["channel"]) for row in kinds] == [("appointment", "intake")]
            assert [entry["reason"] for entry in helpline.log("registry.failed")] == [
                "TimeoutError"
            ]
            await citizen.call.hang_up()


async def _kinds(url: str) -> Sequence[asyncpg.Record]:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetch(
            "SELECT kind, channel FROM ticket WHERE kind <> 'undetermined'"
        )
    finally:
        await connection.close()
