"""What administration needs from above: its book, the settings that it stands on, who follows."""

from collections.abc import Collection, Mapping
from typing import Protocol

from administration.change import Change, Kind
from administration.documents import Documents
from administration.fault import StepFault
from base.errors import Line122Error
from base.ids import ChangeId


class TakenError(Line122Error):
    """What a step wants is somebody else's already; the text says what."""


class AdministrationBook(Protocol):
    """The steps of one site, and the things that they change."""

    async def append(self, change: Change, secret: str | None = None) -> bool:
        """Take a step, the thing itself included; `False` when somebody was quicker.

        `secret` is the digest or hash of an operator's or user's new one.

        Raises:
            TakenError: the account or the login is somebody else's; then nothing has changed.

        """
        ...

    async def documents(self, kind: Kind) -> Documents:
        """Return what every thing of a kind says now, by subject."""
        ...

    async def changes(
        self,
        kinds: Collection[Kind],
        subject: str | None = None,
        behind: ChangeId | None = None,
        most: int = 50,
    ) -> tuple[Change, ...]:
        """Return the newest steps of some kinds, behind one, of one thing or of all."""
        ...

    async def find(self, change_id: ChangeId) -> Change | None:
        """Return one step."""
        ...


class Grounds(Protocol):
    """The settings, which a step changes or must fit."""

    def planned(self, kind: Kind) -> Documents:
        """Return what the settings say of the things of a kind, by subject."""
        ...

    def faults(self, kind: Kind, documents: Documents) -> tuple[StepFault, ...]:
        """Return what would be wrong if all things of a kind said this."""
        ...


class Followers(Protocol):
    """Whoever must act by a step that was taken."""

    async def follow(self, kind: Kind, documents: Mapping[Kind, Documents]) -> None:
        """Act by what the things say from now on.

        Raises:
            Line122Error: not now; the step stands, and a restart follows it.

        """
        ...


class Orders(Protocol):
    """Whoever takes orders about hours and topics, and keeps the steps of them."""

    async def undo(self, change: Change, actor: str) -> Change:
        """Take an order back, and return the step that did it.

        Raises:
            Line122Error: it cannot be taken back; the text tells why.

        """
        ...
