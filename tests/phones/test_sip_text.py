import pytest

from line122.phones.sip_text import (
    Header,
    MediaAddress,
    SipMessage,
    answer_to,
    authorization,
    media_address,
    new_branch,
    offer,
    parse,
    uri_of,
)

INVITE = SipMessage(
    "INVITE sip:122@127.0.0.1 SIP/2.0",
    (
        Header("Via", "SIP/2.0/UDP 127.0.0.1:5062;branch=z9hG4bKa"),
        Header("From", '"Citizen" <sip:79101234567@127.0.0.1>;tag=a'),
        Header("To", "<sip:122@127.0.0.1>"),
        Header("Call-ID", "c"),
        Header("CSeq", "7 INVITE"),
        Header("X-Odd", "  "),
    ),
    "v=0\r\n",
)


def test_a_message_survives_the_wire() -> None:
    read = parse(INVITE.encode())

    assert read is not None
    assert read.start_line == INVITE.start_line
    assert read.body == INVITE.body
    assert [each.name for each in read.headers] == [each.name for each in INVITE.headers]


def test_the_length_is_counted_in_bytes_not_letters() -> None:
    assert b"Content-Length: 4\r\n" in SipMessage("INFO sip:a SIP/2.0", (), "да").encode()


@pytest.mark.parametrize("datagram", [b"\r\n\r\n", b"", b"\x80\x08", b"HTTP/1.1 200 OK\r\n\r\n"])
def test_what_is_not_sip_is_left_alone(datagram: bytes) -> None:
    assert parse(datagram) is None


def test_a_request_and_its_answer_know_their_method() -> None:
    answer = answer_to(INVITE, 603, "b")

    assert (INVITE.method, INVITE.status, INVITE.sequence) == ("INVITE", None, 7)
    assert (answer.method, answer.status, answer.sequence) == ("INVITE", 603, 7)


def test_an_answer_goes_back_the_way_the_request_came_with_a_tag() -> None:
    answer = answer_to(INVITE, 200, "b")

    assert answer.value("via") == INVITE.value("Via")
    assert answer.value("Call-ID") == "c"
    assert answer.value("To") == "<sip:122@127.0.0.1>;tag=b"
    assert answer.value("X-Odd") == ""


def test_a_tag_that_is_there_is_kept() -> None:
    tagged = SipMessage("BYE sip:a SIP/2.0", (Header("To", "<sip:a>;tag=x"),))

    assert answer_to(tagged, 200, "b").value("To") == "<sip:a>;tag=x"


@pytest.mark.parametrize(
    ("header", "uri"),
    [
        ('"A; B" <sip:a@b;transport=udp>;tag=1', "sip:a@b;transport=udp"),
        ("sip:a@b;tag=1", "sip:a@b"),
        ("<tel:+79101234567>", "tel:+79101234567"),
    ],
)
def test_the_address_is_found_in_every_form_of_header(header: str, uri: str) -> None:
    assert uri_of(header) == uri


def test_a_challenge_is_answered_as_in_the_example_of_the_standard() -> None:
    """The example of RFC 2617, 3.5, computed without `qop`."""
    challenge = (
        'Digest realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", '
        'opaque="5ccc069c403ebaf9f0171e9517f40e41"'
    )

    proof = authorization(challenge, "Mufasa", "Circle Of Life", "GET /dir/index.html HTTP/1.1")

    assert 'response="670fd8c2df070c60b045671b8b24ff02"' in proof
    assert 'opaque="5ccc069c403ebaf9f0171e9517f40e41"' in proof


def test_an_offer_names_where_its_sound_shall_go() -> None:
    assert media_address(offer("127.0.0.1", 4000)) == MediaAddress("127.0.0.1", 4000)
    assert media_address("v=0\r\n") is None


def test_every_transaction_has_a_name_of_its_own() -> None:
    assert new_branch() != new_branch()
