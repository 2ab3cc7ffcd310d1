"""What is done on each page before its picture is taken."""

# ruff: noqa: RUF001 -- Russian words of one letter look like Latin ones; that is what they are.

from typing import TYPE_CHECKING, Final

from line122.screenshots_content import FORM

if TYPE_CHECKING:
    from playwright.async_api import Page

PATIENCE_MS: Final = 60_000.0

_FIRST_DAY: Final = "Первый день оператора на линии"


async def as_it_is(_page: "Page") -> None:
    """Do nothing more."""


async def write_a_visit(page: "Page") -> None:
    """Begin a visit for the caller, as far as they have told."""
    await page.locator(".call-number").wait_for(timeout=PATIENCE_MS)
    if await page.locator(".form-tab").count() == 0:
        await page.keyboard.press("F2")
    for name, text in FORM.items():
        await page.locator(f'.forms [name="{name}"]').fill(text)


async def until_all_is_counted(page: "Page") -> None:
    """Wait for the lists, which are counted only while somebody looks."""
    await page.wait_for_function(
        "() => !document.querySelector('main').textContent.includes('—')", timeout=PATIENCE_MS
    )


async def ask_for_keys(page: "Page") -> None:
    """Ask which keys there are."""
    await page.keyboard.press("F1")
    await page.get_by_role("dialog").wait_for(timeout=PATIENCE_MS)


async def lock(page: "Page") -> None:
    """Leave the desk for a while."""
    await page.keyboard.press("Alt+0")
    await page.locator(".curtain").wait_for(timeout=PATIENCE_MS)


async def until_shown(page: "Page") -> None:
    """Wait for the picture that a telephone takes."""
    await page.locator(".factor-picture").wait_for(timeout=PATIENCE_MS)


async def until_listed(page: "Page") -> None:
    """Wait for the lines of a list."""
    await page.locator(".row-opener").first.wait_for(timeout=PATIENCE_MS)


async def hear_the_first(page: "Page") -> None:
    """Open the newest recording, and go on in it a little."""
    await until_listed(page)
    await page.locator(".row-opener").first.press("Enter")
    await page.get_by_role("slider").wait_for(timeout=PATIENCE_MS)
    await page.keyboard.press("ArrowRight")


async def whose_it_is(page: "Page") -> None:
    """Go from the newest recording to the past of its contact."""
    await hear_the_first(page)
    await page.keyboard.press("F4")
    await page.locator(".story").first.wait_for(timeout=PATIENCE_MS)


async def whose_it_is_on_paper(page: "Page") -> None:
    """Look at the past of a contact as it is printed."""
    await whose_it_is(page)
    await page.emulate_media(media="print")
    await page.set_viewport_size({"width": 680, "height": 962})


async def until_reported(page: "Page") -> None:
    """Wait for the figures of a report."""
    await page.locator(".report-figure").first.wait_for(timeout=PATIENCE_MS)


async def whom_nobody_told(page: "Page") -> None:
    """Open the list behind a number."""
    figure = page.locator(".report-figure", has_text="Знают через минуту")
    await figure.locator(".report-number").press("Enter")
    await until_listed(page)


async def who_dialled(page: "Page") -> None:
    """Look at the storm's numbers."""
    await page.locator(".report-views button").last.press("Enter")
    await page.locator(".report-shares").first.wait_for(timeout=PATIENCE_MS)


async def the_day_before(page: "Page") -> None:
    """Go to the day before today."""
    await page.locator(".sheet").wait_for(timeout=PATIENCE_MS)
    await page.keyboard.press("Alt+Z")
    await page.locator(".sheet .norm").first.wait_for(timeout=PATIENCE_MS)
    await page.wait_for_load_state("networkidle")


async def the_day_before_on_paper(page: "Page") -> None:
    """Look at the day before today as it is printed."""
    await the_day_before(page)
    await page.emulate_media(media="print")
    await page.set_viewport_size({"width": 703, "height": 1030})


async def until_drawn(page: "Page") -> None:
    """Wait for the charts of the board."""
    await page.locator(".board-plot canvas").first.wait_for(timeout=PATIENCE_MS)


async def hang_on_the_wall(page: "Page") -> None:
    """Look at the board as it hangs on a wall."""
    await page.set_viewport_size({"width": 1920, "height": 1080})
    await page.keyboard.press("Alt+W")
    await page.locator(".board-wall").wait_for(timeout=PATIENCE_MS)
    await until_drawn(page)


async def take_in_the_hand(page: "Page") -> None:
    """Look at the board on a telephone."""
    await page.set_viewport_size({"width": 390, "height": 844})
    await page.locator(".board-phone").wait_for(timeout=PATIENCE_MS)
    await until_drawn(page)


async def weigh_a_pause(page: "Page") -> None:
    """Look at what it would change to take an operator off the line."""
    await until_drawn(page)
    await page.locator(".board-row button").first.press("Enter")
    dialog = page.get_by_role("dialog")
    await dialog.get_by_role("button", name="Снять с линии", exact=True).press("Enter")
    await _told_what_would_change(page)
    await page.get_by_label("Причина").fill("Просьба оператора, десять минут")


async def weigh_a_place(page: "Page") -> None:
    """Look at what it would change to put somebody first who waits."""
    await until_drawn(page)
    await page.get_by_role("button", name="Действия с ожидающим").nth(1).press("Enter")
    dialog = page.get_by_role("dialog")
    await dialog.get_by_role("button", name="Поставить первым", exact=True).press("Enter")
    await _told_what_would_change(page)
    await page.get_by_label("Причина").fill("Ребёнок, температура 40")


async def look_at_topics(page: "Page") -> None:
    """Look at what everybody is told, and what came of it."""
    await until_drawn(page)
    await page.keyboard.press("Alt+Shift+H")
    await page.locator(".topics li").first.wait_for(timeout=PATIENCE_MS)
    await page.locator(".topic-new .act-effect p:not(.quiet-line)").wait_for(timeout=PATIENCE_MS)


async def stand_beside(page: "Page") -> None:
    """Listen to a talk, unless one is listened to already."""
    await until_drawn(page)
    bar = page.locator(".beside")
    if await bar.count() == 0:
        row = page.locator(".board-row", has_text="Разговор").first
        await row.get_by_role("button").press("Enter")
        await page.get_by_label("Причина").fill(_FIRST_DAY)
        await page.keyboard.press("Alt+Enter")
    await bar.get_by_text("Разговор:").wait_for(timeout=PATIENCE_MS)


async def until_alarmed(page: "Page") -> None:
    """Wait for the alarm that is open."""
    await page.locator(".alert-card").first.wait_for(timeout=PATIENCE_MS)


async def see_to_the_alarm(page: "Page") -> None:
    """Acknowledge what is open, unless that was done."""
    await until_alarmed(page)
    if await page.locator(".alert-card").get_by_role("button").count():
        await page.keyboard.press("Alt+Shift+A")
    await page.locator(".alert-card.tone-plain").first.wait_for(timeout=PATIENCE_MS)


async def _told_what_would_change(page: "Page") -> None:
    line = page.locator(".act-effect p:not(.quiet-line)").first
    await line.wait_for(timeout=PATIENCE_MS)
