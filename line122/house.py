"""A whole helpline on this machine: its servers, a database of its own, its operators.

The demo, the bench and the tests all move into the same house, and each runs its engine in it.
"""

import secrets
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from agents.agent import Account, Operator, Skill
from asterisk.accounts import digest_of
from base.clock import Clock
from base.ids import ClinicCode, new_agent_id, new_user_id
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
from staff.role import Role
from staff.user import User, UserRow
from storage.passwords import Argon2Passwords
from storage.records.connection import Timeouts, open_pool
from storage.records.fresh import fresh_database
from storage.records.roster import open_roster
from storage.records.schema import migrate
from storage.records.staff import PostgresStaffBook
from storage.roster import NewOperator

_SECRET_BYTES: Final = 18


@dataclass(frozen=True, slots=True)
class HouseOperator:
    """An operator who works in the house, able to answer everything."""

    account: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseUser:
    """Somebody who signs in at the house's pages."""

    login: str
    name: str
    role: Role
    account: str | None = None
    """Of the operator whose telephone they answer by."""
    clinic: str | None = None
    """Of a clinic's dispatcher."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HousePlan:
    """What distinguishes one house from another."""

    database: str
    """Made anew each time: what an earlier visitor left is gone."""
    trunk_ports: PhonePorts
    """Where the carrier's calls come from; its SIP port identifies the trunk."""
    operators: tuple[HouseOperator, ...]
    users: tuple[HouseUser, ...] = ()
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
    passwords: Mapping[str, str] = field(default_factory=dict)
    """Login → password, made anew each time."""

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
        # Its people are made anew each time, and nobody takes their pictures with a telephone.
        "LINE122_DESK__SECOND_FACTOR_FOR": "",
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
        has_browser_phones=settings.agents.browser_phone is BrowserPhone.ON,
        queue_members=plan.queue_members,
        media_ports=plan.media_ports,
    )
    async with embedded_servers(instance, program, request) as servers:
        database_url = await fresh_database(servers.database_url, plan.database)
        await migrate(database_url)
        site = settings.site.id
        known = await _add_operators(database_url, site, plan.operators, clock)
        passwords = await _add_users(database_url, site, plan.users, clock)
        state = instance.state / "engine"
        yield House(settings, servers, database_url, variables, state, known, passwords)


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


async def _add_users(
    database_url: str, site: str, users: Sequence[HouseUser], clock: Clock
) -> Mapping[str, str]:
    known = {user.login: secrets.token_urlsafe(_SECRET_BYTES) for user in users}
    if not known:
        return known
    hashes = Argon2Passwords()
    async with open_pool(database_url, timeouts=Timeouts(connect_s=5.0)) as pool:
        book = PostgresStaffBook(pool, site)
        for user in users:
            row = UserRow(user=_user(user), added_at=clock.now(), added_by="house")
            await book.add(row, await hashes.hashed(known[user.login]))
    return known


def _user(user: HouseUser) -> User:
    return User(
        user_id=new_user_id(),
        login=user.login,
        name=user.name,
        roles=frozenset({user.role}),
        account=user.account,
        clinic=None if user.clinic is None else ClinicCode(user.clinic),
    )
