"""What a call arrives with, read by the rules of its trunk."""

from dataclasses import dataclass
from datetime import datetime

from base.ids import CallId
from base.instant import Instant
from base.phone import NumberReading, clean_name, read_number
from callflow.events import Arrived, Case, PolicyId
from callflow.policy import CallPolicy
from callflow.ports import IncomingCall
from callflow.standing import Standing
from callflow.trunk import TrunkLoad


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


@dataclass(frozen=True, slots=True)
class Circumstances:
    """All that is known around a call that arrives, besides who calls."""

    case: Case
    standing: Standing
    placed_at: Instant
    load: TrunkLoad
    last_seen_at: datetime | None = None
    """When the number called before; `None` for one that never did, or that nobody shows."""
    policy_id: PolicyId | None = None


def arrival_of(
    reading: Reading,
    circumstances: Circumstances,
    call_id: CallId,
    *,
    now: datetime,
    policy: CallPolicy,
) -> Arrived:
    """Return the facts that admission decides by; the load counts this call."""
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
        load=circumstances.load,
        case=circumstances.case,
        policy_id=circumstances.policy_id,
        standing=circumstances.standing,
        placed_at=circumstances.placed_at,
    )
