"""What operators do with their calls on their page: each of one's own talk, and of no other.

What came of it is seen on the live page; the answer only tells whether it was taken.
"""

from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus
from itertools import chain
from typing import Annotated, Final, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

from agents.agent import Account
from agents.codes import Disposition
from base.ids import AgentId, CallId, ContactId, VisitId
from base.phone import PhoneNumber
from callflow.own_call_desk import OwnCallMade
from callflow.own_calls import (
    CallWish,
    LastTalk,
    MayNotCall,
    OfContact,
    OfNumber,
    WhyNotCalled,
)
from callflow.talk_desk import TalkAnswer, TalkDeed, ToColleague, ToLine, ToOutside, Wanted
from callflow.transfer import TransferKind
from queues.policy import QueueName
from tickets.directory import Directory
from web.api.codes import FaultCode, RefusalCode
from web.api.model import Name, Nothing, Sent
from web.api.ports import Talks
from web.api.problems import Fault, Problem, conflict, missing, wrong
from web.api.route import Address, Ask, BodyT, Reply, Route, route
from web.api.scopes import Scope
from web.api.work import named_ticket
from web.desk.card import card_lines

Written = Annotated[str, Meta(min_length=2, max_length=32, pattern=r"^[0-9+*#() -]+$(?!\n)")]
"""A number as people write it; the rules of the trunk read it."""


class OwnCallSent(Sent, frozen=True, kw_only=True):
    """Whom an operator wants to call: one of these, or nobody named for their last talk."""

    number: Written | None = None
    contact_id: UUID | None = None
    visit_id: UUID | None = None
    """The telephone at the patient's, or else the one that was called from."""

    def __post_init__(self) -> None:
        """Refuse two people at once."""
        if sum(each is not None for each in (self.number, self.contact_id, self.visit_id)) > 1:
            raise ValueError("name one of number, contact_id and visit_id")


class KeysSent(Sent, frozen=True, kw_only=True):
    """Keys for whoever is at the far end."""

    keys: Annotated[str, Meta(min_length=1, max_length=32)]
    """`0`-`9`, `*`, `#`, `A`-`D`; a comma is a pause of half a second."""


class TransferSent(Sent, frozen=True, kw_only=True):
    """Who shall take the talk on, or join it."""

    kind: Literal["blind", "consult", "warm", "conference"] = "consult"
    account: Name | None = None
    """A colleague's."""
    number: Written | None = None
    """Outside: a number of the country, or a short one such as 103."""
    clinic: Name | None = None
    """Its first telephone in the directory."""
    queue: Name | None = None
    """The person goes back to a line, at the place that was always theirs; has no kind."""

    def __post_init__(self) -> None:
        """Refuse nobody, and two at once."""
        named = (self.account, self.number, self.clinic, self.queue)
        if sum(each is not None for each in named) != 1:
            raise ValueError("name one of account, number, clinic and queue")


class DispositionSent(Sent, frozen=True, kw_only=True):
    """What the operator says that the talk was."""

    disposition: Disposition


class TalkTaken(msgspec.Struct, frozen=True, kw_only=True):
    """It was taken; what comes of it is shown by the live page."""

    is_taken: Literal[True] = True


class OwnCallShown(msgspec.Struct, frozen=True, kw_only=True):
    """The operator's telephone is about to ring, and then the person's."""

    call_id: UUID
    number: str
    ticket_number: str
    is_known: bool
    """Whether the person had a contact open; else it was opened for this call."""


class CardShown(msgspec.Struct, frozen=True, kw_only=True):
    """A ticket as it is read out to an ambulance."""

    lines: tuple[str, ...]


async def call_person(ask: Ask[Nothing, OwnCallSent]) -> Reply | Problem:
    """Call somebody: one's own telephone rings first, and then the person's."""
    agent_id = ask.agent_id
    wish = await _wish(ask)
    if agent_id is None:
        return _NO_AGENT
    if isinstance(wish, Problem):
        return wish
    made = ask.doors.talks.call(agent_id, wish)
    if isinstance(made, MayNotCall):
        detail = f"{_NOT_CALLED} ({made.reason}{f', {made.detail}' if made.detail else ''})"
        return conflict(detail, WHY_NOT_CALLED[made.reason])
    return Reply(shown=_shown(made))


async def hold_talk(ask: Ask[Nothing, Nothing]) -> Reply | Problem:
    """Leave the person with music for a while; after three minutes one is back by itself."""
    return _do(ask, TalkDeed.HOLD)


async def resume_talk(ask: Ask[Nothing, Nothing]) -> Reply | Problem:
    """Come back to a person who is on hold."""
    return _do(ask, TalkDeed.RESUME)


