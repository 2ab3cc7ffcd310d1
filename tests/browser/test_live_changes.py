"""The page takes every difference as the engine means it: `changed` here, `applied` there."""

import json
import random

import pytest
from playwright.async_api import Page

from tests.browser.desk_site import DeskSite
from web.live.delta import Node, State, difference

pytestmark = pytest.mark.asyncio(loop_scope="session")

_KEYS = ("me", "team", "a/b", "c~d", "~1", "деж/урный", "0")
_LEAVES: tuple[Node, ...] = (None, 0, 7, 1.5, True, "", "слово", (), (1, "a"), {})
_ROUNDS = 300


def _some_state(chance: random.Random, depth: int = 3) -> dict[str, Node]:
    return {
        key: _some_state(chance, depth - 1) if depth and chance.random() < 0.5 else _leaf(chance)
        for key in chance.sample(_KEYS, chance.randint(0, len(_KEYS)))
    }


def _leaf(chance: random.Random) -> Node:
    return chance.choice(_LEAVES)


def _told(before: State, after: State) -> dict[str, object]:
    found = difference(before, after)
    return {"before": before, "delta": {"set": found.set, "gone": found.gone}}


async def test_a_page_reaches_the_state_that_the_engine_has(page: Page, site: DeskSite) -> None:
    chance = random.Random(122)
    pairs = [(_some_state(chance), _some_state(chance)) for _ in range(_ROUNDS)]
    await page.goto(site.address)
    reached = await page.evaluate(
        """async (rounds) => {
          const { changed } = await import("/static/app/live.js");
          return rounds.map(({ before, delta }) => changed(before, delta));
        }""",
        [json.loads(json.dumps(_told(before, after))) for before, after in pairs],
    )
    assert reached == [json.loads(json.dumps(after)) for _, after in pairs]


async def test_what_did_not_change_stays_the_same_object(page: Page, site: DeskSite) -> None:
    await page.goto(site.address)
    is_same, is_other, is_untouched = await page.evaluate(
        """async () => {
          const { changed } = await import("/static/app/live.js");
          const before = { line: { waiting: 1 }, team: { "101": { name: "A" } } };
          const after = changed(before, { set: { "line/waiting": 2 }, gone: ["team/102"] });
          return [after.team["101"] === before.team["101"], after.line !== before.line,
            before.line.waiting === 1];
        }"""
    )
    assert (is_same, is_other, is_untouched) == (True, True, True)
