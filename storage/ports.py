"""What the running program asks of the live store, and of nobody else."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Held:
    """The lock is ours."""

    fence: int
    """Rises with every new holder, so that what an earlier one does late can be told."""


@dataclass(frozen=True, slots=True)
class HeldByOther:
    """Another engine holds the lock."""

    holder: str


@dataclass(frozen=True, slots=True)
class Unguarded:
    """The store does not answer: go on as if the lock were ours, a citizen is on the line."""


LockAnswer = Held | HeldByOther | Unguarded


class EngineLock(Protocol):
    """The lock of the one active engine of a site; it lapses when its holder stops renewing."""

    async def take(self) -> LockAnswer:
        """Take the lock, or prolong it when it is ours already."""
        ...

    async def release(self) -> None:
        """Give the lock up if it is ours, so that the next engine need not wait for its lapse."""
        ...
