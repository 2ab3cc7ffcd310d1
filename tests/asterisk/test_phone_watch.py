"""Telephones told to be gone are found again (`asterisk/phone_watch`)."""

from agents.phone import PhoneEvent, Registered, Silent, Unregistered
from asterisk import wire
from asterisk.client import AriClient
from asterisk.phone_watch import PhoneWatch
from asterisk.site import AriAddress

ANNA, BORIS = "201", "202"


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


async def test_nobody_is_asked_about_telephones_that_are_all_there() -> None:
    asterisk = Endpoints(ANNA, BORIS)
    watch, told = watch_of(asterisk)
    watch.tell(ANNA, Unregistered())
    watch.tell(ANNA, Registered())

    await watch.look_again()

    assert asterisk.asked == 0
    assert [event for _, event in told] == [Unregistered(), Registered()]
