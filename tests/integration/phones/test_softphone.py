import asyncio

import pytest

from base.clock import SystemClock
from line122.phones.audio import CITIZEN_TONE_HZ, OPERATOR_TONE_HZ, tone
from line122.phones.call import ClosedBy, PhoneCall
from line122.phones.sockets import find_phone_ports
from line122.phones.softphone import Identity, KeySignalling, Line, PhoneError, SoftPhone
from tests.integration.engine.patience import PATIENCE_S


class _FailedError(Exception):
    """What any story may fail by."""


async def lines(phone: SoftPhone, address: str) -> tuple[Line, Line]:
    return (
        await phone.line(Identity("+79101234567", address)),
        await phone.line(Identity("operator", address)),
    )


async def connected(caller: Line, callee: Line) -> tuple[PhoneCall, PhoneCall]:
    made = await caller.dial(callee.identity.user)
    taken = await callee.next_call()
    assert await taken.answer()
    assert await made.answered()
    return made, taken


async def test_two_parties_hear_each_others_tone(phone: SoftPhone, address: str) -> None:
    made, taken = await connected(*await lines(phone, address))
    made.say(tone(CITIZEN_TONE_HZ))
    taken.say(tone(OPERATOR_TONE_HZ))

    assert await made.hears(OPERATOR_TONE_HZ, for_s=1)
    assert await taken.hears(CITIZEN_TONE_HZ, for_s=1)
    assert made.ear.tone_s(CITIZEN_TONE_HZ) == 0
    assert taken.ear.tone_s(OPERATOR_TONE_HZ) == 0


async def test_the_callee_sees_who_calls_and_when(phone: SoftPhone, address: str) -> None:
    caller, callee = await lines(phone, address)
    made = await caller.dial("operator")
    taken = await callee.next_call()

    assert taken.peer == "+79101234567"
    assert taken.ringing_at == taken.begun_at
    assert taken.begun_at >= made.begun_at
    assert taken.answered_at is None


async def test_a_hang_up_is_known_to_both_as_whose_it_was(phone: SoftPhone, address: str) -> None:
    made, taken = await connected(*await lines(phone, address))
    assert await made.hang_up()
    ours, theirs = await made.closed(), await taken.closed()

    assert (ours.by, theirs.by) == (ClosedBy.US, ClosedBy.THEM)
    assert (ours.status, theirs.status) == (None, None)


async def test_a_call_that_has_ended_can_be_neither_ended_nor_answered(
    phone: SoftPhone, address: str
) -> None:
    made, taken = await connected(*await lines(phone, address))
    await made.hang_up()
    closing = await taken.closed()

    assert not await taken.hang_up()
    assert not await taken.answer()
    assert not await taken.press("1")
    assert taken.closing == closing


async def test_a_telephone_that_is_left_in_mid_talk_hangs_up_first(clock: SystemClock) -> None:
    calls: list[PhoneCall] = []

    async def fail_in_mid_talk() -> None:
        ports = find_phone_ports(calls=8)
        async with SoftPhone(ports, clock) as phone:
            caller, callee = await lines(phone, f"{ports.host}:{ports.sip}")
            calls.extend(await connected(caller, callee))
            calls.append(await caller.dial(callee.identity.user))
            calls.append(await callee.next_call())
            raise _FailedError

    with pytest.raises(_FailedError):
        await fail_in_mid_talk()

    assert len(calls) == 4
    assert all(call.closing is not None for call in calls)


async def test_a_busy_operator_refuses_with_486(phone: SoftPhone, address: str) -> None:
    caller, callee = await lines(phone, address)
    made = await caller.dial("operator")
    await (await callee.next_call()).reject()

    assert not await made.answered()
    assert (await made.closed()).status == 486


async def test_a_refusal_faster_than_the_dialling_is_not_lost(
    phone: SoftPhone, address: str
) -> None:
    caller, _ = await lines(phone, address)
    for _ in range(20):
        made = await caller.dial("nobody")
        assert (await made.closed()).status == 404


