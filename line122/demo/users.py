"""Who can sign in at the demo's pages, and how a person takes a call there."""

from collections.abc import Iterator, Mapping
from typing import Final

from line122.demo.seat import ACCOUNT
from line122.house import HouseOperator, HouseUser
from staff.role import Role

SEAT: Final = HouseOperator(ACCOUNT, "Лидия")
"""Nobody simulated sits there."""
USERS: Final = (
    HouseUser(login=SEAT.account, name=SEAT.name, role=Role.OPERATOR, account=SEAT.account),
    HouseUser(login="anna", name="Анна", role=Role.OPERATOR, account="anna"),
    HouseUser(login="nina", name="Нина", role=Role.SENIOR),
    HouseUser(login="galina", name="Галина", role=Role.SUPERVISOR),
    HouseUser(
        login="clinic",
        name="Регистратура",
        role=Role.CLINIC_DISPATCHER,
        clinic="gp1",
    ),
    HouseUser(login="larisa", name="Лариса", role=Role.AUDITOR),
    HouseUser(login="root", name="Администратор", role=Role.ADMINISTRATOR),
)

_ON_THE_LINE: Final = "На линию"  # noqa: RUF001 - Its first word is Russian.
_FREE: Final = "the free seat: take calls here"


def welcome(url: str, passwords: Mapping[str, str]) -> Iterator[str]:
    """Yield the lines that tell where the desk is, as whom one looks, and how to take a call."""
    yield f"desk: {url}/"
    for user in USERS:
        who = _FREE if user.account == SEAT.account else user.name
        yield f"  {user.role:<18} {user.login:<8} {passwords[user.login]}  {who}"
    yield "Take a call yourself (headphones on, the browser asks for the microphone):"
    yield f"  1. Sign in as {SEAT.account}, press «Принимать звонки здесь», then «{_ON_THE_LINE}»."
    yield "  2. A citizen rings within seconds: press «Ответить», listen, speak."
    yield "  3. Press «Завершить звонок», write it up; the next one rings by itself."
