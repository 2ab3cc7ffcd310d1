from collections.abc import AsyncIterator

import pytest

from line122.phones.call import ClosedBy
from line122.phones.raw import Address, Invite, NoAnswerError, RawPhone
from line122.phones.sip_text import Header
from line122.phones.softphone import Identity, Line, SoftPhone
from tests.integration.engine.patience import PATIENCE_S


@pytest.fixture
async def operator(phone: SoftPhone, address: str) -> Line:
    return await phone.line(Identity("operator", address))


@pytest.fixture
async def raw(phone: SoftPhone) -> AsyncIterator[RawPhone]:
    async with RawPhone(Address(phone.ports.host, phone.ports.sip)) as opened:
        yield opened


async def test_a_call_with_an_odd_sender_arrives_as_it_was_written(
    raw: RawPhone, operator: Line
) -> None:
    raw.invite(
        Invite("operator", "<sip:8-910-%23@127.0.0.1>", headers=(Header("X-Odd", "Ω \x07"),))
    )

    assert (await operator.next_call()).peer == "8-910-%23"


async def test_an_answered_call_brings_sound_until_it_is_ended(
    raw: RawPhone, operator: Line
) -> None:
    call = raw.invite(Invite("operator"))
    taken = await operator.next_call()
    await taken.answer()

    assert (await call.answer()).status == 200
    call.bye()
    assert (await call.answer("BYE")).status == 200
    assert (await taken.closed()).by is ClosedBy.THEM
    assert not call.is_ended_by_them


async def test_the_far_ends_goodbye_is_noticed_and_answered(raw: RawPhone, operator: Line) -> None:
    call = raw.invite(Invite("operator"))
    taken = await operator.next_call()
    await taken.answer()
    await call.answer()
    await taken.hang_up()

    assert (await call.ended_by_them()).method == "BYE"
    assert call.is_ended_by_them


async def test_a_cancelled_call_is_answered_487(raw: RawPhone, operator: Line) -> None:
    call = raw.invite(Invite("operator"))
    await call.cancel()

    assert (await call.answer()).status == 487
    assert (await call.answer("CANCEL")).status == 200
    assert (await (await operator.next_call()).closed()).by is ClosedBy.THEM


async def test_a_storm_of_keys_arrives_in_order(raw: RawPhone, operator: Line) -> None:
    call = raw.invite(Invite("operator"))
    taken = await operator.next_call()
    await taken.answer()
    await call.answer()
    # A telephone begins to listen a moment after it has answered, and tells nobody.
    while not await taken.until_within(lambda: "D" in taken.digits, 0.2):
        raw.press(call, "D")
    raw.press(call, "0123456789*#" * 3)

    assert await taken.until_within(
        lambda: taken.digits.strip("D") == "0123456789*#" * 3, PATIENCE_S
    )


async def test_keys_by_info_arrive_too(raw: RawPhone, operator: Line) -> None:
    call = raw.invite(Invite("operator"))
    taken = await operator.next_call()
    await taken.answer()
    await call.answer()
    call.press_by_info("42")

    assert (await call.answer("INFO")).status == 200
    assert await taken.until_within(lambda: taken.digits == "42", PATIENCE_S)


async def test_keys_cannot_be_pressed_before_there_is_sound(raw: RawPhone) -> None:
    with pytest.raises(NoAnswerError, match="answered with sound"):
        raw.press(raw.invite(Invite("nobody")), "1")


async def test_a_request_to_transfer_is_answered(raw: RawPhone, operator: Line) -> None:
    call = raw.invite(Invite("operator"))
    await (await operator.next_call()).answer()
    await call.answer()
    call.refer("sip:elsewhere@127.0.0.1", Header("Refer-Sub", "false"))

    assert (await call.answer("REFER")).status == 202


async def test_an_operator_can_refuse_with_any_code(phone: SoftPhone, address: str) -> None:
    caller = await phone.line(Identity("79101234567", address))
    async with RawPhone(Address(phone.ports.host, phone.ports.sip), refuses_with=603) as refusing:
        line = await phone.line(
            Identity("79101234567", f"{refusing.address.host}:{refusing.address.port}")
        )
        call = await line.dial("operator")

        assert (await call.closed()).status == 603
        assert (await refusing.invites.get()).method == "INVITE"
    assert caller is not line


async def test_an_unknown_account_is_not_registered(raw: RawPhone, operator: Line) -> None:
    assert operator.identity.user == "operator"
    assert ((await raw.register("operator", "secret")).status or 0) >= 400
