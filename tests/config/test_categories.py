"""The file of categories: the shipped tree, and every way in which a site's own can be wrong."""

from pathlib import Path

import pytest

from config.categories import read_categories
from config.problems import SettingsError
from config.tickets import SHIPPED_CATEGORIES
from tickets.category import CategoryCode, Kind


def test_shipped_tree_knows_what_is_ours_and_answers_for_what_is_not() -> None:
    """Nine topics of order 4228 are in scope and five are not."""
    tree = read_categories(SHIPPED_CATEGORIES)
    assert {category.kind for category in tree} == set(Kind) - {Kind.UNDETERMINED}
    refused = [category for category in tree if not category.is_in_scope]
    assert len([each for each in refused if each.kind is Kind.SUPPORT]) == 5
    assert all(category.answer for category in refused)


def test_part_has_what_it_does_not_say_from_the_category_around_it() -> None:
    infant = read_categories(SHIPPED_CATEGORIES).find(CategoryCode("home_visit.infant"))
    assert infant is not None
    assert (infant.kind, infant.own_within_s) == (Kind.HOME_VISIT, 600.0)
    assert infant.resolve_within_s == 36_000.0


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("wish: {title: A}\n", ":1: wish: has no kind"),
        ("wish: {title: A, kind: wish, in_scope: false}\n", ":1: wish: is not ours"),
        ("wish:\n  title: A\n  kind: wishes\n", ":3: wish.kind"),
        ("wish:\n  title: A\n  kind: wish\n  parts:\n    'Б': {title: B}\n", "wish.parts"),
        ("wish: [\n", "this is not YAML"),
        ("wish:\n  title: A\n  kind: wish\n  minutes: 5\n", ":4: wish.minutes"),
    ],
)
def test_mistake_is_told_with_its_line(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "categories.yaml"
    path.write_text(text)
    with pytest.raises(SettingsError) as refused:
        read_categories(path)
    assert told in str(refused.value)


def test_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="nowhere"):
        read_categories(tmp_path / "nowhere.yaml")
