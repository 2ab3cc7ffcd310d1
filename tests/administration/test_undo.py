"""Which steps may be taken back (`administration/undo.py`), and how documents are compared.

The documents are those of `administration/documents.py`, and why a step may not be taken back is
told by `administration/fault.py`.
"""

from dataclasses import replace
from typing import get_args

import pytest

from administration.change import Kind
from administration.documents import read, written
from administration.fault import StepCode
from administration.undo import MayNotUndo, MayUndo, Obstacle, decide_undo
from callers.treatment import Treatment
from tests.administration.steps import WARD, a_step, admitted, anna

FIRST = a_step(Kind.NUMBER, WARD, after=admitted())
SECOND = a_step(Kind.NUMBER, WARD, before=admitted(), after=admitted("Больница"), follows=FIRST)


def test_last_step_of_a_thing_may_be_undone_while_it_stands() -> None:
    assert decide_undo(SECOND, SECOND, SECOND.after) == MayUndo()
    assert decide_undo(FIRST, FIRST, FIRST.after) == MayUndo()


def test_step_on_which_a_newer_one_stands_stays() -> None:
    refused = decide_undo(FIRST, SECOND, SECOND.after)
    assert refused == MayNotUndo(StepCode.NEWER)
    assert isinstance(refused, MayNotUndo)
    assert "undo that one first" in refused.fault.sentence


def test_step_is_undone_once() -> None:
    back = replace(SECOND, before=SECOND.after, after=SECOND.before, undoes=SECOND.change_id)
    assert decide_undo(SECOND, back, back.after) == MayNotUndo(StepCode.UNDONE)


def test_what_a_command_or_an_import_has_changed_since_is_not_overwritten() -> None:
    step = a_step(Kind.OPERATOR, "desk-1", after=anna())
    present = written(anna(doctor=2))
    assert decide_undo(step, step, present) == MayNotUndo(StepCode.ELSEWHERE)


def test_new_secret_cannot_be_taken_back() -> None:
    step = a_step(Kind.OPERATOR, "desk-1", before=anna(), after=anna())
    assert decide_undo(step, step, step.after) == MayNotUndo(StepCode.SECRET)


def test_every_obstacle_has_a_sentence_of_its_own() -> None:
    sentences = {MayNotUndo(obstacle).fault.sentence for obstacle in get_args(Obstacle)}
    assert len(sentences) == len(get_args(Obstacle))


def test_documents_that_say_the_same_are_the_same_text() -> None:
    one, other = anna(doctor=1, reference=2), anna(reference=2, doctor=1)
    assert written(one) == written(other)
    assert read(Kind.OPERATOR, written(one)) == one
    assert (written(None), read(Kind.OPERATOR, None)) == (None, None)


def test_order_that_orders_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="needs no order"):
        replace_treatment(Treatment.ORDINARY)


def replace_treatment(treatment: Treatment) -> object:
    return type(admitted())(treatment=treatment, note="нет")
