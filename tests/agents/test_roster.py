"""The roster: rows, telephone accounts and the floor kept in step. `agents/service.py`."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field, replace

import pytest
from structlog.testing import capture_logs

from agents.agent import Account, BreakReason, Operator, Presence
from agents.codes import (
    CodeAccepted,
    CodeUnknown,
    Disposition,
    DispositionMarked,
    NotAnAgent,
)
from agents.phone import (
    PageClosed,
    PageNeeded,
    PageOpened,
    PhoneHealth,
    PhoneTrouble,
    Registered,
    Silent,
    Unregistered,
)
from agents.ports import AgentMove, CallDisposed, Kept, StoredOperator
from agents.service import PAGE_GRACE_S, Roster
from base.errors import Line122Error
from base.ids import AgentId
from base.instant import Instant
from tests.support.site import operator

ANNA, BORIS = operator(1, doctor=1), operator(2, reference=1)
NEW_ACCOUNT = Account("agent-7")


class DatabaseAwayError(Line122Error):
    """The database of the story is away."""


class ExchangeAwayError(Line122Error):
    """The exchange of the story is away."""


@dataclass
class Rows:
    """The rows of agents, as they are at first and after every change."""

    at_first: tuple[StoredOperator, ...]
    changed: tuple[tuple[StoredOperator, ...], ...] = ()
    now: tuple[StoredOperator, ...] = ()
    refusals: int = 0
    """How many readings fail before one does not."""

    def __post_init__(self) -> None:
        """Begin with the first rows."""
        self.now = self.at_first

    async def operators(self) -> tuple[StoredOperator, ...]:
        """Return the rows of this moment."""
        if self.refusals:
            self.refusals -= 1
            message = "The database refuses one reading."
            raise DatabaseAwayError(message)
        return self.now

    async def changes(self) -> AsyncIterator[None]:
        """Change the rows once for each change of the story."""
        for rows in self.changed:
            self.now = rows
            yield None

    def write_move(self, move: AgentMove) -> None:
        """Have nothing to do with moves: the floor writes them."""
        raise AssertionError(move)

    def write_disposition(self, disposed: CallDisposed) -> None:
        """Have nothing to do with words about calls either."""
        raise AssertionError(disposed)


@dataclass
class Exchange:
    """The accounts by which telephones register, and whether the exchange answers."""

    accounts: dict[Account, str] = field(default_factory=dict)
    wanted: dict[Account, str] = field(default_factory=dict)
    is_away: bool = False

    def want(self, accounts: Mapping[Account, str]) -> None:
        """Have exactly these from the next connection on."""
        self.wanted = dict(accounts)

    def connect(self) -> None:
        """Have what is wanted, and answer."""
        self.accounts, self.is_away = dict(self.wanted), False

    async def put(self, account: Account, secret_digest: str) -> None:
        """Have this one."""
        self._answer()
        self.accounts[account] = secret_digest

    async def remove(self, account: Account) -> None:
        """Have this one no more."""
        self._answer()
        del self.accounts[account]

    def _answer(self) -> None:
        if self.is_away:
            message = "The exchange is away."
            raise ExchangeAwayError(message)


@dataclass
class Door:
    """The door to the floor: what passed through it, in order."""

    passed: list[tuple[str, AgentId]] = field(default_factory=list)
    seated: dict[AgentId, Operator] = field(default_factory=dict)
    declared: dict[AgentId, Presence] = field(default_factory=dict)
    troubles: list[PhoneTrouble] = field(default_factory=list)

    def seat(
        self,
        operator: Operator,
        presence: Presence,
        reason: BreakReason | None = None,
        *,
        kept: Kept | None = None,
    ) -> None:
        """Let somebody in, or take their changed row."""
        del reason, kept
        self.passed.append(("seat", operator.agent_id))
        self.seated[operator.agent_id] = operator
        self.declared.setdefault(operator.agent_id, presence)

    def remove(self, agent_id: AgentId) -> None:
        """Let somebody out."""
        self.passed.append(("remove", agent_id))
        del self.seated[agent_id]

    def declare(
        self, agent_id: AgentId, presence: Presence, reason: BreakReason | None = None
    ) -> None:
        """Take what somebody declared."""
        del reason
        self.passed.append(("declare", agent_id))
        self.declared[agent_id] = presence

    def wrapped_up(self, agent_id: AgentId, disposition: Disposition) -> None:
        """Take that somebody has written up."""
        self.passed.append((f"wrapped_up {disposition}", agent_id))

    def extend_wrap_up(self, agent_id: AgentId) -> None:
        """Take that somebody asks for more time."""
        self.passed.append(("extend_wrap_up", agent_id))

    def phone_seen(self, agent_id: AgentId) -> None:
        """Take that somebody's telephone is there."""
        self.passed.append(("phone_seen", agent_id))

    def phone_lost(self, agent_id: AgentId, trouble: PhoneTrouble) -> None:
        """Take that somebody's telephone cannot be rung."""
        self.passed.append(("phone_lost", agent_id))
        self.troubles.append(trouble)


