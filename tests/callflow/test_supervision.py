"""callflow.supervision: a supervisor beside a talk, as a machine that answers every event."""

from hypothesis import given
from hypothesis import strategies as st

from agents.agent import Account
from base.ids import new_call_id, new_supervision_id
from base.instant import Instant
from callflow.events import Ring
from callflow.supervision import (
    Attend,
    DeadlinePassed,
    LetGoAsked,
    ModeAsked,
    NotAttended,
    OperatorGone,
    PhoneGone,
    PickedUp,
    Release,
    RingSupervisor,
    Supervision,
    SupervisionCommand,
    SupervisionEnd,
    SupervisionEvent,
    SupervisionMode,
    SupervisionPhase,
    SupervisionPolicy,
    TalkSeen,
    advance,
    begin_supervision,
    talk_seen,
)

POLICY = SupervisionPolicy(ring_s=25.0, seek_s=60.0)
NOW = Instant(100.0)
ANNA, BORIS = Ring(1), Ring(2)
LISTEN, WHISPER, BARGE = SupervisionMode.LISTEN, SupervisionMode.WHISPER, SupervisionMode.BARGE


class Story:
    """A supervision that lives through events one after another."""

    def __init__(self, mode: SupervisionMode = LISTEN) -> None:
        asked = Supervision(
            new_supervision_id(),
            new_call_id(),
            Account("chief"),
            mode,
            SupervisionPhase.RINGING,
            until=None,
            operator=ANNA,
        )
        self.now = NOW
        begun = begin_supervision(asked, NOW, POLICY)
        self.state, self.commands = begun.state, begun.commands

    def after(self, *events: SupervisionEvent) -> "Story":
        for event in events:
            step = advance(self.state, event, self.now, POLICY)
            self.state, self.commands = step.state, step.commands
        return self

    @property
    def end(self) -> SupervisionEnd | None:
        return self.state.end


def test_supervisor_is_rung_and_stands_beside_the_operator_once_they_pick_up() -> None:
    story = Story()
    assert story.commands == (RingSupervisor(Account("chief")),)
    assert story.after(PickedUp()).commands == (Attend(ANNA, LISTEN),)
    assert story.state.until is None


def test_mode_changes_without_another_ring_and_the_same_mode_changes_nothing() -> None:
    story = Story().after(PickedUp())
    assert story.after(ModeAsked(WHISPER)).commands == (Attend(ANNA, WHISPER),)
    assert story.after(ModeAsked(WHISPER)).commands == ()
    assert story.after(ModeAsked(LISTEN)).commands == (Attend(ANNA, LISTEN),)


def test_mode_that_is_chosen_while_the_telephone_rings_is_the_first_one() -> None:
    story = Story().after(ModeAsked(BARGE))
    assert story.commands == ()
    assert story.after(PickedUp()).commands == (Attend(ANNA, BARGE),)


def test_supervisor_goes_with_the_person_to_the_next_operator() -> None:
    story = Story(WHISPER).after(PickedUp(), TalkSeen(None))
    assert (story.state.phase, story.commands) == (SupervisionPhase.SEEKING, ())
    assert story.after(TalkSeen(BORIS)).commands == (Attend(BORIS, WHISPER),)


def test_leg_that_is_gone_is_not_attended_again_although_the_call_still_names_it() -> None:
    story = Story().after(PickedUp(), OperatorGone(ANNA), TalkSeen(ANNA))
    assert (story.state.phase, story.commands) == (SupervisionPhase.SEEKING, ())
    assert story.after(TalkSeen(BORIS)).commands == (Attend(BORIS, LISTEN),)


def test_leg_that_is_gone_before_it_could_be_attended_is_looked_for_again() -> None:
    story = Story().after(PickedUp(), NotAttended(is_gone=True))
    assert story.state.phase is SupervisionPhase.SEEKING
    assert story.after(TalkSeen(BORIS)).commands == (Attend(BORIS, LISTEN),)


def test_every_end_says_why_and_lets_the_telephone_go() -> None:
    over = TalkSeen(None, SupervisionEnd.TALK_OVER)
    outside = TalkSeen(None, SupervisionEnd.HANDED_ON)
    ends: list[tuple[Story, SupervisionEnd]] = [
        (Story().after(PhoneGone()), SupervisionEnd.NOT_ANSWERED),
        (Story().after(over), SupervisionEnd.TALK_OVER),
        (Story().after(PickedUp(), over), SupervisionEnd.TALK_OVER),
        (Story().after(PickedUp(), outside), SupervisionEnd.HANDED_ON),
        (Story().after(PickedUp(), PhoneGone()), SupervisionEnd.HUNG_UP),
        (Story().after(PickedUp(), LetGoAsked()), SupervisionEnd.HUNG_UP),
        (Story().after(PickedUp(), NotAttended(is_gone=False)), SupervisionEnd.FAILED),
    ]
    for story, end in ends:
        assert (story.end, story.commands) == (end, (Release(),))


def test_nobody_is_rung_or_sought_for_ever() -> None:
    ringing = Story()
    ringing.now = Instant(125.0)
    assert ringing.after(DeadlinePassed()).end is SupervisionEnd.NOT_ANSWERED

    seeking = Story().after(PickedUp(), OperatorGone(ANNA))
    seeking.now = Instant(160.0)
    assert seeking.after(DeadlinePassed()).end is SupervisionEnd.TALK_OVER


def test_call_that_is_over_has_no_talk() -> None:
    assert talk_seen(None) == TalkSeen(None, SupervisionEnd.TALK_OVER)


EVENTS = st.one_of(
    st.sampled_from([PickedUp(), PhoneGone(), LetGoAsked(), DeadlinePassed()]),
    st.builds(OperatorGone, st.sampled_from([ANNA, BORIS])),
    st.builds(ModeAsked, st.sampled_from(SupervisionMode)),
    st.builds(NotAttended, st.booleans()),
    st.builds(TalkSeen, st.sampled_from([None, ANNA, BORIS])),
    st.just(TalkSeen(None, SupervisionEnd.TALK_OVER)),
)


@given(st.lists(EVENTS, max_size=20))
def test_every_event_is_answered_in_every_phase_and_the_end_absorbs(
    events: list[SupervisionEvent],
) -> None:
    story = Story()
    released: list[SupervisionCommand] = []
    for event in events:
        was_over = story.state.phase is SupervisionPhase.OVER
        before = story.state
        story.after(event)
        released += [each for each in story.commands if isinstance(each, Release)]
        assert not was_over or (story.state == before and story.commands == ())
        is_beside = story.state.phase is SupervisionPhase.BESIDE
        assert is_beside == (story.state.until is None and story.state.end is None)
        assert not is_beside or story.state.operator is not None
        for command in story.commands:
            assert not isinstance(command, Attend) or command.mode is story.state.mode
    is_over = story.state.phase is SupervisionPhase.OVER
    assert len(released) == int(is_over)
    assert story.state.end is None or is_over
