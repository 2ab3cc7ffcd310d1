"""What can be said: a prompt is one recorded phrase, a phrase joins several of them."""

from typing import NewType

PromptKey = NewType("PromptKey", str)
"""Names one recording of the prompt pack, in dotted words: `menu.main`, `num.f.1`."""

Phrase = tuple[PromptKey, ...]
"""Prompts said one after another without a pause of ours."""
