"""Who answers for 103, as far as the directory tells without an address."""

from callflow.transfer import OutsideNumber
from tickets.directory_desk import DirectoryDesk


def dispatcher_of(desk: DirectoryDesk) -> OutsideNumber | None:
    """Return the number of the region's one dispatcher, or of the one for the rest of it.

    `None` where there are several and nobody has said from where they call: then the number of
    the settings is rung. A menu asks no address before 103; whoever answers there does.
    """
    dispatchers = desk.directory.dispatchers
    if len(dispatchers) == 1:
        return OutsideNumber(dispatchers[0].phone)
    rest = next((each for each in dispatchers if not each.settlements), None)
    return None if rest is None else OutsideNumber(rest.phone)
