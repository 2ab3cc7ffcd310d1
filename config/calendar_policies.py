"""From settings to the production calendar that a site goes by."""

from base.production import ProductionCalendar
from config.settings import Settings


def calendar_in_use(settings: Settings) -> ProductionCalendar | None:
    """Return the calendar that any hours name, with the site's days; `None` when none do."""
    named = (service.hours.calendar for service in settings.services.values())
    name = next((one for one in (*named, settings.callbacks.hours.calendar) if one), None)
    return None if name is None else settings.production_calendar.calendar(name)
