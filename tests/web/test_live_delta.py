"""Differences of two states, and the text that is sent of them."""

from datetime import UTC, datetime

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from tests.support.swift import SWIFT
from web.live.delta import Delta, Node, State, applied, difference, path_of
from web.live.message import (
    NOTHING,
    beat,
    delta,
    snapshot,
    together,
    written,
    written_delta,
)

AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
KEYS = st.text("ab/~", max_size=3)
LEAVES = st.one_of(
    st.none(), st.booleans(), st.integers(-2, 2), st.floats(-1, 1), st.text("xy", max_size=2)
)
NODES: st.SearchStrategy[Node] = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(tuple), st.dictionaries(KEYS, inner, max_size=4)
    ),
    max_leaves=12,
)
STATES: st.SearchStrategy[State] = st.dictionaries(KEYS, NODES, max_size=4)


def as_text(state: State) -> bytes:
    return msgspec.json.encode(state, order="sorted")


@SWIFT
@given(STATES, STATES)
def test_whoever_applies_a_difference_sees_the_state_after_it(before: State, after: State) -> None:
    """By its text: to Python 1, 1.0 and true are one, on a page they are not."""
    assert as_text(applied(difference(before, after), before)) == as_text(after)


@SWIFT
@given(STATES)
def test_nothing_is_told_of_a_state_that_is_the_same(state: State) -> None:
    copy = msgspec.json.decode(msgspec.json.encode(state))

    assert not difference(state, state)
    assert as_text(applied(difference(copy, state), copy)) == as_text(state)


def test_only_what_changed_deep_inside_is_told() -> None:
    before: State = {
        "team": {"a/1": {"name": "Анна", "activity": "idle"}, "b": {}},
        "line": {"n": 1},
    }
    after: State = {"team": {"a/1": {"name": "Анна", "activity": "ringing"}}, "line": {"n": 1}}

    found = difference(before, after)

    assert found == Delta({"team/a~11/activity": "ringing"}, ("team/b",))


def test_a_value_that_becomes_a_map_is_told_as_a_whole() -> None:
    assert difference({"call": None}, {"call": {"state": "ringing"}}) == Delta(
        {"call": {"state": "ringing"}}
    )
    assert difference({"call": {"state": "ringing"}}, {"call": None}) == Delta({"call": None})


def test_a_list_is_one_value() -> None:
    assert difference({"tickets": (1, 2)}, {"tickets": (1, 3)}) == Delta({"tickets": (1, 3)})


def test_true_is_not_one() -> None:
    assert difference({"a": (1,)}, {"a": (True,)}) == Delta({"a": (True,)})


def test_a_difference_that_does_not_belong_to_a_state_changes_what_it_can() -> None:
    lost = Delta({"team/a/activity": "idle"}, ("team/b", "call/state"))

    assert applied(lost, {"call": None}) == {"call": None, "team": {"a": {"activity": "idle"}}}


def test_keys_are_escaped_as_in_a_pointer() -> None:
    assert path_of("a/b", "~c", "") == "a~1b/~0c/"


@SWIFT
@given(STATES, STATES)
def test_a_snapshot_is_joined_from_the_parts_of_all_and_of_one(all_: State, one: State) -> None:
    shared: State = {"team": all_}
    own: State = {"me": one}

    shown = msgspec.json.decode(snapshot(3, AT, written(shared), written({}), written(own)))

    assert shown == {
        "is": "snapshot",
        "number": 3,
        "at": "2026-11-22T09:00:00Z",
        "state": msgspec.json.decode(msgspec.json.encode({**shared, **own})),
    }


def test_a_difference_is_joined_from_the_parts_of_all_and_of_one() -> None:
    shared = written_delta(Delta({"line/waiting": 2}, ("team/b",)))
    own = written_delta(Delta({"call": None}, ("me/until",)))

    assert msgspec.json.decode(delta(4, AT, together((shared, NOTHING, own)))) == {
        "is": "delta",
        "number": 4,
        "at": "2026-11-22T09:00:00Z",
        "set": {"line/waiting": 2, "call": None},
        "gone": ["team/b", "me/until"],
    }


def test_a_beat_names_the_message_that_came_before_it() -> None:
    assert msgspec.json.decode(beat(4, AT)) == {
        "is": "beat",
        "number": 4,
        "at": "2026-11-22T09:00:00Z",
    }
