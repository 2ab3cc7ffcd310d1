"""The guide to menus: every example in it is one that the program reads."""

import re
from pathlib import Path

from pydantic import TypeAdapter

from config.source import read_document
from ivr.danger import WrittenNode
from ivr.nodes import Node
from ivr.written import Written

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "menus.md"
_BLOCK = re.compile(r"^```yaml\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)


def examples() -> dict[str, Written]:
    """Return the nodes of the guide by name."""
    adapter: TypeAdapter[WrittenNode] = TypeAdapter(WrittenNode)
    trees = [read_document(block["text"], "menus.md") for block in _blocks()]
    return {
        name: adapter.validate_python(node)
        for document in trees
        for name, node in document.tree.items()
    }


def _blocks() -> list[re.Match[str]]:
    return [b for b in _BLOCK.finditer(GUIDE.read_text("utf-8")) if "script:" not in b["text"]]


def test_guide_shows_every_kind_of_node_as_it_is_read() -> None:
    kinds = {getattr(node, "kind", "") for node in examples().values()}

    assert kinds == {
        *("say", "menu", "gather", "record", "intake", "branch", "lookup"),
        *("danger_signs", "queue", "callback", "transfer", "hang_up"),
    }
    assert len(kinds) == len(Node.__args__) + 1
