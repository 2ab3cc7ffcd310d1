"""The telephones at the project's own Asterisk, while no engine is there to take the calls."""

import wave
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from asterisk.site import TrunkEndpoint
from base.clock import SystemClock
from line122.bootstrap.asterisk import Asterisk, AsteriskRequest, running_asterisk
from line122.bootstrap.tree import AsteriskProgram
from line122.phones.audio import OPERATOR_TONE_HZ, tone
from line122.phones.citizen import CitizenPlan, play_citizen
from line122.phones.report import Ending
from line122.phones.softphone import Identity, PhoneError, SoftPhone


@pytest.fixture
async def asterisk(
    asterisk_program: AsteriskProgram, phone: SoftPhone, tmp_path: Path
) -> AsyncIterator[Asterisk]:
    """Run an Asterisk whose only trunk is the softphone and whose music is an operator's tone."""
    with wave.open(str(tmp_path / "music.wav"), "wb") as music:
        music.setparams((1, 2, 8000, 0, "NONE", "not compressed"))
        music.writeframes(tone(OPERATOR_TONE_HZ).samples * 10)
    trunk = TrunkEndpoint(
        name="carrier",
        contact=f"sip:{phone.ports.host}:{phone.ports.sip}",
        addresses=(phone.ports.host,),
    )
    request = AsteriskRequest(trunks=(trunk,), prompts=tmp_path, music=tmp_path)
    async with running_asterisk(asterisk_program, request, tmp_path, logs=tmp_path) as running:
        yield running


async def test_without_an_engine_a_citizen_hears_music_until_he_hangs_up(
    phone: SoftPhone, asterisk: Asterisk, clock: SystemClock
) -> None:
    trunk = f"{asterisk.site.sip.host}:{asterisk.site.sip.port}"
    plan = CitizenPlan("+79101234567", "122", trunk, talk_for_s=1.5)
    report = await play_citizen(phone, plan, clock)

    assert report.ending is Ending.TALKED
    assert report.heard_the_other
    assert report.answered_at is not None


async def test_a_phone_that_asterisk_does_not_know_cannot_register(
    phone: SoftPhone, asterisk: Asterisk
) -> None:
    server = f"{asterisk.site.sip.host}:{asterisk.site.sip.port}"

    with pytest.raises(PhoneError, match="operator9 cannot register"):
        await phone.line(Identity("operator9", server, secret="unknown"))
