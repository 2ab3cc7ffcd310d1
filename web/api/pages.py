"""Pages of lists: where one ended, as a text that means nothing to whoever gives it back."""

import base64
import binascii
from typing import Final

import msgspec

from web.api.ports import Place
from web.api.problems import Fault, Problem, wrong

_DECODER: Final = msgspec.json.Decoder(Place)


def written_place(place: Place | None) -> str | None:
    """Return where the next page begins, as it is answered."""
    if place is None:
        return None
    return base64.urlsafe_b64encode(msgspec.json.encode(place)).decode().rstrip("=")


def read_place(text: str | None) -> Place | Problem | None:
    """Return where a page begins; `None` for the first one."""
    if text is None:
        return None
    try:
        place = _DECODER.decode(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (binascii.Error, msgspec.MsgspecError, ValueError):
        place = None
    if place is None or place.at.tzinfo is None:
        return wrong(Fault("after", "is no place; give back `next` of the page before"))
    return place
