"""What was found of people, explained: for the terminal and for the pages, from one value."""

from collections.abc import Mapping
from typing import Final

from callflow.discretion import Discretion
from callflow.explanation import (
    ContactFacts,
    Explanation,
    MessageFacts,
    Sources,
    explain,
)
from callflow.moment import Moment
from ivr.prompt import PromptKey
from line122.prompts.pack import PACKS, read_pack
from storage.records.dossier import ContactFile, Dossier

_BEEP: Final = PromptKey("tone.beep")


def prompt_texts(language: str) -> Mapping[PromptKey, str]:
    """Return what each prompt of the pack says; of what is no speech, what it is.

    Raises:
        PackError: the pack cannot be read.

    """
    spoken = {prompt.key: prompt.text for prompt in read_pack(PACKS / language).spoken()}
    return {_BEEP: "(сигнал)"} | spoken


def explained(
    dossier: Dossier, file: ContactFile, texts: Mapping[PromptKey, str], discretion: Discretion
) -> Explanation:
    """Return a contact of a dossier, with every decision derived anew."""
    return explain(facts_of(file, dossier), _sources(dossier, texts), discretion)


def facts_of(file: ContactFile, dossier: Dossier) -> ContactFacts:
    """Return what was found of a contact, as the explanation takes it."""
    number = file.contact.number
    return ContactFacts(
        contact=file.contact,
        tickets=file.tickets,
        calls=file.calls,
        request=file.request,
        attempts=file.attempts,
        messages=tuple(
            MessageFacts(kept.message, kept.sent_at, kept.error or "") for kept in file.messages
        ),
        pasts=file.pasts,
        told=file.told,
        gone=file.gone,
        deeds=file.deeds,
        silence=None if number is None else dossier.silences.get(number),
    )


def _sources(dossier: Dossier, texts: Mapping[PromptKey, str]) -> Sources:
    return Sources(
        moment=Moment(dossier.anchor.moment, dossier.anchor.instant),
        policies=dossier.policies,
        accounts={move.agent_id: move.account for move in dossier.moves},
        texts=texts,
    )
