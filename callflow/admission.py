"""The first decision of a call, made before it is answered: the ladder, always with its reason.

The first rung that fits is taken. Nobody is refused for what the call *says*: an unknown dialled
number gets the default service, an odd caller number is answered like any other. A call is turned
away for want of a channel only, and never is a person only turned away: the contact, its ticket
and its place in the order of people are committed before the busy tone goes out.

    0  an operator is free whom nobody else is about to take            connect
    1  the wait is short and channels stay free                         hold
    2  a new contact, a channel stays free                              tell, let go, ring back
    3  a new contact, the last channel                                  register, busy
    4  an open contact, next in line / returning / a danger sign        let in
    5  an open contact that was never told                              tell
    6  an open contact that was told, channels stay free                a short menu
    7  an open contact that was told, channels are short                busy, place kept
    8  dead air again and again                                         busy, asked now and then

A silenced number is looked at first: rung 0 would let two hundred silent robots take every
operator who falls idle. Silence is not what a caller says but that nobody speaks, and whoever
speaks when asked is let in at once. Before all of them comes what an administrator has ordered for
a number: it is let in, and only a trunk without a channel goes before that.
"""

from dataclasses import dataclass
from enum import IntEnum, StrEnum
from math import inf

from callback.facts import InFlight
from callers.number import CallerKind
from callers.treatment import Treatment
from callflow.events import Arrived
from callflow.standing import Standing
from callflow.trunk import TrunkLoad, deck_size

_HOLD_FREE = 2
"""How many channels stay free while somebody is taken onto the line to wait."""


class Rung(IntEnum):
    """The step of the ladder that a decision took."""

    CONNECT = 0
    HOLD = 1
    TELL = 2
    REGISTER = 3
    LET_IN = 4
    TELL_LATE = 5
    REMIND = 6
    KEEP_PLACE = 7
    SILENT = 8


class AdmitReason(StrEnum):
    """Why a call is answered and served."""

    OPERATOR_FREE = "operator_free"
    SHORT_WAIT = "short_wait"
    """The estimate lies within the limit of a hold, and the deck has room."""
    ROOMY_TRUNK = "roomy_trunk"
    """The wait is long, but channels are plenty: a callback is offered, never imposed."""
    NEXT_IN_LINE = "next_in_line"
    """The person is about to be called: this call is the callback."""
    RETURNING = "returning"
    """We rang them in vain not long ago."""
    DANGER_SIGN = "danger_sign"
    RUNG_JUST_NOW = "rung_just_now"
    """We were ringing them when they called: this call is the callback."""
    CUT_OFF = "cut_off"
    """They were talking when the line broke."""
    NUMBER_HIDDEN = "number_hidden"
    """Nobody could be rung back: they are held while there is room."""
    ALWAYS_ADMITTED = "always_admitted"
    """An administrator has ordered that this number is never turned away."""
    HUMAN_ONLY = "human_only"
    """The same, and that it is put through to people without a menu."""
    NIGHT_MENU = "night_menu"
    """The line is closed, and the menu takes what people need."""
    SHADOW = "shadow"
    """Decided otherwise and only logged: the site is trying the ladder out."""


class AnnounceReason(StrEnum):
    """Why a call is answered, told what will happen, and let go."""

    FIRST_CALL = "first_call"
    NEVER_TOLD = "never_told"
    NUMBER_NEEDED = "number_needed"
    """As a first call, but we cannot ring the number that the call came from."""


class RemindReason(StrEnum):
    """Why somebody who was told hears the short menu."""

    CHANNELS_FREE = "channels_free"
    NOT_HEARD_LATELY = "not_heard_lately"


class ChallengeReason(StrEnum):
    """Why a silenced number is asked to say something."""

    DUE = "due"


class DivertReason(StrEnum):
    """Why a call is answered, told where it stands, and ended."""

    CLOSED = "closed"


class RefuseReason(StrEnum):
    """Why a call is not answered; its contact and its place stay."""

    NO_CHANNEL = "no_channel"
    """More calls than the trunk has channels."""
    LAST_CHANNEL = "last_channel"
    TOLD_ALREADY = "told_already"
    """The person knows what will happen, and others need the channel."""
    CHANNELS_SHORT = "channels_short"
    """Not told yet, and no channel to tell it; they are told at a later attempt."""
    ON_LINE_ALREADY = "on_line_already"
    """Another call of the same contact is being served, or we are just ringing it."""
    SILENCED = "silenced"


