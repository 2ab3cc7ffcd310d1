"""What others are told of alerts: `delivery/alarms.py`, by the templates of `config/alerts.py`."""

import json
import random
from collections import deque
from collections.abc import Iterable
from dataclasses import replace

import pytest
from pydantic import ValidationError

from alerts.alert import Alert
from alerts.fact import AlertKey
from alerts.kind import AlertKind, Severity
from alerts.machine import Acknowledged, Cleared, Raised, Worsened
from alerts.message import AlertMessage, MessageState
from base.ids import new_alert_id
from base.signature import signature_fault
from config.alerts import RULES, Alerts
from delivery.alarms import MOST_WAITING, AlarmPolicy, AlarmPost
from delivery.sender import Message, Rejected, Reply, Taken, TryAgain, WebhookSender
from storage.memory_alerts import MemoryAlertBook
from tests.support.clinic import NOON, HandClock

SECRET = "sixteen letters or more"
HOOK = {"url": "https://messenger.example/hook", "secret": SECRET}


class Wire(WebhookSender):
    """Answers as a story says, and keeps what it was sent."""

    def __init__(self, *replies: Reply) -> None:
        self.replies = deque(replies)
        self.sent: list[Message] = []

    async def send(self, message: Message) -> Reply:
        self.sent.append(message)
        return self.replies.popleft() if self.replies else Taken()

    def words(self) -> list[str]:
        return [message.headers["X-Line122-About"] for message in self.sent]


class Story:
    """A post with one target or several, and an alert."""

    def __init__(self, targets: dict[str, object]) -> None:
        self.book, self.clock = MemoryAlertBook(), HandClock()
        self.policy = Alerts.model_validate({"targets": targets}).alarm_policy("north")
        self.post = self.opened(self.policy)
        self.alert = an_alert()

    def opened(self, policy: AlarmPolicy) -> AlarmPost:
        return AlarmPost(self.book, self.clock, policy, random.Random(1))

    def states(self) -> list[MessageState]:
        return [message.state for message in self.messages()]

    def messages(self) -> list[AlertMessage]:
        return sorted(self.book.messages.values(), key=lambda each: each.message_id)


def an_alert(severity: Severity = Severity.CRITICAL) -> Alert:
    return Alert(
        alert_id=new_alert_id(),
        key=AlertKey(AlertKind.CHANNELS_FULL, "main"),
        severity=severity,
        raised_at=NOON,
        value=3.2,
        worst=3.2,
        threshold=3.0,
        after_s=0.0,
    )


async def test_a_message_is_signed_and_says_a_sentence_that_people_read() -> None:
    story, wire = Story({"duty": HOOK}), Wire()
    story.post.alert_changed(Raised(story.alert))
    assert story.states() == [MessageState.WAITING]
    assert await story.post.send_due(wire) == 1
    (message,) = wire.sent
    now = story.clock.now()
    assert signature_fault(SECRET.encode(), message.headers, message.body, now) is None
    body = json.loads(message.body)
    assert body["text"] == "Тревога: все каналы транка main заняты, 3 мин никому не ответили"
    assert (body["about"], body["alert"]["kind"]) == ("raised", "channels_full")
    assert message.headers["Idempotency-Key"] == body["message_id"]
    assert story.states() == [MessageState.SENT]
    assert await story.post.send_due(wire) == 0


async def test_a_target_hears_in_order_and_is_tried_again_with_the_same_words() -> None:
    story, wire = Story({"duty": HOOK}), Wire(TryAgain("status 503"), TryAgain("status 503"))
    story.post.alert_changed(Raised(story.alert))
    story.clock.pass_s(1)
    story.post.alert_changed(Cleared(replace(story.alert, cleared_at=story.clock.now())))
    pauses = 0
    while story.post.waiting:
        if not await story.post.send_due(wire):
            story.clock.pass_s(1)
            pauses += 1
    assert wire.words() == ["alert_raised", "alert_raised", "alert_raised", "alert_cleared"]
    assert len({message.body for message in wire.sent[:3]}) == 1
    assert pauses > 5
    assert [message.attempts for message in story.messages()] == [3, 1]


