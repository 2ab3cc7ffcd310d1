"""What changes for callers who stand in a menu: the line closes, a storm begins, a topic comes.

Facts come with a call; a menu that is walked for minutes must not answer by those of its
beginning.
"""

from dataclasses import replace
from datetime import datetime

from callflow.call import Call, InMenu
from callflow.hours import hours_of
from callflow.menu import MenuLearned
from callflow.policy import CallPolicy


def menu_news(
    call: Call, policy: CallPolicy, now: datetime, *, is_storm: bool
) -> MenuLearned | None:
    """Return what the caller's menu must learn; `None` where nothing is new to it."""
    phase, service = call.phase, policy.services.get(call.origin.service)
    if not isinstance(phase, InMenu) or service is None:
        return None
    known = phase.walk.facts
    facts = replace(
        known,
        today=now.astimezone(service.hours.zone).date(),
        hours=hours_of(service, now),
        is_storm=is_storm,
        topics=policy.reference_topics,
    )
    return None if facts == known else MenuLearned(facts)
