"""From settings and addresses to adapters and services, joined; no logic."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from prometheus_client import CollectorRegistry, Gauge

from agents.agent import Account
from agents.service import Roster
from asterisk.accounts import Accounts, PhoneAccount
from asterisk.client import AriClient
from asterisk.frames import FrameTally
from asterisk.stream import EventStream
from asterisk.telephony import AsteriskTelephony, Exchange
from base.clock import Clock
from callflow.line import LineDoors
from callflow.service import CallService
from callflow.snapshot import encode_policy, policy_id_of
from config import Settings
from config.policies import call_policy, floor_policy
from line122.state import EngineState, Trouble
from metrics.calls import CallMeter
from queues.service import Distributor
from storage.records.books import Books
from tickets.service import CaseDesk


@dataclass(frozen=True, slots=True)
class Engine:
    """The services of one site, ready to be run by `line122.lifecycle`."""

    distributor: Distributor
    roster: Roster
    cases: CaseDesk
    calls: CallService
    telephony: AsteriskTelephony
    books: Books
    meter: CallMeter
    state: EngineState
    policy: bytes
    """The policy in force, as it is kept for replays."""


class AccountDoor:
    """The exchange's accounts, as the roster asks for them."""

    def __init__(self, accounts: Accounts) -> None:
        self._accounts = accounts

    def want(self, accounts: Mapping[Account, str]) -> None:
        """Say which accounts there shall be, from the next connection on."""
        self._accounts.want(PhoneAccount(*item) for item in accounts.items())

    async def put(self, account: Account, secret_digest: str) -> None:
        """Let a telephone register under the account at once."""
        await self._accounts.put(PhoneAccount(account, secret_digest))

    async def remove(self, account: Account) -> None:
        """Let no telephone register under the account any more."""
        await self._accounts.remove(account)


def wire(
    settings: Settings, client: AriClient, books: Books, clock: Clock, *, prompts: Path
) -> Engine:
    """Return the services of the site, joined to their adapters."""
    policy = call_policy(settings)
    encoded = encode_policy(policy)
    accounts = Accounts(client, settings.trunks)
    stream = EventStream(client)
    registry = CollectorRegistry()
    meter = CallMeter(registry)
    frames = FrameTally(meter.frames_of_joined_call)
    telephony = AsteriskTelephony(Exchange(client, stream, accounts, prompts, frames))
    distributor = Distributor(clock=clock, policy=floor_policy(settings), book=books.agents)
    roster = Roster(book=books.agents, accounts=AccountDoor(accounts), floor=distributor)
    cases = CaseDesk(books.cases, settings.site.zone)
    calls = CallService(
        LineDoors(clock, telephony, distributor, books.calls),
        policy=policy,
        policy_id=policy_id_of(encoded),
        cases=cases,
        roster=roster,
        witness=meter,
    )
    active = Gauge("line122_calls_active", "Calls that have not ended", registry=registry)
    active.set_function(lambda: len(calls.lines))
    # No part of being ready: calls are taken while rows wait on disk.
    direct = Gauge(
        "line122_storage_is_direct",
        "1 while rows go to PostgreSQL, 0 while they wait on disk",
        registry=registry,
    )
    direct.set_function(lambda: float(books.writer.is_direct))
    parts: dict[str, Trouble] = {"asterisk": telephony.trouble}
    state = EngineState(
        calls=calls,
        distributor=distributor,
        clock=clock,
        policy=policy,
        registry=registry,
        parts=parts,
    )
    return Engine(distributor, roster, cases, calls, telephony, books, meter, state, encoded)
