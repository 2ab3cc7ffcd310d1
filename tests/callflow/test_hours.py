"""When queues close: at the moment after which no open service leads to them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from base.calendar import OpeningHours, OpenInterval
from callflow.events import ServiceName
from callflow.hours import (
    Closed,
    Closing,
    ClosingSoon,
    Open,
    is_closed,
    next_closing,
    opening_of,
    queues_of,
)
from callflow.policy import CallPolicy, ServicePolicy
from ivr.nodes import QueueNode
from ivr.script import Graph
from tests.support.site import ADVICE, CALL_POLICY, DOCTORS, SCRIPT, ZONE

SUNDAY_NOON = datetime(2026, 11, 22, 9, tzinfo=UTC)
"""By Moscow's clock, which is three hours ahead."""

ONLY_ADVICE = replace(
    SCRIPT, nodes=Graph({**SCRIPT.nodes, "doctors": QueueNode(kind="queue", queue=ADVICE)})
)


def daily(opens_hour: int, closes_hour: int) -> OpeningHours:
    """Return hours that are the same every day, by the local clock."""
    interval = OpenInterval(opens_hour * 60, closes_hour * 60)
    return OpeningHours(ZONE, ((interval,),) * 7)


def policy_of(*services: ServicePolicy) -> CallPolicy:
    """Return the policy of a site with these services."""
    return replace(CALL_POLICY, services={service.name: service for service in services})


def helpline(hours: OpeningHours) -> ServicePolicy:
    """Return the service whose menu leads to both queues."""
    return ServicePolicy(ServiceName("helpline"), SCRIPT, ADVICE, hours)


def advice(hours: OpeningHours) -> ServicePolicy:
    """Return the service that leads to advice only."""
    return ServicePolicy(ServiceName("advice"), ONLY_ADVICE, ADVICE, hours)


def test_line_that_never_closes_closes_no_queue() -> None:
    assert next_closing(CALL_POLICY, SUNDAY_NOON) is None


def test_line_that_never_opens_closes_no_queue() -> None:
    assert next_closing(policy_of(helpline(OpeningHours.never_open(ZONE))), SUNDAY_NOON) is None


def test_all_queues_close_with_the_only_service_that_leads_to_them() -> None:
    closing = next_closing(policy_of(helpline(daily(8, 20))), SUNDAY_NOON)

    assert closing == Closing(datetime(2026, 11, 22, 17, tzinfo=UTC), frozenset({DOCTORS, ADVICE}))


def test_queue_stays_open_while_another_open_service_leads_to_it() -> None:
    both = policy_of(helpline(daily(8, 20)), advice(daily(8, 22)))

    closing = next_closing(both, SUNDAY_NOON)

    assert closing == Closing(datetime(2026, 11, 22, 17, tzinfo=UTC), frozenset({DOCTORS}))


def test_service_whose_queues_others_lead_to_closes_none_of_them() -> None:
    both = policy_of(helpline(daily(8, 22)), advice(daily(8, 20)))

    closing = next_closing(both, SUNDAY_NOON)

    assert closing == Closing(datetime(2026, 11, 22, 17, tzinfo=UTC), frozenset())


def test_before_the_opening_the_next_closing_is_that_of_the_coming_day() -> None:
    early = datetime(2026, 11, 22, 1, tzinfo=UTC)

    closing = next_closing(policy_of(helpline(daily(8, 20))), early)

    assert closing is not None
    assert closing.at == datetime(2026, 11, 22, 17, tzinfo=UTC)


def test_at_the_closing_minute_the_next_closing_is_tomorrows() -> None:
    at_closing = datetime(2026, 11, 22, 17, tzinfo=UTC)

    closing = next_closing(policy_of(helpline(daily(8, 20))), at_closing)

    assert closing is not None
    assert closing.at == datetime(2026, 11, 23, 17, tzinfo=UTC)


def test_service_leads_wherever_a_key_or_silence_leads() -> None:
    assert queues_of(helpline(daily(8, 20))) == {DOCTORS, ADVICE}
    assert queues_of(advice(daily(8, 20))) == {ADVICE}


def test_a_menu_knows_whether_the_line_is_open_closes_soon_or_opens_tomorrow() -> None:
    line = helpline(daily(8, 20))
    closes_at = datetime(2026, 11, 22, 17, tzinfo=UTC)

    assert opening_of(line, closes_at - timedelta(minutes=15, seconds=1)) == Open()
    assert opening_of(line, closes_at - timedelta(minutes=15)) == ClosingSoon(15)
    assert opening_of(line, closes_at - timedelta(seconds=61)) == ClosingSoon(2)
    assert opening_of(line, closes_at - timedelta(seconds=1)) == ClosingSoon(1)
    assert opening_of(line, closes_at) == Closed(datetime(2026, 11, 23, 5, tzinfo=UTC))


def test_a_menu_of_a_line_that_never_changes_is_open_or_closed_for_good() -> None:
    assert opening_of(helpline(OpeningHours.round_the_clock(ZONE)), SUNDAY_NOON) == Open()
    assert opening_of(helpline(OpeningHours.never_open(ZONE)), SUNDAY_NOON) == Closed(None)


@pytest.mark.parametrize(("opens_hour", "is_shut"), [(8, False), (15, True)])
def test_queue_is_closed_when_nobody_open_leads_to_it_or_nobody_is_open_at_all(
    opens_hour: int, *, is_shut: bool
) -> None:
    policy = policy_of(advice(daily(opens_hour, 20)))

    assert is_closed(policy, ADVICE, SUNDAY_NOON) is is_shut
    assert is_closed(policy, DOCTORS, SUNDAY_NOON) is is_shut


def test_queue_of_a_closed_service_is_closed_while_another_service_is_open() -> None:
    policy = policy_of(advice(daily(8, 20)), helpline(OpeningHours.never_open(ZONE)))

    assert is_closed(policy, DOCTORS, SUNDAY_NOON)
    assert not is_closed(policy, ADVICE, SUNDAY_NOON)
