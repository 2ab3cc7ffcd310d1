"""What a call arrives with, read by the rules of its trunk."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from base.ids import CallId
from base.instant import Instant
from base.phone import NumberReading, PhoneNumber, clean_name, read_number
from callflow.events import Arrived, Case, PolicyId
from callflow.hours import has_night_menu, hours_of
from callflow.policy import CallPolicy
from callflow.ports import IncomingCall
from callflow.promise import minutes_of
from callflow.standing import Standing
from callflow.transfer import OutsideNumber
from callflow.trunk import TrunkLoad
from ivr.facts import CallerMark, Facts, Hours


@dataclass(frozen=True, slots=True)
class Reading:
    """Who calls, as far as the network tells."""

    incoming: IncomingCall
    ani: NumberReading
    diverted_from: NumberReading | None
    dialled: NumberReading

    @property
    def places(self) -> tuple[PhoneNumber, ...]:
        """The numbers that may tell where the caller is, the surest first.

        A ward's own telephone, the clinic's number that was dialled and diverted to us, and the
        number that was dialled.
        """
        told = (self.ani, self.diverted_from, self.dialled)
        return tuple(each.number for each in told if each is not None and each.number is not None)


def read_caller(incoming: IncomingCall, policy: CallPolicy) -> Reading:
    """Return the caller's number by the rules of the trunk; any text has a reading."""
    rules = policy.trunks[incoming.trunk].rules
    return Reading(
        incoming,
        ani=read_number(incoming.ani, rules, is_withheld=incoming.is_ani_withheld),
        diverted_from=(
            read_number(incoming.diverted_from, rules) if incoming.diverted_from else None
        ),
        dialled=read_number(incoming.dialled, rules),
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
    dispatcher: OutsideNumber | None = None
    """Who answers for 103 where we are, by the directory."""


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
    dialled = reading.dialled.key or incoming.dialled
    name = trunk.dialled.get(dialled, trunk.default_service)
    service = policy.services[name]
    facts = facts_at(reading, circumstances, dialled, now=now, policy=policy)
    is_open = facts.hours is not Hours.CLOSED
    return Arrived(
        call_id=call_id,
        leg_id=incoming.leg_id,
        trunk=incoming.trunk,
        ani=reading.ani,
        ani_name=clean_name(incoming.ani_name),
        dialled=dialled,
        diverted_from=reading.diverted_from,
        service=name,
        is_known_number=dialled in trunk.dialled,
        is_open=is_open,
        load=circumstances.load,
        case=circumstances.case,
        policy_id=circumstances.policy_id,
        standing=circumstances.standing,
        placed_at=circumstances.placed_at,
        facts=facts,
        has_night_menu=not is_open and has_night_menu(service),
        dispatcher=circumstances.dispatcher,
    )


def facts_at(
    reading: Reading,
    circumstances: Circumstances,
    dialled: str,
    *,
    now: datetime,
    policy: CallPolicy,
) -> Facts:
    """Return what a menu may ask when somebody calls."""
    trunk, standing = policy.trunks[reading.incoming.trunk], circumstances.standing
    service = policy.services[trunk.dialled.get(dialled, trunk.default_service)]
    return Facts(
        today=now.astimezone(service.hours.zone).date(),
        dialled=dialled,
        hours=hours_of(service, now),
        estimate_minutes=minutes_of(standing.estimated_wait_s),
        is_storm=standing.is_storm,
        channels_free=max(0, circumstances.load.stays_free),
        caller=frozenset(_marks(reading, circumstances)),
        topics=policy.reference_topics,
    )


def _marks(reading: Reading, circumstances: Circumstances) -> Iterator[CallerMark]:
    standing, is_retrial = circumstances.standing, circumstances.case.is_retrial
    if reading.ani.number is None:
        yield CallerMark.WITHHELD
    if standing.is_shared:
        yield CallerMark.SHARED
    if is_retrial:
        yield CallerMark.HAS_OPEN_CONTACT
    if circumstances.last_seen_at is not None:
        yield CallerMark.KNOWN
        if not is_retrial:
            yield CallerMark.RECALL
