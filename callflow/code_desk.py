"""The codes that operators dial: each is taken, confirmed aloud, and the telephone is free again.

An operator's own call begins on the very telephone that has to ring for it. So it is decided
before the confirmation, which says what to do, and made after it: the leg of the code is gone
then. What has changed in those two seconds is decided again.

Two codes are conversations: whoever dictates a hot topic stays on the line until it is kept, and
whoever tests the telephone until they have heard themselves. Nobody rings them meanwhile.
"""

from collections.abc import Awaitable
from dataclasses import dataclass

import structlog

from agents.activity import marked_call
from agents.agent import Operator
from agents.codes import (
    CallWanted,
    CodeAccepted,
    CodeUnknown,
    DispositionMarked,
    PhoneTestWanted,
    TopicWanted,
)
from agents.phone import InUse, PageNeeded, PhoneEvent
from agents.service import Roster
from base.clock import Clock
from base.ids import CallId, LegId
from base.tasks import spawn
from callflow.confirmations import confirmation_of, own_call_confirmation
from callflow.dictation_desk import DictationDesk
from callflow.moment import Moment
from callflow.own_call_desk import OwnCallDesk, OwnCallMade
from callflow.own_calls import LastTalk, MayCall, MayNotCall, OfNumber, OwnCallDecision
from callflow.phone_test_desk import PhoneTestDesk
from callflow.ports import CodeDialled, Telephony
from callflow.service import CallService
from ivr.prompt import Phrase
from queues.service import Distributor

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class CodeDoors:
    """What the codes of operators reach."""

    clock: Clock
    telephony: Telephony
    roster: Roster
    distributor: Distributor
    calls: CallService
    own_calls: OwnCallDesk


class CodeDesk:
    """Takes the codes of one site, from its making on."""

    def __init__(self, doors: CodeDoors) -> None:
        self._doors = doors
        self._dictations: DictationDesk | None = None
        self._tests: PhoneTestDesk | None = None
        doors.calls.on_code = self.dialled

    def let_dictate(self, desk: DictationDesk) -> None:
        """Know the code for topics from now on; where nobody keeps any it is none of ours."""
        self._dictations = desk

    def let_test(self, desk: PhoneTestDesk) -> None:
        """Know the code for tests from now on."""
        self._tests = desk

    def dialled(self, code: CodeDialled) -> None:
        """Take a code that an agent dialled, and confirm it; returns at once."""
        operator = self._doors.roster.operator_of(code.account)
        # Before the code is taken: it may end the wrap-up of the very call that it marks.
        talk = None if operator is None else self._last_talk(operator)
        reading = self._doors.roster.dial(code.account, code.code)
        if isinstance(reading, CallWanted):
            assert operator is not None, "Who is no agent is told so, whatever they dial."
            work = self._call(operator, reading, code.leg_id)
        elif isinstance(reading, TopicWanted):
            assert operator is not None, "Who is no agent is told so, whatever they dial."
            work = self._dictate(operator, reading, code.leg_id)
        elif isinstance(reading, PhoneTestWanted):
            assert operator is not None, "Who is no agent is told so, whatever they dial."
            work = self._test(operator, code.leg_id)
        else:
            if isinstance(reading, CodeAccepted):
                # Whoever declares themselves on the telephone needs no page beside it.
                self._tell_phone(operator, PageNeeded(is_needed=False))
            if isinstance(reading, DispositionMarked) and talk is not None:
                self._doors.calls.people.marked(talk, reading.disposition, self._moment())
            texts = self._doors.calls.policy.texts
            work = self._confirm(code.leg_id, confirmation_of(reading, texts))
        spawn(work, name=f"code of {code.account}")

    async def _call(self, operator: Operator, wanted: CallWanted, leg_id: LegId) -> None:
        """Say what will happen, let the telephone go, and then let it ring."""
        agent_id, own_calls = operator.agent_id, self._doors.own_calls
        wish = OfNumber(wanted.number) if wanted.number else LastTalk()
        decided = own_calls.decide(agent_id, wish)
        texts = self._doors.calls.policy.texts.own_calls
        await self._confirm(leg_id, own_call_confirmation(decided, texts))
        made: OwnCallMade | OwnCallDecision = decided
        if isinstance(decided, MayCall):
            made = own_calls.place(agent_id, wish, self._moment())
        if isinstance(made, MayNotCall):
            _log.info(
                "own_call.refused",
                agent_id=str(agent_id),
                reason=made.reason,
                detail=made.detail,
            )

    async def _dictate(self, operator: Operator, wanted: TopicWanted, leg_id: LegId) -> None:
        """Let somebody say what everybody asks about, if a topic of that number is awaited."""
        desk = self._dictations
        if desk is None or not desk.awaits(wanted.number):
            texts = self._doors.calls.policy.texts
            await self._confirm(leg_id, confirmation_of(CodeUnknown(), texts))
        else:
            await self._in_use(operator, desk.take_down(operator, leg_id, wanted.number))

    async def _test(self, operator: Operator, leg_id: LegId) -> None:
        """Let somebody hear themselves."""
        if self._tests is None:
            texts = self._doors.calls.policy.texts
            await self._confirm(leg_id, confirmation_of(CodeUnknown(), texts))
        else:
            await self._in_use(operator, self._tests.test(operator, leg_id))

    async def _in_use(self, operator: Operator, talk: Awaitable[None]) -> None:
        """Let nobody ring a telephone on which its operator speaks with us."""
        self._tell_phone(operator, InUse(is_on=True))
        try:
            await talk
        finally:
            self._tell_phone(operator, InUse(is_on=False))

    def _tell_phone(self, operator: Operator | None, event: PhoneEvent) -> None:
        if operator is not None:
            now = self._doors.clock.instant()
            self._doors.roster.phone_changed(operator.account, event, now)

    async def _confirm(self, leg_id: LegId, phrase: Phrase) -> None:
        await self._doors.telephony.confirm(leg_id, phrase)

    def _last_talk(self, operator: Operator) -> CallId | None:
        agent = self._doors.distributor.floor.agents.get(operator.agent_id)
        return None if agent is None else marked_call(agent)

    def _moment(self) -> Moment:
        clock = self._doors.clock
        return Moment(clock.now(), clock.instant())
