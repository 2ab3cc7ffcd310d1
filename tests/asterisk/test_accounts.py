"""Agents' accounts in a running Asterisk: put, changed, taken out, restored after its start.

Of `asterisk/accounts.py` and `asterisk/telephones.py`.
"""

import asyncio
import hashlib
from collections.abc import Mapping, Sequence

import pytest

from agents.agent import Account
from asterisk import wire
from asterisk.accounts import Accounts, AccountsUnsupportedError, PhoneAccount, digest_of
from asterisk.client import AriClient, AriError, ConfigType, Done, Gone
from asterisk.site import REALM, AriAddress
from asterisk.telephones import browser_endpoint

ANNA, BORIS = Account("201"), Account("202")
TRUNK = "main"


class SmallAsterisk(AriClient):
    """The memory of an Asterisk that keeps accounts, without the wire between."""

    def __init__(self) -> None:
        super().__init__(AriAddress(host="127.0.0.1", port=1, user="", password=""))
        self.objects: dict[tuple[ConfigType, str], Mapping[str, str]] = {}
        self.sources: list[Sequence[str]] = []
        self.registered: set[str] = set()
        self.put: list[tuple[ConfigType, str]] = []
        self.trouble: AriError | None = None

    @property
    def names(self) -> list[str]:
        """The accounts by which a telephone can register now."""
        return sorted(name for kind, name in self.objects if kind == "endpoint")

    async def put_object(
        self, kind: ConfigType, name: str, fields: Mapping[str, str]
    ) -> Done | Gone:
        """Keep an object, which stands on those it names."""
        if self.trouble is not None:
            raise self.trouble
        needed: tuple[ConfigType, ...] = ("auth", "aor") if kind == "endpoint" else ()
        assert all((below, name) in self.objects for below in needed)
        is_new = (kind, name) not in self.objects
        # As Asterisk does: it looks for the object, and makes it a moment later.
        await asyncio.sleep(0)
        if is_new and (kind, name) in self.objects:
            raise AriError("Two made the same object.", is_refusal=True)
        # As Asterisk does: a browser that is put over itself lets nobody in any more.
        assert is_new or "webrtc" not in fields
        self.objects[kind, name] = fields
        self.put.append((kind, name))
        return Done()

    async def delete_object(self, kind: ConfigType, name: str) -> Done | Gone:
        """Forget an object, which none may stand on any more."""
        if self.trouble is not None:
            raise self.trouble
        assert kind == "endpoint" or ("endpoint", name) not in self.objects
        return Gone(404) if self.objects.pop((kind, name), None) is None else Done()

    async def has_module(self, name: str) -> bool:
        """Tell that everything is loaded."""
        assert name
        return True

    async def endpoints(self) -> list[wire.Endpoint]:
        """Return the trunk and the accounts, and who is registered."""
        return [
            wire.Endpoint(
                technology="PJSIP",
                resource=name,
                state="online" if name in self.registered else "offline",
            )
            for name in (TRUNK, *self.names)
        ]

    async def subscribe(self, sources: Sequence[str]) -> Done | Gone:
        """Tell of these from now on."""
        self.sources.append(sources)
        return Done()


def phone(account: Account) -> PhoneAccount:
    """Return the account as it is stored."""
    return PhoneAccount(account, digest_of(account, "secret"))


@pytest.fixture
def asterisk() -> SmallAsterisk:
    """Return an Asterisk that has just started."""
    return SmallAsterisk()


@pytest.fixture
def accounts(asterisk: SmallAsterisk) -> Accounts:
    """Return the accounts of a site with one trunk."""
    return Accounts(asterisk, [TRUNK])


def test_digest_is_the_one_that_a_telephone_computes_and_is_never_shown() -> None:
    """RFC 7616, section 3.4.2."""
    expected = hashlib.md5(f"201:{REALM}:secret".encode(), usedforsecurity=False).hexdigest()

    assert digest_of(ANNA, "secret") == expected
    assert expected not in repr(phone(ANNA))


async def test_account_that_is_put_can_register_by_its_digest_only(
    asterisk: SmallAsterisk, accounts: Accounts
) -> None:
    await accounts.put(phone(ANNA))
    auth = asterisk.objects["auth", ANNA]
    endpoint = asterisk.objects["endpoint", ANNA]

    assert auth["password_digest"] == f"MD5:{digest_of(ANNA, 'secret')}"
    assert auth["realm"] == REALM
    assert "password" not in auth
    assert (endpoint["auth"], endpoint["aors"]) == (ANNA, ANNA)
    assert endpoint["allow_transfer"] == "no"
    assert asterisk.sources == [[f"endpoint:PJSIP/{ANNA}"]]


async def test_account_that_is_removed_leaves_nothing_behind(
    asterisk: SmallAsterisk, accounts: Accounts
) -> None:
    await accounts.put(phone(ANNA))
    await accounts.remove(ANNA)

    assert asterisk.objects == {}


async def test_a_browsers_old_secret_is_dead_as_soon_as_there_is_a_new_one(
    asterisk: SmallAsterisk, accounts: Accounts
) -> None:
    await accounts.put_browser(ANNA, "first")
    await accounts.put_browser(ANNA, "second")

    assert asterisk.objects["auth", browser_endpoint(ANNA)]["password_digest"] == "MD5:second"


