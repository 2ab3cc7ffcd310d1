"""What a site decides about telling people from machines that dial."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class CallerPolicy:
    """An immutable snapshot; a reload swaps it as a whole.

    Raises:
        ValueError: people would be blamed for nothing, or a trunk could never be judged.

    """

    forget_days: int = 30
    """A number unseen for so long is forgotten, and new when it calls again."""
    shared_patients: int = 2
    """So many patients behind one number make it a shared one."""
    shared_days: int = 30
    """For how long a patient seen behind a number counts."""

    regular_gaps: int = 6
    """So many regular gaps between attempts are a machine's, not a person's."""
    regular_gap_limit_s: float = 120.0
    """A longer gap between attempts tells nothing: people, too, try again every hour."""
    regular_variation: float = 0.15
    """Gaps are regular while their standard deviation divided by their mean is below this."""
    hang_ups_at_once: int = 4
    """So many answered calls in a row that were left at once are a machine's."""
    attempts_despite_promise: int = 10
    """So many attempts after the person heard of their place are a machine's."""

    dead_airs: int = 2
    """So many calls in a row with nobody on the line silence a number for the day."""
    challenge_every_s: float = 600.0
    """How often one attempt of a silenced number hears "say something or press any key"."""

    sound_calls: int = 20
    """How many answered calls of different numbers a trunk's sound is judged by."""
    sound_calls_least: int = 12
    """With fewer of them nothing is said about a trunk."""
    sound_known_voices_least: int = 4
    """With so many numbers that were heard before, only these are asked."""
    one_way_share: float = 0.95
    """From this share of silent calls on, the fault is the trunk's and not the callers'."""

    def __post_init__(self) -> None:
        """Refuse what would blame people for nothing, or never see a fault."""
        if self.dead_airs < 1 or self.shared_patients < 1:
            raise ValueError("Dead airs and patients are counted from 1 on; give at least 1.")
        if not 1 <= self.sound_calls_least <= self.sound_calls:
            raise ValueError("A trunk is judged by at most as many calls as are kept of it.")
        if not 0 < self.one_way_share <= 1:
            raise ValueError("The share of silent calls lies above 0 and at most at 1.")
