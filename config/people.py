"""The settings by which people are told from machines, and a storm from an ordinary day."""

from typing import Annotated, Self

from pydantic import Field, SecretStr, model_validator
from pydantic.json_schema import SkipJsonSchema

from callers.policy import CallerPolicy
from callflow.storm import StormPolicy
from config.model import Seconds, Section, Share, Text

Days = Annotated[int, Field(ge=1, le=400)]
Count = Annotated[int, Field(ge=1, le=10_000)]
AboveOne = Annotated[float, Field(gt=1, le=1000)]


class Callers(Section):
    """What a site decides about telling people from machines that dial."""

    forget_days: Days = 30
    """A number unseen for so long is forgotten, and new when it calls again."""
    shared_patients: Count = 2
    """So many patients behind one number make it a shared one …"""
    shared_days: Days = 30
    """… for so long."""
    regular_gaps: Count = 6
    """So many regular gaps between attempts are a machine's …"""
    regular_gap_limit_s: Seconds = 120
    """… unless they are longer: people, too, try again every hour."""
    regular_variation: Annotated[float, Field(gt=0, le=1)] = 0.15
    """Gaps are regular while their deviation divided by their mean is below this."""
    hang_ups_at_once: Count = 4
    """So many answered calls in a row that were left at once are a machine's."""
    attempts_despite_promise: Count = 10
    """So many attempts after hearing of one's place are a machine's."""
    dead_airs: Count = 2
    """So many calls in a row with nobody on the line put a number last for the day."""
    challenge_every_s: Seconds = 600
    """How often an attempt of such a number is asked to say something."""
    silent_talk_s: Seconds = 30
    """A talk that lasted so long was one, even if nobody was heard."""
    sound_calls: Count = 20
    """By how many answered calls of different numbers a trunk's sound is judged, …"""
    sound_calls_least: Count = 12
    """… and with fewer than this not at all."""
    sound_known_voices_least: Count = 4
    """With so many numbers that were heard before, only these are asked."""
    one_way_share: Annotated[float, Field(gt=0, le=1)] = 0.95
    """From this share of silent calls on the fault is the trunk's."""
    salt: SkipJsonSchema[SecretStr | None] = Field(default=None, repr=False)
    """Hides the numbers of those who hide them; from the environment or the file."""
    salt_file: Text | None = None

    @model_validator(mode="after")
    def _judges(self) -> Self:
        self.policy()
        return self

    def policy(self) -> CallerPolicy:
        """Return what the callers' room decides by.

        Raises:
            ValueError: people would be blamed for nothing, or a trunk could never be judged.

        """
        return CallerPolicy(
            forget_days=self.forget_days,
            shared_patients=self.shared_patients,
            shared_days=self.shared_days,
            regular_gaps=self.regular_gaps,
            regular_gap_limit_s=self.regular_gap_limit_s,
            regular_variation=self.regular_variation,
            hang_ups_at_once=self.hang_ups_at_once,
            attempts_despite_promise=self.attempts_despite_promise,
            dead_airs=self.dead_airs,
            challenge_every_s=self.challenge_every_s,
            sound_calls=self.sound_calls,
            sound_calls_least=self.sound_calls_least,
            sound_known_voices_least=self.sound_known_voices_least,
            one_way_share=self.one_way_share,
        )


class Storm(Section):
    """When an ordinary day becomes a storm; figures are of the last ten minutes."""

    look_every_s: Seconds = 5
    """How often the figures are looked at."""
    least_attempts: Count = 30
    """With fewer attempts nothing is a storm."""
    redial_factor: AboveOne = 3.5
    """Attempts per person from which on it is one, …"""
    redials_above_norm: AboveOne = 2
    """… and where redials are usual, so many times the usual factor."""
    attempts_above_norm: AboveOne = 3
    people_above_norm: AboveOne = 2
    """So many times what is usual in the hour, while channels are short."""
    channels_full_share: Share = 0.2
    """For which share of the last minute the last channel was taken."""
    channels_short_share: Share = 0.01
    """From this share on channels count as short."""
    first_refused: Count = 5
    """People whose first attempt found no channel."""
    leave_share: Annotated[float, Field(gt=0, le=1)] = 0.65
    """A storm ends below this share of each limit."""
    enter_after_s: Seconds = 60
    """So long there must be signs of a storm before it is one, …"""
    leave_after_s: Seconds = 900
    """… and so long none before it is over."""
    norm_days: Days = 3
    """What is usual in an hour is believed after so many days."""
    norm_weight: Annotated[float, Field(gt=0, le=1)] = 0.125
    """What a new day weighs then."""

    @model_validator(mode="after")
    def _ends_and_learns(self) -> Self:
        self.policy()
        return self

    def policy(self) -> StormPolicy:
        """Return what storms are decided by.

        Raises:
            ValueError: a storm could never end on an ordinary day.

        """
        return StormPolicy(
            least_attempts=self.least_attempts,
            redial_factor=self.redial_factor,
            redials_above_norm=self.redials_above_norm,
            attempts_above_norm=self.attempts_above_norm,
            people_above_norm=self.people_above_norm,
            channels_full_share=self.channels_full_share,
            channels_short_share=self.channels_short_share,
            first_refused=self.first_refused,
            leave_share=self.leave_share,
            enter_after_s=self.enter_after_s,
            leave_after_s=self.leave_after_s,
            norm_days=self.norm_days,
            norm_weight=self.norm_weight,
        )
