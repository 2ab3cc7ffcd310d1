"""What has been kept long enough goes: `line122/retention.py`, `storage/memory_retention.py`."""

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from prometheus_client import CollectorRegistry

from base.clock import LoopClock
from base.ids import new_call_id, new_contact_id
from base.tasks import cancel, spawn
from line122.retention import BATCH, RetentionSweep, SweptPlace
from storage.memory_retention import KeptFile, MemoryRetentionBook
from storage.retention import KeptKind, OldFile, RetentionPolicy
from tests.support.site import ZONE

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
DAY = timedelta(days=1)
POLICY = RetentionPolicy(
    recordings=365 * DAY,
    requests=60 * DAY,
    messages=30 * DAY,
    dispatches=90 * DAY,
    job_log=7 * DAY,
    drafts=14 * DAY,
)

pytestmark = pytest.mark.looptime


@dataclass
class Attic:
    """Recordings in a directory, and the book that knows of them."""

    directory: Path
    book: MemoryRetentionBook = field(default_factory=MemoryRetentionBook)
    registry: CollectorRegistry = field(default_factory=CollectorRegistry)

    def sweep(self, policy: RetentionPolicy = POLICY) -> RetentionSweep:
        place = SweptPlace(recordings=self.directory, zone=ZONE, registry=self.registry)
        return RetentionSweep(self.book, LoopClock(NOW), policy, place)

    def talk(self, days_ago: int, contact: UUID | None = None) -> Path:
        call_id = new_call_id()
        file = OldFile(call_id, "", 1)
        return self._laid(KeptKind.RECORDING, file, f"{call_id}.1.wav", days_ago, contact)

    def message(self, days_ago: int, kind: KeptKind = KeptKind.MESSAGE) -> Path:
        call_id = new_call_id()
        file = OldFile(call_id, "what_happened", 2)
        return self._laid(kind, file, f"{call_id}.what_happened.2.wav", days_ago, None)

    def removed(self, kind: KeptKind) -> float | None:
        return self.registry.get_sample_value("line122_retention_removed_total", {"kind": kind})

    def _laid(
        self, kind: KeptKind, file: OldFile, name: str, days_ago: int, contact: UUID | None
    ) -> Path:
        since = NOW - days_ago * DAY
        self.book.files.append(KeptFile(kind, file, since, contact or new_contact_id()))
        path = self.directory / name
        path.write_bytes(b"RIFF")
        return path


@pytest.fixture
def attic(tmp_path: Path) -> Attic:
    return Attic(tmp_path)


async def test_each_kind_is_kept_for_its_own_time(attic: Attic) -> None:
    old, young = attic.talk(366), attic.talk(364)
    old_message, young_message = attic.message(31), attic.message(29)
    old_request = attic.message(61, KeptKind.REQUEST)
    young_request = attic.message(59, KeptKind.REQUEST)
    attic.book.acknowledged = [NOW - 91 * DAY, NOW - 89 * DAY]
    attic.book.job_log = [NOW - 8 * DAY, NOW - 8 * DAY, NOW]
    attic.book.asks = [NOW - 4 * DAY, NOW - 2 * DAY]
    attic.book.drafts = [NOW - 15 * DAY, NOW - 13 * DAY]

    swept = await attic.sweep().sweep()

    assert [path.exists() for path in (old, young, old_message, young_message)] == [
        *(False, True),
        *(False, True),
    ]
    assert (old_request.exists(), young_request.exists()) == (False, True)
    assert len(attic.book.acknowledged) == len(attic.book.job_log) == 1
    assert [(one.kind, one.removed) for one in swept] == [
        (KeptKind.RECORDING, 1),
        (KeptKind.REQUEST, 1),
        (KeptKind.MESSAGE, 1),
        (KeptKind.DISPATCH, 1),
        (KeptKind.JOB_LOG, 2),
        (KeptKind.ASK, 1),
        (KeptKind.DRAFT, 1),
    ]
    assert tuple(attic.book.journal) == swept
    assert attic.removed(KeptKind.RECORDING) == 1


async def test_nothing_goes_while_a_ticket_of_its_contact_is_open(attic: Attic) -> None:
    contact = new_contact_id()
    attic.book.open_contacts.add(contact)
    disputed = attic.talk(1000, contact)

    assert await attic.sweep().sweep() == ()
    assert disputed.exists()


async def test_nothing_goes_that_the_law_holds(attic: Attic) -> None:
    contact = new_contact_id()
    attic.book.held_contacts.add(contact)
    held = attic.talk(1000, contact)

    assert await attic.sweep().sweep() == ()
    assert held.exists()


async def test_what_is_kept_for_ever_is_never_asked_for(attic: Attic) -> None:
    talk = attic.talk(9999)
    ever = RetentionPolicy(
        recordings=None, requests=None, messages=None, dispatches=None, job_log=None
    )

    assert await attic.sweep(ever).sweep() == ()
    assert talk.exists()


async def test_a_file_that_is_gone_already_is_marked_and_one_that_stays_is_not(
    attic: Attic,
) -> None:
    attic.talk(400).unlink()
    stuck = attic.talk(401)
    stuck.unlink()
    stuck.mkdir()

    [swept] = await attic.sweep().sweep()

    assert (swept.removed, swept.failed) == (1, 1)
    assert [kept.since for kept in attic.book.files] == [NOW - 401 * DAY]


async def test_more_than_one_batch_goes_in_one_night(attic: Attic) -> None:
    attic.book.job_log = [NOW - 8 * DAY] * (2 * BATCH + 1)

    [swept] = await attic.sweep().sweep()

    assert swept.removed == 2 * BATCH + 1


async def test_it_is_swept_at_night_and_every_night(attic: Attic) -> None:
    attic.book.job_log = [NOW - 8 * DAY, NOW - 6 * DAY]
    running = spawn(attic.sweep().run(), name="retention")

    await asyncio.sleep(12 * 3600)
    assert len(attic.book.journal) == 0
    await asyncio.sleep(24 * 3600)
    assert [swept.removed for swept in attic.book.journal] == [1]
    await asyncio.sleep(24 * 3600)
    assert [swept.removed for swept in attic.book.journal] == [1, 1]
    await cancel(running)
