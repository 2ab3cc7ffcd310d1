"""Two hundred hostile texts in the headers of real calls, while an operator's page is open.

Each text goes once through the display name, P-Asserted-Identity, Diversion and User-Agent. What
Asterisk cannot read as SIP it drops; every call that it answers has a row, and the page shows who
calls as a text.
"""

import asyncio
from typing import Final

from playwright.async_api import expect

from base.phone import clean_name
from line122.phones.raw import Invite, NoAnswerError, RawCall, RawPhone
from line122.phones.sip_text import Header
from tests.browser.guard import Guard
from tests.integration.engine.browser_desk import at_the_page, chromium, let_sign_in
from tests.integration.engine.conftest import Opening
from tests.integration.engine.helpline import Helpline, new_number
from tests.integration.engine.patience import eventually
from tests.support.hostile import PAYLOADS
from tickets.legible import made_legible

TOGETHER: Final = 50
"""So many call at once; the trunk has more channels."""
LONGEST: Final = 2000
"""Four headers of it and the rest fit into one datagram."""
LEAST_ANSWERED: Final = 0.8
"""What breaks lines or holds a NUL is often no SIP any more, and nobody's call."""
NAMED: Final = "<img src=x onerror=window.__hit=1>"


async def test_no_header_of_a_call_is_taken_for_anything_but_words(opening: Opening) -> None:
    async with opening({}) as helpline, chromium() as browser:
        await helpline.start_engine()
        desk = await helpline.on_duty("vera")
        await let_sign_in(helpline, "vera", desk.account)
        async with at_the_page(browser, helpline, "vera", desk.account) as shown:
            await expect(shown.page.locator(".presence")).to_be_visible()
            guard = Guard(shown.page, helpline.engine.http_url)
            await guard.stand()
            await shown.page.reload()
            await expect(shown.page.locator(".presence")).to_be_visible()

            async with helpline.raw_phone() as phone:
                answered = await _all_call(phone, guard)
                assert len(answered) > len(PAYLOADS) * LEAST_ANSWERED
                await _are_written(helpline, answered)
                await _is_shown(phone, guard)
        log = (helpline.house.servers.logs / "engine.log").read_text("utf-8")
        assert '"level":"error"' not in log.replace(" ", "")


async def _all_call(phone: RawPhone, guard: Guard) -> frozenset[str]:
    """Let each text call; return the numbers of those who were answered."""
    answered: set[str] = set()
    # Those that may be no SIP come together, so that nobody waits for an answer for long.
    texts = sorted((made_legible(text)[:LONGEST] for text in PAYLOADS), key=str.isprintable)
    for begin in range(0, len(texts), TOGETHER):
        places = range(begin, min(begin + TOGETHER, len(texts)))
        calls = {new_number(): place for place in places}
        tries = [_calls(phone, _invite(texts, place, number)) for number, place in calls.items()]
        found = await asyncio.gather(*tries)
        answered |= {
            number for number, is_answered in zip(calls, found, strict=True) if is_answered
        }
        await guard.look()
    return frozenset(answered)


def _invite(texts: list[str], place: int, number: str) -> Invite:
    """Return a call with four texts: quoted where a name is quoted, and bare elsewhere."""
    name, asserted, diverted, agent = (texts[(place + part) % len(texts)] for part in range(4))
    quoted = name.replace("\\", "\\\\").replace('"', '\\"')
    return Invite(
        "122",
        f'"{quoted}" <sip:{number}@127.0.0.1>',
        (
            Header("P-Asserted-Identity", f'"{asserted}" <sip:{number}@127.0.0.1>'),
            Header("Diversion", f'"{diverted}" <sip:{number}@127.0.0.1>;reason={diverted}'),
            Header("User-Agent", agent),
        ),
    )


async def _calls(phone: RawPhone, invite: Invite) -> bool:
    call = phone.invite(invite)
    try:
        answer = await call.answer()
    except NoAnswerError:
        return False
    if answer.status != 200:
        return False
    await _leaves(call)
    return True


async def _leaves(call: RawCall) -> None:
    call.bye()
    await call.answer("BYE")


async def _are_written(helpline: Helpline, answered: frozenset[str]) -> None:
    """Wait until every call has its row and its end, and no name is more than a name."""
    wanted = {f"+{number}" for number in answered}
    stories = await eventually(
        helpline.records.calls,
        lambda stories: wanted <= {story.ani for story in stories if story.outcome is not None},
    )
    assert all(story.ani_raw.isprintable() for story in stories)


async def _is_shown(phone: RawPhone, guard: Guard) -> None:
    """Let somebody call by an element's name, and look at the operator's page."""
    number = new_number()
    call = phone.invite(Invite("122", f'"{NAMED}" <sip:{number}@127.0.0.1>'))
    assert (await call.answer()).status == 200
    name = guard.page.locator(".call-network-name")
    await expect(name).to_contain_text(clean_name(NAMED))
    await guard.look()
    await _leaves(call)
