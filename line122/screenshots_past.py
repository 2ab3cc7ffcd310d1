"""The days before the pictures: a fortnight of calls, the last of its days one of a storm."""

from datetime import timedelta
from typing import Final

import asyncpg

from base.calendar import local_day
from base.clock import Clock
from line122.bench.report_year import Helpline
from line122.bench.reports import copy_rows
from line122.house import House

_DAYS: Final = 14
_SEED: Final = 11
_NEEDS: Final = 130
_REDIALS: Final = 25


async def live_through(house: House, clock: Clock) -> None:
    """Write the calls of the days before today into the house's database."""
    today = local_day(clock.now(), house.settings.site.zone)
    site = house.settings.site.id
    connection = await asyncpg.connect(house.database_url)
    try:
        rows = await connection.fetch("SELECT agent_id FROM agent ORDER BY account")
        line = Helpline(_SEED, site=site, operators=[row["agent_id"] for row in rows])
        for ago in range(_DAYS, 0, -1):
            redials = _REDIALS if ago == 1 else 0
            made = line.day(today - timedelta(days=ago), _NEEDS + 7 * (ago % 5), redials=redials)
            for table, listed in made.tables():
                await copy_rows(connection, table, listed)
    finally:
        await connection.close()
