"""What is said when a person is handed over to somebody outside, with nobody of ours between them.

Whoever picks up hears whose call it is before they hear the person, so that nobody has to ask for
a number while somebody cannot breathe.
"""

from ivr.prompt import Phrase, PromptKey
from ivr.speech import say_digits


def say_handing_over() -> Phrase:
    """Say that the person is being connected."""
    return (PromptKey("handover.connecting"),)


def say_not_handed_over() -> Phrase:
    """Say that it did not work, and that an operator comes."""
    return (PromptKey("handover.failed"),)


def say_card(number: str) -> Phrase:
    """Say to whoever takes over who is connected, and from which number if there is one."""
    digits = say_digits(number)
    return (
        PromptKey("handover.card"),
        *((PromptKey("handover.number"), *digits) if digits else ()),
    )
