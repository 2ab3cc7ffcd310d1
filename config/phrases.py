"""From the names of prompts, as settings give them, to what the rooms say."""

from collections.abc import Iterable

from ivr.prompt import Phrase, PromptKey


def phrase_of(prompts: Iterable[str]) -> Phrase:
    """Return the phrase of these prompts, said one after another."""
    return tuple(PromptKey(prompt) for prompt in prompts)