@dataclass
class Morning:
    """A roster that has loaded these rows, and what then changed in them."""

    roster: Roster
    rows: Rows
    exchange: Exchange
    door: Door

    @classmethod
    async def begun(
        cls, at_first: tuple[StoredOperator, ...], *changed: tuple[StoredOperator, ...]
    ) -> "Morning":
        """Let the engine load the rows; `follow` then lives through the changes."""
        rows, exchange, door = Rows(at_first, changed), Exchange(), Door()
        morning = cls(Roster(book=rows, accounts=exchange, floor=door), rows, exchange, door)
        await morning.roster.load()
        exchange.connect()
        door.passed.clear()
        return morning


def row(person: Operator, digest: str = "0" * 32) -> StoredOperator:
    """Return the row of somebody who was available when the engine stopped."""
    return StoredOperator(person, Presence.AVAILABLE, digest)


async def test_engine_begins_with_everybody_seated_as_they_last_declared() -> None:
    morning = await Morning.begun((row(ANNA, "a"), replace(row(BORIS), presence=Presence.BREAK)))

    assert morning.door.seated == {ANNA.agent_id: ANNA, BORIS.agent_id: BORIS}
    assert morning.door.declared == {
        ANNA.agent_id: Presence.AVAILABLE,
        BORIS.agent_id: Presence.BREAK,
    }
    assert morning.exchange.accounts == {ANNA.account: "a", BORIS.account: "0" * 32}


async def test_added_agent_may_register_and_is_seated_without_a_restart() -> None:
    morning = await Morning.begun((row(ANNA),), (row(ANNA), row(BORIS, "b")))
    await morning.roster.follow()

    assert morning.door.passed == [("seat", BORIS.agent_id)]
    assert morning.exchange.accounts[BORIS.account] == "b"
    assert morning.roster.operator_of(BORIS.account) == BORIS


async def test_disabled_agent_leaves_the_floor_and_their_telephone_the_exchange() -> None:
    morning = await Morning.begun((row(ANNA), row(BORIS)), (row(ANNA),))
    await morning.roster.follow()

    assert morning.door.passed == [("remove", BORIS.agent_id)]
    assert morning.exchange.accounts.keys() == {ANNA.account}
    assert morning.roster.operator_of(BORIS.account) is None


async def test_agent_with_another_account_stays_on_the_floor_and_is_rung_there() -> None:
    moved = replace(ANNA, account=NEW_ACCOUNT)
    morning = await Morning.begun((row(ANNA, "a"),), (row(moved, "b"),))
    await morning.roster.follow()

    assert morning.door.passed == [("seat", ANNA.agent_id), ("phone_seen", ANNA.agent_id)]
    assert morning.door.seated == {ANNA.agent_id: moved}
    assert morning.exchange.accounts == {NEW_ACCOUNT: "b"}


async def test_account_that_passes_to_a_colleague_takes_nobody_elses_place() -> None:
    heir = replace(BORIS, account=ANNA.account)
    morning = await Morning.begun((row(ANNA, "a"), row(BORIS, "b")), (row(heir, "c"),))
    await morning.roster.follow()

    assert morning.door.seated == {BORIS.agent_id: heir}
    assert morning.exchange.accounts == {ANNA.account: "c"}


async def test_new_secret_changes_the_account_and_leaves_the_agent_in_peace() -> None:
    morning = await Morning.begun((row(ANNA, "a"),), (row(ANNA, "b"),))
    await morning.roster.follow()

    assert morning.door.passed == []
    assert morning.exchange.accounts == {ANNA.account: "b"}


async def test_change_of_skills_is_taken_to_the_floor_at_once() -> None:
    morning = await Morning.begun((row(ANNA),), (row(replace(ANNA, skills={})),))
    await morning.roster.follow()

    assert morning.door.seated[ANNA.agent_id].skills == {}


async def test_change_while_the_exchange_is_away_is_made_up_for_at_its_return() -> None:
    clara, dora = operator(3), operator(4)
    morning = await Morning.begun(
        (row(ANNA), row(BORIS)), (row(ANNA), row(clara)), (row(clara), row(dora))
    )
    morning.exchange.is_away = True
    with capture_logs() as told:
        await morning.roster.follow()
    morning.exchange.connect()

    assert morning.door.seated.keys() == {clara.agent_id, dora.agent_id}
    assert morning.exchange.accounts.keys() == {clara.account, dora.account}
    assert [entry["event"] for entry in told].count("agents.change_postponed") == 2


