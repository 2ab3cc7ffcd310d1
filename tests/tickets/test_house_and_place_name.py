"""Houses and names of places: `tickets/house.py`, `tickets/place_name.py`."""

# ruff: noqa: RUF001 -- Russian letters look like Latin ones; that is what they are.

import pytest

from tickets.house import Fit, House, HouseSet, NotHouses, read_house, read_houses
from tickets.place_name import search_text, settlement_name, street_name


@pytest.mark.parametrize(
    ("written", "on_the_wall"),
    [
        ("22", "22"),
        ("д. 7А", "7а"),
        ("дом 7a", "7а"),
        ("22 корп. 3", "22к3"),
        ("22к3", "22к3"),
        ("10 строение 2", "10с2"),
        ("5/2", "5/2"),
    ],
)
def test_house_is_read_in_one_form_however_it_is_written(written: str, on_the_wall: str) -> None:
    assert str(read_house(written)) == on_the_wall


@pytest.mark.parametrize("written", ["", "0", "12345", "школа", "22 у магазина", "=1+1", "<b>5"])
def test_text_that_is_no_house_is_none(written: str) -> None:
    assert read_house(written) is None


@pytest.mark.parametrize(
    ("houses", "house", "fit"),
    [
        ("1-45 нечет", "7", Fit.NUMBER),
        ("1-45 нечет", "8", Fit.NONE),
        ("1-45н; 2-30ч", "30", Fit.NUMBER),
        ("1-45н; 2-30ч", "32", Fit.NONE),
        ("50-", "312", Fit.NUMBER),
        ("7", "7", Fit.EXACT),
        ("7", "7а", Fit.NUMBER),
        ("7А", "7", Fit.NONE),
        ("7А, 22к3", "22к3", Fit.EXACT),
        ("", "5", Fit.NONE),
    ],
)
def test_list_of_houses_tells_how_exactly_it_names_one(houses: str, house: str, fit: Fit) -> None:
    wanted, listed = read_house(house), read_houses(houses)
    assert isinstance(wanted, House)
    assert isinstance(listed, HouseSet)
    assert listed.fit(wanted) is fit


def test_part_of_a_list_that_names_no_houses_is_told() -> None:
    assert read_houses("1-9, до реки") == NotHouses("до реки")
    assert read_houses("9-1") == NotHouses("9-1")


def test_street_is_the_same_however_its_kind_is_written() -> None:
    assert street_name("ул. Ленина") == street_name("Ленина улица") == street_name("УЛИЦА ЛЕНИНА")
    assert street_name("Зелёная").is_same(street_name("ул. Зеленая"))


def test_street_and_lane_of_one_name_are_two_places_only_where_both_say_so() -> None:
    street, lane, bare = map(street_name, ("ул. Мира", "пер. Мира", "Мира"))
    assert not street.is_same(lane)
    assert bare.is_same(street)
    assert bare.is_same(lane)


def test_street_that_is_called_by_a_kind_keeps_its_name() -> None:
    assert street_name("Набережная").own == "набережная"


def test_village_and_town_of_one_name_are_two_places() -> None:
    assert not settlement_name("г. Луга").is_same(settlement_name("д. Луга"))
    assert settlement_name("Луга").is_same(settlement_name("д. Луга"))


def test_catalogue_is_searched_by_own_words_only() -> None:
    assert search_text("г. Псков, пр-т Октябрьской Революции") == "псков октябрьской революции"
