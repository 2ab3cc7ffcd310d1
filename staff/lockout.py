"""How long whoever gave wrong passwords must wait before the next one is looked at.

Nobody is locked out for ever, and nobody can lock a colleague out: a login is watched together
with the addresses that it has signed in from, apart from all other addresses. Whoever hammers at
it from elsewhere delays nobody but themselves.
"""

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

_WATCHED: Final = 8_192
"""So many keys are remembered; the one that was quiet for longest is forgotten first."""

_MOST_DOUBLINGS: Final = 20
"""Far beyond any limit, and far below what a number of seconds can hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LockoutPolicy:
    """How patient we are."""

    free_by_login: int = 5
    """So many wrong passwords for one login cost nothing."""
    free_by_address: int = 30
    """Of one address, whatever the logins: colleagues may share it."""
    pause: timedelta = timedelta(seconds=2)
    """After the first one more; doubles with each."""
    pause_limit: timedelta = timedelta(minutes=15)
    forget_after: timedelta = timedelta(hours=1)
    """Without a further wrong one, counting begins anew."""


@dataclass(frozen=True, slots=True)
class Failures:
    """The wrong passwords that were given for one thing."""

    count: int
    last_at: datetime


def one_more(failures: Failures | None, policy: LockoutPolicy, now: datetime) -> Failures:
    """Return the failures after another one."""
    if failures is None or failures.last_at + policy.forget_after <= now:
        return Failures(1, now)
    return Failures(failures.count + 1, now)


def pause_left(
    failures: Failures | None, free: int, policy: LockoutPolicy, now: datetime
) -> timedelta | None:
    """Return how long the next password is not looked at; `None` when it is."""
    if failures is None or failures.count < free:
        return None
    doublings = min(failures.count - free, _MOST_DOUBLINGS)
    until = failures.last_at + min(policy.pause * 2**doublings, policy.pause_limit)
    return until - now if now < until else None


class Watch:
    """The failures of everybody who has any; forgotten when the engine starts."""

    def __init__(self, policy: LockoutPolicy) -> None:
        self._policy = policy
        self._failures: OrderedDict[tuple[str, str], Failures] = OrderedDict()
        self._trusted: OrderedDict[tuple[str, str], None] = OrderedDict()

    def wait(self, login: str, address: str, now: datetime) -> timedelta | None:
        """Return how long that login is not looked at from that address."""
        policy = self._policy
        by_login = self._failures.get(self._by_login(login, address))
        by_address = self._failures.get(("", address))
        waits = (
            pause_left(by_login, policy.free_by_login, policy, now),
            pause_left(by_address, policy.free_by_address, policy, now),
        )
        return max((each for each in waits if each is not None), default=None)

    def note_try(self, login: str, address: str, now: datetime) -> None:
        """Count a try as wrong, before it is known: many at once get no more looks than one."""
        for key in (self._by_login(login, address), ("", address)):
            self._failures[key] = one_more(self._failures.get(key), self._policy, now)
            self._failures.move_to_end(key)
            if len(self._failures) > _WATCHED:
                self._failures.popitem(last=False)

    def note_success(self, login: str, address: str) -> None:
        """Take back what was counted: the password was right."""
        self._failures.pop(self._by_login(login, address), None)
        by_address = self._failures.get(("", address))
        if by_address is not None:
            # One less, not none: whoever knows one password may still guess another's.
            self._failures[("", address)] = Failures(by_address.count - 1, by_address.last_at)
        self._trusted[(login, address)] = None
        self._trusted.move_to_end((login, address))
        if len(self._trusted) > _WATCHED:
            self._trusted.popitem(last=False)

    def take_back(self, login: str, address: str) -> None:
        """Take one counted try back: it was not wrong, and not yet all that is asked for."""
        for key in (self._by_login(login, address), ("", address)):
            failures = self._failures.get(key)
            if failures is not None:
                self._failures[key] = Failures(failures.count - 1, failures.last_at)

    def _by_login(self, login: str, address: str) -> tuple[str, str]:
        return (login, address if (login, address) in self._trusted else "")
