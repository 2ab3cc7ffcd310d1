from collections.abc import Mapping
from dataclasses import dataclass
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from base.codec import UnionCodec, UnreadableEventError
from base.ids import CallId
from callflow.events import CallEvent, EngineFailed

# No clock and no ruler says infinity, and JSON has no word for it.
st.register_type_strategy(float, st.floats(allow_nan=False, allow_infinity=False))
# What is stored as an object of JSON is a dictionary in every event.
st.register_type_strategy(
    Mapping, lambda kind: st.dictionaries(*(st.from_type(part) for part in get_args(kind)))
)

_CODEC = UnionCodec[CallEvent](CallEvent)
_ANY_CALL_EVENT = st.one_of([st.from_type(member) for member in get_args(CallEvent)])


@given(_ANY_CALL_EVENT)
def test_every_call_event_comes_back_as_it_was(event: CallEvent) -> None:
    assert _CODEC.decode(*_CODEC.encode(event)) == event


@given(_ANY_CALL_EVENT)
def test_same_event_is_always_the_same_text(event: CallEvent) -> None:
    again = _CODEC.decode(*_CODEC.encode(event))
    assert _CODEC.encode(again) == _CODEC.encode(event)


def test_kinds_are_the_names_of_the_members() -> None:
    assert _CODEC.kinds == {member.__name__ for member in get_args(CallEvent)}


def test_event_of_another_version_is_named_in_the_error() -> None:
    with pytest.raises(UnreadableEventError, match="Teleported"):
        _CODEC.decode("Teleported", b"{}")


def test_payload_that_does_not_fit_is_told_without_its_content() -> None:
    with pytest.raises(UnreadableEventError) as failure:
        _CODEC.decode("CallerHungUp", b'{"cause": "+79101234567"}')
    assert "79101234567" not in str(failure.value)


def test_field_that_is_gone_is_ignored_and_a_new_one_takes_its_default() -> None:
    codec = UnionCodec["Moved | EngineFailed"](Moved | EngineFailed)
    assert codec.decode("Moved", b'{"place": 3, "colour": "red"}') == Moved(3, "")


@dataclass(frozen=True, slots=True)
class Moved:
    """An event of some other union."""

    place: int
    note: str = ""


def test_value_outside_the_union_is_a_bug() -> None:
    with pytest.raises(AssertionError, match="NewType is no member"):
        _CODEC.encode(CallId)  # type: ignore[arg-type]  # That it is refused is the story.
