"""The door by which the roster reaches the exchange's accounts."""

from agents.agent import Account
from asterisk.accounts import Accounts, PhoneAccount
from line122.wiring import AccountDoor
from tests.asterisk.test_accounts import ANNA, BORIS, TRUNK, SmallAsterisk


def digests(asterisk: SmallAsterisk) -> dict[str, str]:
    """Return by which digest each account registers."""
    return {
        name: fields["password_digest"]
        for (kind, name), fields in asterisk.objects.items()
        if kind == "auth"
    }


async def test_accounts_pass_through_the_door_with_their_digests() -> None:
    asterisk = SmallAsterisk()
    accounts = Accounts(asterisk, [TRUNK])
    door = AccountDoor(accounts)
    door.want({ANNA: "a" * 32})
    await accounts.restore()
    await door.put(BORIS, "b" * 32)
    assert digests(asterisk) == {ANNA: f"MD5:{'a' * 32}", BORIS: f"MD5:{'b' * 32}"}

    await door.remove(ANNA)
    assert digests(asterisk) == {BORIS: f"MD5:{'b' * 32}"}


async def test_whoever_is_not_wanted_any_more_is_gone_after_the_next_connection() -> None:
    asterisk = SmallAsterisk()
    accounts = Accounts(asterisk, [TRUNK])
    await accounts.put(PhoneAccount(Account("203"), "c" * 32))
    AccountDoor(accounts).want({ANNA: "a" * 32})
    await accounts.restore()

    assert asterisk.names == [ANNA]
