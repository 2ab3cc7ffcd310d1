from collections.abc import AsyncIterator

import pytest

from base.clock import SystemClock
from line122.phones.sockets import find_phone_ports
from line122.phones.softphone import SoftPhone


@pytest.fixture
def clock() -> SystemClock:
    return SystemClock()


@pytest.fixture
async def phone(clock: SystemClock) -> AsyncIterator[SoftPhone]:
    """One real SIP stack; its lines call each other through the loopback, without a server."""
    async with SoftPhone(find_phone_ports(calls=8), clock) as opened:
        yield opened


@pytest.fixture
def address(phone: SoftPhone) -> str:
    return f"{phone.ports.host}:{phone.ports.sip}"
