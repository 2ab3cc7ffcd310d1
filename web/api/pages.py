"""Pages of lists: where one ended, as a text that means nothing to whoever gives it back."""

import base64
import binascii
from typing import Final, TypeVar

import msgspec

from tickets.intake.urgency import UrgencyPlace
from web.api.codes import FaultCode
from web.api.past_ports import NamedPlace
from web.api.ports import Place
from web.api.problems import Fault, Problem, wrong

_PlaceT = TypeVar("_PlaceT")

_PLACE: Final = msgspec.json.Decoder(Place)
_URGENCY: Final = msgspec.json.Decoder(UrgencyPlace)
_NAMED: Final = msgspec.json.Decoder(NamedPlace)


def written_place(place: Place | UrgencyPlace | NamedPlace | None) -> str | None:
    """Return where the next page begins, as it is answered."""
    if place is None:
        return None
    return base64.urlsafe_b64encode(msgspec.json.encode(place)).decode().rstrip("=")


def read_place(text: str | None) -> Place | Problem | None:
    """Return where a page of a list by time begins; `None` for the first one."""
    if text is None:
        return None
    place = _read(text, _PLACE)
    return _NO_PLACE if place is None or place.at.tzinfo is None else place


def read_urgency_place(text: str | None) -> UrgencyPlace | Problem | None:
    """Return where a page of a list by urgency begins; `None` for the first one."""
    if text is None:
        return None
    place = _read(text, _URGENCY)
    return _NO_PLACE if place is None or place.taken_at.tzinfo is None else place


def read_named_place(text: str | None) -> NamedPlace | Problem | None:
    """Return where a page of a list by time and name begins; `None` for the first one."""
    if text is None:
        return None
    place = _read(text, _NAMED)
    if place is None or place.at.tzinfo is None or "\x00" in place.name:
        return _NO_PLACE
    return place


def _read(text: str, decoder: msgspec.json.Decoder[_PlaceT]) -> _PlaceT | None:
    try:
        return decoder.decode(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (binascii.Error, msgspec.MsgspecError, ValueError):
        return None


_NO_PLACE: Final = wrong(
    Fault("after", "is no place; give back `next` of the page before", FaultCode.PLACE)
)
