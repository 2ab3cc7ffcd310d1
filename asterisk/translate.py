"""What Asterisk's words mean in ours: pure functions, no state.

Everything that the telephony must find again after a restart lies in names that we chose: a
call's room is the bridge named by the call's id, the agent's leg of its n-th ring is
`{call_id}.agent.{n}`, its n-th utterance `{call_id}.say.{n}`, what is whispered to that agent
`{call_id}.whisper.{n}`, the second room `{call_id}.aside`. The leg of a person whom we dial begins
with the call's id too. A caller's leg keeps Asterisk's own id and is known by the part of the
dialplan that it came through.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Final, NewType
from uuid import UUID

from agents.phone import PhoneEvent, Registered, Silent, Unregistered
from asterisk import wire
from asterisk.client import BridgeId, ChannelId, PlaybackId
from asterisk.stream import Survey
from asterisk.telephones import account_of
from base.ids import CallId, LegId, TrunkName
from callflow.events import Recording, Ring, Utterance
from callflow.message import FIELD_FORM, MessageRef
from callflow.ports import CodeDialled, FoundLeg, IncomingCall
from ivr.prompt import Phrase

Media = NewType("Media", str)

FROM_TRUNK: Final = "trunk"
FROM_AGENT: Final = "agent"
FROM_RING: Final = "ring"
FROM_DIALLED: Final = "dialled"
"""A person whom we dialled has answered."""
FROM_PERSON: Final = "person"
"""The same person, from now on held by the dialplan as a caller is."""
FROM_SUPERVISOR: Final = "supervisor"
"""A supervisor has picked up who wants to stand beside a talk."""
FROM_EAR: Final = "ear"
"""What hears an operator's leg for a supervisor."""
"""First arguments of the application: whence a channel comes."""

ENGINE_CONTEXT: Final = "engine"
DIALLED_EXTENSION: Final = "dialled"
"""Where the dialplan receives the person whom we dialled."""

_TRUNK_CONTEXTS: Final = frozenset({"from-trunk", ENGINE_CONTEXT})
_WITHHELD: Final = "prohib"
_AGENT: Final = "agent"
_SAY: Final = "say"
_WHISPER: Final = "whisper"
_ASIDE: Final = "aside"
_TEXT_LIMIT: Final = 256
_USEC_IN_MS: Final = 1000
_ADDRESS: Final = re.compile(r"(?:sips?|tel):(?P<user>[^@;>,\s]{1,64})", re.IGNORECASE)


def room_of(call_id: CallId) -> BridgeId:
    """Return the bridge in which the caller stands."""
    return BridgeId(str(call_id))


def aside_of(call_id: CallId) -> BridgeId:
    """Return the bridge in which agents talk with each other about the caller."""
    return BridgeId(f"{call_id}.{_ASIDE}")


def call_of_room(bridge: BridgeId) -> CallId | None:
    """Return the call whose room a bridge is; `None` when the bridge is not one of ours."""
    return _call_id(bridge.removesuffix(f".{_ASIDE}"))


def agent_leg(call_id: CallId, ring: Ring) -> ChannelId:
    """Return the channel of the agent who is rung."""
    return ChannelId(f"{call_id}.{_AGENT}.{ring}")


def playback_of(call_id: CallId, utterance: Utterance) -> PlaybackId:
    """Return the playback by which something is said."""
    return PlaybackId(f"{call_id}.{_SAY}.{utterance}")


def whisper_of(call_id: CallId, ring: Ring) -> PlaybackId:
    """Return the playback by which something is whispered to the agent of a ring."""
    return PlaybackId(f"{call_id}.{_WHISPER}.{ring}")


def recording_name(call_id: CallId, recording: Recording) -> str:
    """Return the file of a recorded talk."""
    return f"{call_id}.{recording}.wav"


def message_name(call_id: CallId, message: MessageRef) -> str:
    """Return the file of a message; the words of a field keep it apart from every recording."""
    assert FIELD_FORM.fullmatch(message.field), "A field is never taken from a caller."
    return f"{call_id}.{message.field}.{message.take}.wav"


def whispered_by(playback: str) -> tuple[CallId, Ring] | None:
    """Return the call and ring of a whisper; `None` for any other playback."""
    numbered = _numbered(playback, _WHISPER)
    return None if numbered is None else (numbered[0], Ring(numbered[1]))


def is_outgoing(channel: str) -> bool:
    """Tell whether a channel is the leg of a person whom we dial."""
    return _call_id(channel.partition(".")[0]) is not None and ring_of(channel) is None


def ring_of(channel: str) -> tuple[CallId, Ring] | None:
    """Return the call and ring of an agent's leg; `None` for any other channel."""
    numbered = _numbered(channel, _AGENT)
    return None if numbered is None else (numbered[0], Ring(numbered[1]))


def utterance_of(playback: str) -> tuple[CallId, Utterance] | None:
    """Return the call and utterance of a playback; `None` for any other playback."""
    numbered = _numbered(playback, _SAY)
    return None if numbered is None else (numbered[0], Utterance(numbered[1]))


def media_of(phrase: Phrase, prompts: Path) -> tuple[Media, ...]:
    """Return the recordings of a phrase: `menu.main` lies in `menu/main` of the pack.

    A key that begins with a slash is no prompt of the pack; it is the recording's whole path.
    """
    return tuple(
        Media(
            f"sound:{key}" if key.startswith("/") else f"sound:{prompts}/{key.replace('.', '/')}"
        )
        for key in phrase
    )


