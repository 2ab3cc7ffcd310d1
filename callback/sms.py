"""What people are told by SMS, and whether they are: pure templates and one decision.

A message is a row first. Where no sender is configured the row says so, and nothing anywhere
takes the person for told. A landline is never told by SMS; which numbers can read one, the site
says by their beginnings.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, NewType
from uuid import UUID

from base.errors import Line122Error
from base.ids import ContactId
from base.phone import PhoneNumber

SmsId = NewType("SmsId", UUID)
"""One message."""


class SmsTemplate(StrEnum):
    """At which moment a person is told."""

    REGISTERED = "registered"
    """Their call was rejected for want of a channel, and their place is kept."""
    SOON = "soon"
    """We ring them in a minute."""
    MISSED = "missed"
    """We rang in vain; their own call goes to the front."""


class SmsState(StrEnum):
    """How far a message has come."""

    WAITING = "waiting"
    SENT = "sent"
    """The sender has taken it; not that anybody has read it."""
    FAILED = "failed"
    NO_SENDER = "no_sender"
    """Nobody is configured to send it: it was not sent, and nobody was told."""


@dataclass(frozen=True, slots=True)
class SmsPolicy:
    """What a site tells by SMS."""

    has_sender: bool
    mobile_prefixes: tuple[str, ...]
    """Numbers that begin so can read messages; others are never told by one."""
    texts: Mapping[SmsTemplate, str]
    """With `{place}`, `{minutes}` and `{number}`; a moment without a text is not told."""
    soon_ahead: int
    """So many people before their turn they are told that we ring soon; 0 for never."""


@dataclass(frozen=True, slots=True)
class SmsFigures:
    """What a text may name."""

    place: int | None
    """The number that was given to the person."""
    minutes: int | None
    """Until we ring; `None` when nobody can tell."""
    shown: PhoneNumber
    """The number from which we ring."""


@dataclass(frozen=True, slots=True)
class SmsRow:
    """A message, as it is written down before anybody sends it."""

    sms_id: SmsId
    contact_id: ContactId
    number: PhoneNumber
    text: str
    template: SmsTemplate
    state: SmsState
    written_at: datetime


@dataclass(frozen=True, slots=True)
class SmsSent:
    """The sender has taken a message."""

    at: datetime


@dataclass(frozen=True, slots=True)
class SmsRefused:
    """A message will not be sent."""

    error: str
    """What the sender said; never the text of the message, nor the number."""


SmsDelivery = SmsSent | SmsRefused


@dataclass(frozen=True, slots=True)
class Text:
    """Write this message."""

    number: PhoneNumber
    text: str
    template: SmsTemplate
    state: SmsState


@dataclass(frozen=True, slots=True)
class NoText:
    """Write none."""

    reason: str


class SmsTextError(Line122Error):
    """A text of `sms.texts` names what it cannot; write {place}, {minutes} or {number}."""


def decide_text(
    template: SmsTemplate, number: PhoneNumber, figures: SmsFigures, policy: SmsPolicy
) -> Text | NoText:
    """Return the message for a person at a moment, or why there is none."""
    text = policy.texts.get(template)
    if not text:
        return NoText("no_text")
    if not can_read(number, policy):
        return NoText("landline")
    state = SmsState.WAITING if policy.has_sender else SmsState.NO_SENDER
    return Text(number, filled(text, figures), template, state)


def can_read(number: PhoneNumber, policy: SmsPolicy) -> bool:
    """Tell whether the number can be told by SMS at all."""
    return number.startswith(policy.mobile_prefixes)


def is_told(row: SmsRow) -> bool:
    """Tell whether the person may count as told: the message has left us."""
    return row.state is SmsState.SENT


def filled(text: str, figures: SmsFigures) -> str:
    """Return the text with its figures.

    Raises:
        SmsTextError: the text names something else.

    """
    minutes = _UNKNOWN if figures.minutes is None else str(figures.minutes)
    place = _UNKNOWN if figures.place is None else str(figures.place)
    try:
        return text.format(place=place, minutes=minutes, number=figures.shown)
    except (KeyError, IndexError, ValueError) as error:
        raise SmsTextError("write only {place}, {minutes} and {number} in braces") from error


_UNKNOWN: Final = "—"
