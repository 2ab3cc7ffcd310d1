"""Who can sign in at the demo's pages: one of each role."""

from collections.abc import Iterator, Mapping
from typing import Final

from line122.house import HouseUser
from staff.role import Role

USERS: Final = (
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


def welcome(url: str, passwords: Mapping[str, str]) -> Iterator[str]:
    """Yield the lines that tell where the desk is, and as whom one may look at it."""
    yield f"desk: {url}/"
    for user in USERS:
        yield f"  {user.role:<18} {user.login:<8} {passwords[user.login]}"
