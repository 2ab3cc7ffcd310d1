"""What a caller hears, and what num2words, which knows Russian numerals by itself, would say."""

from num2words import num2words

from ivr.numerals import Case, Gender
from ivr.prompt import Phrase
from line122.prompts.pack import PACKS, read_pack

PACK = read_pack(PACKS / "ru")
_TEXTS = {prompt.key: prompt.text for prompt in PACK.spoken()}
_CASES = {Case.NOMINATIVE: "n", Case.ACCUSATIVE: "a"}


def heard(phrase: Phrase) -> str:
    """Return what the caller hears, word for word."""
    return " ".join(_TEXTS[key] for key in phrase)


def oracle(number: int, gender: Gender, case: Case) -> str:
    words: str = num2words(
        number, lang="ru", gender=gender.value, case=_CASES[case], animate=False
    )
    return words


def plural(number: int, one: str) -> str:
    """Return the form of "минута" by the endings of the number, written as in a schoolbook."""
    text = str(number)
    if text.endswith(("11", "12", "13", "14")):
        return "минут"
    if text.endswith("1"):
        return one
    return "минуты" if text.endswith(("2", "3", "4")) else "минут"
