"""A talk leaves a file with both sides apart and a row that tells what it is worth."""

import wave
from array import array

from callflow.call import RecordingState
from line122.phones.audio import CITIZEN_TONE_HZ, OPERATOR_TONE_HZ, tone_share
from tests.integration.engine.helpline import Helpline, both_hear_more

_RECORDINGS = "SELECT call_id, number, state, duration_s FROM recording ORDER BY started_at"
_MARKS = "SELECT recording_state FROM call"


async def test_talk_is_recorded_through_a_killed_engine_and_found_whole(
    helpline: Helpline,
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

    row = (await helpline.records.rows(_RECORDINGS))[0]
    assert (row["number"], row["state"]) == (1, RecordingState.OK)
    assert [mark["recording_state"] for mark in await helpline.records.rows(_MARKS)] == ["ok"]
    path = helpline.house.state / "recordings" / f"{row['call_id']}.1.wav"
    with wave.open(str(path), "rb") as recording:
        assert recording.getnchannels() == 2
        samples = array("h", recording.readframes(recording.getnframes()))
    middle = len(samples) // 4 * 2
    person, heard = samples[middle : middle + 1600 : 2], samples[middle + 1 : middle + 1600 : 2]
    assert tone_share(person, CITIZEN_TONE_HZ) > 0.7
    assert tone_share(heard, OPERATOR_TONE_HZ) > 0.7
