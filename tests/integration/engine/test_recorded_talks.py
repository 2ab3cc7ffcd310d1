"""A talk leaves a file with both sides apart, a row that tells what it is worth, and a story."""

import asyncio
import json
import wave
from array import array
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import pytest

from callflow.call import RecordingState
from line122.cli.main import OK, main
from line122.phones.audio import CITIZEN_TONE_HZ, OPERATOR_TONE_HZ
from tests.integration.engine.helpline import Citizen, Desk, Helpline, both_hear_more
from tests.integration.engine.patience import eventually
from tests.support.sounds import clearest

_RECORDINGS = "SELECT call_id, number, state, duration_s FROM recording ORDER BY started_at"
_MARKS = "SELECT recording_state FROM call"


async def test_talk_is_recorded_through_a_killed_engine_and_found_whole(
    helpline: Helpline, capsys: pytest.CaptureFixture[str]
) -> None:
    desk = await helpline.on_duty("anna")
    citizen = await helpline.dial()
    talk = await helpline.talk(desk, citizen)
    await helpline.kill_engine()
    assert await both_hear_more(citizen, talk)
    await helpline.start_engine()
    assert await both_hear_more(citizen, talk)

    await talk.hang_up()
    await helpline.records.are_whole(calls=1)

    (row,) = await eventually(lambda: helpline.records.rows(_RECORDINGS), bool)
    assert (row["number"], row["state"]) == (1, RecordingState.OK)
    (mark,) = await eventually(
        lambda: helpline.records.rows(_MARKS),
        lambda marks: marks[0]["recording_state"] is not None,
    )
    assert mark["recording_state"] == "ok"
    path = helpline.house.state / "recordings" / f"{row['call_id']}.1.wav"
    with wave.open(str(path), "rb") as recording:
        assert recording.getnchannels() == 2
        samples = array("h", recording.readframes(recording.getnframes()))
    assert clearest(samples[0::2], CITIZEN_TONE_HZ) > 0.7
    assert clearest(samples[1::2], OPERATOR_TONE_HZ) > 0.7
    await _is_found_and_told(helpline, await _token(helpline, capsys), Heard(desk, citizen, path))


@dataclass(frozen=True)
class Heard:
    """A talk that was recorded."""

    desk: Desk
    citizen: Citizen
    path: Path


async def _is_found_and_told(helpline: Helpline, token: str, heard: Heard) -> None:
    """Find the talk over the API, hear it in a part, see both voices, and read what happened."""
    name = heard.path.stem
    url = f"{helpline.engine.http_url}/api/v1"
    async with aiohttp.ClientSession(headers={"Authorization": f"Bearer {token}"}) as client:
        async with client.get(
            f"{url}/recordings",
            params={"agent": heard.desk.account, "number": heard.citizen.ani, "kind": "talk"},
        ) as answer:
            (line,) = (await answer.json())["recordings"]
        assert (line["name"], line["sides"], line["state"]) == (name, 2, "ok")
        async with client.get(f"{url}/recordings/{name}/peaks") as answer:
            peaks = await answer.json()
        assert min(max(peaks["left"]), max(peaks["right"])) > 0
        async with client.get(f"{url}/recordings/{name}", headers={"Range": "bytes=0-3"}) as part:
            assert (part.status, await part.read()) == (206, b"RIFF")
        async with client.get(f"{url}/contacts/{line['ticket_number']}/timeline") as answer:
            told = await answer.json()
    assert [each["name"] for each in told["recordings"]] == [name]
    assert {"Called", "Decided", "TalkBegan", "TalkEnded"} <= {
        each["what"] for each in told["lines"]
    }
    assert told["calls"][0]["verdict"] == "same"
    assert told["number"] == heard.citizen.ani


async def _token(helpline: Helpline, capsys: pytest.CaptureFixture[str]) -> str:
    """Return a token that may hear recordings and read what happened to people."""
    scopes = ("--scope", "recordings:read", "--scope", "calls:read")
    url = ("--database-url", helpline.house.database_url)
    added = await asyncio.to_thread(main, ["token", "add", "archive", *scopes, "--json", *url])
    assert added == OK
    (made,) = json.loads(capsys.readouterr().out)
    token: str = made["token"]
    return token
