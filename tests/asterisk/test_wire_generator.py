import json
from pathlib import Path

import msgspec
import pytest

from asterisk import wire
from asterisk.wire_generator import generate

EVENTS = {
    "Message": {
        "properties": {
            "type": {"type": "string", "required": True},
            "asterisk_id": {"type": "string", "required": False},
        },
        "subTypes": ["Event"],
    },
    "Event": {
        "properties": {"application": {"type": "string", "required": True}},
        "subTypes": ["BellRung"],
    },
    "BellRung": {
        "description": "The bell was rung.\n\nNobody knows by whom.",
        "properties": {
            "from": {"type": "Visitor", "required": True},
            "times": {"type": "List[Date]", "required": False},
        },
    },
    "Visitor": {"description": "Who came", "properties": {"age": {"type": "int"}}},
    "Stranger": {"description": "Nobody reads this", "properties": {}},
}


def test_event_becomes_a_tagged_struct_with_what_it_inherits(tmp_path: Path) -> None:
    (tmp_path / "events.json").write_text(json.dumps({"models": EVENTS}), encoding="utf-8")

    text = generate(tmp_path)

    assert 'class BellRung(msgspec.Struct, kw_only=True, frozen=True, tag_field="type"' in text
    assert '"""The bell was rung."""' in text
    assert "    asterisk_id: str | None = None\n" in text
    assert "    application: str\n" in text
    assert '    from_: Visitor = msgspec.field(name="from")\n' in text
    assert "    times: list[str] = msgspec.field(default_factory=list)\n" in text
    assert "    age: int | None = None\n" in text
    assert "Event = (\n    BellRung\n)\n" in text


def test_model_that_nothing_received_refers_to_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "events.json").write_text(json.dumps({"models": EVENTS}), encoding="utf-8")

    assert "Stranger" not in generate(tmp_path)


def test_directory_of_something_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps({"models": {"A": {"properties": 1}}}), "utf-8")

    with pytest.raises(TypeError, match="rest-api"):
        generate(tmp_path)


def test_event_of_a_newer_asterisk_with_an_unknown_field_is_read() -> None:
    frame = b"""{"type": "ApplicationReplaced", "application": "line122",
        "timestamp": "2026-11-22T00:00:00.000+0000", "reason": "a field from the future"}"""

    event = msgspec.json.decode(frame, type=wire.Event)

    assert isinstance(event, wire.ApplicationReplaced)
    assert event.application == "line122"
