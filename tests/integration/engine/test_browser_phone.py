"""An operator telephones by their browser: real pages, real Chromium, real sound.

Of `line122/browser_phones.py`, `asterisk/browser_line.py` and `web/phone/socket.py`.
"""

from agents.agent import Account
from asterisk.client import AriClient
from asterisk.telephones import browser_endpoint
from tests.integration.engine.browser_desk import at_the_page, chromium, let_sign_in
from tests.integration.engine.conftest import Opening
from tests.integration.engine.helpline import PATIENCE_S, Citizen, Helpline
from tests.integration.engine.patience import eventually


async def may_register(helpline: Helpline, account: str) -> bool:
    """Tell whether Asterisk lets an operator's browser in."""
    async with AriClient(helpline.house.servers.site.ari) as asterisk:
        names = {endpoint.resource for endpoint in await asterisk.endpoints()}
    return browser_endpoint(Account(account)) in names


async def hears_page(citizen: Citizen) -> bool:
    """Wait until more of the browser's microphone has been heard: it beeps once a second."""
    ear = citizen.call.ear
    before = ear.audible_s
    return await citizen.call.until_within(lambda: ear.audible_s > before + 0.3, PATIENCE_S)


async def test_a_talk_by_the_browser_survives_its_page_and_ends_with_the_session(
    opening: Opening,
) -> None:
    async with opening({"LINE122_AGENTS__BROWSER_PHONE": "on"}) as helpline, chromium() as browser:
        await helpline.start_engine()
        table = await helpline.hire("vera")
        await let_sign_in(helpline, "vera", table.account)
        async with at_the_page(browser, helpline, "vera", table.account) as desk:
            await desk.take_calls_here()
            await (await table.dial("*1")).ends_within(PATIENCE_S)
            citizen = await helpline.dial()
            await desk.pick_up()
            citizen.sing()
            assert await desk.hears_more()
            assert await hears_page(citizen)

            assert await may_register(helpline, table.account)

            # The page is loaded anew: music, then the same talk, without anybody's doing.
            await desk.page.reload()
            assert await citizen.hears_music()
            await desk.talks()
            assert await desk.hears_more()
            assert await hears_page(citizen)
            assert citizen.call.closing is None

            await desk.hang_up()
            assert await citizen.call.ends_within(PATIENCE_S)

            # With the session the account is gone, and what the page knew opens nothing.
            await desk.sign_out()
            await eventually(lambda: may_register(helpline, table.account), lambda may: not may)
