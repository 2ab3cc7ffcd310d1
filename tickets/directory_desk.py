"""The directory in force: held in memory, swapped as a whole, read by whoever serves a call.

A call that looks into it twice may meet two versions; each answer is whole in itself.
"""

from base.phone import CallerKey
from tickets.directory import Directory


class DirectoryDesk:
    """What the voice menus, the operators' screens and the caller desk look things up in."""

    def __init__(self, directory: Directory | None = None) -> None:
        self._directory = directory or Directory()

    @property
    def directory(self) -> Directory:
        """The directory as it is now."""
        return self._directory

    def change(self, directory: Directory) -> None:
        """Look into another directory from now on."""
        self._directory = directory

    def is_institution(self, number: CallerKey) -> bool:
        """Tell whether the number is an institution's: many people stand behind it."""
        return bool(self._directory.by_phone(number))
