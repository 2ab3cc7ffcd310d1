"""The settings of the service that sends messages: any that takes a request over HTTP."""

from collections.abc import Mapping
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, model_validator
from pydantic.json_schema import SkipJsonSchema

from config.model import Seconds, Section, Text, TextList, split_list
from sms.policy import BodyForm, ReplyForm, RequestForm, SenderPolicy
from sms.request import TemplateError, check_template


def _template(text: str) -> str:
    try:
        return check_template(text)
    except TemplateError as error:
        raise ValueError(f"{text!r}: {error}") from error


def _address(text: str) -> str:
    if not text.startswith(("https://", "http://")):
        msg = "is no address; write https://host/path"
        raise ValueError(msg)
    return _template(text)


Template = Annotated[str, Field(max_length=2000), AfterValidator(_template)]
Statuses = Annotated[
    tuple[Annotated[int, Field(ge=100, le=599)], ...],
    BeforeValidator(split_list),
    Field(min_length=1),
]


class Accepted(Section):
    """By which reply a message counts as taken by the service."""

    statuses: Statuses = (200, 201, 202)
    path: TextList = ()
    """Where in a JSON reply the word stands: [messages, 0, status]; none: the status is enough."""
    words: TextList = ()

    @model_validator(mode="after")
    def _knows_its_words(self) -> Self:
        if bool(self.path) != bool(self.words):
            raise ValueError("path and words belong together; give both, or none of them")
        return self


class Sender(Section):
    """The service, and how it is spoken to."""

    url: Annotated[str, Field(max_length=2000), AfterValidator(_address)]
    """With `{number}`, `{digits}`, `{text}`, `{id}` and `{token}`, as all that follows."""
    method: Literal["GET", "POST", "PUT"] = "POST"
    headers: Mapping[Text, Template] = {}
    body: BodyForm = BodyForm.JSON
    """How the fields are sent: json, form, or none where the address says everything."""
    fields: Mapping[Text, Template] = {}
    token: SkipJsonSchema[SecretStr | None] = Field(default=None, repr=False)
    """From the environment or the file; never written into the settings."""
    token_file: Text | None = None
    accepted: Accepted = Accepted()
    timeout_s: Seconds = 10
    tries: Annotated[int, Field(ge=1, le=100)] = 5
    """How often a message is tried before it counts as failed."""
    pause_s: Seconds = 5
    """After a fault; twice as long after the next one, …"""
    pause_limit_s: Seconds = 300
    """… but never longer."""
    per_minute: Annotated[int, Field(ge=1, le=6000)] = 60
    """How many messages the contract allows."""
    expires_s: Seconds = 900
    """What could not be sent for so long is not sent any more."""

    @model_validator(mode="after")
    def _has_its_token(self) -> Self:
        texts = (self.url, *self.headers.values(), *self.fields.values())
        if self.token is None and any("{token}" in text for text in texts):
            raise ValueError("{token} stands for nothing; name its file by token_file")
        return self

    def policy(self) -> SenderPolicy:
        """Return what the sender works by."""
        return SenderPolicy(
            request=RequestForm(
                url=self.url,
                method=self.method,
                headers=dict(self.headers),
                body=self.body,
                fields=dict(self.fields),
                token="" if self.token is None else self.token.get_secret_value(),
            ),
            reply=ReplyForm(
                statuses=frozenset(self.accepted.statuses),
                path=self.accepted.path,
                words=frozenset(self.accepted.words),
            ),
            timeout_s=self.timeout_s,
            tries=self.tries,
            pause_s=self.pause_s,
            pause_limit_s=self.pause_limit_s,
            per_minute=self.per_minute,
            expires_s=self.expires_s,
        )
