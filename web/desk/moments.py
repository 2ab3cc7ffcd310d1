"""Moments as pages get them: text in UTC, to the millisecond."""

from datetime import UTC, datetime

from base.instant import Instant
from callflow.moment import Moment
from callflow.telling import moment_at


def shown_at(moment: datetime | None) -> str | None:
    """Return a stored moment; `None` for none."""
    if moment is None:
        return None
    text = moment.astimezone(UTC).isoformat(timespec="milliseconds")
    return text.replace("+00:00", "Z")


def shown_instant(instant: Instant | None, anchor: Moment) -> str | None:
    """Return when an instant was or will be; the same anchor always tells the same."""
    return None if instant is None else shown_at(moment_at(instant, anchor))
