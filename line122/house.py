"""A whole helpline on this machine: its servers, a database of its own, its operators.

The demo, the bench and the tests all move into the same house, and each runs its engine in it.
"""

import secrets
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from agents.agent import Account, Operator, Skill
from asterisk.accounts import digest_of
from base.clock import Clock
from base.ids import new_agent_id
from config import Settings, load
from config.floor import BrowserPhone
from config.loading import DEFAULTS
from line122.bootstrap.asterisk import AsteriskRequest
from line122.bootstrap.directories import cache_directory
from line122.bootstrap.engine import ROOT, Engine, EngineRequest, running_engine
from line122.bootstrap.instance import Instance
from line122.bootstrap.progress import shown_progress
from line122.bootstrap.servers import ServerAddresses, embedded_servers
from line122.bootstrap.tree import obtain_asterisk
from line122.exchange_site import music_of, prompt_pack, trunk_endpoints
from line122.phones.sockets import PhonePorts
from storage.records.fresh import fresh_database
from storage.records.roster import open_roster
from storage.records.schema import migrate
from storage.roster import NewOperator

_SECRET_BYTES: Final = 18


@dataclass(frozen=True, slots=True)
class HouseOperator:
    """An operator who works in the house, able to answer everything."""

    account: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HousePlan:
    """What distinguishes one house from another."""

    database: str
    """Made anew each time: what an earlier visitor left is gone."""
    trunk_ports: PhonePorts
    """Where the carrier's calls come from; its SIP port identifies the trunk."""
    operators: tuple[HouseOperator, ...]
    variables: Mapping[str, str] = field(default_factory=dict)
    """Settings that differ from the defaults, as the environment tells them."""
    queue_members: tuple[str, ...] = ()
    """Accounts behind Asterisk's own queue, for the bench."""
    media_ports: int = 400


@dataclass(frozen=True, slots=True)
class House:
    """A helpline that runs but for its engine."""

    settings: Settings
    servers: ServerAddresses
    database_url: str
    variables: Mapping[str, str]
    state: Path
    secrets: Mapping[str, str]
    """Account → secret of its telephone."""

    @property
    def sip(self) -> str:
        """Host and port at which Asterisk speaks SIP."""
        sip = self.servers.site.sip
        return f"{sip.host}:{sip.port}"


@asynccontextmanager
async def opened_house(instance: Instance, plan: HousePlan, clock: Clock) -> AsyncIterator[House]:
    """Keep the servers running, with a fresh database and the operators in it.

    Raises:
        Line122Error: something is missing or did not start; the text tells what to do.

    """
    ports = plan.trunk_ports
    trunk = f"{ports.host}:{ports.sip}"
    variables = {
        "LINE122_TRUNKS__MAIN__IDENTIFY__ADDRESSES": trunk,
        "LINE122_TRUNKS__MAIN__CONTACT": f"sip:{trunk}",
        **plan.variables,
    }
    settings = load(DEFAULTS, variables)
    with shown_progress() as progress:
        program = await obtain_asterisk(cache_directory(), progress)
    pack = prompt_pack(settings, ROOT)
    request = AsteriskRequest(
        trunks=trunk_endpoints(settings),
        prompts=pack,
        music=music_of(pack),
        queue_members=plan.queue_members,
        media_ports=plan.media_ports,
    )
    async with embedded_servers(instance, program, request) as servers:
        database_url = await fresh_database(servers.database_url, plan.database)
        await migrate(database_url)
        known = await _add_operators(database_url, settings.site.id, plan.operators, clock)
        state = instance.state / "engine"
        yield House(settings, servers, database_url, variables, state, known)


@asynccontextmanager
async def engine_in(house: House) -> AsyncIterator[Engine]:
    """Run an engine in the house while the body runs."""
    request = EngineRequest(
        state=house.state,
        settings=DEFAULTS,
        variables=house.variables,
        database_url=house.database_url,
    )
    async with running_engine(house.servers, request, logs=house.servers.logs) as engine:
        has_browser_phones=settings.agents.browser_phone is BrowserPhone.ON,
        yield engine


async def _add_operators(
    database_url: str, site: str, operators: Iterable[HouseOperator], clock: Clock
) -> Mapping[str, str]:
    known = {operator.account: secrets.token_urlsafe(_SECRET_BYTES) for operator in operators}
    rows = [
        NewOperator(
            Operator(
                new_agent_id(),
                Account(operator.account),
                operator.name,
                {Skill("doctor"): 1, Skill("reference"): 1},
            ),
            digest_of(Account(operator.account), known[operator.account]),
        )
        for operator in operators
    ]
    async with open_roster(database_url, site=site) as roster:
        await roster.add(rows, clock.now())
    return known
