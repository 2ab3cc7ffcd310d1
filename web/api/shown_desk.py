"""What a site has decided about desks, as it is answered."""

from web.api.shown import Shown


class PatientLink(Shown, frozen=True, kw_only=True):
    """A way into a system of the region."""

    name: str
    title: str
    url: str
    """With places for `{phone}`, `{policy}`, `{name}` and `{birth_date}`."""


class DeskShown(Shown, frozen=True, kw_only=True):
    """What is the same at every desk of a site."""

    links: tuple[PatientLink, ...]
    danger_signs: tuple[str, ...]
    """What means 103 at once, in the words by which it is written down."""
