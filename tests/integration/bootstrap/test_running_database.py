"""A command finds the database that a demo in another process is running."""

from pathlib import Path

import asyncpg

from line122.bootstrap.postgres import DATABASE, Postgres, url_of_running


async def test_server_of_another_process_is_found_by_its_state_directory(
    postgres: Postgres, server_state: Path
) -> None:
    assert not postgres.server.has_ended()
    with url_of_running(server_state) as url:
        connection = await asyncpg.connect(url)
        found = await connection.fetchval("SELECT current_database()")
        await connection.close()

    assert found == DATABASE


def test_state_directory_without_a_server_has_no_address(tmp_path: Path) -> None:
    with url_of_running(tmp_path) as url:
        assert url is None
