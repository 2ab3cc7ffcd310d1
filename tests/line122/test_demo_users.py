"""Who can sign in at the demo's pages."""

import json
import re

from line122.demo.cast import OPERATORS
from line122.demo.users import SEAT, USERS, welcome
from line122.sample_directory import SAMPLE
from staff.role import Role
from web.shelf import HERE


def test_everybody_may_be_tried_out_and_answers_by_a_telephone_that_is_there() -> None:
    assert {user.role for user in USERS} == set(Role) - {Role.WALL}, "A wall is nobody."
    accounts = {user.account for user in USERS if user.account is not None}
    assert accounts - {operator.account for operator in OPERATORS} == {SEAT.account}
    clinics = (SAMPLE / "clinics.csv").read_text("utf-8").splitlines()[1:]
    codes = {line.partition(";")[0] for line in clinics}
    assert {user.clinic for user in USERS if user.clinic is not None} <= codes


def test_the_demo_tells_where_the_desk_is_and_as_whom_one_looks() -> None:
    passwords = {user.login: f"secret of {user.login}" for user in USERS}
    told = "\n".join(welcome("http://127.0.0.1:1", passwords))
    assert told.startswith("desk: http://127.0.0.1:1/")
    for user in USERS:
        assert passwords[user.login] in told


def test_the_demo_tells_in_words_of_the_pages_how_to_take_a_call() -> None:
    told = "\n".join(welcome("http://127.0.0.1:1", {user.login: "any" for user in USERS}))
    named = set(re.findall("«(.*?)»", told))
    words = json.loads((HERE / "words/ru.json").read_text("utf-8"))
    assert len(named) == 4
    assert named <= set(words.values())
