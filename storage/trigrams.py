"""How alike two texts are by the trigrams of their words, as PostgreSQL's `pg_trgm` counts it.

Source: https://www.postgresql.org/docs/current/pgtrgm.html
"""

import re
from collections.abc import Sequence
from itertools import accumulate

_WORD = re.compile(r"[^\W_]+")


def word_similarity(sought: str, text: str) -> float:
    """Return how much of the sought words is in the part of the text that is most like them.

    Parts begin and end with any trigram of the text, in its order; of each part and the sought
    words, the trigrams that both have are divided by those that either has.
    """
    wanted = set(_trigrams(sought))
    row = _trigrams(text)
    if not wanted:
        return 0.0
    return max((_best_from(wanted, row[start:]) for start in range(len(row))), default=0.0)


def similarity(sought: str, text: str) -> float:
    """Return the share of common trigrams in all trigrams of both texts."""
    one, other = set(_trigrams(sought)), set(_trigrams(text))
    return len(one & other) / len(one | other) if one | other else 0.0


def _best_from(wanted: set[str], row: Sequence[str]) -> float:
    parts = accumulate(row, lambda part, trigram: part | {trigram}, initial=frozenset[str]())
    return max(len(wanted & part) / len(wanted | part) for part in parts)


def _trigrams(text: str) -> list[str]:
    """Return the trigrams of all words in their order, two spaces before and one after each."""
    padded = (f"  {word} " for word in _WORD.findall(text.lower()))
    return [word[place : place + 3] for word in padded for place in range(len(word) - 2)]