def incoming_call(channel: wire.Channel) -> IncomingCall:
    """Return what a caller's channel tells, cut to a bearable length and otherwise as it came."""
    variables = channel.channelvars or {}
    return IncomingCall(
        leg_id=LegId(channel.id),
        trunk=TrunkName(endpoint_of(channel)),
        ani=channel.caller.number[:_TEXT_LIMIT],
        ani_name=channel.caller.name[:_TEXT_LIMIT],
        is_ani_withheld=_text(variables, "CALLERID(pres)").startswith(_WITHHELD),
        dialled=_text(variables, "DIALLED"),
        diverted_from=(channel.caller_rdnis or "")[:_TEXT_LIMIT],
        asserted=_user_of(_text(variables, "ASSERTED")),
    )


def outgoing_call(channel: wire.Channel) -> IncomingCall:
    """Return what is known of a leg that we dialled: its caller's number would be our own."""
    return IncomingCall(
        leg_id=LegId(channel.id),
        trunk=TrunkName(endpoint_of(channel)),
        ani=_text(channel.channelvars or {}, "DIALLED"),
        ani_name="",
        is_ani_withheld=False,
        dialled="",
        diverted_from="",
    )


def code_dialled(event: wire.StasisStart) -> CodeDialled:
    """Return the code that an agent's telephone dialled; a comma in it is the agent's own."""
    return CodeDialled(
        leg_id=LegId(event.channel.id),
        account=account_of(endpoint_of(event.channel)),
        code=",".join(event.args[2:])[:_TEXT_LIMIT],
    )


def endpoint_of(channel: wire.Channel) -> str:
    """Return the trunk or account of a channel, from its name `PJSIP/main-0000002a`."""
    return channel.name.partition("/")[2].rpartition("-")[0]


def phone_event(contact: wire.ContactInfo) -> PhoneEvent:
    """Return what happened to a telephone that registers, is asked, or leaves."""
    match contact.contact_status:
        case "Unreachable":
            return Silent(contact.uri)
        case "Removed":
            return Unregistered(contact.uri)
        case _:
            # One that was not asked yet has just registered: nothing says that it is dead.
            rtt_usec = int(contact.roundtrip_usec or 0)
            return Registered(contact.uri, rtt_usec / _USEC_IN_MS if rtt_usec else None)


def lasted_s(event: wire.ChannelDestroyed | wire.ChannelHangupRequest) -> float:
    """Return how long a channel had been there when it ended, by Asterisk's own clock."""
    ended, made = map(datetime.fromisoformat, (event.timestamp, event.channel.creationtime))
    return (ended - made).total_seconds()


def is_callers(channel: wire.Channel) -> bool:
    """Tell whether a channel is a caller's leg from a trunk, with us or in the dialplan."""
    in_contexts = channel.dialplan.context in _TRUNK_CONTEXTS
    return in_contexts and ring_of(channel.id) is None and not is_outgoing(channel.id)


def found_legs(survey: Survey) -> tuple[FoundLeg, ...]:
    """Return the persons' legs of a survey, with the agent who stands beside each."""
    joined = {leg: rings for bridge in survey.bridges for leg, rings in _joined_in(bridge)}
    return tuple(
        FoundLeg(
            call=outgoing_call(channel) if is_outgoing(channel.id) else incoming_call(channel),
            is_with_us=channel.id in survey.application_channels or _still_rings(channel),
            joined=joined.get(channel.id, ()),
            is_outgoing=is_outgoing(channel.id),
        )
        for channel in survey.channels
        if is_callers(channel) or is_outgoing(channel.id)
    )


def is_received(channel: wire.Channel) -> bool:
    """Tell whether the dialplan holds a person whom we dialled, as it holds a caller."""
    return channel.dialplan.context == ENGINE_CONTEXT


def _still_rings(channel: wire.Channel) -> bool:
    """Tell whether a channel is on its way to the dialplan, which can offer it only later."""
    return is_outgoing(channel.id) and not is_received(channel)


def aside_in(survey: Survey) -> dict[CallId, frozenset[Ring]]:
    """Return who stands in the second room of each call that has one."""
    asides = {
        call_id: frozenset(_rings_in(bridge))
        for bridge in survey.bridges
        if (call_id := call_of_room(BridgeId(bridge.id))) is not None
        if bridge.id == aside_of(call_id)
    }
    return {call_id: rings for call_id, rings in asides.items() if rings}


def _joined_in(bridge: wire.Bridge) -> list[tuple[str, tuple[Ring, ...]]]:
    """Return each other channel in a room in which agents stand, with the agents' rings."""
    rings = _rings_in(bridge)
    others = [name for name in bridge.channels if ring_of(name) is None]
    return [(name, rings) for name in others if rings]


def _rings_in(bridge: wire.Bridge) -> tuple[Ring, ...]:
    return tuple(found[1] for name in bridge.channels if (found := ring_of(name)) is not None)


def _user_of(address: str) -> str:
    """Return the user of a name-addr of SIP, `"Ivan" <sip:+79101234567@carrier>`; "" for none."""
    found = _ADDRESS.search(address)
    return "" if found is None else found["user"]


def _text(variables: Mapping[str, object], name: str) -> str:
    return str(variables.get(name) or "")[:_TEXT_LIMIT]


def _numbered(name: str, kind: str) -> tuple[CallId, int] | None:
    call, _, rest = name.partition(".")
    found_kind, _, number = rest.partition(".")
    call_id = _call_id(call)
    if call_id is None or found_kind != kind or not number.isdecimal():
        return None
    return call_id, int(number)


def _call_id(text: str) -> CallId | None:
    try:
        return CallId(UUID(text))
    except ValueError:
        return None
