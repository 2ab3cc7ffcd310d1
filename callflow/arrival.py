"""What a call arrives with, read by the rules of its trunk."""

from dataclasses import dataclass
from datetime import datetime

from base.ids import CallId
from base.phone import NumberReading, clean_name, read_number
from callflow.events import Arrived, Case, TrunkLoad
from callflow.policy import CallPolicy
from callflow.ports import IncomingCall


@dataclass(frozen=True, slots=True)
class Reading:
    """Who calls, as far as the network tells."""

    incoming: IncomingCall
    ani: NumberReading
    diverted_from: NumberReading | None


def read_caller(incoming: IncomingCall, policy: CallPolicy) -> Reading:
    """Return the caller's number by the rules of the trunk; any text has a reading."""
    rules = policy.trunks[incoming.trunk].rules
    return Reading(
        incoming,
        ani=read_number(incoming.ani, rules, is_withheld=incoming.is_ani_withheld),
        diverted_from=(
            read_number(incoming.diverted_from, rules) if incoming.diverted_from else None
        ),
    )


def arrival_of(
    reading: Reading,
    case: Case,
    call_id: CallId,
    *,
    in_use: int,
    now: datetime,
    policy: CallPolicy,
) -> Arrived:
    """Return the facts that admission decides by; `in_use` counts this call."""
    incoming = reading.incoming
    trunk = policy.trunks[incoming.trunk]
    dialled = read_number(incoming.dialled, trunk.rules).key or incoming.dialled
    service = trunk.dialled.get(dialled, trunk.default_service)
    return Arrived(
        call_id=call_id,
        leg_id=incoming.leg_id,
        trunk=incoming.trunk,
        ani=reading.ani,
        ani_name=clean_name(incoming.ani_name),
        dialled=dialled,
        diverted_from=reading.diverted_from,
        service=service,
        is_known_number=dialled in trunk.dialled,
        is_open=policy.services[service].hours.is_open(now),
        load=TrunkLoad(trunk.channels, in_use),
        case=case,
    )