@pytest.mark.looptime
async def test_database_that_refuses_a_reading_is_asked_again_and_sends_nobody_home() -> None:
    morning = await Morning.begun((row(ANNA),), (row(ANNA), row(BORIS, "b")))
    morning.rows.refusals = 3
    with capture_logs() as told:
        await morning.roster.follow()

    assert morning.door.passed == [("seat", BORIS.agent_id)]
    assert morning.exchange.accounts[BORIS.account] == "b"
    assert [entry["event"] for entry in told].count("agents.reading_postponed") == 3


@pytest.mark.parametrize(
    ("code", "presence"),
    [("*1", Presence.AVAILABLE), ("*2", Presence.BREAK), ("*0", Presence.OFFLINE)],
)
async def test_code_on_a_telephone_declares_for_the_one_who_sits_there(
    code: str, presence: Presence
) -> None:
    morning = await Morning.begun((row(ANNA), row(BORIS)))

    assert morning.roster.dial(BORIS.account, code) == CodeAccepted(presence)
    assert morning.door.passed == [("declare", BORIS.agent_id)]
    assert morning.door.declared[BORIS.agent_id] is presence


@pytest.mark.parametrize(
    ("account", "code", "reading"),
    [(ANNA.account, "*88", CodeUnknown()), (Account("nobody"), "*1", NotAnAgent())],
)
async def test_code_that_means_nothing_changes_nothing(
    account: Account, code: str, reading: CodeUnknown | NotAnAgent
) -> None:
    morning = await Morning.begun((row(ANNA),))

    assert morning.roster.dial(account, code) == reading
    assert morning.door.passed == []


async def test_mark_on_a_telephone_ends_the_wrap_up_of_the_one_who_sits_there() -> None:
    morning = await Morning.begun((row(ANNA), row(BORIS)))

    reading = morning.roster.dial(BORIS.account, "*3")

    assert reading == DispositionMarked(Disposition.NOBODY)
    assert morning.door.passed == [("wrapped_up nobody", BORIS.agent_id)]


async def test_telephone_that_is_seen_wakes_its_agent_and_a_strangers_nobody() -> None:
    morning = await Morning.begun((row(ANNA),))
    morning.roster.phone_changed(ANNA.account, Registered(), Instant(1.0))
    morning.roster.phone_changed(Account("stranger"), Registered(), Instant(1.0))

    assert morning.door.passed == [("phone_seen", ANNA.agent_id)]


async def test_telephone_that_is_lost_is_told_once_and_again_when_it_is_back() -> None:
    morning = await Morning.begun((row(ANNA),))
    for event in (Silent(), Silent(), Registered(rtt_ms=3.0)):
        morning.roster.phone_changed(ANNA.account, event, Instant(1.0))

    assert morning.door.passed == [("phone_lost", ANNA.agent_id), ("phone_seen", ANNA.agent_id)]
    assert morning.door.troubles == [PhoneTrouble.UNREACHABLE]
    assert morning.roster.health_of(ANNA.account).rtt_ms == 3.0


@pytest.mark.looptime
async def test_operator_whose_page_is_gone_for_long_is_not_rung_until_it_is_back() -> None:
    morning = await Morning.begun((row(ANNA),))
    for event in (PageOpened(), PageNeeded(is_needed=True), PageClosed()):
        morning.roster.phone_changed(ANNA.account, event, Instant(1.0))
    loaded_anew = morning.door.passed.copy()
    await asyncio.sleep(PAGE_GRACE_S + 0.1)
    morning.roster.phone_changed(ANNA.account, PageOpened(), Instant(9.0))

    assert loaded_anew == []
    assert morning.door.troubles == [PhoneTrouble.PAGE_GONE]
    assert morning.door.passed[-1] == ("phone_seen", ANNA.agent_id)


async def test_person_who_is_given_another_telephone_leaves_the_trouble_of_the_old_one() -> None:
    elsewhere = replace(ANNA, account=Account("desk-77"))
    morning = await Morning.begun((row(ANNA),), (row(elsewhere),))
    morning.roster.phone_changed(ANNA.account, Unregistered(), Instant(1.0))

    await morning.roster.follow()

    assert morning.door.passed[-1] == ("phone_seen", ANNA.agent_id)
    assert morning.roster.health_of(ANNA.account) == PhoneHealth()
