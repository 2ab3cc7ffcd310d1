"""From settings to what admission decides by, and to what those hear who are promised a call."""

from callflow.admission import AdmissionPolicy
from callflow.policy import LadderTexts
from config.ladder import Ladder
from config.ladder import LadderTexts as TextSettings
from config.phrases import phrase_of


def admission_policy(ladder: Ladder) -> AdmissionPolicy:
    """Return what the site decides about the ladder."""
    return AdmissionPolicy(
        hold_limit_s=ladder.hold_limit_s,
        let_in_behind_deck=ladder.let_in_behind_deck,
        remind_every_s=ladder.remind_every_s,
        withheld_limit=ladder.withheld_limit,
        is_shadow=ladder.shadow,
    )


def ladder_texts(texts: TextSettings) -> LadderTexts:
    """Return the phrases of promises, reminders and callbacks."""
    return LadderTexts(
        short_greeting=phrase_of(texts.short_greeting),
        danger=phrase_of(texts.danger),
        moved_to_front=phrase_of(texts.moved_to_front),
        cancel=phrase_of(texts.cancel),
        cancelled=phrase_of(texts.cancelled),
        another_noted=phrase_of(texts.another_noted),
        enter_number=phrase_of(texts.enter_number),
        number_is=phrase_of(texts.number_is),
        is_it_right=phrase_of(texts.is_it_right),
        number_kept=phrase_of(texts.number_kept),
        enter_time=phrase_of(texts.enter_time),
        time_kept=phrase_of(texts.time_kept),
        not_understood=phrase_of(texts.not_understood),
        challenge=phrase_of(texts.challenge),
        person=phrase_of(texts.person),
        connecting=phrase_of(texts.connecting),
        callback_greeting=phrase_of(texts.callback_greeting),
        promise_stands=phrase_of(texts.promise_stands),
    )
