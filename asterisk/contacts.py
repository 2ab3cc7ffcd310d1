"""Where telephones are registered and how soon they answer, as Asterisk's manager lists it.

The REST interface tells how soon a telephone answered when it registers or comes back, and never
again; the manager knows the answer to every question that Asterisk has asked since.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

ASKED: Final = {"action": "PJSIPShowContacts"}
"""What the manager is asked for that."""

_ENTRY: Final = "ObjectType: contact"
_REACHABLE: Final = "Reachable"
_USEC_IN_MS: Final = 1000.0


@dataclass(frozen=True, slots=True)
class Contact:
    """A registered telephone that answers."""

    endpoint: str
    rtt_ms: float


def read_contacts(text: str) -> Sequence[Contact]:
    """Return the contacts of a list that answer; one that was never asked is left out."""
    return tuple(_contacts(text.replace("\r", "")))


def _contacts(text: str) -> Iterator[Contact]:
    for paragraph in text.split("\n\n"):
        if _ENTRY not in paragraph:
            continue
        fields = dict(line.partition(": ")[::2] for line in paragraph.splitlines())
        rtt = fields.get("RoundtripUsec", "")
        endpoint = fields.get("ObjectName", "").partition(";")[0]
        if fields.get("Status") == _REACHABLE and endpoint and rtt.isdecimal():
            yield Contact(endpoint, int(rtt) / _USEC_IN_MS)
