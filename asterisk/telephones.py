"""Which telephone of an operator is in use: the one on their table, or their browser's.

An operator is one person with one account. While their browser telephones, it does so by an
account beside that one, and only that one is rung; what happens to the other telephone meanwhile
is no news. The second account's name holds a dot, as no operator's own account does.
"""

from collections.abc import Iterable
from typing import Final

from agents.agent import Account

_SUFFIX: Final = ".web"


def browser_endpoint(account: Account) -> Account:
    """Return the account by which an operator's browser registers."""
    return Account(f"{account}{_SUFFIX}")


def account_of(endpoint: str) -> Account:
    """Return whose telephone an endpoint is, be it a browser or not."""
    return Account(endpoint.removesuffix(_SUFFIX))


def is_browser(endpoint: str) -> bool:
    """Tell whether an endpoint is a browser."""
    return endpoint.endswith(_SUFFIX)


class Telephones:
    """Tells which endpoint is an operator's telephone now."""

    def __init__(self) -> None:
        self._browsers: set[Account] = set()

    @property
    def browsers(self) -> Iterable[Account]:
        """The operators who telephone by their browsers."""
        return frozenset(self._browsers)

    def use_browser(self, account: Account) -> bool:
        """Let an operator's browser be their telephone; return whether it was not."""
        is_new = account not in self._browsers
        self._browsers.add(account)
        return is_new

    def use_table(self, account: Account) -> bool:
        """Let the telephone on the table be theirs again; return whether it was not."""
        was_browser = account in self._browsers
        self._browsers.discard(account)
        return was_browser

    def endpoint_of(self, account: Account) -> Account:
        """Return what is to be rung."""
        return browser_endpoint(account) if account in self._browsers else account

    def is_in_use(self, endpoint: str) -> bool:
        """Tell whether news of an endpoint are news of somebody's telephone."""
        return self.endpoint_of(account_of(endpoint)) == endpoint
