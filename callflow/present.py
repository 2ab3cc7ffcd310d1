"""What the calls that are served now mean for the next one: channels, holds, claims, people."""

from collections.abc import Iterable
from dataclasses import dataclass

from base.ids import ContactId, TrunkName
from callers.number import CallerKind
from callflow.admission import Admit, AdmitReason, Remind, Rung
from callflow.call import (
    Answering,
    Asking,
    Call,
    Dialling,
    Ended,
    Fetching,
    Gathering,
    Greeting,
    HandedOver,
    InMenu,
    Joining,
    Leaving,
    Outside,
    Ringing,
    Talking,
    Transferring,
    TransferStage,
    Waiting,
    Whispering,
)
from callflow.events import Arrived
from callflow.transfer import TransferToNumber
from callflow.trunk import Purpose, TrunkLoad


@dataclass(frozen=True, slots=True)
class Present:
    """What is known of the calls that are being served, when another one arrives."""

    load: TrunkLoad
    on_the_way: int
    """Callers who were let in and have not reached a queue yet: they have a claim on agents."""
    contacts: frozenset[ContactId]
    """Whose own calls are being served; a call of ours that still rings is not one."""
    is_storm: bool = False


@dataclass(frozen=True, slots=True)
class Trunk:
    """A trunk as it is at the moment of an arrival."""

    name: TrunkName
    channels: int
    operators: int
    is_burst: bool
    is_crowded: bool


def present_of(calls: Iterable[Call], trunk: Trunk, *, is_storm: bool) -> Present:
    """Return what the calls mean for one more on this trunk, which takes a channel itself."""
    in_use = holds = withheld = on_the_way = 0
    contacts: list[ContactId] = []
    for call in calls:
        if isinstance(call.phase, Leaving | Ended):
            continue  # Being hung up is as good as gone.
        on_the_way += is_on_the_way(call)
        if not isinstance(call.phase, Fetching | Dialling):
            contacts.append(call.origin.case.contact_id)
        in_use += channels_of(call, trunk.name)
        if call.origin.trunk != trunk.name:
            continue
        holds += purpose_of(call) is Purpose.HOLD
        withheld += _is_hidden(call)
    load = TrunkLoad(
        channels=trunk.channels,
        in_use=in_use + 1,
        operators=trunk.operators,
        holds=holds,
        withheld=withheld,
        is_burst=trunk.is_burst,
        is_crowded=trunk.is_crowded,
    )
    return Present(load, on_the_way, frozenset(contacts), is_storm)


def purpose_of(call: Call) -> Purpose:
    """Return what the call's channel is used for now."""
    match call.phase:
        case Talking() | Transferring() | HandedOver() | Joining() | Whispering() | Ringing():
            return Purpose.TALK
        case Fetching() | Dialling():
            return Purpose.CALLBACK
        case Waiting():
            return Purpose.HOLD if isinstance(call.origin, Arrived) else Purpose.CALLBACK
        case Asking() | Gathering():
            return Purpose.MENU if isinstance(call.admission, Remind) else Purpose.ANNOUNCEMENT
        case Answering() | Greeting() | InMenu():
            return Purpose.HOLD if _is_held(call) else Purpose.MENU
        case _:
            return Purpose.ANNOUNCEMENT


def channels_of(call: Call, trunk: TrunkName) -> int:
    """Return how many channels of the trunk the call takes: its own, and one to the outside."""
    match call.phase:
        case Fetching():
            return 0
        case Transferring(far=Outside(trunk=outside)) | HandedOver(Outside(trunk=outside)):
            return (call.origin.trunk == trunk) + (outside == trunk)
        case Transferring(asked=TransferToNumber(trunk=outside), stage=TransferStage.PAUSING):
            # What others gave up for it is not given away to whoever calls next.
            return (call.origin.trunk == trunk) + (outside == trunk)
        case _:
            return int(call.origin.trunk == trunk)


def is_on_the_way(call: Call) -> bool:
    """Tell whether the caller was let in and has not reached a queue yet."""
    is_early = isinstance(call.phase, Answering | Greeting | InMenu)
    admission = call.admission
    return is_early and isinstance(admission, Admit) and not _is_night(admission)


def _is_held(call: Call) -> bool:
    """Tell whether the caller will wait: an operator is free for whom rung 0 let in."""
    admission = call.admission
    if not isinstance(admission, Admit) or _is_night(admission):
        return False
    return admission.rung is not Rung.CONNECT


def _is_night(admission: Admit) -> bool:
    """Tell whether the caller was let in to a menu behind which nobody sits."""
    return admission.reason is AdmitReason.NIGHT_MENU


def _is_hidden(call: Call) -> bool:
    origin = call.origin
    return isinstance(origin, Arrived) and origin.standing.kind is CallerKind.WITHHELD
