"""The invented region that ships: the directory of a house that serves nobody real."""

from pathlib import Path
from typing import Final

from base.calendar import local_day
from base.clock import Clock
from base.errors import Line122Error
from config import Settings
from config.policies import call_policy
from line122.bootstrap.engine import ROOT
from line122.cli.directory_files import import_table
from line122.salt import hiding_salt
from storage.records.directory import open_directory_store
from tickets.directory import Kind
from tickets.directory_rows import Footing

SAMPLE: Final = ROOT / "deploy" / "sample-directory"


class SampleSpoiltError(Line122Error):
    """The tables of the sample directory were edited; restore them from the release."""


async def import_sample(url: str, settings: Settings, state: Path, clock: Clock) -> None:
    """Import every table; the state directory is the engine's, for the salt in it.

    Raises:
        SampleSpoiltError: a table has faults; the text tells the first one.

    """
    now = clock.now()
    rules = next(iter(call_policy(settings).trunks.values())).rules
    salt = hiding_salt(settings.callers, state)
    async with open_directory_store(url, site=settings.site.id) as store:
        for kind in Kind:
            footing = Footing(
                directory=await store.directory(),
                rules=rules,
                salt=salt,
                today=local_day(now, settings.site.zone),
            )
            file = SAMPLE / f"{kind}.csv"
            imported = await import_table(kind, file, footing, store=store, now=now)
            if imported.problems:
                raise SampleSpoiltError(f"{file}: {imported.problems[0]}; restore the file")
