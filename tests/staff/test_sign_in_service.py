"""Signing in over a book in memory.

About `staff/session.py`, `staff/session_memory.py`, `staff/lockout.py` and `staff/service.py`.
"""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from base.ids import new_agent_id
from staff.lockout import Failures, LockoutPolicy, Watch, one_more, pause_left
from staff.role import Role
from staff.service import LockedOut, SignedIn, WeakPassword, WrongPassword
from storage.errors import DatabaseAwayError
from storage.passwords import Argon2Passwords, TooManyAtOnceError
from tests.support.clinic import HandClock
from tests.support.staff import HOME, PASSWORD, StaffStory, quick_passwords
from tests.tickets.cases import NOON

NEW = "весной будет теплее"


def a_story() -> StaffStory:
    return StaffStory(HandClock(NOON))


async def entered(story: StaffStory, login: str = "anna", password: str = PASSWORD) -> SignedIn:
    answer = await story.desk.sign_in(login, password, HOME)
    assert isinstance(answer, SignedIn)
    return answer


async def test_whoever_knows_the_password_is_known_by_a_secret_that_is_kept_nowhere() -> None:
    story = a_story()
    story.agents["desk-1"] = agent = new_agent_id()
    user = await story.hire("anna", Role.OPERATOR, account="desk-1")

    one, other = await entered(story), await entered(story)

    assert one.secret != other.secret
    assert (one.person.user, one.person.agent_id) == (user, agent)
    assert one.expires_at == NOON + timedelta(hours=13)
    assert await story.desk.signed_in(one.secret) == one
    assert one.secret not in repr(story.book.sessions)
    assert one.secret not in repr(one)
    assert await story.desk.signed_in(f"{one.secret}x") is None
    (row,) = await story.book.rows()
    assert row.signed_in_at == NOON


async def test_whoever_has_left_is_known_no_more_and_others_are() -> None:
    story = a_story()
    await story.hire("anna")
    one, other = await entered(story), await entered(story)

    await story.desk.sign_out(one.secret)

    assert await story.desk.signed_in(one.secret) is None
    assert await story.desk.signed_in(other.secret) == other


async def test_a_session_ends_when_nobody_uses_it_and_at_last_whoever_does() -> None:
    clock = HandClock(NOON)
    story = StaffStory(clock)
    await story.hire("anna")
    idle, busy = await entered(story), await entered(story)
    for _ in range(52):
        assert await story.desk.signed_in(busy.secret) == busy
        clock.pass_s(899)
    assert await story.desk.signed_in(idle.secret) is None
    assert await story.desk.signed_in(busy.secret) == busy
    clock.pass_s(52)
    assert await story.desk.signed_in(busy.secret) is None


async def test_who_was_away_for_a_quarter_of_an_hour_is_asked_for_the_password_again() -> None:
    clock = HandClock(NOON)
    story = StaffStory(clock)
    await story.hire("anna")
    one = await entered(story)
    clock.pass_s(900)
    away = await story.desk.signed_in(one.secret)
    assert away == replace(one, is_locked=True)

    assert await story.desk.unlock(away, "wrong", HOME) == WrongPassword()
    assert await story.desk.signed_in(one.secret) == away
    assert await story.desk.unlock(away, PASSWORD, HOME) == one
    assert await story.desk.signed_in(one.secret) == one


async def test_who_locks_their_page_opens_it_by_the_password_and_no_use_does() -> None:
    clock = HandClock(NOON)
    story = StaffStory(clock)
    await story.hire("anna")
    one = await entered(story)
    await story.desk.lock(one)
    for _ in range(3):
        locked = await story.desk.signed_in(one.secret)
        assert locked is not None
        assert locked.is_locked
        clock.pass_s(300)
    for _ in range(5):
        assert await story.desk.unlock(one, "wrong", HOME) == WrongPassword()
    assert isinstance(await story.desk.unlock(one, PASSWORD, HOME), LockedOut)
    clock.pass_s(2)
    assert isinstance(await story.desk.unlock(one, PASSWORD, HOME), SignedIn)
    assert await story.desk.signed_in(one.secret) == one


async def test_a_page_that_locks_while_the_database_is_away_is_locked_when_it_is_back() -> None:
    clock = HandClock(NOON)
    story = StaffStory(clock)
    await story.hire("anna")
    one = await entered(story)
    assert await story.desk.signed_in(one.secret) == one
    clock.pass_s(900)
    story.book.is_away = True
    away = await story.desk.signed_in(one.secret)
    story.book.is_away = False
    back = await story.desk.signed_in(one.secret)
    assert (away, back) == (replace(one, is_locked=True), away)


async def test_a_locked_page_opens_by_its_password_while_the_database_is_away() -> None:
    clock = HandClock(NOON)
    story = StaffStory(clock)
    await story.hire("anna")
    one = await entered(story)
    assert await story.desk.signed_in(one.secret) == one
    story.book.is_away = True
    clock.pass_s(900)
    locked = replace(one, is_locked=True)
    assert await story.desk.signed_in(one.secret) == locked
    assert await story.desk.unlock(locked, "wrong", HOME) == WrongPassword()
    assert await story.desk.signed_in(one.secret) == locked
    assert await story.desk.unlock(locked, PASSWORD, HOME) == one
    assert await story.desk.signed_in(one.secret) == one

    clock.pass_s(60)
    story.book.is_away = False
    assert await story.desk.signed_in(one.secret) == one


