"""A call is taken up and explained by what was stored: its policy and the events of its journal.

`callflow/snapshot.py` keeps the policy under which the call began; `callflow/replay.py` reads the
journal, which another version of the program may have written.
"""

import json
from dataclasses import replace

from hypothesis import given

from base.codec import UnionCodec
from callflow.admission import AdmissionPolicy, Admit, AdmitReason, Rung, decide_admission
from callflow.events import Arrived, CallEvent, JournalEntry, Origin, Placed
from callflow.ports import StoredCall
from callflow.record import record_of
from callflow.replay import replay, take_up
from callflow.snapshot import decode_policy, encode_policy, policy_id_of
from callflow.standing import Standing
from config import load
from config.loading import DEFAULTS
from config.policies import call_policy
from tests.callflow.lives import LIFE_POLICY, Story, happenings, live, origins
from tests.support.site import ARRIVED, CALL_POLICY, PLACED
from tests.support.swift import SWIFT

JOURNAL = UnionCodec[CallEvent](CallEvent)


def stored_and_read(entry: JournalEntry) -> JournalEntry:
    """Return a journal's entry after it was stored as text and read back."""
    return replace(entry, event=JOURNAL.decode(*JOURNAL.encode(entry.event)))


def stored_before(origin: Arrived, *, lacking: tuple[str, ...]) -> bytes:
    """Return the text of an arrival by a version that did not know these fields yet."""
    fields = json.loads(JOURNAL.encode(origin).payload)
    for field in lacking:
        path, _, name = field.rpartition(".")
        del (fields[path] if path else fields)[name]
    return json.dumps(fields).encode()


def test_policy_of_the_reference_settings_comes_back_whole() -> None:
    policy = call_policy(load(DEFAULTS, {}))
    assert decode_policy(encode_policy(policy)) == policy


def test_same_policy_has_the_same_name_and_a_changed_one_another() -> None:
    same = replace(CALL_POLICY)
    changed = replace(CALL_POLICY, short_abandon_s=CALL_POLICY.short_abandon_s + 1)
    assert policy_id_of(encode_policy(same)) == policy_id_of(encode_policy(CALL_POLICY))
    assert policy_id_of(encode_policy(changed)) != policy_id_of(encode_policy(CALL_POLICY))


def test_text_of_another_version_is_told_from_a_policy() -> None:
    assert decode_policy(b'{"services": {}, "rungs": []}') is None


def test_policy_of_the_stories_comes_back_whole_with_its_ladder() -> None:
    patient = replace(
        CALL_POLICY, admission=AdmissionPolicy(hold_limit_s=90.0, is_shadow=True, withheld_limit=3)
    )

    assert decode_policy(encode_policy(patient)) == patient
    assert policy_id_of(encode_policy(patient)) != policy_id_of(encode_policy(CALL_POLICY))


def test_policy_of_a_version_without_a_ladder_is_told_from_one_of_today() -> None:
    fields = json.loads(encode_policy(CALL_POLICY))
    del fields["admission"], fields["told_listen_s"], fields["texts"]["ladder"]

    assert decode_policy(json.dumps(fields).encode()) is None


@given(origins, happenings)
@SWIFT
def test_stored_journal_replays_to_the_very_call(origin: Origin, story: Story) -> None:
    life = live(origin, story)

    assert replay([stored_and_read(entry) for entry in life.journal], LIFE_POLICY) == life.call


def test_arrival_of_a_version_without_a_ladder_is_that_of_a_stranger() -> None:
    lacking = (
        "standing",
        "placed_at",
        "case.queue",
        "load.operators",
        "load.holds",
        "load.withheld",
        "load.is_burst",
    )
    read = JOURNAL.decode("Arrived", stored_before(ARRIVED, lacking=lacking))

    assert isinstance(read, Arrived)
    assert (read.standing, read.placed_at, read.case.queue) == (Standing(), None, None)
    assert (read.load.channels, read.load.in_use, read.load.operators) == (6, 1, 0)
    assert decide_admission(read, CALL_POLICY.admission) == Admit(
        AdmitReason.SHORT_WAIT, Rung.HOLD
    )


def test_call_that_we_placed_is_taken_up_from_its_journal() -> None:
    life = live(PLACED, [])
    journal = tuple(stored_and_read(entry) for entry in life.journal)

    call = take_up(StoredCall(record_of(life.call), journal), CALL_POLICY)

    assert call == life.call
    assert call is not None
    assert isinstance(call.origin, Placed)


def test_call_whose_journal_was_lost_is_not_taken_up() -> None:
    assert take_up(StoredCall(record_of(live(ARRIVED, []).call), ()), CALL_POLICY) is None
