"""What is typed and not saved is one's own, at whatever page; of `web/api/drafts.py`."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from staff.role import Role
from tests.support.api import DESK, ApiStory
from tests.web.signing_in import Screen

FORM = {"kind": "home_visit", "p0.complaint": "температура 39", "address": "Ленина 5"}


@pytest_asyncio.fixture
async def screens(tmp_path: Path) -> AsyncIterator[tuple[Screen, Screen]]:
    """Sign in Anna and Oleg."""
    story = ApiStory(tmp_path)
    await story.staff.hire("anna", Role.OPERATOR)
    await story.staff.hire("oleg", Role.OPERATOR)
    async with story.visited() as client:
        anna, oleg = Screen(client), Screen(client)
        await anna.sign_in("anna")
        await oleg.sign_in("oleg")
        yield anna, oleg


async def kept(
    screen: Screen, seen: int, form: dict[str, str], key: str = "call-1", *, status: int = 200
) -> dict[str, Any]:
    answer = await screen.ask("PUT", f"/drafts/{key}", {"seen": seen, "form": form})
    assert answer.status == status, await answer.text()
    told: dict[str, Any] = await answer.json(content_type=None)
    return told


async def test_what_was_typed_is_found_again_at_any_page_of_the_same_person(
    screens: tuple[Screen, Screen],
) -> None:
    anna, oleg = screens
    assert (await kept(anna, 0, FORM))["revision"] == 1
    typed = {**FORM, "p0.name": "Иванова \u0000 <script>"}
    assert (await kept(anna, 1, typed))["revision"] == 2

    found = await (await anna.ask("GET", "/drafts")).json()
    assert [(one["key"], one["revision"], one["form"]) for one in found["drafts"]] == [
        ("call-1", 2, typed)
    ]
    assert (await (await anna.ask("GET", "/drafts/call-1")).json())["form"] == typed
    assert (await (await oleg.ask("GET", "/drafts")).json())["drafts"] == []
    assert (await oleg.ask("GET", "/drafts/call-1")).status == 404


async def test_a_page_that_was_slower_overwrites_nothing_and_is_shown_the_other(
    screens: tuple[Screen, Screen],
) -> None:
    anna, _ = screens
    await kept(anna, 0, FORM)
    await kept(anna, 1, {**FORM, "phone": "+79161234567"})
    for seen in (0, 1, 5):
        told = await kept(anna, seen, {"kind": "wish"}, status=409)
        assert told["present"]["revision"] == 2
        assert told["present"]["form"]["phone"] == "+79161234567"


async def test_a_draft_that_was_saved_elsewhere_does_not_come_back_by_itself(
    screens: tuple[Screen, Screen],
) -> None:
    anna, oleg = screens
    await kept(anna, 0, FORM)
    await oleg.ask("DELETE", "/drafts/call-1")
    assert (await anna.ask("GET", "/drafts/call-1")).status == 200
    for _ in range(2):
        assert (await anna.ask("DELETE", "/drafts/call-1")).status == 200
    assert "present" not in await kept(anna, 1, FORM, status=409)
    assert (await kept(anna, 0, FORM))["revision"] == 1


@pytest.mark.parametrize(
    ("key", "form"),
    [
        ("a%20b", FORM),
        ("k" * 81, FORM),
        ("call-1", {"p0.name": 7}),
        ("call-1", {"": "x"}),
        ("call-1", {f"field.{place}": "ё" * 4000 for place in range(40)}),
    ],
)
async def test_a_draft_is_a_form_under_a_key_and_nothing_else(
    screens: tuple[Screen, Screen], key: str, form: dict[str, str]
) -> None:
    anna, _ = screens
    told = await kept(anna, 0, form, key, status=422)
    assert told["errors"]


async def test_a_desk_is_told_what_the_site_has_decided(screens: tuple[Screen, Screen]) -> None:
    anna, _ = screens
    told = await (await anna.ask("GET", "/desk")).json()
    assert told["danger_signs"] == list(DESK.danger_signs)
    assert [link["title"] for link in told["links"]] == ["РМИС"]
