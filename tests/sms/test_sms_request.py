"""`sms/request.py` and `sms/policy.py`: a message becomes a request, and the reply a verdict."""

import json
from datetime import UTC, datetime
from uuid import UUID

import pytest

from base.ids import ContactId
from base.phone import PhoneNumber
from callback.sms import SmsId, SmsRow, SmsState, SmsTemplate
from sms.policy import BodyForm, ReplyForm, RequestForm
from sms.request import (
    Rejected,
    Reply,
    Taken,
    TemplateError,
    TryAgain,
    check_template,
    read_reply,
    request_of,
    without_secrets,
)

MESSAGE = SmsRow(
    sms_id=SmsId(UUID(int=7)),
    contact_id=ContactId(UUID(int=8)),
    number=PhoneNumber("+79101234567"),
    text='122: заявка 37 "принята" & ждите',
    template=SmsTemplate.REGISTERED,
    state=SmsState.WAITING,
    written_at=datetime(2026, 11, 22, 9, tzinfo=UTC),
)


def form(body: BodyForm, url: str = "https://sms.example/send") -> RequestForm:
    """Return a form whose fields name everything that a message holds."""
    return RequestForm(
        url=url,
        method="POST",
        headers={"Authorization": "Bearer {token}"},
        body=body,
        fields={"to": "{digits}", "text": "{text}", "key": "{id}"},
        token="hush",
    )


def test_json_holds_the_text_as_it_is_and_the_header_the_token() -> None:
    request = request_of(MESSAGE, form(BodyForm.JSON))

    assert request.body is not None
    assert json.loads(request.body) == {
        "to": "79101234567",
        "text": MESSAGE.text,
        "key": str(MESSAGE.sms_id),
    }
    assert request.headers == {
        "Content-Type": "application/json",
        "Authorization": "Bearer hush",
    }


def test_form_and_address_are_percent_encoded() -> None:
    request = request_of(MESSAGE, form(BodyForm.FORM, "https://sms.example/{number}?t={text}"))

    assert request.url.startswith("https://sms.example/%2B79101234567?t=122%3A%20%D0%B7")
    assert "&" not in request.url
    assert request.body is not None
    assert request.body.startswith(b"to=79101234567&text=122%3A%20")
    assert request.body.count(b"&") == 2


def test_address_that_says_everything_has_no_body() -> None:
    assert request_of(MESSAGE, form(BodyForm.NONE)).body is None


def test_request_and_form_show_no_secret_when_they_are_printed() -> None:
    printed = f"{request_of(MESSAGE, form(BodyForm.JSON))} {form(BodyForm.JSON)}"

    assert "hush" not in printed
    assert "9101234567" not in printed


@pytest.mark.parametrize(
    ("status", "body", "reply"),
    [
        (200, b'{"messages": [{"status": "queued"}]}', Taken()),
        (
            200,
            b'{"messages": [{"status": "no money"}]}',
            Rejected("messages.0.status is no money"),
        ),
        (200, b'{"messages": []}', TryAgain("no messages.0.status in the reply")),
        (200, b"<html>", TryAgain("no messages.0.status in the reply")),
        (429, b"", TryAgain("status 429")),
        (503, b"", TryAgain("status 503")),
        (401, b"", Rejected("status 401")),
        (302, b"", Rejected("status 302")),
    ],
)
def test_reply_is_read_by_status_and_by_the_word_in_it(
    status: int, body: bytes, reply: Reply
) -> None:
    accepted = ReplyForm(statuses={200}, path=("messages", "0", "status"), words={"queued"})

    assert read_reply(status, body, accepted) == reply


@pytest.mark.parametrize(
    ("body", "is_taken"), [(b'{"ok": true}', True), (b'{"ok": false}', False)]
)
def test_truth_in_a_reply_is_a_word(body: bytes, is_taken: bool) -> None:  # noqa: FBT001 - a case.
    accepted = ReplyForm(statuses={200}, path=("ok",), words={"true"})

    assert isinstance(read_reply(200, body, accepted), Taken) is is_taken


def test_status_is_enough_where_no_word_is_asked_for() -> None:
    assert read_reply(204, b"", ReplyForm(statuses={204}, path=(), words=())) == Taken()


def test_what_a_service_echoes_never_reaches_the_row() -> None:
    said = f"cannot send {MESSAGE.text} to 79101234567 by hush"

    assert without_secrets(said, MESSAGE, "hush") == "cannot send … to … by …"


@pytest.mark.parametrize("text", ["{name}", "{", "{0}", "{number.nothing}"])
def test_template_that_names_what_a_message_does_not_hold_is_refused(text: str) -> None:
    with pytest.raises(TemplateError, match="write only"):
        check_template(text)