async def mute_talk(ask: Ask[Nothing, Nothing]) -> Reply | Problem:
    """Be heard by nobody."""
    return _do(ask, TalkDeed.MUTE)


async def unmute_talk(ask: Ask[Nothing, Nothing]) -> Reply | Problem:
    """Be heard again."""
    return _do(ask, TalkDeed.UNMUTE)


async def press_keys(ask: Ask[Nothing, KeysSent]) -> Reply | Problem:
    """Press keys for whoever is at the far end."""
    keys = ask.body.keys
    return _done(ask, lambda talks, agent, call: talks.press(agent, call, keys))


async def transfer_talk(ask: Ask[Nothing, TransferSent]) -> Reply | Problem:
    """Ask for somebody to take the talk on, or to join it."""
    return _handed_on(ask, TransferKind(ask.body.kind))


async def join_conference(ask: Ask[Nothing, TransferSent]) -> Reply | Problem:
    """Let somebody join the talk; whoever leaves it leaves the others in it."""
    return _handed_on(ask, TransferKind.CONFERENCE)


async def complete_transfer(ask: Ask[Nothing, Nothing]) -> Reply | Problem:
    """Let the talk go on with who was asked, and leave it."""
    return _do(ask, TalkDeed.COMPLETE)


async def cancel_transfer(ask: Ask[Nothing, Nothing]) -> Reply | Problem:
    """Take the person back from a transfer."""
    return _do(ask, TalkDeed.CANCEL)


async def hang_up_talk(ask: Ask[Nothing, Nothing]) -> Reply | Problem:
    """End one's own part of the call; a person on hold is in line again, at their place."""
    return _do(ask, TalkDeed.HANG_UP)


async def mark_talk(ask: Ask[Nothing, DispositionSent]) -> Reply | Problem:
    """Say what one's last talk was, before the next call; it ends the wrap-up."""
    said = ask.body.disposition
    return _done(ask, lambda talks, agent, call: talks.mark(agent, call, said))


async def read_out(ask: Ask[Nothing, Nothing]) -> Reply | Problem:
    """Return a ticket as it is read out to 103 or 112."""
    reading = await named_ticket(ask.doors, ask.path["ticket"])
    if reading is None:
        return missing("ticket; look at its number digit by digit")
    today = ask.doors.clock.now().date()
    lines = card_lines(reading.file, reading.called_from, today)
    return Reply(shown=CardShown(lines=lines), tickets=(reading.file.card.ticket_id,))


def _do(ask: Ask[Nothing, Nothing], deed: TalkDeed) -> Reply | Problem:
    return _done(ask, lambda talks, agent, call: talks.do(agent, call, deed))


def _handed_on(ask: Ask[Nothing, TransferSent], kind: TransferKind) -> Reply | Problem:
    wanted = _wanted(ask)
    if isinstance(wanted, Problem):
        return wanted
    return _done(ask, lambda talks, agent, call: talks.hand_on(agent, call, kind, wanted))


def _wanted(ask: Ask[Nothing, TransferSent]) -> Wanted | Problem:
    sent = ask.body
    if sent.queue is not None:
        return ToLine(QueueName(sent.queue))
    if sent.account is not None:
        return ToColleague(Account(sent.account))
    if sent.number is not None:
        return ToOutside(sent.number)
    phone = _phone_of(ask.doors.region.directory, sent.clinic)
    if phone is None:
        return wrong(
            Fault(
                "/clinic",
                "is no clinic of the directory that has a telephone",
                FaultCode.NO_CLINIC_TELEPHONE,
            )
        )
    return ToOutside(phone)


def _phone_of(directory: Directory, code: str | None) -> PhoneNumber | None:
    """Return the first telephone of a clinic; where it has none of its own, of its institution."""
    own = (phone for row in directory.clinics if row.code == code for phone in row.phones)
    house = (phone for row in directory.institutions if row.code == code for phone in row.phones)
    return next(chain(own, house), None)


def _done(
    ask: Ask[Nothing, BodyT], deed: Callable[[Talks, AgentId, CallId], TalkAnswer]
) -> Reply | Problem:
    agent_id = ask.agent_id
    if agent_id is None:
        return _NO_AGENT
    try:
        call_id = CallId(UUID(ask.path["call_id"]))
    except ValueError:
        return missing("call", RefusalCode.TALK_OVER)
    match deed(ask.doors.talks, agent_id, call_id):
        case TalkAnswer.TAKEN:
            return Reply(shown=TalkTaken())
        case TalkAnswer.NO_CALL:
            return missing("call, or it is over", RefusalCode.TALK_OVER)
        case TalkAnswer.NOT_YOURS:
            return Problem(
                status=HTTPStatus.FORBIDDEN,
                detail="This is not your talk.",
                code=RefusalCode.NOT_YOUR_TALK,
            )
        case TalkAnswer.NOT_NOW:
            return conflict(
                "It cannot be now: look at your page for how the talk stands.", RefusalCode.NOT_NOW
            )
        case TalkAnswer.WRONG_KEYS:
            return wrong(Fault("/keys", "no telephone has these keys", FaultCode.NO_KEYS))
        case TalkAnswer.NOT_REACHABLE:
            return conflict(
                "Nobody can be asked there; look at the name or number again.",
                RefusalCode.NOT_REACHABLE,
            )


