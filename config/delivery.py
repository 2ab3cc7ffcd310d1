"""The settings of the systems that must know of visits: where they listen, how long they may."""

from collections.abc import Mapping
from typing import Annotated, Self

from pydantic import AfterValidator, Field, SecretStr, model_validator
from pydantic.json_schema import SkipJsonSchema

from config.model import Name, Seconds, Section, Share, Text, TextList
from delivery.example import example, shipped_template
from delivery.policy import Address, BodyKind, DeliveryPolicy, RetryPolicy, TargetPolicy
from delivery.rendering import check_template
from tickets.chase import ChasePolicy
from tickets.dispatch import DispatchAbout

_SHORTEST_SECRET = 16


def _address(text: str) -> str:
    if not text.startswith(("https://", "http://")):
        msg = "is no address; write https://host/path"
        raise ValueError(msg)
    return text


WebAddress = Annotated[str, Field(max_length=2000), AfterValidator(_address)]


class Listener(Section):
    """Where messages go, and the secret that signs them."""

    url: WebAddress
    secret: SkipJsonSchema[SecretStr | None] = Field(default=None, repr=False)
    """From the environment or the file; never written into the settings."""
    secret_file: Text | None = None

    @model_validator(mode="after")
    def _has_its_secret(self) -> Self:
        if self.secret is None:
            raise ValueError("nothing can be signed; name the file of the secret by secret_file")
        if len(self.secret.get_secret_value()) < _SHORTEST_SECRET:
            raise ValueError(
                f"the secret is too short; take {_SHORTEST_SECRET} characters or more"
            )
        return self

    def address(self) -> Address:
        """Return where messages go."""
        assert self.secret is not None, "The validator has seen to it."
        return Address(self.url, self.secret.get_secret_value().encode())


class SecondAddress(Listener):
    """Where messages go when nobody at the first address answers."""


class Target(Listener):
    """A system that must know, of one clinic or of a whole region."""

    second: SecondAddress | None = None
    clinics: TextList = ()
    """The codes of the clinics that it serves."""
    kind: BodyKind = BodyKind.JSON
    """What its template makes: json or xml."""
    template: SkipJsonSchema[str | None] = Field(default=None, repr=False, max_length=100_000)
    template_file: Text | None = None
    """A template of Jinja2; without one, the shipped one of the kind is used."""
    headers: Mapping[Text, Text] = {}
    timeout_s: Seconds = 10
    reports_back: bool = True
    """Whether it tells us what becomes of a visit; else its reply is all the answer there is."""

    @model_validator(mode="after")
    def _can_be_rendered(self) -> Self:
        for about in DispatchAbout:
            fault = check_template(example(about), "site", self._template(), self.kind)
            if fault is not None:
                raise ValueError(f"of {about.value} nothing can be told ({fault.reason}); mend it")
        return self

    def policy(self, name: str) -> TargetPolicy:
        """Return what the delivery works by."""
        second = () if self.second is None else (self.second.address(),)
        return TargetPolicy(
            name=name,
            addresses=(self.address(), *second),
            kind=self.kind,
            template=self._template(),
            timeout_s=self.timeout_s,
            headers=dict(self.headers),
            reports_back=self.reports_back,
        )

    def _template(self) -> str:
        return shipped_template(self.kind) if self.template is None else self.template


class Chase(Section):
    """How long nobody there may answer for a visit, counted from its request."""

    again_after_s: Seconds = 900
    """Then the same is sent once more, …"""
    other_channel_after_s: Seconds = 1800
    """… then to the second address, …"""
    person_after_s: Seconds = 3600
    """… and then a person of ours has the task."""

    @model_validator(mode="after")
    def _goes_step_by_step(self) -> Self:
        if not self.again_after_s <= self.other_channel_after_s <= self.person_after_s:
            raise ValueError("the steps of the chase follow one another; give growing seconds")
        return self


class Delivery(Section):
    """Who must know of visits, and what is done until they have answered."""

    targets: Mapping[Name, Target] = {}
    fallback: Name | None = None
    """The target of every clinic that no target names."""
    pause_s: Seconds = 5
    """After a fault; twice as long after the next one, …"""
    pause_limit_s: Seconds = 300
    """… but never longer."""
    jitter: Share = 0.2
    """By so much a pause is shortened at most, so that not all come back at once."""
    give_up_after_s: Seconds = 86_400
    """What could not be sent for so long is dead, and a person's task."""
    chase: Chase = Chase()
    keep_days: Annotated[int, Field(ge=1)] | None = 90
    """So long the body of an acknowledged dispatch is kept; `None` for ever."""
    keep_job_log_days: Annotated[int, Field(ge=1)] | None = 7
    """What the runner of jobs notes of each."""

    @model_validator(mode="after")
    def _leads_somewhere(self) -> Self:
        if self.fallback is not None and self.fallback not in self.targets:
            raise ValueError(f"fallback {self.fallback!r} is no target; name one of targets")
        served = [clinic for target in self.targets.values() for clinic in target.clinics]
        if twice := {clinic for clinic in served if served.count(clinic) > 1}:
            raise ValueError(f"clinic {min(twice)!r} is served twice; leave it to one target")
        return self

    def policy(self, site: str) -> DeliveryPolicy:
        """Return what the delivery works by."""
        return DeliveryPolicy(
            site=site,
            targets={name: target.policy(name) for name, target in self.targets.items()},
            clinics={
                clinic: name for name, target in self.targets.items() for clinic in target.clinics
            },
            fallback=self.fallback,
            retry=RetryPolicy(
                pause_s=self.pause_s,
                pause_limit_s=self.pause_limit_s,
                jitter=self.jitter,
                give_up_after_s=self.give_up_after_s,
            ),
            chase=ChasePolicy(
                again_after_s=self.chase.again_after_s,
                other_channel_after_s=self.chase.other_channel_after_s,
                person_after_s=self.chase.person_after_s,
            ),
        )
