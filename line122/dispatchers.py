"""Who answers for 103, as far as the directory tells without an address."""

from collections.abc import Sequence

from base.ids import ClinicCode
from base.phone import PhoneNumber
from callflow.transfer import OutsideNumber
from tickets.directory import Directory, Dispatcher
from tickets.directory_desk import DirectoryDesk


def dispatcher_of(desk: DirectoryDesk, places: Sequence[PhoneNumber] = ()) -> OutsideNumber | None:
    """Return the number of the dispatcher where the caller most likely is.

    `places` are numbers that may tell it, the surest first: a clinic's telephone from which or to
    which they called stands for its territory. Else it is the region's one dispatcher, or the one
    for the rest of it. `None` where there are several and nothing tells: then the number of the
    settings is rung. A menu asks no address before 103; whoever answers there does.
    """
    directory = desk.directory
    near = (_near(directory, place) for place in places)
    found = next((each for each in near if each is not None), None) or _usual(directory)
    return None if found is None else OutsideNumber(found.phone)


def _near(directory: Directory, place: PhoneNumber) -> Dispatcher | None:
    """Return the one dispatcher of all settlements of the clinics that have this telephone."""
    settlements = {
        settlement
        for institution in directory.by_phone(place)
        for settlement in directory.settlements_of(ClinicCode(institution.code))
    }
    found = {
        dispatcher.code: dispatcher
        for settlement in settlements
        if (dispatcher := directory.dispatcher_in(settlement)) is not None
    }
    return next(iter(found.values())) if len(found) == 1 else None


def _usual(directory: Directory) -> Dispatcher | None:
    dispatchers = directory.dispatchers
    if len(dispatchers) == 1:
        return dispatchers[0]
    return next((each for each in dispatchers if not each.settlements), None)
