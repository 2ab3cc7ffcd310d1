"""The guide to the API: every example in it is asked as it stands."""

import argparse
import re
import shlex
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from line122.cli import token
from tests.support.api import ADMIN, ApiStory
from web.api.scopes import Scope
from web.api.steps import AnyStep
from web.api.table import ROUTES

GUIDE: Final = Path(__file__).parents[2] / "docs/api.md"
_SHELL: Final = re.compile(r"^```sh\n(?P<lines>.*?)^```$", re.MULTILINE | re.DOTALL)
_ROW: Final = re.compile(r"^\| (?P<codes>`[^|]*) \|", re.MULTILINE)


async def test_every_request_of_the_guide_is_answered_well(tmp_path: Path) -> None:
    requests = [words for words in _commands() if words[0] == "curl"]
    assert len(requests) == 5
    visit = next(word for words in requests for word in words if "complaint" in word)
    async with ApiStory(tmp_path).opened() as client:
        for words in requests:
            (url,) = (word for word in words if word.startswith("$LINE122"))
            headers = dict(
                word.split(": ", 1) for at, word in enumerate(words) if words[at - 1] == "-H"
            )
            assert headers.pop("Authorization") == "Bearer $TOKEN"
            body = [word for at, word in enumerate(words) if words[at - 1] == "--data"]
            # A file stands for the request above it.
            body = [visit if word == "@visit.json" else word for word in body]
            answer = await client.request(
                "POST" if "POST" in words else "GET",
                url.removeprefix("$LINE122"),
                data=body[0].encode() if body else None,
                headers={**headers, "Authorization": f"Bearer {ADMIN}"},
            )
            assert answer.ok, (urlsplit(url).path, await answer.text())


def test_the_guide_names_every_scope_and_every_step() -> None:
    text = GUIDE.read_text("utf-8")
    rows = " ".join(match["codes"] for match in _ROW.finditer(text))
    assert {scope for scope in Scope if f"`{scope}`" in rows} == set(Scope)
    steps = (step.__struct_config__.tag for step in AnyStep.__args__)
    assert [step for step in steps if f"`{step}`" not in text] == []
    assert {route.scope for route in ROUTES} < set(Scope)


def test_every_command_of_the_guide_is_one_that_is_taken() -> None:
    parser = argparse.ArgumentParser()
    token.configure(parser)
    typed = [words[2:] for words in _commands() if words[:2] == ["bin/line122", "token"]]
    read = [parser.parse_args(words).action for words in typed]
    assert read == ["add", "list", "revoke"]


def _commands() -> list[list[str]]:
    text = GUIDE.read_text("utf-8")
    blocks = (match["lines"].replace("\\\n", " ") for match in _SHELL.finditer(text))
    return [words for block in blocks for words in _split(block)]


def _split(block: str) -> list[list[str]]:
    """Return the commands of a block, one for each line that begins one."""
    lines = re.split(r"\n(?=\S)(?!\})", block.strip())
    return [shlex.split(line) for line in lines]