async def _wish(ask: Ask[Nothing, OwnCallSent]) -> CallWish | Problem:
    sent = ask.body
    if sent.number is not None:
        return OfNumber(sent.number)
    if sent.contact_id is not None:
        return OfContact(ContactId(sent.contact_id))
    if sent.visit_id is None:
        return LastTalk()
    number = await _phone_at(ask, VisitId(sent.visit_id))
    return missing("visit with a telephone") if number is None else OfNumber(number)


async def _phone_at(ask: Ask[Nothing, OwnCallSent], visit_id: VisitId) -> PhoneNumber | None:
    """Return the telephone at the patient's; where none is known, the one that called."""
    ticket_id = await ask.doors.people.ticket_of_visit(visit_id)
    reading = None if ticket_id is None else await ask.doors.tickets.get(ticket_id)
    if reading is None:
        return None
    visits = (visit for visit in reading.file.visits if visit.visit_id == visit_id)
    phone = next((visit.phone for visit in visits), None) or reading.file.card.person.phone
    called = reading.called_from
    is_shown = called is not None and called.startswith("+")
    return phone or (PhoneNumber(called) if called is not None and is_shown else None)


def _shown(made: OwnCallMade) -> OwnCallShown:
    return OwnCallShown(
        call_id=made.call_id,
        number=made.number,
        ticket_number=made.ticket,
        is_known=made.is_known,
    )


_NOT_CALLED: Final = "The call is not made"
WHY_NOT_CALLED: Final[Mapping[WhyNotCalled, RefusalCode]] = {
    WhyNotCalled.NOT_AN_AGENT: RefusalCode.NO_ACCOUNT,
    WhyNotCalled.AGENT_BUSY: RefusalCode.CALL_AGENT_BUSY,
    WhyNotCalled.NOBODY_KNOWN: RefusalCode.CALL_NOBODY_KNOWN,
    WhyNotCalled.NOT_CALLABLE: RefusalCode.CALL_NOT_CALLABLE,
    WhyNotCalled.CALLBACK_IN_FLIGHT: RefusalCode.CALL_CALLBACK_IN_FLIGHT,
    WhyNotCalled.ON_LINE: RefusalCode.CALL_ON_LINE,
    WhyNotCalled.NO_CHANNEL: RefusalCode.CALL_NO_CHANNEL,
}
_NO_AGENT: Final = conflict(
    "Only operators with a telephone account do this; an administrator gives one.",
    RefusalCode.NO_ACCOUNT,
)


def _posted(path: str) -> Address:
    return Address(method="POST", path=path, scope=Scope.DESK, needs_person=True)


def _bare(
    path: str, answer: Callable[[Ask[Nothing, Nothing]], Awaitable[Reply | Problem]]
) -> Route:
    address = _posted(f"/calls/{{call_id}}/{path}")
    return route(address, answer, query=Nothing, body=Nothing, shown=TalkTaken)


TALK_ROUTES: Final[tuple[Route, ...]] = (
    route(_posted("/me/call"), call_person, query=Nothing, body=OwnCallSent, shown=OwnCallShown),
    _bare("hold", hold_talk),
    _bare("resume", resume_talk),
    _bare("mute", mute_talk),
    _bare("unmute", unmute_talk),
    route(
        _posted("/calls/{call_id}/dtmf"),
        press_keys,
        query=Nothing,
        body=KeysSent,
        shown=TalkTaken,
    ),
    route(
        _posted("/calls/{call_id}/transfer"),
        transfer_talk,
        query=Nothing,
        body=TransferSent,
        shown=TalkTaken,
    ),
    route(
        _posted("/calls/{call_id}/conference"),
        join_conference,
        query=Nothing,
        body=TransferSent,
        shown=TalkTaken,
    ),
    _bare("complete", complete_transfer),
    _bare("cancel", cancel_transfer),
    _bare("hang-up", hang_up_talk),
    route(
        _posted("/calls/{call_id}/disposition"),
        mark_talk,
        query=Nothing,
        body=DispositionSent,
        shown=TalkTaken,
    ),
    route(
        Address(method="GET", path="/tickets/{ticket}/card", scope=Scope.TICKETS_READ),
        read_out,
        query=Nothing,
        body=Nothing,
        shown=CardShown,
    ),
)
