"""Addresses in free text: a field is filled only where the line leaves no doubt."""

# ruff: noqa: RUF001 -- Russian letters look like Latin ones; that is what they are.

from dataclasses import asdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tickets.address import TEXT_MAX_CHARS, Address, in_settlement, read_address, sought_words


def _told(text: str) -> dict[str, str]:
    return {name: value for name, value in asdict(read_address(text)).items() if value}


@pytest.mark.parametrize(
    ("line", "fields"),
    [
        (
            "пр-т Октябрьской Революции 22к3, подъезд 2, этаж 5",
            {
                "street": "пр-т Октябрьской Революции",
                "house": "22к3",
                "entrance": "2",
                "floor": "5",
            },
        ),
        (
            "г. Речной, ул. Ленина, д. 22, кв. 15, домофон 15К",
            {
                "settlement": "г. Речной",
                "street": "ул. Ленина",
                "house": "22",
                "flat": "15",
                "intercom": "15К",
            },
        ),
        (
            "с. Ивановка, ул. 8 Марта, 5/2, 3 этаж 5 подъезд",
            {
                "settlement": "с. Ивановка",
                "street": "ул. 8 Марта",
                "house": "5/2",
                "floor": "3",
                "entrance": "5",
            },
        ),
        ("д. Гора, д. 5", {"settlement": "д. Гора", "house": "5"}),
        (
            "Заречный пер., дом 4 корп. 2 кв 12 ориентир: за школой",
            {"street": "Заречный пер.", "house": "4к2", "flat": "12", "landmark": "за школой"},
        ),
    ],
)
def test_fields_that_the_line_names_are_filled(line: str, fields: dict[str, str]) -> None:
    assert _told(line) == {"text": line, **fields}


@pytest.mark.parametrize(
    "line",
    [
        "Ленина 22 подъезд 2 этаж 5",
        "за магазином, зелёные ворота",
        "кв. 7, кв. 9",
        "<script>alert(1)</script>",
        '=HYPERLINK("http://example.org")',
        "'; DROP TABLE ticket; --",
    ],
)
def test_line_that_leaves_doubt_is_kept_as_text_alone(line: str) -> None:
    assert _told(line) == {"text": line}


@given(st.text())
def test_any_text_is_an_address_and_is_kept(text: str) -> None:
    address = read_address(text)
    assert address.text == " ".join(text.split())[:TEXT_MAX_CHARS]
    assert address.house == "" or address.house_number is not None


def test_settlement_of_the_caller_stands_where_the_line_names_none() -> None:
    assert in_settlement(read_address("ул. Мира, 5"), "г. Речной").settlement == "г. Речной"
    assert in_settlement(read_address("с. Дальнее"), "г. Речной").settlement == "с. Дальнее"


def test_catalogue_is_asked_for_names_without_houses_and_flats() -> None:
    assert sought_words("г. Речной, ул. Ленина, д. 22, кв. 5") == "речной ленина"
    assert sought_words("речной ленена 22") == "речной ленена"
    assert sought_words("22/3") == ""


def test_house_that_nobody_can_number_is_none() -> None:
    assert Address(text="у реки", house="").house_number is None
