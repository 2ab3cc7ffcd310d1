"""A telephone that redials for ever with nobody at it: the silent robots of a storm."""

from base.phone import PhoneNumber
from simulation.laws import Uniform
from simulation.outside import Heard, OutsideLine
from simulation.people import Conversation, RobotPhone
from simulation.scenario import Scenario
from simulation.schedule import Cancellable, Schedule


class Robot:
    """Dials, stays silent, is hung up on, dials again (`outside.Caller`)."""

    def __init__(
        self, phone: RobotPhone, scenario: Scenario, schedule: Schedule, line: OutsideLine
    ) -> None:
        self._phone = phone
        self._scenario = scenario
        self._schedule = schedule
        self._line = line
        self._is_on_line = False
        self._timer: Cancellable | None = None
        self.attempts = 0

    @property
    def number(self) -> PhoneNumber:
        """Return the robot's number."""
        return self._phone.number

    def begin(self) -> None:
        """Dial for the first time when the day has come to it."""
        self._timer = self._schedule.at(self._phone.first_dial_at_s, self._dial)

    def conversation(self) -> Conversation | None:
        """Return `None`: nobody is there."""
        return None

    def reached(self, free_channels: int) -> None:
        """Take no note."""

    def busy(self) -> None:
        """Dial again."""
        self._redial()

    def answered(self) -> None:
        """Say nothing, and hang up after a while."""
        self._stay()

    def heard(self, sound: Heard, promised_s: float | None = None) -> None:
        """Hear nothing."""

    def line_hung_up(self) -> None:
        """Dial again."""
        self._redial()

    def rung_by_callback(self) -> bool:
        """Ring, and sometimes be picked up."""
        if self._is_on_line:
            return False
        self._stop_timer()
        self._is_on_line = True
        if self._phone.dice.random() < self._scenario.robot_picks_up:
            delay_s = Uniform(*self._scenario.pick_up_after).draw_s(self._phone.dice)
            self._timer = self._schedule.after(delay_s, self._pick_up)
        return True

    def ringing_stopped(self) -> None:
        """Dial again."""
        self._redial()

    def _dial(self) -> None:
        if self._schedule.now_s() >= self._scenario.closes_at_s:
            return
        self.attempts += 1
        self._is_on_line = True
        self._line.dial(self)

    def _pick_up(self) -> None:
        self._stay()
        self._line.pick_up(self)

    def _stay(self) -> None:
        self._timer = self._schedule.after(self._scenario.robot_stays_s, self._hang_up)

    def _hang_up(self) -> None:
        self._line.hang_up(self)
        self._redial()

    def _redial(self) -> None:
        self._stop_timer()
        self._is_on_line = False
        gap_s = self._phone.redial.draw_s(self._phone.dice)
        self._timer = self._schedule.after(gap_s, self._dial)

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
