"""What supervisors did, in PostgreSQL."""

from collections.abc import Sequence

import asyncpg

from base.ids import CallId, InterventionId
from callflow.intervention import Deed, Intervention
from storage.interventions import InterventionsSought
from storage.records.connection import Pool
from storage.records.statements import statements


class PostgresInterventionBook:
    """A `callflow.intervention.InterventionBook`."""

    def __init__(self, pool: Pool, site: str) -> None:
        self._pool = pool
        self._site = site

    async def append(self, done: Sequence[Intervention]) -> None:
        """Keep what was done; what is kept already stays as it is."""
        async with self._pool.connection() as connection:
            await statements.append_interventions(
                connection,
                site=self._site,
                intervention_ids=[each.intervention_id for each in done],
                at=[each.at for each in done],
                actors=[each.actor for each in done],
                deeds=[each.deed.value for each in done],
                subjects=[each.subject for each in done],
                whys=[each.why for each in done],
                details=[each.detail for each in done],
                call_ids=[each.call_id for each in done],
                beside_since=[each.beside_since for each in done],
            )

    async def newest(self, most: int) -> tuple[Intervention, ...]:
        """Return what was done last, the newest first."""
        async with self._pool.connection() as connection:
            rows = statements.newest_interventions(connection, site=self._site, most=most)
            return tuple([read_intervention(row) async for row in rows])

    async def last(self, deed: Deed) -> Intervention | None:
        """Return the last time that this was done; `None` when it never was."""
        async with self._pool.connection() as connection:
            row = await statements.last_intervention(connection, site=self._site, deed=deed.value)
        return None if row is None else read_intervention(row)

    async def of_call(self, call_id: CallId) -> tuple[Intervention, ...]:
        """Return what was done to the person of a call, the oldest first."""
        async with self._pool.connection() as connection:
            rows = statements.interventions_of_call(connection, site=self._site, call_id=call_id)
            return tuple([read_intervention(row) async for row in rows])

    async def found(self, sought: InterventionsSought, most: int) -> tuple[Intervention, ...]:
        """Return what was done that fits, the newest first."""
        async with self._pool.connection() as connection:
            rows = statements.interventions_found(
                connection,
                site=self._site,
                since=sought.since,
                until=sought.until,
                actor=sought.actor,
                deeds=[deed.value for deed in sought.deeds],
                most=most,
            )
            return tuple([read_intervention(row) async for row in rows])


def read_intervention(row: asyncpg.Record) -> Intervention:
    """Return the row as it was meant."""
    call_id = row["call_id"]
    return Intervention(
        intervention_id=InterventionId(row["intervention_id"]),
        at=row["at"],
        actor=row["actor"],
        deed=Deed(row["deed"]),
        subject=row["subject"],
        why=row["why"],
        detail=row["detail"],
        call_id=None if call_id is None else CallId(call_id),
        beside_since=row["beside_since"],
    )
