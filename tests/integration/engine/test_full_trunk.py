"""More calls than the contract allows: the one too many hears busy, and is known all the same."""

from tests.integration.engine.conftest import Opening
from tests.integration.engine.helpline import end_of


async def test_call_beyond_the_channels_hears_busy_and_has_a_ticket(opening: Opening) -> None:
    async with opening({"LINE122_TRUNKS__MAIN__CHANNELS": "2"}) as helpline:
        await helpline.start_engine()
        desks = [await helpline.on_duty("full"), await helpline.on_duty("house")]
        talks = [await helpline.talk(desk, await helpline.wait_in_line()) for desk in desks]

        too_many = await helpline.dial()
        assert (await end_of(too_many.call)).status == 486

        at_once = await helpline.records.call_of(too_many.ani)
        assert at_once.ticket is not None, "refused before the ticket was safe"
        for talk in talks:
            await talk.hang_up()
        await (await desks[0].dial("*1")).hang_up()
        again = await helpline.wait_in_line(too_many.number)
        talk = await helpline.talk(desks[0], again)
        await talk.hang_up()

        stories = await helpline.records.all_ended(calls=4)
        refused, let_in = [story for story in stories if story.ani == too_many.ani][:2]
        assert (refused.outcome, let_in.outcome) == ("refused", "answered")
        assert refused.contact_id == let_in.contact_id, "who was refused is a retrial"
        assert refused.ticket == let_in.ticket
