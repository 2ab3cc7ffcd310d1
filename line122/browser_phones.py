"""Browsers as telephones: who has one open, in which session, and when it is over.

A browser's telephone lives as long as the shift at its page. Its secret is made here, handed to
the page once, and known to Asterisk as a digest only; every page that is loaded gets another, so
that of two pages the later one is the telephone. It ends when the operator says so, when the
session ends, or when no page has been there for a while; then the telephone on the table is theirs
again. A session that ends in mid-talk takes no talk with it: the citizen hears music, and the
telephone on the table rings. Nothing of it is stored: an engine that starts anew forgets them, and
pages ask again.
"""

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final, Protocol

import structlog

from agents.agent import Account
from asterisk.accounts import digest_of
from asterisk.browser_line import BrowserLine, browser_line
from asterisk.telephones import browser_endpoint
from asterisk.version import SAFE_WITH_BROWSERS, AsteriskVersion
from base.clock import Clock
from base.errors import Line122Error
from base.ids import AgentId, CallId
from base.instant import Instant, after
from callflow.events import Ring
from callflow.lost_phones import TalkingLeg
from staff.service import SignedIn
from web.phone.ports import LineEnd, PhoneAsked, PhoneOffer, PhoneOpened, PhoneRefused

LOOK_EVERY_S: Final = 2.0
GONE_AFTER_S: Final = 60.0
"""So long no page may be there: a workstation that restarts takes less."""

_SECRET_BYTES: Final = 24

_log = structlog.get_logger(__name__)


class BrowserAccounts(Protocol):
    """Asterisk's accounts, as far as browsers are concerned."""

    async def put_browser(self, account: Account, digest: str) -> None:
        """Let a browser be an operator's telephone, by a secret of that digest only."""
        ...

    async def remove_browser(self, account: Account) -> None:
        """Let the telephone on the table be the operator's again."""
        ...


class TurningExchange(Protocol):
    """The telephony, as far as browsers are concerned."""

    @property
    def version(self) -> AsteriskVersion | None:
        """Which Asterisk it is; `None` while nobody has told."""
        ...

    async def phone_turned(self, account: Account) -> None:
        """Take that another telephone of an operator is theirs now."""
        ...

    async def is_by_browser(self, call_id: CallId, ring: Ring) -> bool:
        """Tell whether an operator's leg is their browser's."""
        ...


class Talks(Protocol):
    """The talks of operators."""

    def leg_of(self, agent_id: AgentId) -> TalkingLeg | None:
        """Return the leg of the operator's talk; `None` where they have none."""
        ...

    def is_awaited(self, agent_id: AgentId) -> bool:
        """Tell whether a talk waits for the operator's telephone."""
        ...

    def lose(self, leg: TalkingLeg) -> None:
        """Let the talk go on without that leg, until the operator's telephone is back."""
        ...


class Sessions(Protocol):
    """Who knows which sessions go on."""

    async def is_still_in(self, session: str) -> bool:
        """Tell whether a session goes on."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneDoors:
    """Whom browsers' telephones are joined to."""

    accounts: BrowserAccounts
    exchange: TurningExchange
    sessions: Sessions
    talks: Talks
    clock: Clock
    sip_url: str
    """Where Asterisk takes the SIP of browsers."""


@dataclass(frozen=True, slots=True)
class PhonePolicy:
    """What the site decides about them."""

    is_on: bool
    stun_server: str | None


@dataclass(frozen=True, slots=True)
class PhoneSite:
    """What the settings say of browsers' telephones."""

    policy: PhonePolicy
    sip_url: str
    """Where Asterisk takes the SIP of browsers."""


class PhoneLine:
    """A `web.phone.ports.SipLine` that knows why it ended."""

    def __init__(self, line: BrowserLine) -> None:
        self._line = line
        self.end = LineEnd.BROKEN

    async def send(self, message: str) -> None:
        """Send a message."""
        await self._line.send(message)

    def messages(self) -> AsyncIterator[str]:
        """Return what Asterisk says, until the line ends."""
        return self._line.messages()

    async def close(self, end: LineEnd) -> None:
        """End it for a reason."""
        self.end = end
        await self._line.close()


@dataclass(slots=True)
class _Shift:
    """An operator who telephones by a browser."""

    agent_id: AgentId
    session: str
    page: str
    left_at: Instant
    """Since when no page is connected, where none is."""
    lines: set[PhoneLine] = field(default_factory=set)


