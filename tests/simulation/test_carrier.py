"""The trunk: who gets a channel, and what is counted."""

import pytest

from simulation.outside import Dialled
from tests.simulation.town import PERSON, Town


def test_a_call_that_finds_no_channel_is_never_seen_by_the_exchange() -> None:
    town = Town(channels=0).until(11.0)
    assert town.board.seen == []
    assert town.carrier.log.turned_away == 1
    assert town.carrier.log.passed_on == 0


def test_a_call_is_told_how_many_channels_are_free_besides_its_own() -> None:
    town = Town(channels=4).until(11.0)
    assert town.carrier.free_channels == 3


def test_a_rejected_call_holds_its_channel_until_the_rejection_has_gone_through() -> None:
    town = Town().until(10.0)
    town.carrier.reject(town.citizen)
    assert town.carrier.free_channels == 5
    assert town.until(10.06).carrier.free_channels == 6
    assert town.carrier.log.rejected == 1
    assert town.carrier.log.channel_s == pytest.approx(0.05)


def test_a_callback_needs_a_channel() -> None:
    town = Town(channels=0).until(5.0)
    assert town.carrier.ring(town.citizen) is Dialled.NO_CHANNEL
    assert town.carrier.log.rung == 0


def test_a_ringing_callback_holds_a_channel_until_it_is_given_up() -> None:
    town = Town().until(2.0)
    town.carrier.ring(town.citizen)
    assert town.until(5.0).carrier.free_channels == 5
    town.carrier.stop_ringing(town.citizen)
    assert town.carrier.free_channels == 6
    assert town.carrier.log.channel_s == pytest.approx(3.0)


def test_a_call_ends_once_whoever_ends_it_first() -> None:
    town = Town().until(10.0)
    town.carrier.hang_up(town.citizen)
    town.carrier.clear(town.citizen)
    town.carrier.reject(town.citizen)
    town.until(11.0)
    assert [seen.what for seen in town.board.seen] == ["called", "hung up"]
    assert town.citizen.log.attempts == 1


def test_what_is_pressed_and_said_without_a_call_reaches_nobody() -> None:
    town = Town().until(5.0)
    town.carrier.press(town.citizen, "1")
    town.carrier.speak(town.citizen)
    assert town.board.seen == []


def test_the_time_in_which_all_channels_are_taken_is_counted() -> None:
    town = Town(channels=1).until(10.0)
    town.carrier.answer(town.citizen)
    town.until(40.0)
    town.carrier.clear(town.citizen)
    assert town.carrier.log.all_taken_s == pytest.approx(30.0)
    assert town.carrier.log.most_channels == 1


def test_the_exchange_sees_who_calls() -> None:
    assert [seen.number for seen in Town().until(11.0).board.seen] == [PERSON.number]
