"""A proposal as it is answered: who would visit a patient and when, before anybody is asked."""

from datetime import date

from tickets.capacity import Shift, SlotReason, SlotWarning
from tickets.clinic_choice import ChoiceReason, ChoiceWarning, DutyReason
from web.api.shown import AddressShown, Shown


class ClinicNamed(Shown, frozen=True, kw_only=True):
    """A clinic by its code and its name."""

    code: str
    name: str


class FreeShift(Shown, frozen=True, kw_only=True):
    """A shift with a free place."""

    day: date
    shift: Shift


class ProposalShown(Shown, frozen=True, kw_only=True):
    """Who would visit a patient, when, why, and what whoever promises it should say."""

    address: AddressShown
    """As it was read; what is in doubt stands in its text alone."""
    clinic: ClinicNamed | None
    """`null` where a person has to choose."""
    clinic_because: ChoiceReason | None
    clinic_warning: ChoiceWarning | None
    undecided_because: DutyReason | None
    candidates: tuple[ClinicNamed, ...]
    """Whoever comes into question where a person has to choose."""
    day: date | None
    shift: Shift | None
    day_because: SlotReason | None
    day_warnings: tuple[SlotWarning, ...]
    is_on_waiting_list: bool
    """Whether the shift is full; the visit can be asked for all the same."""
    ahead: int | None
    """How many wait on that list."""
    places_left: int | None
    """How many places remain after this one; `null` where there is no limit, or none is left."""
    free: FreeShift | None
    """What can be offered instead of the waiting list."""
