"""Orders laid over the policy of the settings: `callflow.standing_orders`, `.order_ports`."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from base.calendar import NEVER, Forced, OpeningHours
from base.instant import Instant
from callflow.call import Times
from callflow.commands import Answer
from callflow.events import Answered, ServiceName
from callflow.hours import closed_queues
from callflow.policy import CallPolicy
from callflow.record import record_of
from callflow.snapshot import decode_policy, encode_policy
from callflow.standing_orders import (
    Heard,
    HoursAsked,
    HoursOrder,
    StandingOrders,
    heard_by,
    next_order_change,
    policy_under,
)
from ivr.hot_topics import HotTopic, TopicId, TopicPlace
from ivr.prompt import PromptKey
from tests.callflow.stories import says, talking
from tests.support.playbook import Playbook, at
from tests.support.site import ADVICE, ARRIVED, CALL_POLICY, DOCTORS, GREETING, HELPLINE, ZONE

NOON = datetime(2026, 11, 22, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
FLU = HotTopic(
    TopicId("flu"), "Грипп", PromptKey("/t/flu"), 4.0, TopicPlace.GREETING, NOON, NOON + HOUR, "a"
)
CLOSE = HoursOrder(HELPLINE, HoursAsked.CLOSED, NOON, NOON + HOUR, "anna")
NOTHING = StandingOrders({}, ())


def under(order: HoursOrder, now: datetime = NOON, policy: CallPolicy = CALL_POLICY) -> CallPolicy:
    return policy_under(policy, StandingOrders({order.service: order}, ()), now)


def test_without_orders_the_policy_is_that_of_the_settings() -> None:
    assert policy_under(CALL_POLICY, NOTHING, NOON) == CALL_POLICY


def test_a_service_that_is_forced_closed_leads_to_no_queue_until_its_moment() -> None:
    closed = under(CLOSE)

    assert closed.services[HELPLINE].hours.forced == Forced(
        is_open=False, since=NOON, until=NOON + HOUR
    )
    assert closed_queues(closed, NOON) == {DOCTORS, ADVICE}
    assert closed_queues(closed, NOON + HOUR) == set()
    assert under(CLOSE, NOON + HOUR) == CALL_POLICY


def test_a_service_is_forced_open_until_it_is_undone() -> None:
    night = replace(
        CALL_POLICY,
        services={
            HELPLINE: replace(CALL_POLICY.services[HELPLINE], hours=OpeningHours.never_open(ZONE))
        },
    )
    order = replace(CLOSE, asked=HoursAsked.OPEN, until=None)
    opened = under(order, policy=night)

    assert opened.services[HELPLINE].hours.forced == Forced(is_open=True, since=NOON, until=NEVER)
    assert opened.services[HELPLINE].hours.is_open(NOON + 1000 * HOUR)
    undone = replace(order, asked=HoursAsked.AS_PLANNED)
    assert under(undone, policy=night) == night


def test_an_order_about_a_service_that_is_gone_changes_nothing() -> None:
    assert under(replace(CLOSE, service=ServiceName("gone"))) == CALL_POLICY


def test_topics_stand_in_front_of_the_greeting_and_in_the_policy_that_is_kept() -> None:
    policy = policy_under(CALL_POLICY, StandingOrders({}, (FLU,)), NOON)

    assert policy.topics == ("/t/flu",)
    assert decode_policy(encode_policy(policy)) == policy
    assert policy_under(CALL_POLICY, StandingOrders({}, (FLU,)), NOON + HOUR).topics == ()


def test_the_next_change_is_the_first_end_or_start() -> None:
    awaited = replace(FLU, starts_at=NOON + HOUR / 2)
    orders = StandingOrders({HELPLINE: CLOSE}, (awaited,))

    assert next_order_change(orders, NOON) == NOON + HOUR / 2
    assert next_order_change(orders, NOON + HOUR / 2) == NOON + HOUR
    assert next_order_change(orders, NOON + HOUR) is None
    assert next_order_change(NOTHING, NOON) is None


def test_a_whole_greeting_begins_with_the_topics() -> None:
    policy = replace(CALL_POLICY, topics=(PromptKey("/t/flu"),))

    story = Playbook(policy) >> ARRIVED << Answer() >> at(0.2) >> Answered()
    assert story << says(1, (PromptKey("/t/flu"), *GREETING))


@pytest.mark.parametrize(
    ("admitted_at", "entered_at", "hung_up_at", "heard"),
    [
        (None, None, 9.0, Heard.NOT),
        (1.0, None, 4.0, Heard.NOT),
        (1.0, None, 9.0, Heard.CONTAINED),
        (1.0, 8.0, 99.0, Heard.HEARD),
        (1.0, None, None, Heard.NOT),
    ],
)
def test_a_topic_sufficed_when_the_call_ended_behind_it_without_a_wish(
    admitted_at: float | None, entered_at: float | None, hung_up_at: float | None, heard: Heard
) -> None:
    times = Times(
        Instant(0.0),
        admitted_at=_instant(admitted_at),
        entered_at=_instant(entered_at),
        hung_up_at=_instant(hung_up_at),
    )
    record = replace(record_of(talking().run()), times=times)

    assert heard_by(record, 4.0) is heard


def _instant(seconds: float | None) -> Instant | None:
    return None if seconds is None else Instant(seconds)
