"""What the first version left on disk and in the journal of a call is still understood."""

import json
import zlib
from pathlib import Path
from typing import Any, Final

from base.clock import SystemClock
from callflow.events import Arrived, Direction
from callflow.standing import Standing
from callflow.trunk import TrunkLoad
from storage.records.books import open_books
from storage.records.mapping import CALL_EVENTS

_CLOCK = SystemClock()

_CALL_ID: Final = "01a2018f-51d7-7b1b-9b79-e1970eff8339"
_CONTACT_ID: Final = "01a2018f-51d7-7dfc-895f-e22efd8e18eb"
_TICKET_ID: Final = "01a2018f-51d7-7356-be06-933ac1f8a960"

_ARRIVED: Final[dict[str, Any]] = {
    "call_id": _CALL_ID,
    "leg_id": "1763800000.17",
    "trunk": "main",
    "ani": {
        "kind": "national",
        "raw": "8 910 123-45-67",
        "number": "+79101234567",
        "short_number": None,
        "flags": ["cleaned", "invalid_plan"],
    },
    "ani_name": "",
    "dialled": "122",
    "diverted_from": None,
    "service": "122",
    "is_known_number": True,
    "is_open": True,
    "load": {"channels": 6, "in_use": 2},
    "case": {
        "contact_id": _CONTACT_ID,
        "ticket_id": _TICKET_ID,
        "ticket_number": "261122-0037-4",
        "spoken_number": 37,
        "is_retrial": False,
    },
    "policy_id": "aa11",
}

_BATCH: Final[dict[str, Any]] = {
    "contacts": {
        _CONTACT_ID: {
            "contact_id": _CONTACT_ID,
            "site": "n",
            "number": "+79101234567",
            "opened_at": "2026-11-22T12:00:00Z",
            "ended_at": None,
            "end_reason": None,
            "revision": 1,
        }
    },
    "tickets": {
        _TICKET_ID: {
            "ticket_id": _TICKET_ID,
            "site": "n",
            "contact_id": _CONTACT_ID,
            "number": "261122-0037-4",
            "ticket_day": "2026-11-22",
            "counter": 37,
            "opened_at": "2026-11-22T12:00:00Z",
        }
    },
    "calls": {
        _CALL_ID: {
            "call_id": _CALL_ID,
            "site": "n",
            "leg_id": "1763800000.17",
            "contact_id": _CONTACT_ID,
            "ticket_id": _TICKET_ID,
            "trunk": "main",
            "service": "122",
            "ani": "+79101234567",
            "ani_kind": "national",
            "ani_short": None,
            "ani_raw": "8 910 123-45-67",
            "ani_flags": ["cleaned", "invalid_plan"],
            "dialled": "122",
            "arrived_at": "2026-11-22T12:00:00Z",
            "admitted_at": None,
            "entered_at": None,
            "matched_at": None,
            "ringing_at": None,
            "answered_at": None,
            "joined_at": None,
            "hung_up_at": None,
            "queue": None,
            "agent_id": None,
            "rings": 0,
            "rings_without_answer": 0,
            "outcome": None,
            "cause": None,
            "policy_id": None,
            "revision": 2,
        }
    },
    "call_events": [
        {
            "call_id": _CALL_ID,
            "sequence": 1,
            "site": "n",
            "at": "2026-11-22T12:00:00Z",
            "kind": "Arrived",
            "payload": _ARRIVED,
            "reason": "admitted",
            "phase": "Answering",
        }
    ],
    "agent_events": [],
}


def test_arrival_of_before_the_ladder_is_that_of_a_stranger_on_a_trunk_without_operators() -> None:
    arrived = CALL_EVENTS.decode("Arrived", json.dumps(_ARRIVED))
    assert isinstance(arrived, Arrived)
    assert arrived.load == TrunkLoad(channels=6, in_use=2)
    assert arrived.standing == Standing()
    assert (arrived.placed_at, arrived.case.queue) == (None, None)


async def test_rows_that_waited_on_disk_over_an_upgrade_reach_the_database(
    database_url: str, tmp_path: Path
) -> None:
    body = json.dumps(_BATCH).encode()
    (tmp_path / "unwritten.jsonl").write_bytes(b"%08x %b\n" % (zlib.crc32(body), body))
    async with open_books(database_url, site="n", clock=_CLOCK, directory=tmp_path) as books:
        (case,) = await books.cases.open_cases()
        (stored,) = await books.calls.open_calls()
    assert (case.ticket.number.counter, case.contact.is_shared) == (37, False)
    assert (stored.record.direction, stored.record.rung) == (Direction.INBOUND, None)
    assert isinstance(stored.journal[0].event, Arrived)
