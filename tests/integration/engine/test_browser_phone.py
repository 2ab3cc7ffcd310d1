"""An operator telephones by their browser: real pages, real Chromium, real sound.

Of `line122/browser_phones.py`, `asterisk/browser_line.py` and `web/phone/socket.py`.
"""

from http import HTTPStatus
from urllib.parse import urlsplit

from aiohttp import ClientSession, encode_basic_auth
from playwright.async_api import WebSocket, expect

from agents.agent import Account
from asterisk.telephones import browser_endpoint
from storage.records.connection import Timeouts, open_pool
from storage.records.staff import PostgresStaffBook
from tests.integration.engine.ari_proxy import AriProxy, Place
from tests.integration.engine.browser_desk import at_the_page, chromium, let_sign_in
from tests.integration.engine.conftest import Opening
from tests.integration.engine.helpline import PATIENCE_S, Citizen, Helpline, both_hear_more
from tests.integration.engine.patience import eventually
from tests.integration.engine.raw_browser_phone import Secret, signed_in_by_hand

_REFUSED = {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}


def _is_phone_line(line: WebSocket) -> bool:
    return line.url.endswith("/phone/ws")


async def may_register(helpline: Helpline, account: str) -> bool:
    """Tell whether Asterisk lets an operator's browser in.

    Its list of endpoints would not tell: there an account stays as long as the SIP of its last
    call, which is half a minute when the line was cut before the BYE.
    """
    ari = helpline.house.servers.site.ari
    endpoint = f"res_pjsip/endpoint/{browser_endpoint(Account(account))}"
    proof = {"Authorization": encode_basic_auth(ari.user, ari.password)}
    async with (
        ClientSession(headers=proof) as client,
        client.get(f"{ari.url}/asterisk/config/dynamic/{endpoint}") as answer,
    ):
        return answer.status == HTTPStatus.OK


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

            # With the session the account is gone, and what the page knew opens nothing; but to
            # sign out is not to hang up: the talk goes on by the telephone on the table.
            other = await helpline.dial()
            await desk.pick_up()
            other.sing()
            await desk.sign_out()
            assert await both_hear_more(other, await table.pick_up())
            await eventually(lambda: may_register(helpline, table.account), lambda may: not may)


async def disable(helpline: Helpline, login: str) -> None:
    """Let somebody sign in no more."""
    url, site = helpline.house.database_url, helpline.house.settings.site.id
    async with open_pool(url, timeouts=Timeouts(connect_s=5.0)) as pool:
        assert await PostgresStaffBook(pool, site).disable(login, helpline.clock.now())


async def test_a_talk_outlives_a_broken_line_goes_to_another_window_and_ends_with_the_right_to_it(
    opening: Opening,
) -> None:
    async with opening({"LINE122_AGENTS__BROWSER_PHONE": "on"}) as helpline, chromium() as browser:
        await helpline.start_engine()
        table = await helpline.hire("vera")
        await let_sign_in(helpline, "vera", table.account)
        engine = urlsplit(helpline.engine.http_url)
        assert engine.hostname is not None
        assert engine.port is not None
        async with (
            AriProxy(Place(engine.hostname, engine.port)) as way,
            at_the_page(browser, helpline, "vera", table.account, address=way.base_url) as first,
        ):
            await first.take_calls_here()
            await (await table.dial("*1")).ends_within(PATIENCE_S)
            citizen = await helpline.dial()
            await first.pick_up()
            citizen.sing()
            assert await first.hears_more()

            # All that the page had open is cut; the sound goes its own way, and on.
            async with first.page.expect_websocket(_is_phone_line) as line:
                way.cut()
            assert await first.hears_more()
            assert await hears_page(citizen)
            assert not (await line.value).is_closed()

            async with at_the_page(browser, helpline, "vera", table.account) as second:
                await second.take_over()
                await second.talks()
                assert await second.hears_more()
                assert await hears_page(citizen)
                left = first.page.get_by_role("dialog", name="Работа продолжается в другом окне")
                await expect(left).to_be_visible()
                assert citizen.call.closing is None

                await disable(helpline, "vera")
                await expect(second.page.get_by_label("Имя для входа")).to_be_visible()
                await eventually(
                    lambda: may_register(helpline, table.account), lambda may: not may
                )
                assert await citizen.hears_music(), "nobody loses their place by it"
                assert await citizen.call.hang_up()


async def test_no_other_page_and_nobody_elses_secret_opens_a_telephone(opening: Opening) -> None:
    async with opening({"LINE122_AGENTS__BROWSER_PHONE": "on"}) as helpline:
        await helpline.start_engine()
        for login in ("vera", "oleg"):
            await let_sign_in(helpline, login, (await helpline.hire(login)).account)
        url = helpline.engine.http_url
        async with signed_in_by_hand(url, "vera") as vera, signed_in_by_hand(url, "oleg") as oleg:
            own, others = (
                await vera.secret("page-of-vera-the-first"),
                await oleg.secret("page-of-oleg-the-first"),
            )
            for origin in (None, "null", "https://evil.example", f"{url}.evil.example"):
                assert await vera.refusal_of(origin) == HTTPStatus.FORBIDDEN, origin
            assert await vera.registers(own) == HTTPStatus.OK
            for stolen in (
                Secret(own.account, others.password),
                Secret(others.account, own.password),
                Secret(own.account.removesuffix(".web"), own.password),
            ):
                assert await vera.registers(stolen) in _REFUSED, stolen
            later = await vera.secret("page-of-vera-the-second")
            assert await vera.registers(own) in _REFUSED, "of two pages the later one rings"
            assert await vera.registers(later) == HTTPStatus.OK
