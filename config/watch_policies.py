"""From settings to what the watch over the line decides by."""

from callflow.storm_watch import WatchPolicy
from config.settings import Settings


def watch_policy(settings: Settings) -> WatchPolicy:
    """Return when a storm is one, and how often that is looked at."""
    return WatchPolicy(settings.storm.policy(), settings.storm.look_every_s)
