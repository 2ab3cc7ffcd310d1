"""Who is rung for 103 when nobody has said where they are: `line122/dispatchers.py`."""

import pytest

from base.phone import PhoneNumber
from line122.dispatchers import dispatcher_of
from tickets.directory import Directory, Dispatcher
from tickets.directory_desk import DirectoryDesk

CITY = Dispatcher(
    code="city", name="City", phone=PhoneNumber("+78442000103"), settlements=("Volgograd",)
)
REST = Dispatcher(code="rest", name="Rest", phone=PhoneNumber("+78443000103"))
STEPPE = Dispatcher(
    code="steppe", name="Steppe", phone=PhoneNumber("+78444000103"), settlements=("Elton",)
)


@pytest.mark.parametrize(
    ("dispatchers", "number"),
    [((), None), ((CITY,), CITY.phone), ((CITY, REST), REST.phone), ((CITY, STEPPE), None)],
)
def test_dispatcher_is_the_only_one_or_the_one_of_the_rest(
    dispatchers: tuple[Dispatcher, ...], number: PhoneNumber | None
) -> None:
    found = dispatcher_of(DirectoryDesk(Directory(dispatchers=dispatchers)))

    assert (None if found is None else PhoneNumber(found)) == number
