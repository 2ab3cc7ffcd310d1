"""Whether a whole trunk has lost the callers' voices, told from callers who all seem silent.

One silent caller is a machine; a dozen different ones in a row are a broken trunk, usually a
firewall or an address in the wrong SDP. While it lasts no silence is held against anybody.

A call is evidence as long as it is news: every heard call is, and of a number's silent calls only
the first since it was last heard. So hundreds of silent machines that dial all day long cannot
pass for a broken trunk for long. Numbers that were heard on earlier calls are the best witnesses,
and where there are enough of them nobody else is asked. Callers who cannot be told apart are left
out. A fault of some channels only cannot be seen this way.
"""

from dataclasses import dataclass
from typing import TypeAlias

from base.phone import CallerKey
from callers.policy import CallerPolicy


@dataclass(frozen=True, slots=True)
class AnsweredCall:
    """One answered call, as evidence for or against the sound of its trunk."""

    number: CallerKey
    is_heard: bool
    """Whether anybody was heard on it."""
    is_known_voice: bool
    """Whether somebody was heard on an earlier call of the number."""


@dataclass(frozen=True, slots=True)
class TrunkSound:
    """The last answered calls of one trunk, of different numbers, the latest last."""

    calls: tuple[AnsweredCall, ...] = ()


@dataclass(frozen=True, slots=True)
class OneWayAudio:
    """Nobody can be heard on the trunk: a fault of the line, not of the callers."""

    share: float
    """Which share of the calls was silent."""
    calls: int

    @property
    def reason(self) -> str:
        """Return the figures: `silent_share=1.00 calls=12`."""
        return f"silent_share={self.share:.2f} calls={self.calls}"


@dataclass(frozen=True, slots=True)
class SoundOk:
    """Somebody was heard, or too few have called to say."""

    share: float
    calls: int


SoundVerdict: TypeAlias = OneWayAudio | SoundOk


def call_answered(sound: TrunkSound, call: AnsweredCall, policy: CallerPolicy) -> TrunkSound:
    """Return the trunk's sound with one more answered call; a number counts once."""
    is_news = call.is_heard or all(c.is_heard or c.number != call.number for c in sound.calls)
    if not is_news:
        return sound
    others = tuple(earlier for earlier in sound.calls if earlier.number != call.number)
    return TrunkSound((*others, call)[-policy.sound_calls :])


def judge_trunk(sound: TrunkSound, policy: CallerPolicy) -> SoundVerdict:
    """Return whether callers can be heard on the trunk at all, with the figures that say so."""
    witnesses = sound.calls
    least = policy.sound_calls_least
    known = tuple(call for call in sound.calls if call.is_known_voice)
    if len(known) >= policy.sound_known_voices_least:
        witnesses, least = known, policy.sound_known_voices_least
    count = len(witnesses)
    silent = sum(not call.is_heard for call in witnesses)
    share = silent / count if count else 0.0
    if count >= least and share >= policy.one_way_share:
        return OneWayAudio(share, count)
    return SoundOk(share, count)
