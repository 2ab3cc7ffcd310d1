"""A citizen on the telephone: dials, waits, loses patience, redials, believes, picks up.

The citizen reacts and knows nothing of the exchange behind the line: neither its place in a queue
nor why the tone is busy. What happens is written down here, so that every policy is measured by
the same witness.

A telephone is engaged while it is on a call and for some seconds after each dial in vain, hence a
callback to somebody who redials fails as often as the gaps between the dials make it. Whoever
believes what was promised waits by the telephone until it rings, for the whole day if need be.
"""

from dataclasses import dataclass
from enum import Enum, auto
from functools import partial
from typing import Final

from base.phone import PhoneNumber
from simulation.day import ChannelUse, CitizenLog
from simulation.habits import (
    OPERATOR_DIGIT,
    QUEUE_DIGIT,
    SELF_SERVICE_DIGIT,
    SETTLED_DIGIT,
    Habits,
)
from simulation.idleness import IdleWatch
from simulation.outside import Heard, OutsideLine
from simulation.people import Conversation, Person
from simulation.schedule import Cancellable, Schedule

_A_MINUTE_S = 60.0
_SPARE_CHANNELS = 2
"""So many channels free besides a caller's own, and nobody need be sent away."""
_REACTION_S = 1.0
"""From hearing a key named to pressing it."""
_HARDLY_ANY_S = 1e-6
"""Less than this is left of a talk that was ended when everything had been said."""


class _Where(Enum):
    AWAY = auto()
    """Not on the line."""
    DIALLING = auto()
    RUNG = auto()
    """The telephone rings."""
    ON_LINE = auto()
    HELD = auto()
    TALKING = auto()
    FINISHED = auto()


