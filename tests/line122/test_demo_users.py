"""Who can sign in at the demo's pages."""

from collections import Counter

from line122.demo.cast import OPERATORS
from line122.demo.users import USERS, welcome
from line122.sample_directory import SAMPLE
from staff.role import Role


def test_everybody_may_be_tried_out_and_answers_by_a_telephone_that_is_there() -> None:
    assert Counter(user.role for user in USERS) == Counter(Role)
    accounts = {user.account for user in USERS if user.account is not None}
    assert accounts <= {operator.account for operator in OPERATORS}
    clinics = (SAMPLE / "clinics.csv").read_text("utf-8").splitlines()[1:]
    codes = {line.partition(";")[0] for line in clinics}
    assert {user.clinic for user in USERS if user.clinic is not None} <= codes


def test_the_demo_tells_where_the_desk_is_and_as_whom_one_looks() -> None:
    passwords = {user.login: f"secret of {user.login}" for user in USERS}
    told = "\n".join(welcome("http://127.0.0.1:1", passwords))
    assert told.startswith("desk: http://127.0.0.1:1/")
    for user in USERS:
        assert passwords[user.login] in told
