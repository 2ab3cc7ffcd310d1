"""What somebody is here for; what each role may ask for stands in `web/api/rights.py`."""

from collections.abc import Collection
from enum import StrEnum


class Role(StrEnum):
    """A person may have several; a clinic's dispatcher and a wall have that one alone."""

    OPERATOR = "operator"
    SENIOR = "senior"
    """An operator who also decides about hours and hot topics."""
    SUPERVISOR = "supervisor"
    CLINIC_DISPATCHER = "clinic_dispatcher"
    """Works for a clinic, and sees the visits of that clinic only."""
    AUDITOR = "auditor"
    """Reads who has read what, and changes nothing."""
    ADMINISTRATOR = "administrator"
    """Keeps the engine running; has no need to read cases."""
    WALL = "wall"
    """A screen that hangs on a wall: shows the board to whoever passes, and may do nothing else.
    """


def is_wall(roles: Collection[Role]) -> bool:
    """Tell whether it is a screen and nobody: what it shows is everybody's to read."""
    return set(roles) == {Role.WALL}
