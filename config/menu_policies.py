"""From settings to how long menus may take, and to how a talk is marked."""

from callflow.policy import MarkPolicy, MenuPolicy
from config.services import Menus
from config.settings import Settings


def menu_policy(menus: Menus) -> MenuPolicy:
    """Return what the site decides about the time of menus."""
    return MenuPolicy(
        connect_limit_s=menus.connect_limit_s,
        hold_limit_s=menus.hold_limit_s,
        let_in_limit_s=menus.let_in_limit_s,
        short_limit_s=menus.short_limit_s,
        channels_free=menus.channels_free,
        answers_free=menus.answers_free,
        answers_listen_s=menus.answers_listen_s,
        night_limit_s=menus.night_limit_s,
        silence_s=menus.silence_s,
        contained_s=menus.contained_s,
    )


def mark_policy(settings: Settings) -> MarkPolicy | None:
    """Return how talks are marked; `None` where nobody is asked."""
    marks = settings.marks
    if not marks.enabled:
        return None
    script = settings.scripts[marks.script]
    return MarkPolicy(script=script, within_s=marks.within_s, follow_up_to=marks.follow_up_to)
