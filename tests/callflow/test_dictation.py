"""A topic dictated by telephone, decided: `callflow/dictation.py`."""

from typing import Final

from hypothesis import given
from hypothesis import strategies as st

from base.instant import Instant
from callflow.dictation import (
    DeadlinePassed,
    Dictation,
    DictationCommand,
    DictationEvent,
    DictationPolicy,
    DropTake,
    EndTake,
    Heard,
    HungUp,
    KeepTake,
    Keyed,
    LetGo,
    Phase,
    PlayPhrase,
    RecordTake,
    TakeEnded,
    TakeKept,
    advance,
    begin_dictation,
)
from ivr.menu import Digit
from ivr.prompt import PromptKey

POLICY: Final = DictationPolicy(
    begin=(PromptKey("begin"), PromptKey("tone")),
    review=(PromptKey("review"),),
    kept=(PromptKey("kept"),),
    thrown_away=(PromptKey("thrown_away"),),
    not_kept=(PromptKey("not_kept"),),
    too_short=(PromptKey("too_short"),),
)
FIRST, SECOND = PromptKey("/takes/flu-1"), PromptKey("/takes/flu-2")
ASK = PlayPhrase(POLICY.begin)


def key(digit: str) -> Keyed:
    return Keyed(Digit(digit))


def told(*events: DictationEvent) -> tuple[Dictation, list[DictationCommand]]:
    """Return where somebody stands after these events, one a second, and all that was done."""
    step = begin_dictation("/takes/flu", Instant(0.0), POLICY)
    done = list(step.commands)
    for second, event in enumerate(events, start=1):
        step = advance(step.state, event, Instant(float(second)), POLICY)
        done.extend(step.commands)
    return step.state, done


SPOKEN: Final = (Heard(), key("#"), TakeEnded(FIRST, 4.0))


def test_what_was_said_is_heard_and_kept_by_a_key() -> None:
    state, done = told(*SPOKEN, Heard(), key("1"), TakeKept(is_kept=True), Heard())

    assert state.phase is Phase.OVER
    assert done == [
        ASK,
        RecordTake(FIRST),
        EndTake(FIRST),
        PlayPhrase((FIRST, *POLICY.review)),
        KeepTake(FIRST),
        DropTake(FIRST),
        PlayPhrase(POLICY.kept),
        LetGo(),
    ]


def test_who_speaks_again_is_asked_anew_and_the_first_take_is_gone() -> None:
    state, done = told(*SPOKEN, key("2"), Heard())

    assert done[-3:] == [DropTake(FIRST), ASK, RecordTake(SECOND)]
    assert state.phase is Phase.SPEAKING


def test_a_key_or_silence_after_hearing_it_throws_it_away() -> None:
    _, thrown = told(*SPOKEN, key("3"))
    _, silent = told(*SPOKEN, Heard(), DeadlinePassed())

    assert thrown[-2:] == [DropTake(FIRST), PlayPhrase(POLICY.thrown_away)]
    assert silent[-2:] == [DropTake(FIRST), PlayPhrase(POLICY.not_kept)]


def test_who_speaks_on_is_stopped_at_the_limit() -> None:
    speaking, _ = told(Heard())
    _, done = told(Heard(), DeadlinePassed())

    assert speaking.deadline == 1.0 + POLICY.limit_s
    assert done[-1] == EndTake(FIRST)


def test_who_said_nothing_is_asked_again_until_the_tries_are_used_up() -> None:
    nothing: list[DictationEvent] = []
    for take in range(1, POLICY.tries + 1):
        ended = TakeEnded(PromptKey(f"/takes/flu-{take}"), 0.2)
        nothing += [Heard(), key("#"), ended]

    _, once = told(*nothing[:3])
    state, often = told(*nothing)

    assert once[-1] == PlayPhrase((*POLICY.too_short, *POLICY.begin))
    assert often[-1] == PlayPhrase(POLICY.not_kept)
    assert state.phase is Phase.PARTING


def test_what_cannot_be_put_on_the_line_is_told_so() -> None:
    _, done = told(*SPOKEN, key("1"), TakeKept(is_kept=False))

    assert done[-1] == PlayPhrase(POLICY.not_kept)


def test_who_hangs_up_leaves_nothing_behind() -> None:
    _, speaking = told(Heard(), HungUp())
    _, choosing = told(*SPOKEN, HungUp())
    _, at_once = told(HungUp())

    assert speaking[-2:] == [EndTake(FIRST), DropTake(FIRST)]
    assert choosing[-1] == DropTake(FIRST)
    assert at_once == [ASK]


EVENTS = st.one_of(
    st.just(Heard()),
    st.sampled_from("0123456789*#").map(key),
    st.builds(TakeEnded, st.sampled_from((FIRST, SECOND)), st.sampled_from((0.0, 3.0))),
    st.just(HungUp()),
    st.builds(TakeKept, is_kept=st.booleans()),
    st.just(DeadlinePassed()),
)


@given(st.lists(EVENTS, max_size=60))
def test_every_event_is_answered_in_every_phase_and_every_take_is_dropped(
    events: list[DictationEvent],
) -> None:
    state, done = told(*events, *[DeadlinePassed()] * 60, HungUp(), Heard(), key("1"))

    assert state.phase is Phase.OVER
    recorded = [command.take for command in done if isinstance(command, RecordTake)]
    dropped = [command.take for command in done if isinstance(command, DropTake)]
    assert recorded == list(dict.fromkeys(dropped))
    assert len(recorded) <= POLICY.tries
    assert sum(isinstance(command, LetGo) for command in done) <= 1
