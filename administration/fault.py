"""What stands against a step: a code that pages have words for, and a sentence for everybody."""

from dataclasses import dataclass
from enum import StrEnum


class StepCode(StrEnum):
    """What is wrong; pages say it in their own language."""

    ACCOUNT_FORM = "account_form"
    NUMBER_FORM = "number_form"
    DAY_FORM = "day_form"
    CODE_FORM = "code_form"
    NOTHING_THERE = "nothing_there"
    CLINIC_NAME = "clinic_name"
    CLINIC_HOURS = "clinic_hours"
    USER = "user"
    """Roles, telephone and clinic do not fit each other."""
    REST_TAKEN = "rest_taken"
    SETTLEMENT_TAKEN = "settlement_taken"
    NUMBERS_FULL = "numbers_full"
    OWN_ROLES = "own_roles"
    SETTINGS = "settings"
    """The settings would be wrong with it."""
    NO_CHANGE = "no_change"
    QUICKER = "quicker"
    TAKEN = "taken"
    """An account or a login is somebody else's."""
    ORDER = "order"
    """An order cannot be taken back."""
    UNDONE = "undone"
    """It was taken back already."""
    NEWER = "newer"
    """A later step stands on it."""
    ELSEWHERE = "elsewhere"
    """The thing was changed by another way since: a command, an import."""
    SECRET = "secret"  # noqa: S105 - the name of a reason, and no secret.
    """A secret was made anew, and nobody has the old one."""


@dataclass(frozen=True, slots=True)
class StepFault:
    """One thing that stands against a step."""

    code: StepCode
    sentence: str
    about: str = ""
    """The name that the words need: a settlement; empty where they need none."""
