"""How the contacts of a hall are explained: by all that its services wrote down."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import cache

from base.phone import PhoneNumber
from callflow.discretion import Discretion
from callflow.explanation import (
    ContactFacts,
    Explanation,
    MessageFacts,
    Sources,
    explain,
)
from callflow.gist import gist_sentences
from callflow.ports import StoredCall
from callflow.russian import clock_of
from callflow.snapshot import encode_policy, policy_id_of
from callflow.wording import sentence_of
from config import load
from config.loading import DEFAULTS
from config.policies import call_policy
from ivr.prompt import PromptKey
from line122.prompts.pack import PACKS, read_pack
from tests.callback.stage import POLICY as CALLBACK_POLICY
from tests.support.hall import Hall
from tests.support.site import CALL_POLICY, ZONE
from tickets.contact import Contact

WORDS = replace(CALL_POLICY, texts=call_policy(load(DEFAULTS, {})).texts)
"""The policy of the stories, with the words of the Russian pack."""

NAMED = policy_id_of(encode_policy(WORDS))


@cache
def texts() -> Mapping[PromptKey, str]:
    """Return what the prompts of the pack say."""
    return {prompt.key: prompt.text for prompt in read_pack(PACKS / "ru").spoken()}


@asynccontextmanager
async def a_hall() -> AsyncIterator[Hall]:
    """Open the hall of a site that rings people back, and whose calls name their policy.

    Not a fixture: its clock begins where the story's does.
    """
    hall = Hall(rings_back=True, policy=WORDS)
    hall.calls.change_policy(WORDS, NAMED, CALLBACK_POLICY.hold)
    yield hall
    await hall.close()


def contact_of(hall: Hall, number: str) -> Contact:
    """Return the contact of a number as it was written last."""
    rows = [row for row in hall.books.contacts if row.number == f"+7{number[1:]}"]
    return rows[-1]


def facts_of(hall: Hall, number: str) -> ContactFacts:
    """Return all that was written down of a person."""
    contact = contact_of(hall, number)
    contact_id = contact.contact_id
    rows = {row.call_id: row for row in hall.books.calls if row.contact_id == contact_id}
    journal = hall.books.journal
    attempts = hall.people.callbacks.attempts.values()
    return ContactFacts(
        contact=contact,
        tickets=tuple(t for t in hall.books.tickets if t.contact_id == contact_id),
        calls=tuple(
            StoredCall(row, tuple(e for e in journal if e.call_id == row.call_id))
            for row in sorted(rows.values(), key=lambda row: row.times.arrived_at)
        ),
        request=hall.people.callbacks.requests.get(contact_id),
        attempts=tuple(a for a in attempts if a.contact_id == contact_id),
        messages=tuple(
            MessageFacts(row, None, "")
            for row in hall.people.messages.messages.values()
            if row.contact_id == contact_id
        ),
    )


def sources_of(hall: Hall) -> Sources:
    """Return what all explanations of a hall have in common."""
    return Sources(
        moment=hall.calls._moment(),
        policies={NAMED: encode_policy(WORDS)},
        accounts={},
        texts=texts(),
    )


def explained(hall: Hall, number: str) -> Explanation:
    """Return the explanation that somebody gets who asks for the number."""
    asked = PhoneNumber(f"+7{number[1:]}")
    return explain(facts_of(hall, number), sources_of(hall), Discretion(asked))


def told(explanation: Explanation) -> list[str]:
    """Return the story, each line with its local time."""
    return [
        f"{clock_of(line.at, ZONE)} {sentence_of(line, ZONE)}"
        for line in (*explanation.story, *explanation.now)
    ]


def gist(explanation: Explanation, hall: Hall) -> str:
    """Return the first paragraph."""
    return " ".join(gist_sentences(explanation.gist, ZONE, hall.calls._moment().now))