async def test_one_target_that_is_away_holds_up_no_other() -> None:
    story = Story({"away": HOOK, "duty": HOOK})
    story.post.alert_changed(Raised(story.alert))
    wire = Wire(TryAgain("TimeoutError"), Taken())
    assert await story.post.send_due(wire) == 2
    assert story.states() == [MessageState.WAITING, MessageState.SENT]
    story.clock.pass_s(60)
    assert story.post.oldest_s(story.clock.now()) == pytest.approx(60)


async def test_what_can_never_be_sent_is_dead_and_says_why() -> None:
    story = Story({"duty": HOOK})
    story.post.alert_changed(Raised(story.alert))
    await story.post.send_due(Wire(Rejected("status 410")))
    story.post.alert_changed(Worsened(story.alert))
    story.post.policy = replace(story.policy, targets={})
    await story.post.send_due(Wire())
    assert [message.error for message in story.messages()] == [
        "status 410",
        "no target is configured for it",
    ]
    assert set(story.states()) == {MessageState.DEAD}


async def test_what_nobody_takes_for_too_long_is_given_up() -> None:
    story = Story({"duty": HOOK})
    story.post.alert_changed(Raised(story.alert))
    story.clock.pass_s(3601)
    await story.post.send_due(Wire(TryAgain("status 500")))
    (message,) = story.messages()
    assert (message.state, message.error) == (
        MessageState.DEAD,
        "gave_up, the last: status 500",
    )


async def test_what_was_not_sent_is_taken_up_after_a_restart() -> None:
    story, wire = Story({"duty": HOOK}), Wire()
    story.post.alert_changed(Raised(story.alert))
    after = story.opened(story.policy)
    await after.load()
    assert await after.send_due(wire) == 1
    assert story.states() == [MessageState.SENT]


def _about(alert: Alert) -> Iterable[Raised | Acknowledged | Cleared]:
    return (Raised(alert), Acknowledged(alert), Cleared(alert))


async def test_a_target_hears_no_more_than_it_asked_for() -> None:
    story = Story(
        {
            "all": HOOK,
            "grave": {**HOOK, "least": "critical"},
            "beginnings": {**HOOK, "hears_all": False},
        }
    )
    for news in (*_about(story.alert), *_about(an_alert(Severity.WARNING))):
        story.post.alert_changed(news)
    told = [message.target for message in story.messages()]
    assert {name: told.count(name) for name in set(told)} == {
        "all": 6,
        "grave": 3,
        "beginnings": 2,
    }


async def test_of_too_many_the_oldest_is_left_out() -> None:
    story = Story({"duty": HOOK})
    for _ in range(MOST_WAITING + 1):
        story.post.alert_changed(Raised(story.alert))
    assert story.post.waiting == MOST_WAITING
    assert story.messages()[0].error == "too many wait"


def test_a_messenger_is_told_by_a_template_of_its_own() -> None:
    template = '{"chat_id": "-100122", "text": {{ text }}}'
    settings = Alerts.model_validate({"targets": {"duty": {**HOOK, "template": template}}})
    assert settings.alarm_policy("north").targets["duty"].template == template
    with pytest.raises(ValidationError, match="mend it"):
        Alerts.model_validate({"targets": {"duty": {**HOOK, "template": '{"a": {{ txt }}}'}}})


def test_a_rule_that_says_something_of_its_own_keeps_the_rest() -> None:
    settings = Alerts.model_validate(
        {"rules": {"channels_full": {"threshold": "5"}, "disk_low": None}}
    )
    policy = settings.policy()
    assert policy.rules[AlertKind.CHANNELS_FULL] == replace(
        RULES[AlertKind.CHANNELS_FULL].rule(), threshold=5.0
    )
    assert policy.rules.keys() == set(AlertKind) - {AlertKind.DISK_LOW}


@pytest.mark.parametrize(
    ("kind", "limits"),
    [
        ("channels_full", {"threshold": "3", "clear_at": "3"}),
        ("told_or_talking", {"threshold": "0.8", "clear_at": "0.7"}),
    ],
)
def test_a_rule_that_could_never_end_is_refused(kind: str, limits: dict[str, str]) -> None:
    with pytest.raises(ValidationError, match="good side"):
        Alerts.model_validate({"rules": {kind: limits}})
