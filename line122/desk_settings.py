"""From settings to what desks are told."""

from config import Settings
from web.api.shown_desk import DeskShown, PatientLink


def desk_shown(settings: Settings) -> DeskShown:
    """Return what is the same at every desk of the site."""
    links = tuple(
        PatientLink(name=name, title=link.title, url=link.url)
        for name, link in settings.desk.links.items()
    )
    return DeskShown(links=links, danger_signs=settings.desk.danger_signs)
