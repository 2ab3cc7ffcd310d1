"""Whoever hangs up while a menu says its last words got what these words tell."""

from callflow.outcome import Outcome
from ivr.ports import LookUpAnswer
from ivr.walk import LookUpOutcome
from tests.support.menu_line import BY_NIGHT, MenuLine


async def test_who_hangs_up_when_the_number_of_the_request_is_told_is_still_rung() -> None:
    line = MenuLine(BY_NIGHT)
    told = LookUpAnswer(LookUpOutcome.FOUND, {"number": "37", "minutes": "600"})
    line.room.answers["promise"] = told
    citizen = await (await line.greeted()).presses("1", "2", "2")
    await citizen.says("night.what", keep="1")
    await citizen.says("night.where", keep="1")
    await citizen.says("night.who")
    for question in ("night.birth_date", "night.policy", "night.phone"):
        await citizen.hears(question)
        await citizen.presses("#")
    await citizen.waits(1.0)
    assert "request.number" in citizen.last

    await citizen.leaves()

    assert line.hall.books.ended[-1].outcome is Outcome.TOLD
    assert line.hall.books.contacts[-1].end_reason is None
    await line.hall.close()
