"""Which telephones are asked to pick up by themselves. `asterisk/auto_answer.py`."""

from agents.agent import Account
from asterisk.auto_answer import AutoAnswer

DESK, OTHER = Account("desk-1"), Account("desk-2")


def test_nobody_is_asked_unless_the_site_wants_it() -> None:
    assert not AutoAnswer().headers(DESK)


def test_all_are_asked_or_only_those_that_are_named() -> None:
    assert AutoAnswer(is_for_all=True).headers(OTHER)
    assert AutoAnswer(accounts=frozenset({DESK})).headers(DESK)
    assert not AutoAnswer(accounts=frozenset({DESK})).headers(OTHER)
