"""Agents' SIP accounts: put into a running Asterisk and taken out of it, without a file.

Asterisk keeps them in its memory only. They are therefore put again after every start of
Asterisk, and what it has beyond them is taken out. What this engine has put and Asterisk still
lists is left alone: an AOR that is written over while its telephone registers never tells that it
was reached. A password never comes here; its digest does.
"""

import asyncio
import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

import structlog

from agents.agent import Account
from asterisk.client import AriClient, AriError, ConfigType
from asterisk.site import REALM
from asterisk.telephones import Telephones, browser_endpoint
from base.errors import Line122Error

_log = structlog.get_logger(__name__)

_ENDPOINT: Final = {
    "context": "from-agents",
    "disallow": "all",
    "allow": "alaw,ulaw",
    "allow_transfer": "no",
    "allow_subscribe": "no",
    "direct_media": "no",
    "dtmf_mode": "auto_info",
    "identify_by": "auth_username,username",
    # Telephones stand behind routers: what they say of their own address is not believed.
    "rtp_symmetric": "yes",
    "force_rport": "yes",
    "rewrite_contact": "yes",
    "rtp_timeout": "30",
    "rtp_timeout_hold": "300",
    "moh_suggest": "line122",
    # One re-INVITE fewer per talk: the telephone learns the caller's number when it rings.
    "send_connected_line": "no",
}
_BROWSER: Final = {
    **_ENDPOINT,
    # ICE, DTLS with a certificate that Asterisk makes for itself, and what else browsers want.
    "webrtc": "yes",
    "dtmf_mode": "rfc4733",
    # A page that was loaded anew sends nothing more, and its operator waits for the talk.
    "rtp_timeout": "10",
    # The engine alone passes browsers on, from this machine: elsewhere the secret opens nothing.
    "deny": "0.0.0.0/0.0.0.0",
    "permit": "127.0.0.1/255.255.255.255",
}
_OPUS: Final = "codec_opus_open_source.so"
_WITH_OPUS: Final = "opus,ulaw,alaw"
_AOR: Final = {
    "max_contacts": "1",
    "remove_existing": "yes",
    "minimum_expiration": "30",
    # A dead telephone is known within 3.5 s: nobody rings it, and its operator is told why.
    "qualify_frequency": "2",
    "qualify_timeout": "1.5",
}
_ORDER: Final[tuple[ConfigType, ...]] = ("auth", "aor", "endpoint")
_SOURCES_AT_ONCE: Final = 50


class AccountsUnsupportedError(Line122Error):
    """Asterisk refuses accounts; write its files anew with `bin/line122 asterisk-config`."""


@dataclass(frozen=True, slots=True)
class PhoneAccount:
    """What Asterisk must know of an agent's telephone."""

    account: Account
    digest: str = field(repr=False)
    """As `digest_of` makes it."""


def digest_of(account: Account, password: str) -> str:
    """Return what is stored instead of the password.

    Source: RFC 7616, section 3.4.2 (A1), with MD5 because telephones know no other.
    """
    secret = f"{account}:{REALM}:{password}".encode()
    return hashlib.md5(secret, usedforsecurity=False).hexdigest()


