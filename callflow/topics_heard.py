"""For how long a caller listened to the hot topics of the reference menu.

Who cuts in has not heard what came after; who comes back to the menu hears them again, and the
longest time counts. The topics in front of the greeting need none of this: everybody hears them.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace

from base.instant import Instant, elapsed_s
from ivr.prompt import Phrase


@dataclass(frozen=True, slots=True)
class TopicsHeard:
    """What of the topics was heard so far."""

    heard_s: float = 0.0
    since: Instant | None = None
    """When they began that are being said; `None` while none are."""

    def said(self, phrase: Phrase, topics: Collection[str], now: Instant) -> "TopicsHeard":
        """Take that a phrase begins; without a topic in it nothing is heard of any."""
        before = self.over(now)
        return replace(before, since=now) if any(key in topics for key in phrase) else before

    def over(self, now: Instant) -> "TopicsHeard":
        """Take that what was being said has ended, or was cut off."""
        if self.since is None:
            return self
        return TopicsHeard(max(self.heard_s, elapsed_s(self.since, now)))
