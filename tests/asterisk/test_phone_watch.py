"""Telephones told to be gone are found again, and all are measured.

`asterisk/phone_watch.py`, `asterisk/contacts.py`.
"""

from collections.abc import Mapping

from agents.phone import Measured, PhoneEvent, Registered, Silent, Unregistered
from asterisk import wire
from asterisk.client import AriClient
from asterisk.contacts import ASKED, Contact, read_contacts
from asterisk.phone_watch import PhoneWatch
from asterisk.site import AriAddress

ANNA, BORIS = "201", "202"


def an_entry(name: str, status: str, rtt: str) -> str:
    """Return a contact as the manager lists it."""
    lines = ("ObjectType: contact", f"ObjectName: {name};@17", f"Status: {status}")
    return "\r\n".join((*lines, f"RoundtripUsec: {rtt}"))


class Endpoints(AriClient):
    """An Asterisk that knows which telephones are there, and is asked how often."""

    def __init__(self, *online: str) -> None:
        super().__init__(AriAddress(host="127.0.0.1", port=1, user="", password=""))
        self.online = online
        self.asked = 0

    async def endpoints(self) -> list[wire.Endpoint]:
        """Return both telephones as they are."""
        self.asked += 1
        return [
            wire.Endpoint(
                technology="PJSIP",
                resource=name,
                state="online" if name in self.online else "offline",
            )
            for name in (ANNA, BORIS)
        ]

    async def ask_ami(self, action: Mapping[str, str]) -> str:
        """Return how soon both answered, if that is what is asked for."""
        assert action == ASKED
        return "\n\n".join(an_entry(name, "Reachable", "12500") for name in (ANNA, BORIS))


def watch_of(asterisk: Endpoints) -> tuple[PhoneWatch, list[tuple[str, PhoneEvent]]]:
    """Return a watch, and what it tells."""
    told: list[tuple[str, PhoneEvent]] = []
    return PhoneWatch(asterisk, lambda endpoint, event: told.append((endpoint, event))), told


async def test_telephone_whose_return_nobody_told_is_found_again() -> None:
    asterisk = Endpoints(ANNA)
    watch, told = watch_of(asterisk)
    watch.tell(ANNA, Unregistered())
    watch.tell(BORIS, Silent())

    await watch.look_again()
    await watch.look_again()

    assert told == [(ANNA, Unregistered()), (BORIS, Silent()), (ANNA, Registered())]


async def test_telephones_are_measured_again_but_for_those_that_are_gone() -> None:
    asterisk = Endpoints(ANNA, BORIS)
    watch, told = watch_of(asterisk)
    watch.tell(BORIS, Silent())

    await watch.measure()

    assert told == [(BORIS, Silent()), (ANNA, Measured(12.5))]


def test_contacts_are_read_from_the_manager_s_list_if_they_answered() -> None:
    entries = (
        an_entry("201.web", "Reachable", "1684"),
        an_entry("202", "Unreachable", "1684"),
        an_entry("203", "Reachable", "N/A"),
    )
    text = "\r\n\r\n".join(["Response: Success", *entries, "ListItems: 3"])

    assert read_contacts(text) == (Contact("201.web", 1.684),)


async def test_nobody_is_asked_about_telephones_that_are_all_there() -> None:
    asterisk = Endpoints(ANNA, BORIS)
    watch, told = watch_of(asterisk)
    watch.tell(ANNA, Unregistered())
    watch.tell(ANNA, Registered())

    await watch.look_again()

    assert asterisk.asked == 0
    assert [event for _, event in told] == [Unregistered(), Registered()]