async def test_a_browser_is_the_telephone_until_its_account_goes(
    asterisk: SmallAsterisk, accounts: Accounts
) -> None:
    browser = browser_endpoint(ANNA)
    await accounts.put(phone(ANNA))
    await accounts.put_browser(ANNA, digest_of(browser, "secret of the shift"))

    assert asterisk.names == [ANNA, browser]
    assert asterisk.objects["endpoint", browser]["webrtc"] == "yes"
    assert asterisk.objects["endpoint", browser]["permit"].startswith("127.0.0.1/")
    assert accounts.telephones.endpoint_of(ANNA) == browser
    assert not accounts.telephones.is_in_use(ANNA)

    await accounts.remove_browser(ANNA)
    assert asterisk.names == [ANNA]
    assert accounts.telephones.endpoint_of(ANNA) == ANNA


async def test_browsers_are_put_again_into_a_started_asterisk_and_go_with_their_operator(
    asterisk: SmallAsterisk, accounts: Accounts
) -> None:
    await accounts.put(phone(ANNA))
    await accounts.put_browser(ANNA, "digest")
    asterisk.objects.clear()

    await accounts.restore()
    assert asterisk.names == [ANNA, browser_endpoint(ANNA)]
    await accounts.remove(ANNA)
    assert asterisk.objects == {}
    assert list(accounts.telephones.browsers) == []


async def test_account_that_was_never_there_is_removed_without_complaint(
    asterisk: SmallAsterisk, accounts: Accounts
) -> None:
    await accounts.remove(ANNA)

    assert asterisk.objects == {}


async def test_started_asterisk_gets_every_account_and_tells_who_is_there(
    asterisk: SmallAsterisk, accounts: Accounts
) -> None:
    accounts.want([phone(ANNA), phone(BORIS)])
    asterisk.registered = {BORIS, TRUNK}

    assert await accounts.restore() == {BORIS}
    assert asterisk.names == [ANNA, BORIS]
    assert asterisk.sources == [[f"endpoint:PJSIP/{ANNA}", f"endpoint:PJSIP/{BORIS}"]]


async def test_account_from_an_earlier_engine_is_taken_out_and_the_trunk_is_not(
    asterisk: SmallAsterisk, accounts: Accounts
) -> None:
    await Accounts(asterisk, [TRUNK]).put(phone(BORIS))
    accounts.want([phone(ANNA)])
    await accounts.restore()

    assert asterisk.names == [ANNA]


async def test_connection_that_comes_back_leaves_alone_what_is_right(
    asterisk: SmallAsterisk, accounts: Accounts
) -> None:
    """An AOR that is written over while its telephone registers loses its first "Reachable"."""
    await accounts.put(phone(ANNA))
    await accounts.put_browser(ANNA, "digest")
    accounts.want([phone(ANNA), phone(BORIS)])
    asterisk.put.clear()

    await accounts.restore()
    assert {name for _, name in asterisk.put} == {BORIS}
    await accounts.restore()
    assert len(asterisk.put) == len({"auth", "aor", "endpoint"})


async def test_account_with_another_password_is_put_anew_when_the_connection_is_back(
    asterisk: SmallAsterisk, accounts: Accounts
) -> None:
    await accounts.put(phone(ANNA))
    accounts.want([PhoneAccount(ANNA, "another")])

    await accounts.restore()

    assert asterisk.objects["auth", ANNA]["password_digest"] == "MD5:another"


async def test_account_that_was_put_by_half_is_put_to_the_end(
    asterisk: SmallAsterisk, accounts: Accounts
) -> None:
    await accounts.put(phone(ANNA))
    asterisk.trouble = AriError("Asterisk is away.")
    with pytest.raises(AriError):
        await accounts.put(phone(ANNA))
    asterisk.trouble = None
    asterisk.put.clear()

    await accounts.restore()

    assert asterisk.put == [("auth", ANNA), ("aor", ANNA), ("endpoint", ANNA)]


async def test_account_added_while_all_are_restored_is_made_once(
    asterisk: SmallAsterisk, accounts: Accounts
) -> None:
    accounts.want([phone(BORIS)])
    await asyncio.gather(accounts.restore(), accounts.put(phone(ANNA)))

    assert asterisk.names == [ANNA, BORIS]


async def test_many_accounts_are_subscribed_to_in_requests_of_bounded_length(
    asterisk: SmallAsterisk, accounts: Accounts
) -> None:
    accounts.want(phone(Account(str(number))) for number in range(200, 320))
    await accounts.restore()

    assert [len(sources) for sources in asterisk.sources] == [50, 50, 20]


async def test_account_put_while_asterisk_is_away_is_there_after_its_return(
    asterisk: SmallAsterisk, accounts: Accounts
) -> None:
    asterisk.trouble = AriError("Asterisk is away.")
    with pytest.raises(AriError, match="away"):
        await accounts.put(phone(ANNA))
    asterisk.trouble = None
    await accounts.restore()

    assert asterisk.names == [ANNA]


async def test_account_removed_while_asterisk_is_away_is_gone_after_its_return(
    asterisk: SmallAsterisk, accounts: Accounts
) -> None:
    await accounts.put(phone(ANNA))
    asterisk.trouble = AriError("Asterisk is away.")
    with pytest.raises(AriError, match="away"):
        await accounts.remove(ANNA)
    asterisk.trouble = None
    await accounts.restore()

    assert asterisk.names == []


async def test_asterisk_with_files_that_are_not_ours_is_told_what_to_write(
    asterisk: SmallAsterisk, accounts: Accounts
) -> None:
    asterisk.trouble = AriError("Asterisk answered 403.", is_refusal=True)
    with pytest.raises(AccountsUnsupportedError, match="bin/line122 asterisk-config"):
        await accounts.put(phone(ANNA))
