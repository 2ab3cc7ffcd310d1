"""What a waiting caller hears, and when: the pure treatment of the queue."""

from base.instant import Instant, after
from queues.policy import QueuePolicy


def next_announcement_at(
    entered_at: Instant, announced_at: Instant | None, policy: QueuePolicy
) -> Instant:
    """Return when the caller hears their position next.

    `announced_at` is the end of the last announcement; `None` when there was none.
    """
    if announced_at is None:
        return after(entered_at, policy.first_announcement_s)
    return after(announced_at, policy.announcement_every_s)
