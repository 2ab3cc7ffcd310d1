import asyncio
import wave
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest

from asterisk.site import AsteriskSite, TrunkEndpoint
from line122.bootstrap.asterisk import Asterisk, AsteriskRequest, running_asterisk
from line122.bootstrap.ports import port_or_free
from line122.bootstrap.tree import AsteriskProgram
from line122.phones.audio import OPERATOR_TONE_HZ, tone
from line122.phones.sockets import PhonePorts, find_phone_ports
from tests.contract.asterisk_world import AsteriskWorld, asterisk_world
from tests.contract.fake_world import fake_world
from tests.contract.far_end import HOST, FarEnd
from tests.contract.world import MUSIC_TONE_HZ, World


@pytest.fixture(scope="session")
def contract_ports() -> PhonePorts:
    """Where the citizens' and agents' telephone listens: the trunk is known by it."""
    return find_phone_ports(calls=8)


@pytest.fixture(scope="session")
def far_end_port() -> int:
    """Where the carrier listens behind which nobody answers."""
    return port_or_free(None, "udp")


@pytest.fixture(scope="session")
def contract_asterisk(
    asterisk_program: AsteriskProgram,
    contract_ports: PhonePorts,
    far_end_port: int,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Asterisk]:
    """Run one Asterisk for all the contract's stories."""
    home = tmp_path_factory.mktemp("asterisk")
    _write_silence(home / "prompts/greeting.wav", seconds=1)
    _write_silence(home / "prompts/menu/long.wav", seconds=20)
    _write(home / "prompts/whisper/tone.wav", tone(OPERATOR_TONE_HZ).samples * 4)
    _write_silence(home / "prompts/outage/turn_to.wav", seconds=1)
    for name in ("card", "number"):
        _write(home / f"prompts/handover/{name}.wav", tone(OPERATOR_TONE_HZ).samples * 4)
    _write(home / "music/pause.wav", tone(MUSIC_TONE_HZ).samples * 5)
    at = f"{contract_ports.host}:{contract_ports.sip}"
    trunk = TrunkEndpoint(name="main", contact=f"sip:{at}", addresses=(at,))
    odd = f"{HOST}:{far_end_port}"
    second = TrunkEndpoint(name="odd", contact=f"sip:{odd}", addresses=(odd,))
    request = AsteriskRequest(
        trunks=(trunk, second), prompts=home / "prompts", music=home / "music"
    )
    running = running_asterisk(asterisk_program, request, home / "state", logs=home / "logs")
    with asyncio.Runner() as runner:
        yield runner.run(running.__aenter__())
        runner.run(running.__aexit__(None, None, None))


@pytest.fixture(scope="session")
def contract_site(contract_asterisk: Asterisk) -> AsteriskSite:
    return contract_asterisk.site


@pytest.fixture
async def far_end(far_end_port: int) -> AsyncIterator[FarEnd]:
    async with FarEnd(far_end_port) as opened:
        yield opened


@pytest.fixture
async def asterisk(
    contract_site: AsteriskSite, contract_ports: PhonePorts
) -> AsyncIterator[AsteriskWorld]:
    """Open the world around Asterisk, for what only Asterisk can show."""
    async with asterisk_world(contract_site, contract_ports) as opened:
        yield opened


@pytest.fixture(params=["fake", "asterisk"])
def opening(request: pytest.FixtureRequest) -> AbstractAsyncContextManager[World]:
    """Return a world to be entered; only the real one asks for Asterisk."""
    if request.param == "fake":
        return fake_world()
    return asterisk_world(
        request.getfixturevalue("contract_site"), request.getfixturevalue("contract_ports")
    )


@pytest.fixture
async def world(opening: AbstractAsyncContextManager[World]) -> AsyncIterator[World]:
    async with opening as opened:
        yield opened


def _write_silence(path: Path, seconds: int) -> None:
    _write(path, bytes(2 * 8000 * seconds))


def _write(path: Path, samples: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with wave.open(str(path), "wb") as recording:
        recording.setnchannels(1)
        recording.setsampwidth(2)
        recording.setframerate(8000)
        recording.writeframes(samples)
