from datetime import UTC, datetime, timedelta

import pytest

from base.signature import (
    SIGNATURE_HEADER,
    SKEW,
    TIMESTAMP_HEADER,
    SignatureFault,
    signature_fault,
    signed_headers,
)

_NOW = datetime(2026, 1, 9, 8, 30, tzinfo=UTC)
_SECRET = b"a secret of the region"
_BODY = b'{"status": "accepted"}'
_SIGNED = signed_headers(_SECRET, _NOW, _BODY)


def test_message_is_believed_by_whoever_shares_the_secret() -> None:
    assert signature_fault(_SECRET, _SIGNED, _BODY, _NOW + SKEW) is None


def test_digest_is_the_one_that_any_library_makes() -> None:
    """The digest was made by `openssl dgst -sha256 -hmac`."""
    headers = signed_headers(b"key", datetime.fromtimestamp(1_700_000_000, UTC), b"{}")
    assert headers == {
        TIMESTAMP_HEADER: "1700000000",
        SIGNATURE_HEADER: "v1=9d713ed406bb7076d4123f0dc2c39d2df5c654ed4b0cd56b52c8b4c940bd63ae",
    }


def test_message_of_another_secret_body_or_moment_is_forged() -> None:
    later = {**_SIGNED, TIMESTAMP_HEADER: str(int(_SIGNED[TIMESTAMP_HEADER]) + 1)}
    assert signature_fault(b"another", _SIGNED, _BODY, _NOW) is SignatureFault.FORGED
    assert signature_fault(_SECRET, _SIGNED, _BODY + b" ", _NOW) is SignatureFault.FORGED
    assert signature_fault(_SECRET, later, _BODY, _NOW) is SignatureFault.FORGED


@pytest.mark.parametrize("minutes", [-6, 6])
def test_message_taken_from_the_wire_is_worthless_minutes_later(minutes: int) -> None:
    now = _NOW + timedelta(minutes=minutes)
    assert signature_fault(_SECRET, _SIGNED, _BODY, now) is SignatureFault.STALE


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {TIMESTAMP_HEADER: "now", SIGNATURE_HEADER: "v1=00"},
        {TIMESTAMP_HEADER: "٣", SIGNATURE_HEADER: "v1=00"},
        {TIMESTAMP_HEADER: "9" * 400, SIGNATURE_HEADER: "v1=00"},
        {**_SIGNED, SIGNATURE_HEADER: "sha1=00"},
    ],
)
def test_headers_that_are_none_of_ours_prove_nothing(headers: dict[str, str]) -> None:
    assert signature_fault(_SECRET, headers, _BODY, _NOW) is SignatureFault.MISSING


@pytest.mark.parametrize("digest", ["é", "\udcff"])
def test_signature_of_odd_characters_is_forged_and_breaks_nothing(digest: str) -> None:
    """A server hands on bytes that are no UTF-8 as lone surrogates (PEP 383)."""
    odd = {**_SIGNED, SIGNATURE_HEADER: f"v1={digest}"}
    assert signature_fault(_SECRET, odd, _BODY, _NOW) is SignatureFault.FORGED
