"""Runs every server in a state directory until a signal ends it; the tests end it in many ways."""

import asyncio
import json
import signal
import sys
from pathlib import Path

from asterisk.site import TrunkEndpoint
from line122.bootstrap.asterisk import AsteriskRequest
from line122.bootstrap.directories import cache_directory
from line122.bootstrap.instance import only_instance
from line122.bootstrap.servers import embedded_servers
from line122.bootstrap.tree import find_asterisk
from line122.cli.running import run_to_end


async def hold(state: Path) -> int:
    """Tell the servers' addresses as one line of JSON, then wait."""
    program = await find_asterisk(cache_directory())
    assert program is not None, "the test has provided an Asterisk"
    trunk = TrunkEndpoint(name="city", contact="sip:127.0.0.1:9", addresses=("127.0.0.1:9",))
    request = AsteriskRequest(trunks=(trunk,), prompts=state, music=state)
    with only_instance(state) as instance:
        async with embedded_servers(instance, program, request) as servers:
            instance.announce(servers.site.ari.url)
            told = {
                "database_url": servers.database_url,
                "redis_url": servers.redis_url,
                "ari_url": servers.site.ari.url,
                "ari_password": servers.site.ari.password,
                "postgres": servers.postgres_pid,
                "valkey": servers.valkey_pid,
                "asterisk": servers.asterisk_pid,
            }
            sys.stdout.write(json.dumps(told) + "\n")
            sys.stdout.flush()
            await asyncio.Event().wait()
    return 0


if __name__ == "__main__":
    # A shell that runs the tests in the background has all their children ignore this signal.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    sys.exit(run_to_end(hold(Path(sys.argv[1]))))
