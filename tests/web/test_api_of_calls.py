"""Tickets of calls, as whoever works on them writes them down over the API."""

from pathlib import Path

from tests.integration.storage.values import a_case
from tests.support.api import ApiStory
from tests.web.asking import asked, changed


async def test_a_call_that_is_written_down_stays_a_call_and_goes_on_pressing(
    tmp_path: Path,
) -> None:
    story = ApiStory(tmp_path)
    case = a_case(7)
    story.books.cases.write_contact(case.contact)
    story.books.cases.write_ticket(case.ticket)
    async with story.opened() as client:
        called = (await asked(client, f"/tickets/{case.ticket.number}"))["ticket"]
        raised = await changed(client, called, {"do": "set_priority", "priority": "urgent"})

        written = {"kind": "complaint", "text": "Врач не пришёл"}
        filed = await changed(client, raised, {"do": "file", "ticket": written})
        assert (filed["channel"], filed["priority"]) == ("call", "urgent")

        eased = await changed(
            client, filed, {"do": "file", "ticket": {**written, "priority": "high"}}
        )
        assert eased["priority"] == "high"
