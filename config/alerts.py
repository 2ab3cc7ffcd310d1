"""The settings of alerts: a rule for each kind, and who is told besides the screens."""

from collections.abc import Mapping
from typing import Annotated, Final, Self

from pydantic import Field, model_validator
from pydantic.json_schema import SkipJsonSchema

from alerts.kind import FALLING, AlertKind, Severity
from alerts.policy import AlertPolicy, Rule
from config.delivery import Listener
from config.model import Name, Seconds, Section, Share, Text
from delivery.alarms import AlarmPolicy, AlarmTarget
from delivery.example import alarm_example, shipped_alarm_template
from delivery.policy import RetryPolicy
from delivery.rendering import TemplateFault, render_json

Pause = Annotated[float, Field(ge=0, le=86_400)]


class AlertRule(Section):
    """When a figure is alarming, and when it no longer is."""

    threshold: float
    """At this figure, or beyond it, it is bad."""
    clear_at: float
    """At this figure, or on the good side of it, it is well."""
    raised_after_s: Pause
    cleared_after_s: Pause
    worse_by: Annotated[float, Field(ge=0)]
    """By so much worse than it was acknowledged, it comes back; 0 for never."""
    severity: Severity

    def rule(self) -> Rule:
        """Return what alerts are judged by."""
        return Rule(
            threshold=self.threshold,
            clear_at=self.clear_at,
            raised_after_s=self.raised_after_s,
            cleared_after_s=self.cleared_after_s,
            worse_by=self.worse_by,
            severity=self.severity,
        )


def _rule(
    limits: tuple[float, float], pauses_s: tuple[float, float], worse_by: float
) -> AlertRule:
    return AlertRule(
        threshold=limits[0],
        clear_at=limits[1],
        raised_after_s=pauses_s[0],
        cleared_after_s=pauses_s[1],
        worse_by=worse_by,
        severity=Severity.CRITICAL,
    )


def _warning(rule: AlertRule) -> AlertRule:
    return rule.model_copy(update={"severity": Severity.WARNING})


RULES: Final[Mapping[AlertKind, AlertRule]] = {
    AlertKind.CHANNELS_FULL: _rule((3, 0), (0, 60), 5),
    AlertKind.TOLD_OR_TALKING: _rule((0.8, 0.9), (60, 300), 0.15),
    AlertKind.PROMISE_OVERDUE: _warning(_rule((30, 10), (60, 60), 30)),
    AlertKind.VISIT_UNACKNOWLEDGED: _rule((60, 30), (60, 60), 60),
    AlertKind.PHONE_DEAD: _warning(_rule((1, 0), (20, 10), 0)),
    AlertKind.ONE_WAY_AUDIO: _rule((0.9, 0), (0, 60), 0),
    AlertKind.EXCHANGE_AWAY: _rule((1, 0), (5, 30), 0),
    AlertKind.TRUNK_DOWN: _rule((1, 0), (15, 30), 0),
    AlertKind.CALLS_BLOCKED: _rule((1, 0), (0, 900), 0),
    AlertKind.DISK_LOW: _warning(_rule((0.1, 0.15), (60, 60), 0.05)),
    AlertKind.CERTIFICATE_EXPIRES: _warning(_rule((21, 22), (0, 0), 7)),
    AlertKind.DATABASE_AWAY: _rule((1, 0), (10, 30), 0),
    AlertKind.CALENDAR_GAP: _warning(_rule((1, 0), (0, 0), 0)),
    AlertKind.REQUESTS_UNFILED: _rule((1, 0), (60, 10), 10),
}


class AlertTarget(Listener):
    """Another system, a messenger of people among them, that is told of alerts."""

    template: SkipJsonSchema[str | None] = Field(default=None, repr=False, max_length=100_000)
    template_file: Text | None = None
    """A template of Jinja2 that makes JSON; without one, the shipped one is used."""
    headers: Mapping[Text, Text] = {}
    timeout_s: Seconds = 10
    least: Severity = Severity.WARNING
    """Of lesser ones it hears nothing: critical or warning."""
    hears_all: bool = True
    """Whether it also hears that somebody sees to it, and that it is over."""

    @model_validator(mode="after")
    def _can_be_rendered(self) -> Self:
        made = render_json(alarm_example(), self._template(), is_strict=True)
        if isinstance(made, TemplateFault):
            raise ValueError(f"no alert can be told by it ({made.reason}); mend it")  # noqa: TRY004 - Pydantic wants this kind.
        return self

    def target(self) -> AlarmTarget:
        """Return what the post works by."""
        return AlarmTarget(
            address=self.address(),
            template=self._template(),
            headers=dict(self.headers),
            timeout_s=self.timeout_s,
            least=self.least,
            hears_all=self.hears_all,
        )

    def _template(self) -> str:
        return shipped_alarm_template() if self.template is None else self.template


class Alerts(Section):
    """What somebody must be told of, and who."""

    rules: Mapping[AlertKind, AlertRule | None] = dict(RULES)
    """One for each kind; a kind that is null alarms nobody."""
    targets: Mapping[Name, AlertTarget] = {}
    pause_s: Seconds = 5
    """After a fault; twice as long after the next one, …"""
    pause_limit_s: Seconds = 60
    """… but never longer."""
    jitter: Share = 0.2
    """By so much a pause is shortened at most."""
    give_up_after_s: Seconds = 3600
    """What could not be sent for so long is not told any more."""

    @model_validator(mode="before")
    @classmethod
    def _with_the_rest_of_each_rule(cls, members: object) -> object:
        """Put the shipped figures where a rule says only some of its own."""
        if not isinstance(members, dict) or not isinstance(members.get("rules"), dict):
            return members
        said = members["rules"]
        whole = {kind.value: said.get(kind.value, RULES[kind]) for kind in AlertKind}
        parts = {
            name: {**RULES[AlertKind(name)].model_dump(), **rule}
            for name, rule in whole.items()
            if isinstance(rule, dict)
        }
        return {**members, "rules": {**said, **whole, **parts}}

    @model_validator(mode="after")
    def _ends_on_the_good_side(self) -> Self:
        for kind, rule in self.rules.items():
            if rule is None:
                continue
            low, high = (
                (rule.threshold, rule.clear_at)
                if kind in FALLING
                else (rule.clear_at, rule.threshold)
            )
            if low >= high:
                raise ValueError(
                    f"{kind.value} is well at {rule.clear_at:g} and bad at {rule.threshold:g}; "
                    "give clear_at on the good side of threshold"
                )
        return self

    def policy(self) -> AlertPolicy:
        """Return what alerts are judged by."""
        return AlertPolicy(
            {kind: rule.rule() for kind, rule in self.rules.items() if rule is not None}
        )

    def alarm_policy(self, site: str) -> AlarmPolicy:
        """Return who is told, and how often it is tried."""
        return AlarmPolicy(
            site=site,
            targets={name: target.target() for name, target in self.targets.items()},
            retry=RetryPolicy(
                pause_s=self.pause_s,
                pause_limit_s=self.pause_limit_s,
                jitter=self.jitter,
                give_up_after_s=self.give_up_after_s,
            ),
        )
