"""When a waiting caller hears where they stand."""

from base.instant import Instant, after
from queues.treatment import next_announcement_at
from tests.support.site import ADVICE, QUEUES

POLICY = QUEUES[ADVICE]
ENTERED_AT = Instant(7.0)


def test_caller_hears_their_place_for_the_first_time_soon_after_entering() -> None:
    first = next_announcement_at(ENTERED_AT, None, POLICY)

    assert first == after(ENTERED_AT, POLICY.first_announcement_s)


def test_pause_until_the_next_time_begins_when_the_last_one_has_been_said() -> None:
    said_at = Instant(29.5)

    assert next_announcement_at(ENTERED_AT, said_at, POLICY) == after(
        said_at, POLICY.announcement_every_s
    )
