"""Messages as frames of a WebSocket; of `web/live/frame.py`."""

import pytest

from web.live.frame import text_frame


@pytest.mark.parametrize(
    ("length", "head"),
    [
        (0, b"\x81\x00"),
        (125, b"\x81\x7d"),
        (126, b"\x81\x7e\x00\x7e"),
        (65_535, b"\x81\x7e\xff\xff"),
        (65_536, b"\x81\x7f\x00\x00\x00\x00\x00\x01\x00\x00"),
    ],
)
def test_a_message_is_one_frame_that_says_how_long_it_is(length: int, head: bytes) -> None:
    """RFC 6455, 5.2: seven bits, sixteen, or sixty-four; a server masks nothing."""
    message = b"x" * length
    assert text_frame(message) == head + message
