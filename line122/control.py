"""What an administrator asks of the running engine: settings, a number, an operator's call."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final, assert_never

import msgspec

from agents.agent import Account
from base.clock import Clock
from base.errors import Line122Error
from base.phone import CallerKey, HashedNumber, read_number
from callers.history import CallerHistory, Silenced
from callers.redialler import Ordinary, is_silenced
from callflow.moment import Moment
from callflow.own_calls import MayNotCall, OfNumber, WhyNotCalled
from config import SettingsError
from line122.reload import Reloader
from line122.wiring import Engine
from tickets.contact import OpenCase
from web.ports import Answer, Declined, Done

_HASHED: Final = "#"
"""What the keys of those begin with who hide their number."""


@dataclass(frozen=True, slots=True)
class CaseShown:
    """One need of a number, as an administrator sees it."""

    ticket: str
    opened_at: datetime
    told_at: datetime | None
    promised_for: datetime | None
    is_urgent: bool
    callback: str | None
    """How far the promise has come; `None` where nothing was promised."""
    tries: int
    """How often it was rung today."""


@dataclass(frozen=True, slots=True)
class CallerShown:
    """What is known of a number."""

    number: str
    first_seen_at: datetime | None
    last_seen_at: datetime | None
    attempts_today: int
    silenced: str
    """Why the number stands last in order; empty when it does not."""
    silenced_until: datetime | None
    exempt_until: datetime | None
    """Until then nothing silences it."""
    verdict: str
    """What its way of dialling looks like: `ordinary`, or the reason why not."""
    is_shared: bool
    is_on_line: bool
    cases: tuple[CaseShown, ...]


class EngineControl:
    """A `web.ports.Control`."""

    def __init__(self, engine: Engine, reloader: Reloader, clock: Clock) -> None:
        self._engine = engine
        self._reloader = reloader
        self._clock = clock

    async def reload(self) -> Answer:
        """Read the settings anew and follow them, or stay as it is."""
        try:
            return Done(msgspec.json.encode(await self._reloader.reload()))
        except SettingsError as error:
            return Declined(tuple(str(error).splitlines()))
        except Line122Error as error:
            return Declined((str(error),))

    def show_caller(self, number: str) -> Answer:
        """Tell what is known of a number."""
        known = self._history_of(number)
        return _unknown(number) if known is None else self._shown(known)

    def silence_caller(self, number: str) -> Answer:
        """Put a number last in order until the end of the day."""
        known = self._history_of(number)
        if known is None or known.number is None:
            return _unknown(number)
        self._engine.callers.silence(known.number, self._clock.now())
        return self.show_caller(number)

    def undo_silence(self, number: str) -> Answer:
        """Take a silence back, and impose none on the number until the next day."""
        known = self._history_of(number)
        if known is None or known.number is None:
            return _unknown(number)
        if not self._engine.callers.undo(known.number, self._clock.now()):
            return Declined((f"{number} is not silenced; nothing is to be undone",))
        return self.show_caller(number)

    def call_person(self, account: str, number: str) -> Answer:
        """Let an operator call somebody: their telephone rings first, then the person's."""
        operator = self._engine.roster.operator_of(Account(account))
        if operator is None:
            return Declined((f"no operator has the account {account}; see agent list",))
        moment = Moment(self._clock.now(), self._clock.instant())
        made = self._engine.own_calls.place(operator.agent_id, OfNumber(number), moment)
        if isinstance(made, MayNotCall):
            return Declined((_why_not(made, account, number),))
        return Done(msgspec.json.encode(made))

    def show_agents(self) -> Answer:
        """Tell how the agents and their telephones stand."""
        return Done(msgspec.json.encode(self._engine.state.agents()))

    def _history_of(self, number: str) -> CallerHistory | None:
        key = self._key_of(number)
        return None if key is None else self._engine.callers.history(key)

    def _key_of(self, number: str) -> CallerKey | None:
        if number.startswith(_HASHED):
            return HashedNumber(number)
        main = next(iter(self._engine.calls.policy.trunks.values()))
        return read_number(number, main.rules).number

    def _shown(self, known: CallerHistory) -> Done:
        now, key = self._clock.now(), known.number
        standing = self._engine.callers.standing(key, now)
        silence = known.silenced if is_silenced(known, now) else None
        verdict = standing.verdict
        shown = CallerShown(
            number=str(key),
            first_seen_at=known.first_seen_at,
            last_seen_at=known.last_seen_at,
            attempts_today=standing.attempts_today,
            silenced="" if silence is None else silence.reason,
            silenced_until=None if silence is None else silence.until,
            exempt_until=known.exempt_until,
            verdict="ordinary" if isinstance(verdict, Ordinary | Silenced) else verdict.reason,
            is_shared=standing.is_shared,
            is_on_line=key in self._engine.calls.board.on_line.numbers,
            cases=tuple(self._cases_of(key)),
        )
        return Done(msgspec.json.encode(shown))

    def _cases_of(self, key: CallerKey | None) -> Iterator[CaseShown]:
        cases = self._engine.cases.open_contacts()
        return (self._case(case) for case in cases if case.contact.number == key)

    def _case(self, case: OpenCase) -> CaseShown:
        contact = case.contact
        request = self._engine.callbacks.ledger.requests.get(contact.contact_id)
        return CaseShown(
            ticket=str(case.ticket.number),
            opened_at=contact.opened_at,
            told_at=contact.told_at,
            promised_for=contact.promised_for,
            is_urgent=contact.is_urgent,
            callback=None if request is None else request.state.value,
            tries=0 if request is None else request.dials,
        )


def _unknown(number: str) -> Declined:
    return Declined((f"{number} has not called of late; write it as +79101234567",))


def _why_not(refused: MayNotCall, account: str, number: str) -> str:
    """Say why an operator's call is not made, and what to do."""
    match refused.reason:
        case WhyNotCalled.NOT_AN_AGENT:
            return f"{account} is not on the floor yet; try again in a moment"
        case WhyNotCalled.AGENT_BUSY:
            return f"{account} talks, or is being rung; wait until they are free"
        case WhyNotCalled.NOBODY_KNOWN:
            return f"nobody is known by {number}; write it as +79101234567"
        case WhyNotCalled.NOT_CALLABLE:
            return f"our trunk may not call {number} ({refused.detail}); see the settings"
        case WhyNotCalled.CALLBACK_IN_FLIGHT:
            return f"the engine is ringing the person of {number} at this moment; wait for it"
        case WhyNotCalled.ON_LINE:
            return f"{number} has a call with us now; wait until it is over"
        case WhyNotCalled.NO_CHANNEL:
            return "no channel is free for it: one is kept for people who call; wait"
        case _:
            assert_never(refused.reason)
