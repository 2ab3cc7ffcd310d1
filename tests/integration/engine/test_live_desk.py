"""An operator's live page while a citizen calls over SIP: the card, the keys, and the end."""

from tests.integration.engine.helpline import (
    PATIENCE_S,
    Helpline,
    end_of,
)
from tests.integration.engine.live_page import page_of
from web.live.hub import SESSION_OVER


async def test_page_shows_who_calls_and_works_on_the_talk(helpline: Helpline) -> None:
    desk = await helpline.on_duty("vera")
    async with page_of(helpline, "vera", desk.account) as page:
        seen = await page.sees(lambda shown: shown["me"] is not None)
        assert (seen["call"], seen["line"]["waiting"], seen["line"]["is_open"]) == (None, 0, True)
        assert seen["me"]["account"] == desk.account

        citizen = await helpline.dial()
        card = await page.sees_call("ringing")
        assert card["number"]["shown"] == citizen.ani
        assert card["tickets"][0]["state"] == "new"
        assert card["decision"].startswith("Ступень 0")

        call = await helpline.talk(desk, citizen)
        talk = f"/calls/{(await page.sees_call('talking'))['call_id']}"
        assert await page.press(f"{talk}/hold") == 200
        await page.sees_call("held")
        assert await citizen.hears_music()
        assert await page.press(f"{talk}/resume") == 200
        await page.sees_call("talking")
        assert await page.press(f"{talk}/dtmf", {"keys": "5"}) == 200
        assert await citizen.call.until_within(lambda: citizen.call.digits == "5", PATIENCE_S)

        assert await page.press(f"{talk}/hang-up") == 200
        await end_of(call)
        await page.sees(lambda shown: shown["me"]["activity"] != "talking")
        assert await page.press(f"{talk}/disposition", {"disposition": "done"}) == 200
        assert await page.press(f"{talk}/hold") in {403, 404}, "It is nobody's talk any more."
        assert await page.sign_out() == SESSION_OVER
