"""What somebody is here for; what each role may ask for stands in `web/api/rights.py`."""

from enum import StrEnum


class Role(StrEnum):
    """A person may have several; only the clinic's dispatcher has that one alone."""

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
