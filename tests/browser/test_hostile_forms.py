"""Whatever is called, said or typed is text on the page of a call, and nothing else."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from tests.browser.form_site import FormSite, form_site, sign_in

pytestmark = pytest.mark.asyncio(loop_scope="session")

_HOSTILE = (
    "<img src=x onerror=window.hurt=1>",
    '"><script>window.hurt=1</script>',
    "'-window.hurt=1-'",
    "{{constructor.constructor('window.hurt=1')()}}",
    "javascript:window.hurt=1",
    "${window.hurt=1}",
)
_ALL = " ".join(_HOSTILE)


@pytest_asyncio.fixture(loop_scope="session")
async def site(tmp_path: Path) -> AsyncIterator[FormSite]:
    """Serve the engine's pages to Anna."""
    async with form_site(tmp_path) as served:
        yield served


async def test_hostile_words_in_every_field_are_shown_as_text(page: Page, site: FormSite) -> None:
    await sign_in(page, site)
    call = site.ring(decision=_ALL, queue=_ALL)
    ticket = {**call["tickets"][0], "text": _ALL, "category": _ALL}
    call = {
        **call,
        "state": "talking",
        "tickets": (ticket,),
        "earlier": ({**call["earlier"][0], "text": _ALL, "number": _HOSTILE[0]},),
        "number": {**call["number"], "shown": _HOSTILE[0], "name": _ALL},
        "collected": {**call["collected"], "subject": _ALL, "keyed": {_HOSTILE[0]: _ALL}},
        "promised": {**call["promised"], "told": _ALL},
    }
    site.tell(call, activity="talking")
    await expect(page.locator(".call-number")).to_have_text(_HOSTILE[0])
    for kind in ("Alt+1", "Alt+2", "Alt+5"):
        await page.keyboard.press("Alt+n")
        await expect(page.get_by_role("dialog")).to_be_visible()
        await page.keyboard.press(kind)
        await expect(page.get_by_role("dialog")).to_have_count(0)
        for field in await page.locator(".form :is(input, textarea):enabled").all():
            await field.fill(_ALL)
        await expect(page.locator(".draft-note")).to_have_text("Черновик сохранён")
    await page.locator(".form-tab").first.click()
    await page.keyboard.press("Alt+a")
    await expect(page.locator(".read-card")).to_contain_text(_HOSTILE[1])
    await page.keyboard.press("Escape")
    await page.locator("[name='phone']").fill("89161234567")
    await page.locator("[name='p0.birth']").fill("73 года")
    await page.keyboard.press("Control+Enter")
    await expect(page.locator(".saved")).to_contain_text(_HOSTILE[0])

    assert await page.evaluate("window.hurt") is None
    assert await page.locator(".call img, .forms img, .forms script").count() == 0
    visits = [visit for ticket in await site.tickets() for visit in ticket["visits"]]
    assert [visit["complaint"] for visit in visits] == [_ALL]


async def test_a_link_into_the_region_carries_the_patient_percent_encoded(
    page: Page, site: FormSite
) -> None:
    await sign_in(page, site)
    await page.keyboard.press("F2")
    await expect(page.locator("[name='p0.complaint']")).to_be_focused()
    await expect(page.get_by_text("РМИС")).to_be_visible()
    await expect(page.get_by_role("link", name="РМИС")).to_have_count(0)
    await page.locator("[name='p0.name']").fill("Ли & Ли <b>#?/")
    await page.locator("[name='p0.birth']").fill("8.3.50")
    link = page.get_by_role("link", name="РМИС")
    await expect(link).to_have_attribute(
        "href",
        "https://rmis.example/find?policy=&born=1950-03-08"
        "&who=%D0%9B%D0%B8%20%26%20%D0%9B%D0%B8%20%3Cb%3E%23%3F%2F",
    )
    await expect(link).to_have_attribute("rel", "noopener noreferrer")
    await expect(link).to_have_attribute("target", "_blank")