async def test_a_page_that_somebody_locks_while_the_database_is_away_stays_locked() -> None:
    clock = HandClock(NOON)
    story = StaffStory(clock)
    await story.hire("anna")
    one = await entered(story)
    assert await story.desk.signed_in(one.secret) == one
    story.book.is_away = True
    clock.pass_s(1)
    await story.desk.lock(one)
    locked = replace(one, is_locked=True)
    assert await story.desk.signed_in(one.secret) == locked
    story.book.is_away = False
    assert await story.desk.signed_in(one.secret) == locked
    assert await story.desk.unlock(locked, PASSWORD, HOME) == one


async def test_guessing_at_a_locked_page_is_slowed_down_while_the_database_is_away() -> None:
    story = a_story()
    await story.hire("anna")
    one = await entered(story)
    assert await story.desk.signed_in(one.secret) == one
    await story.desk.lock(one)
    story.book.is_away = True
    for _ in range(5):
        assert await story.desk.unlock(one, "wrong", HOME) == WrongPassword()
    assert isinstance(await story.desk.unlock(one, PASSWORD, HOME), LockedOut)


async def test_an_engine_that_was_started_anew_knows_how_a_page_it_has_seen_is_opened() -> None:
    clock = HandClock(NOON)
    before = StaffStory(clock)
    await before.hire("anna")
    one, unseen = await entered(before), await entered(before)
    after = StaffStory(clock, book=before.book)
    assert await after.desk.signed_in(one.secret) == one
    before.book.is_away = True
    clock.pass_s(900)
    locked = await after.desk.signed_in(one.secret)
    assert locked == replace(one, is_locked=True)
    assert await after.desk.unlock(locked, PASSWORD, HOME) == one
    with pytest.raises(DatabaseAwayError):
        await after.desk.signed_in(unseen.secret)


async def test_who_was_reset_opens_their_page_by_no_password_once_the_database_is_back() -> None:
    clock = HandClock(NOON)
    story = StaffStory(clock)
    await story.hire("anna")
    one = await entered(story)
    assert await story.desk.signed_in(one.secret) == one
    await story.desk.lock(one)
    assert await story.book.keep_password("anna", await story.passwords.hashed(NEW), NOON)
    assert await story.desk.unlock(one, PASSWORD, HOME) == WrongPassword()
    assert await story.desk.signed_in(one.secret) is None
    assert await story.book.disable("anna", NOON)
    assert await story.desk.unlock(one, NEW, HOME) == WrongPassword()


@pytest.mark.parametrize("what", ["disabled", "reset"])
async def test_whoever_is_disabled_or_given_a_new_password_is_out_at_once(what: str) -> None:
    story = a_story()
    await story.hire("anna")
    await story.hire("oleg")
    sessions = [await entered(story), await entered(story)]
    other = await entered(story, "oleg")

    if what == "disabled":
        assert await story.book.disable("anna", NOON)
        assert not await story.book.disable("anna", NOON)
    else:
        assert await story.book.keep_password("anna", await story.passwords.hashed(NEW), NOON)

    assert [await story.desk.signed_in(each.secret) for each in sessions] == [None, None]
    assert await story.desk.signed_in(other.secret) == other
    assert isinstance(await story.desk.sign_in("anna", PASSWORD, HOME), WrongPassword)
    again = await story.desk.sign_in("anna", NEW, HOME)
    assert isinstance(again, SignedIn) == (what == "reset")


async def test_a_changed_password_ends_all_sessions_but_the_one_that_begins() -> None:
    story = a_story()
    await story.hire("anna")
    one, other = await entered(story), await entered(story)
    desk = story.desk

    assert await desk.change_password(one, "wrong", NEW, HOME) == WrongPassword()
    weak = await desk.change_password(one, PASSWORD, "short", HOME)
    assert isinstance(weak, WeakPassword)
    changed = await desk.change_password(one, PASSWORD, NEW, HOME)

    assert isinstance(changed, SignedIn)
    assert await desk.signed_in(changed.secret) == changed
    assert await desk.signed_in(one.secret) is None
    assert await desk.signed_in(other.secret) is None
    await entered(story, password=NEW)


async def test_guessing_is_soon_not_even_looked_at_and_the_pause_doubles() -> None:
    clock = HandClock(NOON)
    story = StaffStory(clock)
    await story.hire("anna")
    for _ in range(5):
        assert await story.desk.sign_in("anna", "wrong", "10.6.6.6") == WrongPassword()
    assert await story.desk.sign_in("anna", PASSWORD, "10.6.6.6") == LockedOut(
        timedelta(seconds=2)
    )
    clock.pass_s(2)
    assert await story.desk.sign_in("anna", "wrong", "10.6.6.6") == WrongPassword()
    assert await story.desk.sign_in("anna", "wrong", "10.6.6.7") == LockedOut(timedelta(seconds=4))
    clock.pass_s(4)
    assert isinstance(await story.desk.sign_in("anna", PASSWORD, "10.6.6.6"), SignedIn)


