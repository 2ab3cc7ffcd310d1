"""From settings to how long things are kept."""

from datetime import timedelta

from config.settings import Settings
from storage.retention import RetentionPolicy


def retention_policy(settings: Settings) -> RetentionPolicy:
    """Return how long recordings, messages, bodies, the log of jobs and drafts are kept."""
    return RetentionPolicy(
        recordings=_days(settings.recording.keep_days),
        requests=_days(settings.recording.keep_requests_days),
        messages=_days(settings.recording.keep_messages_days),
        dispatches=_days(settings.delivery.keep_days),
        job_log=_days(settings.delivery.keep_job_log_days),
        drafts=_days(settings.desk.keep_drafts_days),
    )


def _days(days: int | None) -> timedelta | None:
    return None if days is None else timedelta(days=days)