_USES: Final = {_Where.TALKING: ChannelUse.TALK, _Where.HELD: ChannelUse.HELD}


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What all citizens of a day share."""

    schedule: Schedule
    line: OutsideLine
    habits: Habits
    watch: IdleWatch
    are_remembered: bool
    """Whether the exchange knows who called before: then they wait even when hung up."""


class Citizen:
    """One person and one telephone (`outside.Caller`)."""

    def __init__(self, person: Person, surroundings: Surroundings) -> None:
        self.person = person
        self.log = CitizenLog(person.is_first_contact, person.first_dial_at_s)
        self._around = surroundings
        self._dice = person.dice
        self._where = _Where.AWAY
        self._is_listening = False
        """On the line, and the person is at the telephone."""
        self._is_called_back = False
        self._is_auto_dialled = False
        self._is_quiet = False
        """Believes, and does not redial."""
        self._missed_us = False
        """Missed a callback, and has not been heard since."""
        self._chose_to_leave = False
        self._is_waiting = False
        """Counted by the watch as somebody who could be served now."""
        self._free_besides = 0
        self._engaged_until_s = 0.0
        self._held_since_s = 0.0
        self._talking_since_s = 0.0
        self._talk_left_s = person.need.talk_s
        self._timer: Cancellable | None = None
        """Of the one thing a citizen does next unprompted: dial, pick up or lose patience."""

    @property
    def number(self) -> PhoneNumber:
        """Return the citizen's number."""
        return self.person.number

    @property
    def channel_use(self) -> ChannelUse:
        """Return what the channel that this telephone holds is used for."""
        if self._where is _Where.RUNG:
            return ChannelUse.RINGING
        if self._where is _Where.DIALLING:
            return ChannelUse.TOLD
        if not self._is_listening:
            return ChannelUse.SILENT
        return _USES.get(self._where, ChannelUse.TOLD)

    def begin(self) -> None:
        """Dial for the first time when the day has come to it."""
        first_s = self.log.first_dial_at_s
        self._timer = self._around.schedule.at(first_s, self._dial)
        self._around.schedule.at(first_s + _A_MINUTE_S, self._look_back)

    def conversation(self) -> Conversation | None:
        """Return the need, or `None` when the telephone has dialled and nobody listens."""
        if not self._is_listening:
            return None
        return Conversation(self._talk_left_s, self.person.need.wrap_up_s)

    # What happens on the line.

    def reached(self, free_channels: int) -> None:
        """Take note that the exchange has the call."""
        self._free_besides = free_channels
        self._missed_us = False
        if self.log.reached_at_s is None:
            self.log.reached_at_s = self._around.schedule.now_s()
            self.log.was_first_attempt_seen = self.log.attempts == 1

    def busy(self) -> None:
        """Hear the busy tone, and dial again later."""
        self._note_sent_away()
        self._go()

    def answered(self) -> None:
        """Listen, if anybody is there."""
        nobody = self._is_auto_dialled and self._dice.random() < self._around.habits.nobody_on_line
        self._is_listening = not nobody
        self._be(_Where.ON_LINE)

    def heard(self, sound: Heard, promised_s: float | None = None) -> None:
        """React to what is heard."""
        match sound:
            case Heard.SMS_PROMISE:
                self._read(promised_s)
            case Heard.MUSIC:
                self._wait()
            case _ if self._is_listening:
                self._listen(sound, promised_s)
            case _:
                pass

    def line_hung_up(self) -> None:
        """Go on by what has been reached: finished, quiet or dialling again."""
        now_s = self._around.schedule.now_s()
        if self._where is _Where.RUNG:
            self.ringing_stopped()
            return
        if self._where is _Where.TALKING:
            self._talk_left_s -= now_s - self._talking_since_s
            if self._talk_left_s <= _HARDLY_ANY_S:
                self.log.finished_at_s = now_s
            else:
                self.log.cut_offs += 1
        elif self.log.self_served_at_s is not None:
            self.log.finished_at_s = now_s
        elif not self._chose_to_leave:
            self._note_sent_away()
        self._go()

    def rung_by_callback(self) -> bool:
        """Ring, and be picked up or not."""
        around = self._around
        if self._where is _Where.FINISHED:
            self.log.rung_when_finished += 1
            return True
        if self._where is not _Where.AWAY or around.schedule.now_s() < self._engaged_until_s:
            return False
        self._stop_timer()
        self._missed_us = False
        self._be(_Where.RUNG)
        if self._dice.random() < around.habits.pick_up:
            delay_s = around.habits.pick_up_after.draw_s(self._dice)
            self._timer = around.schedule.after(delay_s, self._pick_up)
        return True

    def ringing_stopped(self) -> None:
        """Have missed a callback: ring back, perhaps, unless the redialling goes on anyway."""
        if self._where is not _Where.RUNG:
            return
        self.log.missed_callbacks += 1
        self._missed_us = True
        self._stop_timer()
        self._be(_Where.AWAY)
        self._ring_back_or_redial()

    # What the citizen does.

    def _dial(self, *, by_hand: bool = False) -> None:
        around = self._around
        if around.schedule.now_s() >= around.habits.closes_at_s:
            return
        is_redial = self.log.attempts > 0 and not by_hand
        self._is_auto_dialled = is_redial and self.person.redials_by_itself
        self._is_listening = self._is_called_back = self._chose_to_leave = False
        self.log.attempts += 1
        self._be(_Where.DIALLING)
        around.line.dial(self)

    def _ring_back(self) -> None:
        self._is_quiet = False
        self._dial(by_hand=True)

    def _pick_up(self) -> None:
        around = self._around
        self._is_listening = self._is_called_back = True
        self._held_since_s = around.schedule.now_s()
        self.log.holds += 1
        self._be(_Where.HELD)
        patience_s = around.habits.callback_patience.draw_s(self._dice)
        self._timer = around.schedule.after(patience_s, self._lose_patience)
        around.line.pick_up(self)
        around.line.speak(self)

    def _wait(self) -> None:
        """Begin to wait for an operator; whoever was called back has begun already."""
        if self._where is not _Where.ON_LINE:
            return
        self._held_since_s = self._around.schedule.now_s()
        self.log.holds += 1
        self._be(_Where.HELD)
        patience_s = self._around.habits.patience_s(self._dice)
        self._timer = self._around.schedule.after(patience_s, self._lose_patience)

    def _lose_patience(self) -> None:
        was_called_back = self._is_called_back
        self._leave_hold()
        if was_called_back:
            self.log.missed_callbacks += 1
            self._missed_us = True
        self._be(_Where.AWAY)
        # What comes next is decided before the exchange hears of it and may ring at once.
        if was_called_back:
            self._ring_back_or_redial()
        else:
            self._redial()
        self._around.line.hang_up(self)

    def _listen(self, sound: Heard, promised_s: float | None) -> None:
        line = self._around.line
        match sound:
            case Heard.MENU:
                line.press(
                    self, SELF_SERVICE_DIGIT if self.person.serves_itself else OPERATOR_DIGIT
                )
            case Heard.ANSWERS_OFFERED | Heard.REFERENCE if self.person.serves_itself:
                self._press_soon(SELF_SERVICE_DIGIT)
            case Heard.SELF_SERVICE:
                self.log.self_served_at_s = self._around.schedule.now_s()
            case Heard.STILL_NEEDED:
                self._press_soon(SETTLED_DIGIT)
            case Heard.ANYTHING_ELSE:
                self._be_content()
            case Heard.OFFER:
                if self._dice.random() < self._around.habits.accept_offer:
                    self._chose_to_leave = self._is_quiet = True
                    self._stop_timer()
                    line.press(self, QUEUE_DIGIT)
            case Heard.PROMISE | Heard.REMINDER:
                self._learn(promised_s)
                self._is_quiet = self._is_quiet or self.person.believes
            case Heard.PROVE_A_PERSON:
                line.speak(self)
            case Heard.OPERATOR_JOINED:
                self._talk()
            case _:
                pass

    def _press_soon(self, digit: str) -> None:
        press = partial(self._around.line.press, self, digit)
        self._around.schedule.after(_REACTION_S, press)

    def _be_content(self) -> None:
        """Hang up, needing nothing more."""
        self.log.finished_at_s = self._around.schedule.now_s()
        self._be(_Where.FINISHED)
        self._around.line.hang_up(self)

    def _read(self, promised_s: float | None) -> None:
        """Read a text message, wherever the citizen is."""
        if not self.person.is_mobile:
            return
        self._learn(promised_s)
        if self.person.believes_sms and self._where is not _Where.FINISHED:
            self._is_quiet = True
            if self._where is _Where.AWAY:
                self._stop_timer()

    def _learn(self, promised_s: float | None) -> None:
        if self.log.told_at_s is None:
            self.log.told_at_s = self._around.schedule.now_s()
            self.log.promised_s = promised_s

    def _talk(self) -> None:
        now_s = self._around.schedule.now_s()
        self._leave_hold()
        self._talking_since_s = now_s
        if self.log.answered_at_s is None:
            self.log.answered_at_s = now_s
        self._be(_Where.TALKING)

    def _go(self) -> None:
        """Be off the line, and do what comes next."""
        self._leave_hold()
        if self.log.finished_at_s is not None:
            self._be(_Where.FINISHED)
            return
        self._be(_Where.AWAY)
        self._engaged_until_s = (
            self._around.schedule.now_s() + self._around.habits.engaged_per_dial_s
        )
        self._redial()

    def _redial(self) -> None:
        if not self._is_quiet:
            gap_s = self.person.redial.draw_s(self._dice)
            self._timer = self._around.schedule.after(gap_s, self._dial)

    def _ring_back_or_redial(self) -> None:
        habits = self._around.habits
        if not self._is_quiet:
            self._redial()
        elif self._dice.random() < habits.ring_back:
            delay_s = habits.ring_back_after.draw_s(self._dice)
            self._timer = self._around.schedule.after(delay_s, self._ring_back)

    # What is written down.

    def _note_sent_away(self) -> None:
        log = self.log
        if log.attempts == 1 and log.was_first_attempt_seen and not self._is_called_back:
            log.was_cut_off_with_free_channels = self._free_besides >= _SPARE_CHANNELS

    def _leave_hold(self) -> None:
        self._stop_timer()
        if self._where is _Where.HELD:
            self.log.held_s += self._around.schedule.now_s() - self._held_since_s

    def _look_back(self) -> None:
        self.log.is_held_after_60s = self._where is _Where.HELD and self._is_listening

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _be(self, where: _Where) -> None:
        self._where = where
        self._review()

    def _review(self) -> None:
        """Tell the watch whether this citizen waits and could be served now."""
        match self._where:
            case _Where.HELD:
                waits = True
            case _Where.AWAY | _Where.RUNG:
                is_known = self._around.are_remembered and self.log.reached_at_s is not None
                waits = is_known and not self._missed_us
            case _:
                waits = False
        if waits is not self._is_waiting:
            self._is_waiting = waits
            self._around.watch.waits(1 if waits else -1)