async def test_nobody_is_locked_out_by_another_who_guesses_at_their_login() -> None:
    story = a_story()
    await story.hire("anna")
    await entered(story)
    for _ in range(20):
        await story.desk.sign_in("anna", "wrong", "10.6.6.6")

    assert isinstance(await story.desk.sign_in("anna", PASSWORD, "10.6.6.8"), LockedOut)
    await entered(story)


async def test_an_address_that_tries_many_logins_must_wait_whatever_the_login() -> None:
    story = a_story()
    await story.hire("anna")
    for place in range(30):
        answer = await story.desk.sign_in(f"user-{place}", "wrong", "10.6.6.6")
        assert answer == WrongPassword()
    assert isinstance(await story.desk.sign_in("anna", PASSWORD, "10.6.6.6"), LockedOut)
    assert isinstance(await story.desk.sign_in("anna", PASSWORD, HOME), SignedIn)


async def test_many_tries_at_once_get_no_more_looks_than_one_after_another() -> None:
    story = a_story()
    await story.hire("anna")
    tries = (story.desk.sign_in("anna", f"guess {each}", "10.6.6.6") for each in range(20))
    answers = await asyncio.gather(*tries)
    assert sum(isinstance(answer, WrongPassword) for answer in answers) == 5


def test_wrong_passwords_are_forgotten_after_a_quiet_hour() -> None:
    policy = LockoutPolicy()
    failures = one_more(Failures(9, NOON), policy, NOON + policy.forget_after)
    assert failures.count == 1
    assert one_more(Failures(9, NOON), policy, NOON).count == 10
    long = pause_left(Failures(10_000, NOON), 5, policy, NOON)
    assert long == policy.pause_limit
    assert pause_left(None, 5, policy, NOON) is None


def test_those_who_were_quiet_for_longest_are_forgotten_first() -> None:
    watch = Watch(LockoutPolicy(free_by_login=1))
    watch.note_try("anna", HOME, NOON)
    for each in range(9_000):
        watch.note_try(f"user-{each}", f"10.1.{each}", NOON)
    assert watch.wait("anna", HOME, NOON) is None
    assert watch.wait("user-8999", "10.2.2.2", NOON) is not None


async def test_a_screen_goes_on_while_the_database_is_away_but_no_new_one_opens() -> None:
    clock = HandClock(NOON)
    story = StaffStory(clock)
    await story.hire("anna")
    known, unseen, left = [await entered(story) for _ in range(3)]
    for each in (known, left):
        assert await story.desk.signed_in(each.secret) == each
    await story.desk.sign_out(left.secret)

    story.book.is_away = True
    for _ in range(3):
        clock.pass_s(840)
        assert await story.desk.signed_in(known.secret) == known
    for each in (unseen, left):
        with pytest.raises(DatabaseAwayError):
            await story.desk.signed_in(each.secret)
    clock.pass_s(840)
    story.book.is_away = False
    assert await story.desk.signed_in(known.secret) == known, "what it did meanwhile counts"
    story.book.is_away = True
    clock.pass_s(3_600)
    assert await story.desk.signed_in(known.secret) is None


async def test_a_page_that_only_stays_open_keeps_no_session_alive() -> None:
    clock = HandClock(NOON)
    story = StaffStory(clock)
    await story.hire("anna")
    one = await entered(story)
    for _ in range(3):
        clock.pass_s(1_199)
        assert await story.desk.is_still_in(one.session)
    clock.pass_s(3)
    assert not await story.desk.is_still_in(one.session)
    assert not await story.desk.is_still_in(one.secret)


async def test_hashes_are_of_argon2id_and_differ_for_the_same_password() -> None:
    passwords = quick_passwords()
    one, other = await passwords.hashed(PASSWORD), await passwords.hashed(PASSWORD)
    assert one != other
    assert one.startswith("$argon2id$")
    assert await passwords.fits(PASSWORD, one)
    assert not await passwords.fits(NEW, one)
    assert not await passwords.fits(PASSWORD, None)
    assert not await passwords.fits(PASSWORD, "no hash at all")


async def test_hashes_of_the_product_cost_what_the_standard_asks_for() -> None:
    assert "m=65536,t=3,p=1$" in await Argon2Passwords().hashed(PASSWORD)


async def test_when_too_many_passwords_wait_the_next_is_asked_to_come_again() -> None:
    passwords = quick_passwords()
    hash_ = await passwords.hashed(PASSWORD)
    asked = (passwords.fits(PASSWORD, hash_) for _ in range(40))
    answers = await asyncio.gather(*asked, return_exceptions=True)
    assert answers.count(True) == 32
    assert sum(isinstance(answer, TooManyAtOnceError) for answer in answers) == 8