class Accounts:
    """The accounts that Asterisk shall have."""

    def __init__(self, client: AriClient, trunks: Iterable[str]) -> None:
        self._client = client
        self._trunks = frozenset(trunks)
        self._wanted: dict[Account, PhoneAccount] = {}
        self._browsers: dict[Account, PhoneAccount] = {}
        self._written: dict[Account, PhoneAccount] = {}
        """What Asterisk has got from us; after its start it lists none of them."""
        self.telephones = Telephones()
        # The roster and a returning connection write at once. Of two who make the same object
        # Asterisk refuses one, and that would look like files that are not ours.
        self._writing = asyncio.Lock()

    async def put(self, phone: PhoneAccount) -> None:
        """Make or change an account; it can register at once.

        Raises:
            AriError: Asterisk is not there; the account is put when it is again.
            AccountsUnsupportedError: Asterisk runs with files that are not ours.

        """
        self._wanted[phone.account] = phone
        async with self._writing:
            await self._put(phone)
        await self._client.subscribe([_source(phone.account)])

    async def remove(self, account: Account) -> None:
        """Take an account out: it can neither register nor call from now on."""
        self._wanted.pop(account, None)
        browser = self._browsers.pop(account, None)
        self.telephones.use_table(account)
        async with self._writing:
            await self._remove(account)
            if browser is not None:
                await self._remove(browser.account)

    async def put_browser(self, account: Account, digest: str) -> None:
        """Let a browser be an operator's telephone, by a secret of that digest only.

        Raises:
            AriError: Asterisk is not there.
            AccountsUnsupportedError: Asterisk runs with files that are not ours.

        """
        browser = PhoneAccount(browser_endpoint(account), digest)
        async with self._writing:
            await self._renew(browser)
        self._browsers[account] = browser
        self.telephones.use_browser(account)
        await self._client.subscribe([_source(browser.account)])

    async def remove_browser(self, account: Account) -> None:
        """Let the telephone on the table be the operator's again; the browser's secret is dead.

        Raises:
            AriError: Asterisk is not there; ask again.

        """
        async with self._writing:
            await self._remove(browser_endpoint(account))
        self._browsers.pop(account, None)
        self.telephones.use_table(account)

    def want(self, phones: Iterable[PhoneAccount]) -> None:
        """Say which accounts there shall be from the next connection on, and no others."""
        self._wanted = {phone.account: phone for phone in phones}

    async def restore(self) -> frozenset[Account]:
        """Make Asterisk have exactly these accounts; return those whose telephone is there."""
        async with self._writing:
            there = {endpoint.resource for endpoint in await self._client.endpoints()}
            for phone in tuple(self._wanted.values()):
                if not self._is_right(phone, there):
                    await self._put(phone)
            browsers = tuple(self._browsers.values())
            for phone in browsers:
                if not self._is_right(phone, there):
                    await self._renew(phone)
            kept = self._wanted.keys() | {phone.account for phone in browsers} | self._trunks
            for name in sorted(there - kept):
                await self._remove(Account(name))
        sources = [_source(account) for account in self._wanted]
        sources += [_source(phone.account) for phone in browsers]
        for start in range(0, len(sources), _SOURCES_AT_ONCE):
            await self._client.subscribe(sources[start : start + _SOURCES_AT_ONCE])
        _log.info("accounts.restored", accounts=len(self._wanted))
        after = await self._client.endpoints()
        online = {endpoint.resource for endpoint in after if endpoint.state == "online"}
        return frozenset(account for account in self._wanted if account in online)

    def _is_right(self, phone: PhoneAccount, there: Collection[str]) -> bool:
        return phone.account in there and self._written.get(phone.account) == phone

    async def _remove(self, account: Account) -> None:
        self._written.pop(account, None)
        for kind in reversed(_ORDER):
            await self._client.delete_object(kind, account)

    async def _renew(self, browser: PhoneAccount) -> None:
        """Put a browser's account; over itself it would let nobody in any more."""
        await self._remove(browser.account)
        await self._put(browser, await self._browser_fields())

    async def _browser_fields(self) -> Mapping[str, str]:
        """Return what a browser's account is like: Opus only where Asterisk can turn it."""
        has_opus = await self._client.has_module(_OPUS)
        return {**_BROWSER, "allow": _WITH_OPUS} if has_opus else _BROWSER

    async def _put(self, phone: PhoneAccount, fields: Mapping[str, str] = _ENDPOINT) -> None:
        objects: Mapping[ConfigType, Mapping[str, str]] = {
            "auth": {
                "auth_type": "digest",
                "username": phone.account,
                "realm": REALM,
                "password_digest": f"MD5:{phone.digest}",
            },
            "aor": _AOR,
            "endpoint": {**fields, "auth": phone.account, "aors": phone.account},
        }
        # Half of it may be written: only what was put to the end is known to be right.
        self._written.pop(phone.account, None)
        for kind in _ORDER:
            try:
                await self._client.put_object(kind, phone.account, objects[kind])
            except AriError as error:
                if error.is_refusal:
                    raise AccountsUnsupportedError(
                        "Asterisk refuses the account; write its files anew with "
                        "`bin/line122 asterisk-config` and restart it"
                    ) from error
                raise
        self._written[phone.account] = phone


def _source(account: Account) -> str:
    return f"endpoint:PJSIP/{account}"