async def test_a_caller_who_gives_up_stops_the_ringing(phone: SoftPhone, address: str) -> None:
    caller, callee = await lines(phone, address)
    made = await caller.dial("operator")
    taken = await callee.next_call()
    await made.hang_up()

    assert (await taken.closed()).by is ClosedBy.THEM
    assert not await taken.answer()


@pytest.mark.parametrize("keys", list(KeySignalling))
async def test_pressed_keys_arrive_in_either_signalling(
    phone: SoftPhone, address: str, keys: KeySignalling
) -> None:
    caller = await phone.line(Identity("79101234567", address, keys=keys))
    callee = await phone.line(Identity("operator", address))
    made, taken = await connected(caller, callee)

    assert await made.press("1*0#")
    assert await taken.until_within(lambda: taken.digits == "1*0#", PATIENCE_S)


async def test_a_party_on_hold_hears_nothing_until_resumed(phone: SoftPhone, address: str) -> None:
    made, taken = await connected(*await lines(phone, address))
    taken.say(tone(OPERATOR_TONE_HZ))
    assert await made.hears(OPERATOR_TONE_HZ, for_s=0.2)
    assert await taken.hold()

    assert await made.until_within(lambda: made.ear.silence_s >= 0.5, PATIENCE_S)
    assert await taken.resume()
    assert await made.until_within(lambda: made.ear.silence_s == 0, PATIENCE_S)


async def test_a_call_still_up_is_told_from_one_that_ended(phone: SoftPhone, address: str) -> None:
    made, taken = await connected(*await lines(phone, address))

    assert not await made.ends_within(0.01)
    await taken.hang_up()
    assert await made.ends_within(PATIENCE_S)


async def test_a_line_is_found_again_by_its_identity(phone: SoftPhone, address: str) -> None:
    first = await phone.line(Identity("79101234567", address))

    assert await phone.line(Identity("79101234567", address)) is first


async def test_a_line_keeps_two_calls_apart(phone: SoftPhone, address: str) -> None:
    caller, callee = await lines(phone, address)
    first, _ = await connected(caller, callee)
    second, taken = await connected(caller, callee)
    await second.hang_up()

    assert await taken.ends_within(PATIENCE_S)
    assert first.closing is None


async def test_an_account_that_nobody_registers_is_an_error_with_its_name(
    phone: SoftPhone, address: str
) -> None:
    with pytest.raises(PhoneError, match="operator9"):
        await phone.line(Identity("operator9", address, secret="wrong"))


async def test_an_impossible_number_is_refused_before_anything_is_sent(
    phone: SoftPhone, address: str
) -> None:
    with pytest.raises(PhoneError, match="cannot be a line"):
        await phone.line(Identity("79 10", address))


async def test_a_line_break_cannot_be_smuggled_into_a_request(
    phone: SoftPhone, address: str
) -> None:
    line = await phone.line(Identity("79101234567", address))

    with pytest.raises(PhoneError, match="Cannot dial"):
        await line.dial("operator\r\nX: y")


async def test_a_second_softphone_in_the_process_is_refused(
    phone: SoftPhone, clock: SystemClock
) -> None:
    assert phone.ports.sip > 0
    with pytest.raises(PhoneError, match="only one"):
        async with SoftPhone(find_phone_ports(calls=8), clock):
            pass


async def test_a_softphone_can_be_opened_again_after_it_was_closed(clock: SystemClock) -> None:
    for _ in range(2):
        async with SoftPhone(find_phone_ports(calls=8), clock) as phone:
            address = f"{phone.ports.host}:{phone.ports.sip}"
            made, _ = await asyncio.wait_for(connected(*await lines(phone, address)), 5)
        assert made.closing is not None


async def test_nothing_is_written_to_the_standard_streams(
    phone: SoftPhone, address: str, capfd: pytest.CaptureFixture[str]
) -> None:
    made, taken = await connected(*await lines(phone, address))
    await made.hang_up()
    await taken.closed()

    assert capfd.readouterr() == ("", "")
