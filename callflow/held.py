"""For how long a person was on hold within a talk: music instead of the operator, mid-call."""

from dataclasses import dataclass, replace

from base.instant import Instant, elapsed_s


@dataclass(frozen=True, slots=True)
class Held:
    """What of a talk was spent on hold so far."""

    held_s: float = 0.0
    since: Instant | None = None
    """When the hold began that lasts; `None` while there is none."""

    def seen(self, now: Instant, *, is_held: bool) -> "Held":
        """Take whether the person is on hold from now on."""
        if self.since is None:
            return replace(self, since=now) if is_held else self
        return self if is_held else Held(self.held_s + elapsed_s(self.since, now))
