"""Whatever is refused at a page has words in the page's language: `web/api/codes.py`."""

import ast
import json
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path

import msgspec
import pytest

from administration.fault import StepCode
from callflow.own_calls import WhyNotCalled
from tests.support.api import ApiStory
from tests.web.asking import request_of, sent
from tickets.why_not import WhyNot
from web.api.codes import FaultCode, RefusalCode
from web.api.problems import Fault, Problem, conflict, wrong
from web.api.talks import WHY_NOT_CALLED
from web.shelf import HERE

_ROOT = Path(__file__).parents[2]
_FILES = [*sorted((_ROOT / "web/api").glob("*.py")), *sorted((_ROOT / "web/session").glob("*.py"))]
_OF_PAGES = {"fault.field", "fault.any"}
"""For what has a name of its own at the page."""
_TAKES_A_CODE = {HTTPStatus.FORBIDDEN.name, HTTPStatus.CONFLICT.name}


@pytest.mark.parametrize("path", sorted((HERE / "words").glob("*-refusals.json")))
def test_every_code_has_its_words_and_every_word_its_code(path: Path) -> None:
    known = set(json.loads(path.read_text("utf-8")))
    faults = {f"fault.{code}" for code in (*FaultCode, *StepCode)}
    refusals = {f"refusal.{code}" for code in RefusalCode}
    of_tickets = {f"refusal.ticket_{why}" for why in WhyNot}
    assert known == faults | refusals | of_tickets | _OF_PAGES


def test_nothing_is_wrong_forbidden_or_in_conflict_without_a_code() -> None:
    walked = [(path, call) for path in _FILES for call in _calls(path)]
    assert len(walked) > 60
    bare = [f"{path.name}:{call.lineno}" for path, call in walked if _lacks_a_code(call)]
    assert not bare


def test_a_problem_tells_its_code_and_those_of_its_faults() -> None:
    faults = (Fault("/phone", "is no number", FaultCode.NO_NUMBER),)
    assert msgspec.json.decode(wrong(*faults).body)["errors"][0]["code"] == "no_number"
    assert msgspec.json.decode(conflict("Later.", RefusalCode.NOT_NOW).body)["code"] == "not_now"
    plain = Problem(status=HTTPStatus.NOT_FOUND, detail="There is none.")
    assert "code" not in msgspec.json.decode(plain.body)


def test_every_reason_against_a_call_of_ones_own_has_a_code() -> None:
    assert WHY_NOT_CALLED.keys() == set(WhyNotCalled)
    assert len(set(WHY_NOT_CALLED.values())) == len(WhyNotCalled)


async def test_a_ticket_that_contradicts_itself_is_not_opened_for_a_reason_with_words(
    tmp_path: Path,
) -> None:
    async with ApiStory(tmp_path).opened() as client:
        for fields, why in (
            ({"category": "weather"}, WhyNot.NO_CATEGORY),
            ({"category": "support"}, WhyNot.OTHER_KIND),
            ({"kind": "wish", "category": None}, WhyNot.NO_HOME_VISIT),
        ):
            problem = await sent(client, "POST", "/tickets", request_of(**fields), status=422)
            assert [fault["code"] for fault in problem["errors"]] == [f"ticket_{why}"]


def _calls(path: Path) -> Iterator[ast.Call]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and _name(node.func) in {"Fault", "Problem"}:
            yield node


def _lacks_a_code(call: ast.Call) -> bool:
    """Tell whether a fault, or a problem of a kind that takes a code, has none."""
    named = {each.arg: each.value for each in call.keywords}
    if _name(call.func) == "Fault":
        return len(call.args) < len(("where", "what", "code")) and "code" not in named
    status = named.get("status")
    takes = isinstance(status, ast.Attribute) and status.attr in _TAKES_A_CODE
    return takes and not named.keys() & {"code", "present"}


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else ""