class BrowserPhones:
    """The telephones in browsers of one site."""

    def __init__(self, doors: PhoneDoors, policy: PhonePolicy) -> None:
        self._doors = doors
        self._policy = policy
        self._shifts: dict[Account, _Shift] = {}

    def offer(self, account: str | None) -> PhoneOffer:
        """Tell how things stand for an operator, or for somebody who is none."""
        is_open = account is not None and Account(account) in self._shifts
        return PhoneOffer(self._policy.is_on, self._is_risky, is_open)

    async def open(self, opened: SignedIn, asked: PhoneAsked) -> PhoneOpened | PhoneRefused:
        """Let a page be the operator's telephone; no other page is, from now on.

        Raises:
            Line122Error: Asterisk is away.

        """
        if not self._policy.is_on:
            return PhoneRefused(
                "Browsers are no telephones here; whoever runs the engine may let them be by "
                "agents.browser_phone."
            )
        if opened.person.user.account is None or opened.person.agent_id is None:
            return PhoneRefused("Nobody answers calls by your login; ask your administrator.")
        account, agent_id = Account(opened.person.user.account), opened.person.agent_id
        secret = secrets.token_urlsafe(_SECRET_BYTES)
        before = self._shifts.get(account)
        endpoint = browser_endpoint(account)
        await self._doors.accounts.put_browser(account, digest_of(endpoint, secret))
        now = self._doors.clock.instant()
        is_in_talk = False
        is_same = before is not None and before.page == asked.page
        if before is None or not is_same:
            self._shifts[account] = _Shift(agent_id, opened.session, asked.page, now)
            await _end_lines(before, LineEnd.TAKEN)
            await self._doors.exchange.phone_turned(account)
            is_in_talk = not asked.has_talk and await self._is_called_back(agent_id)
            _log.info("phone.opened", agent_id=str(agent_id), is_moved=bool(before))
        return PhoneOpened(
            account=endpoint,
            secret=secret,
            stun_server=self._policy.stun_server,
            is_in_talk=is_in_talk,
        )

    async def close(self, account: str) -> None:
        """Let the telephone on the table be the operator's again; the browser's secret is dead.

        Raises:
            Line122Error: Asterisk is away; it is tried again until it is back.

        """
        shift = self._shifts.get(Account(account))
        if shift is None:
            return
        await _end_lines(shift, LineEnd.OVER)
        # Kept until Asterisk has let go of it: what fails here is tried again.
        await self._doors.accounts.remove_browser(Account(account))
        self._shifts.pop(Account(account), None)
        _log.info("phone.closed")
        await self._doors.exchange.phone_turned(Account(account))

    @asynccontextmanager
    async def line(self, session: str) -> AsyncIterator[PhoneLine | None]:
        """Connect the page of a session; `None` where it has no telephone.

        Raises:
            Line122Error: Asterisk is away.

        """
        shift = next((each for each in self._shifts.values() if each.session == session), None)
        if shift is None:
            yield None
            return
        async with browser_line(self._doors.sip_url) as line:
            ending = PhoneLine(line)
            shift.lines.add(ending)
            try:
                yield ending
            finally:
                shift.lines.discard(ending)
                shift.left_at = self._doors.clock.instant()

    async def run(self) -> None:
        """Close the telephones whose sessions or pages are gone, until cancelled."""
        is_told = not self._policy.is_on
        while True:
            await asyncio.sleep(LOOK_EVERY_S)
            if not is_told and self._is_risky:
                is_told = True
                version = self._doors.exchange.version
                _log.warning("phone.browsers_risked", version=str(version))
            for account, shift in tuple(self._shifts.items()):
                try:
                    await self._look_after(account, shift)
                except Line122Error as error:
                    _log.warning("phone.closing_postponed", cause=str(error))

    @property
    def _is_risky(self) -> bool:
        version = self._doors.exchange.version
        return version is not None and version < SAFE_WITH_BROWSERS

    async def _is_called_back(self, agent_id: AgentId) -> bool:
        """Tell whether the operator's talk had another page, and rings this one in a moment."""
        leg = await self._leg_of(agent_id)
        if leg is not None:
            self._doors.talks.lose(leg)
            return True
        return self._doors.talks.is_awaited(agent_id)

    async def _leg_of(self, agent_id: AgentId) -> TalkingLeg | None:
        """Return the leg of a talk by browser; one by the telephone on the table stays there."""
        leg = self._doors.talks.leg_of(agent_id)
        if leg is None or not await self._doors.exchange.is_by_browser(leg.call_id, leg.ring):
            return None
        return leg

    async def _look_after(self, account: Account, shift: _Shift) -> None:
        if not await self._doors.sessions.is_still_in(shift.session):
            leg = await self._leg_of(shift.agent_id)
            await self.close(account)
            if leg is not None:
                # Its page is silent by now, and nobody shall listen to that until it is noticed.
                self._doors.talks.lose(leg)
        elif not shift.lines and self._doors.clock.instant() > after(shift.left_at, GONE_AFTER_S):
            # A talk may well go on: its sound goes its own way.
            await self.close(account)


async def _end_lines(shift: _Shift | None, end: LineEnd) -> None:
    for line in () if shift is None else tuple(shift.lines):
        await line.close(end)
