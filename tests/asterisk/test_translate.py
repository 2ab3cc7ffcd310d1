from pathlib import Path
from uuid import UUID

import msgspec
import pytest

from asterisk import wire
from asterisk.client import ChannelId
from asterisk.stream import Survey
from asterisk.translate import (
    agent_leg,
    code_dialled,
    found_legs,
    incoming_call,
    is_outgoing,
    media_of,
    playback_of,
    ring_of,
    room_of,
    utterance_of,
    whisper_of,
    whispered_by,
)
from base.ids import CallId
from callflow.events import Ring, Utterance
from ivr.prompt import PromptKey

CALL = CallId(UUID("0192a000-0000-7000-8000-000000000001"))


def channel(
    name: str = "PJSIP/main-0000002a",
    *,
    channel_id: str = "1795.1",
    number: str = "79101234567",
    context: str = "engine",
    variables: dict[str, object] | None = None,
    diverted_from: str | None = None,
) -> wire.Channel:
    return wire.Channel(
        id=channel_id,
        protocol_id="sip-call-id",
        name=name,
        state="Up",
        caller=wire.CallerID(name="", number=number),
        connected=wire.CallerID(name="", number=""),
        accountcode="",
        dialplan=wire.DialplanCEP(
            context=context, exten="offer", priority=3, app_name="Stasis", app_data=""
        ),
        creationtime="2026-11-22T00:00:00.000+0000",
        language="en",
        channelvars=variables,
        caller_rdnis=diverted_from,
    )


def bridge(*channels: ChannelId) -> wire.Bridge:
    frame = {
        "id": room_of(CALL),
        "technology": "simple_bridge",
        "bridge_type": "mixing",
        "bridge_class": "stasis",
        "creator": "Stasis",
        "name": room_of(CALL),
        "channels": list(channels),
        "creationtime": "2026-11-22T00:00:00.000+0000",
    }
    return msgspec.convert(frame, wire.Bridge)


def survey(channels: list[wire.Channel], with_us: set[str], *bridges: wire.Bridge) -> Survey:
    return Survey(
        startup_time="then",
        version="22.10.1",
        application_channels=frozenset(ChannelId(name) for name in with_us),
        channels=tuple(channels),
        bridges=bridges,
    )


def test_names_that_we_choose_are_read_back() -> None:
    assert ring_of(agent_leg(CALL, Ring(12))) == (CALL, Ring(12))
    assert utterance_of(playback_of(CALL, Utterance(3))) == (CALL, Utterance(3))


@pytest.mark.parametrize(
    "name", ["1795.1", "", "1795308955.agent.1", f"{CALL}.say.1", f"{CALL}.agent.x", str(CALL)]
)
def test_other_names_are_no_agents_leg(name: str) -> None:
    assert ring_of(name) is None


def test_incoming_call_tells_what_the_network_said() -> None:
    call = incoming_call(
        channel(
            variables={"DIALLED": "122", "CALLERID(pres)": "prohib_not_screened"},
            diverted_from="84422001122",
        )
    )

    assert call.trunk == "main"
    assert call.dialled == "122"
    assert call.is_ani_withheld
    assert call.diverted_from == "84422001122"


@pytest.mark.parametrize("number", ["", "anonymous", "7910\r\nEvent: x", "122&PJSIP/trunk/810"])
def test_odd_number_is_handed_over_as_it_came(number: str) -> None:
    assert incoming_call(channel(number=number)).ani == number


def test_name_of_any_length_is_cut() -> None:
    assert len(incoming_call(channel(number="7" * 9000)).ani) == 256


def test_trunk_with_dashes_in_its_name_keeps_them() -> None:
    assert incoming_call(channel("PJSIP/main-line-two-0000002a")).trunk == "main-line-two"


def test_comma_in_a_dialled_code_is_kept() -> None:
    event = wire.StasisStart(
        application="line122",
        timestamp="",
        args=["agent", "desk-1", "*1", "x"],
        channel=channel("PJSIP/desk-1-00000003"),
    )

    code = code_dialled(event)

    assert (code.account, code.code) == ("desk-1", "*1,x")


def test_phrase_becomes_the_files_of_the_pack() -> None:
    media = media_of((PromptKey("menu.main"), PromptKey("num.f.21")), Path("/srv/prompts"))

    assert media == ("sound:/srv/prompts/menu/main", "sound:/srv/prompts/num/f/21")


def test_recording_that_is_no_prompt_is_named_by_its_whole_path() -> None:
    media = media_of((PromptKey("/var/lib/line1.22/topics/flu"),), Path("/srv/prompts"))

    assert media == ("sound:/var/lib/line1.22/topics/flu",)


def test_survey_finds_callers_with_us_and_in_the_dialplan_but_no_agents() -> None:
    channels = [
        channel(channel_id="1795.1"),
        channel(channel_id="1795.2"),
        channel("PJSIP/desk-1-01", channel_id=agent_leg(CALL, Ring(1)), context="default"),
        channel("PJSIP/desk-2-01", channel_id="1795.4", context="from-agents"),
    ]

    waiting, taken_back = found_legs(survey(channels, {"1795.1"}))

    assert (waiting.call.leg_id, waiting.is_with_us) == ("1795.1", True)
    assert (taken_back.call.leg_id, taken_back.is_with_us) == ("1795.2", False)


def test_survey_finds_the_agent_who_stands_beside_a_caller() -> None:
    agent = agent_leg(CALL, Ring(2))
    channels = [channel(channel_id="1795.1"), channel(channel_id=agent, context="default")]

    (found,) = found_legs(survey(channels, {"1795.1", agent}, bridge(agent, ChannelId("1795.1"))))

    assert found.joined == (Ring(2),)


def test_whisper_is_found_by_the_name_that_we_chose() -> None:
    assert whispered_by(whisper_of(CALL, Ring(2))) == (CALL, Ring(2))
    assert utterance_of(whisper_of(CALL, Ring(2))) is None


@pytest.mark.parametrize(
    ("name", "dialled"),
    [(f"{CALL}.citizen", True), (agent_leg(CALL, Ring(1)), False), ("1795308955.12", False)],
)
def test_leg_that_we_dial_is_known_by_its_name(name: str, *, dialled: bool) -> None:
    assert is_outgoing(name) is dialled


def test_survey_tells_a_leg_that_we_dialled_while_it_rings() -> None:
    ringing = channel(
        channel_id=f"{CALL}.citizen",
        number="74422122122",
        context="from-trunk",
        variables={"DIALLED": "+79101234567"},
    )

    (found,) = found_legs(survey([ringing], set()))

    assert (found.is_outgoing, found.is_with_us, found.call.ani) == (True, True, "+79101234567")


def test_survey_tells_a_person_whom_we_dialled_and_the_dialplan_took_back() -> None:
    taken_back = channel(channel_id=f"{CALL}.citizen")

    (found,) = found_legs(survey([taken_back], set()))

    assert (found.is_outgoing, found.is_with_us) == (True, False)


@pytest.mark.parametrize(
    ("header", "asserted"),
    [
        ('"Ivan" <sip:+79101234567@carrier.example>', "+79101234567"),
        ("<tel:+79101234567>", "+79101234567"),
        ("sip:89101234567;user=phone@carrier.example", "89101234567"),
        ("", ""),
        ("anonymous", ""),
    ],
)
def test_carriers_word_on_a_caller_is_the_user_of_its_address(header: str, asserted: str) -> None:
    assert incoming_call(channel(variables={"ASSERTED": header})).asserted == asserted
