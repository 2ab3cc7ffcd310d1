"""Clinics that stand in the directory, for stories that send visits to them."""

from datetime import UTC, datetime

import asyncpg

_SINCE = datetime(2026, 1, 1, tzinfo=UTC)


async def write_clinics(url: str, site: str, *codes: str) -> None:
    """Write clinics that serve everybody, with the institutions that they are."""
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(
            "INSERT INTO institution (site, code, name, phones, address, changed_at)"
            " SELECT $1, code, code, '{}', '', $3 FROM unnest($2::text[]) AS code",
            *(site, list(codes), _SINCE),
        )
        await connection.execute(
            "INSERT INTO clinic (site, code, serves, same_day_until, duty_until,"
            " dispatch_targets, phones, changed_at)"
            " SELECT $1, code, 'both', 720, 1080, '{}', '{}', $3 FROM unnest($2::text[]) AS code",
            *(site, list(codes), _SINCE),
        )
    finally:
        await connection.close()