@dataclass(frozen=True, slots=True)
class Admit:
    """Answer and serve."""

    reason: AdmitReason
    rung: Rung = Rung.HOLD
    instead_of: str = ""
    """In shadow mode: the rung and reason that would have been."""


@dataclass(frozen=True, slots=True)
class Announce:
    """Answer, tell the number of the ticket and when we ring back, let go."""

    reason: AnnounceReason
    rung: Rung


@dataclass(frozen=True, slots=True)
class Remind:
    """Answer with the short menu of those who were told."""

    reason: RemindReason
    rung: Rung = Rung.REMIND


@dataclass(frozen=True, slots=True)
class Challenge:
    """Answer and ask for a sound; whoever makes one is served."""

    reason: ChallengeReason
    rung: Rung = Rung.SILENT


@dataclass(frozen=True, slots=True)
class Divert:
    """Answer, say that the request is registered, hang up."""

    reason: DivertReason


@dataclass(frozen=True, slots=True)
class Refuse:
    """Reject before the answer; the contact stays."""

    reason: RefuseReason
    rung: Rung


Answerable = Admit | Announce | Remind | Challenge | Divert
Admission = Answerable | Refuse


@dataclass(frozen=True, slots=True, kw_only=True)
class AdmissionPolicy:
    """What a site decides about the ladder."""

    hold_limit_s: float = 180.0
    """The longest estimate with which somebody is held on the line."""
    let_in_behind_deck: int = 4
    """How many people behind the deck are let in when they call by themselves."""
    remind_every_s: float = 120.0
    """So often somebody who was told may hear the menu while a single channel stays free."""
    remind_later: int = 5
    """So many times that pause while others wait to hear for the first time."""
    withheld_limit: int = 2
    """How many channels callers without a number may hold at once."""
    is_shadow: bool = False
    """Decide and log, turn nobody away: for a site that tries the ladder out."""


def decide_admission(arrived: Arrived, policy: AdmissionPolicy) -> Admission:
    """Return what to do with a call, by the facts it arrived with."""
    if arrived.load.stays_free < 0:
        return Refuse(RefuseReason.NO_CHANNEL, _refusal_rung(arrived))
    decided = _decide(arrived, policy)
    if policy.is_shadow and not isinstance(decided, Admit | Divert):
        return Admit(AdmitReason.SHADOW, instead_of=f"{decided.rung:d} {decided.reason}")
    return decided


def admission_word(admission: Admission) -> str:
    """Return rung and reason as one word, for the journal: `4_next_in_line`."""
    if isinstance(admission, Divert):
        return admission.reason
    if isinstance(admission, Admit) and admission.instead_of:
        would_be = admission.instead_of.replace(" ", "_")
        return f"{admission.rung:d}_{admission.reason}_instead_of_{would_be}"
    return f"{admission.rung:d}_{admission.reason}"


def _decide(arrived: Arrived, policy: AdmissionPolicy) -> Admission:
    who, load = arrived.standing, arrived.load
    if who.treatment is not Treatment.ORDINARY:
        return _ordered(arrived, who.treatment)
    if who.is_on_line or who.in_flight is InFlight.ANSWERED:
        return Refuse(RefuseReason.ON_LINE_ALREADY, Rung.KEEP_PLACE)
    if who.silenced and not who.is_urgent:
        return _silent(arrived)
    if not arrived.is_open:
        return _closed(arrived)
    if who.has_free_operator:
        return Admit(AdmitReason.OPERATOR_FREE, Rung.CONNECT)
    held = _hold(who, load, policy)
    if held is not None:
        return held
    if who.kind is CallerKind.WITHHELD:
        return _hidden(load, policy)
    if not arrived.case.is_retrial:
        return _first(who, load)
    return _again(who, load, policy)


def _ordered(arrived: Arrived, treatment: Treatment) -> Admit | Divert:
    """Take a number as an administrator has ordered; only a full trunk goes before that."""
    if treatment is Treatment.HUMAN_ONLY:
        if not arrived.is_open:
            return Divert(DivertReason.CLOSED)
        return Admit(AdmitReason.HUMAN_ONLY, Rung.LET_IN)
    if not arrived.is_open:
        return _closed(arrived)
    return Admit(AdmitReason.ALWAYS_ADMITTED, Rung.HOLD)


def _closed(arrived: Arrived) -> Admit | Divert:
    """Let the menu of the night take what the caller needs, where there is one."""
    if arrived.has_night_menu:
        return Admit(AdmitReason.NIGHT_MENU, Rung.HOLD)
    return Divert(DivertReason.CLOSED)


