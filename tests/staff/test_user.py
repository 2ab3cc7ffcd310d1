"""What may be said of a user, and what will do for a password: `staff/user.py`, `staff/role.py`.

What it means for a session to be a wall's is told where sessions are.
"""

import pytest

from staff.role import Role, is_wall
from staff.user import User, faults_of, password_fault
from tests.support.staff import PASSWORD, a_user


@pytest.mark.parametrize(
    ("user", "fault"),
    [
        (a_user("Анна"), "is no login"),
        (a_user("a" * 41), "is no login"),
        (a_user("anna", Role.CLINIC_DISPATCHER), "which clinic"),
        (a_user("anna", Role.CLINIC_DISPATCHER, Role.OPERATOR, clinic="gp-3"), "no other role"),
        (a_user("anna", Role.SENIOR, clinic="gp-3"), "only a clinic's dispatcher"),
        (a_user("hall", Role.WALL, Role.SUPERVISOR), "a wall has no other role"),
        (a_user("hall", Role.WALL, account="desk-1"), "and no telephone"),
    ],
)
def test_what_makes_no_sense_of_a_user_is_told(user: User, fault: str) -> None:
    found = faults_of(user)
    assert any(fault in each for each in found), found


def test_users_who_make_sense_have_no_faults() -> None:
    assert faults_of(a_user("a.petrova-2", Role.OPERATOR, Role.SENIOR, account="desk-1")) == ()
    assert faults_of(a_user("gp3", Role.CLINIC_DISPATCHER, clinic="gp-3")) == ()
    assert faults_of(a_user("hall", Role.WALL)) == ()


@pytest.mark.parametrize(
    ("password", "fault"),
    [
        ("коротко", "at least 12"),
        ("a" * 201, "at most 200"),
        ("Anna and nobody else", "the login"),
        ("121212121212", "again and again"),
    ],
)
def test_a_password_that_is_soon_guessed_is_refused(password: str, fault: str) -> None:
    assert fault in (password_fault(password, "anna") or "")
    assert password_fault(PASSWORD, "anna") is None


def test_a_wall_is_nobody_and_whoever_works_is_no_wall() -> None:
    assert is_wall({Role.WALL})
    assert not is_wall({Role.WALL, Role.SUPERVISOR})
    assert not is_wall(set())
