"""From settings to what desks are told, and who may sit down at them."""

from datetime import timedelta

from config import Settings
from staff.service import SignInPolicy
from staff.session import SessionPolicy
from web.api.shown_desk import DeskShown, PatientLink


def desk_shown(settings: Settings) -> DeskShown:
    """Return what is the same at every desk of the site."""
    links = tuple(
        PatientLink(name=name, title=link.title, url=link.url)
        for name, link in settings.desk.links.items()
    )
    return DeskShown(links=links, danger_signs=settings.desk.danger_signs)


def sign_in_policy(settings: Settings) -> SignInPolicy:
    """Return what the site asks of those who sign in."""
    desk = settings.desk
    return SignInPolicy(
        session=SessionPolicy(lock_after=timedelta(seconds=desk.lock_after_s)),
        second_factor_for=frozenset(desk.second_factor_for),
        issuer=settings.site.name,
    )