def _hold(who: Standing, load: TrunkLoad, policy: AdmissionPolicy) -> Admit | None:
    """Rung 1, with what of rung 4 needs no more than a channel."""
    has_room = load.is_roomy or load.holds < deck_size(load)
    if who.is_urgent:
        return Admit(AdmitReason.DANGER_SIGN, Rung.LET_IN)
    if who.in_flight is InFlight.DIALLING:
        return Admit(AdmitReason.RUNG_JUST_NOW, Rung.LET_IN)
    if who.preferred is not None and load.stays_free > 0:
        return Admit(AdmitReason.CUT_OFF, Rung.LET_IN)
    if who.missed_callback_s_ago is not None and load.stays_free > 0:
        return Admit(AdmitReason.RETURNING, Rung.LET_IN)
    leaves_more = load.is_burst and not load.is_roomy
    if not has_room or load.stays_free < _HOLD_FREE + leaves_more:
        return None
    if who.estimated_wait_s <= policy.hold_limit_s:
        return Admit(AdmitReason.SHORT_WAIT, Rung.HOLD)
    return Admit(AdmitReason.ROOMY_TRUNK, Rung.HOLD) if load.is_roomy else None


def _hidden(load: TrunkLoad, policy: AdmissionPolicy) -> Admission:
    """Decide about a caller who can be neither known again nor rung back."""
    if load.withheld < policy.withheld_limit and load.stays_free >= _HOLD_FREE:
        return Admit(AdmitReason.NUMBER_HIDDEN, Rung.HOLD)
    if load.stays_free >= 1 + load.is_crowded:
        return Announce(AnnounceReason.NUMBER_NEEDED, Rung.TELL)
    return Refuse(RefuseReason.LAST_CHANNEL, Rung.REGISTER)


def _first(who: Standing, load: TrunkLoad) -> Admission:
    if load.stays_free >= 1 + load.is_crowded:
        reason = AnnounceReason.FIRST_CALL if who.is_callable else AnnounceReason.NUMBER_NEEDED
        return Announce(reason, Rung.TELL)
    return Refuse(RefuseReason.LAST_CHANNEL, Rung.REGISTER)


def _again(who: Standing, load: TrunkLoad, policy: AdmissionPolicy) -> Admission:
    deck = deck_size(load)
    is_near = who.ahead < deck + policy.let_in_behind_deck
    if is_near and load.holds < deck and load.stays_free >= 1:
        return Admit(AdmitReason.NEXT_IN_LINE, Rung.LET_IN)
    if who.told_s_ago is None:
        if load.stays_free >= 1 + load.is_crowded:
            reason = AnnounceReason.NEVER_TOLD if who.is_callable else AnnounceReason.NUMBER_NEEDED
            return Announce(reason, Rung.TELL_LATE)
        return Refuse(RefuseReason.CHANNELS_SHORT, Rung.KEEP_PLACE)
    # Whoever has heard nothing yet goes before whoever wants to hear it again.
    heard_s_ago = inf if who.heard_s_ago is None else who.heard_s_ago
    if load.stays_free >= _HOLD_FREE:
        if not who.untold or heard_s_ago >= policy.remind_every_s:
            return Remind(RemindReason.CHANNELS_FREE)
        return Refuse(RefuseReason.TOLD_ALREADY, Rung.KEEP_PLACE)
    pause_s = policy.remind_every_s * (policy.remind_later if who.untold else 1)
    is_long_ago = heard_s_ago >= pause_s
    if load.stays_free >= 1 and (is_long_ago or who.is_shared):
        return Remind(RemindReason.NOT_HEARD_LATELY)
    return Refuse(RefuseReason.TOLD_ALREADY, Rung.KEEP_PLACE)


def _silent(arrived: Arrived) -> Admission:
    if arrived.standing.is_challenge_due and arrived.load.stays_free >= 1:
        # Whoever speaks is served at once, which nobody can be while the line is closed.
        if not arrived.is_open:
            return _closed(arrived)
        return Challenge(ChallengeReason.DUE)
    return Refuse(RefuseReason.SILENCED, Rung.SILENT)


def _refusal_rung(arrived: Arrived) -> Rung:
    if arrived.standing.silenced:
        return Rung.SILENT
    return Rung.KEEP_PLACE if arrived.case.is_retrial else Rung.REGISTER
