"""The settings of calling people back, and of what they are told by SMS."""

from typing import Annotated, Final, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from base.phone import PhoneNumber
from callback.policy import ConfirmMode
from callback.sms import SmsFigures, SmsTextError, filled
from config.hours import Hours
from config.model import Pause, Seconds, Section, Share, split_list
from config.sender import Sender


def _beginning(text: str) -> str:
    if not (text.startswith("+") and text[1:].isdecimal()):
        msg = f"{text!r} is no beginning of a number; write it with its plus, such as +79"
        raise ValueError(msg)
    return text


Beginnings = Annotated[
    tuple[Annotated[str, AfterValidator(_beginning)], ...], BeforeValidator(split_list)
]
Pauses = Annotated[tuple[Seconds, ...], BeforeValidator(split_list), Field(min_length=1)]


class Retries(Section):
    """When a person who was not reached is tried again."""

    after_s: Pauses = (300, 900, 1800, 3600)
    """After the first try, the second, …: one try more than there are pauses, each day."""
    busy_after_s: Seconds = 25
    """An engaged line is tried again so soon; it is no try, …"""
    busy_limit: Annotated[int, Field(ge=0, le=100)] = 4
    """… but so often in a row at most."""
    declined_after_s: Seconds = 7200
    """Whoever pressed the call away is tried once more."""
    trunk_after_s: Seconds = 30
    """After a fault of the trunk nobody is dialled by it for so long."""
    blocked_pause_s: Seconds = 900
    """After the carrier has forbidden a call."""
    per_number_per_day: Annotated[int, Field(ge=1, le=100)] = 12
    """No telephone rings more often in a day, whoever asked for it."""
    days: Annotated[int, Field(ge=1, le=30)] = 3
    """After so many days in vain only operators try, from their list."""


class Dialling(Section):
    """How operators are kept busy without keeping citizens waiting."""

    ring_timeout_s: Seconds = 20
    lead_s: Pause = 15
    """So long before the end of a wrap-up the next person is dialled."""
    doubt_after_s: Seconds = 15
    """Who has not picked up after so long keeps no operator: the next person is dialled, too."""
    over_dial: Annotated[int, Field(ge=0, le=10)] = 1
    """How many more are dialled than operators come free, while operators idle with work."""
    over_dial_idle_share: Share = 0.05
    """More than this share of their time, over the last minutes, …"""
    over_dial_loss_share: Share = 0.005
    """… and while less than this share of first attempts is lost."""
    measure_s: Seconds = 300
    """How far back the idling is looked at."""
    pace_s: Pause = 0.2
    """The least pause between two dials."""


class Callbacks(Section):
    """What a site decides about calling people back."""

    hours: Hours = Hours(workdays=("08:00-21:00",), weekend=("09:00-21:00",))
    """When telephones may be made to ring, by the clock of the site."""
    retries: Retries = Retries()
    dialling: Dialling = Dialling()
    confirm: ConfirmMode = ConfirmMode.SUSPECTED
    """When whoever answers presses a key or speaks first: never, suspected (where a machine
    answered before), or always."""
    whispers: bool = False
    """Whether an operator hears who comes before a person whom we rang."""
    return_within_s: Pause = 7200
    """So long after a missed callback the person's own call goes to the front."""
    misdial_s: Pause = 5
    """Who hangs up so soon and has heard nothing is not rung."""
    foreign: bool = False
    """Whether numbers abroad are called back."""
    callable_prefixes: Beginnings = ("+73", "+74", "+78", "+79")
    """Only numbers that begin so are called back; an empty list stands for all."""
    refused_prefixes: Beginnings = ("+7803", "+7809")
    """Numbers that begin so are never called: they cost."""


_EXAMPLE: Final = SmsFigures(place=37, minutes=40, shown=PhoneNumber("+78442122122"))


class SmsTexts(Section):
    """What is told by SMS; an empty text is not told."""

    registered: Annotated[str, Field(max_length=500)] = (
        "122: заявка {place} принята. Ждите звонка, наш номер {number}. Угроза жизни: 103 или 112."
    )
    """To whoever found no free channel; their place is kept."""
    soon: Annotated[str, Field(max_length=500)] = (
        "122: ваша очередь подходит, скоро позвоним. Наш номер {number}."
    )
    missed: Annotated[str, Field(max_length=500)] = (
        "122: мы звонили вам. Перезвоните в течение двух часов, вас соединят вне очереди."
    )
    """To whoever did not answer us."""

    @model_validator(mode="after")
    def _can_be_filled(self) -> Self:
        for text in (self.registered, self.soon, self.missed):
            try:
                filled(text, _EXAMPLE)
            except SmsTextError as error:
                raise ValueError(f"in {text!r}: {error}") from error
        return self


class Sms(Section):
    """What a site tells by SMS."""

    mobile_prefixes: Beginnings = ("+79",)
    """Numbers that begin so can read messages; all others are never told by one."""
    soon_ahead: Annotated[int, Field(ge=0, le=20)] = 2
    """So many people before their turn they are told that we ring soon; 0 for never."""
    texts: SmsTexts = SmsTexts()
    """`{place}`, `{minutes}` and `{number}` stand for the figures."""
    sender: Sender | None = None
    """Without it messages are written down and never sent."""
