"""More calls than the contract allows: the one too many hears busy, and is known all the same."""

from tests.integration.engine.conftest import Opening


async def test_call_beyond_the_channels_hears_busy_and_has_a_ticket(opening: Opening) -> None:
    async with opening({"LINE122_TRUNKS__MAIN__CHANNELS": "2"}) as helpline:
        await helpline.start_engine()
        desk = await helpline.on_duty("full")
        first = await helpline.wait_in_line()
        talk = await helpline.talk(desk, first)
        second = await helpline.wait_in_line()

        too_many = await helpline.dial()
        assert (await too_many.call.closed()).status == 486

        at_once = await helpline.records.call_of(too_many.ani)
        assert at_once.ticket is not None, "refused before the ticket was safe"
        assert await second.hears_music(), "who waits is not disturbed"
        await talk.hang_up()
        talk = await helpline.talk(desk, second)
        await talk.hang_up()
        again = await helpline.wait_in_line(too_many.number)
        await again.call.hang_up()

        stories = await helpline.records.are_whole(calls=4)
        assert (stories[2].ani, stories[2].outcome) == (too_many.ani, "refused")
        assert stories[2].contact_id == stories[3].contact_id, "the refused one is a retrial"
        assert stories[2].ticket == stories[3].ticket
