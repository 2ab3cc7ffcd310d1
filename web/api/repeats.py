"""Which request is a repetition: the key that a client chose, and a digest of what it asks for.

Two requests are the same when they say the same, however they are written: the order of names in
the JSON and the spaces between them make no difference, and neither does `If-Match`, which a
client that repeats may have read anew.
"""

import hashlib
import re
from typing import Final

import msgspec

from base.ids import TicketId, VisitId
from tickets.work.repeats import AskKey
from web.api.codes import FaultCode
from web.api.problems import Fault, Problem, wrong
from web.api.route import Ask, BodyT, QueryT

REPEAT_HEADER: Final = "Idempotency-Key"
KEY: Final = re.compile(r"^[\x21-\x7e]{1,200}$")


def read_ask_key(
    ask: Ask[QueryT, BodyT], about: TicketId | VisitId | None = None
) -> AskKey | Problem | None:
    """Return what the request is known by; `None` where its sender gave no key."""
    key = ask.idempotency_key
    if key is None:
        return None
    if KEY.fullmatch(key) is None:
        return wrong(
            Fault(
                REPEAT_HEADER,
                "is no key; give 1 to 200 visible ASCII characters, as a UUID",
                FaultCode.UNREADABLE,
            )
        )
    said = (type(ask.body).__name__, about, ask.body)
    digest = hashlib.sha256(msgspec.json.encode(said)).hexdigest()
    return AskKey(asker=ask.bearer.asker, key=key, digest=digest)
