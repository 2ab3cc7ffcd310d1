"""Secrets of telephones and passwords of people: made here, told once, kept as digests only."""

import secrets
from typing import Final

from agents.agent import Account
from asterisk.accounts import digest_of
from staff.ports import Passwords
from web.api.new_secrets import NewSecret

_TELEPHONE_BYTES: Final = 18
_PASSWORD_BYTES: Final = 12


class SecretMaker:
    """A `web.api.new_secrets.Secrets`."""

    def __init__(self, passwords: Passwords) -> None:
        self._passwords = passwords

    def of_telephone(self, account: str) -> NewSecret:
        """Return a secret for a telephone account."""
        made = secrets.token_urlsafe(_TELEPHONE_BYTES)
        return NewSecret(made, digest_of(Account(account), made))

    async def of_user(self) -> NewSecret:
        """Return a password."""
        made = secrets.token_urlsafe(_PASSWORD_BYTES)
        return NewSecret(made, await self._passwords.hashed(made))
