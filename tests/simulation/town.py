"""A small town for stories: one citizen, a trunk, and an exchange that does as the story says."""

from dataclasses import dataclass, field, replace
from random import Random
from typing import NamedTuple, Self

from base.phone import PhoneNumber
from simulation.carrier import Carrier
from simulation.citizens import Citizen, Surroundings
from simulation.day import WorkforceLog
from simulation.habits import Habits
from simulation.idleness import IdleWatch
from simulation.laws import Law, Uniform
from simulation.outside import Caller
from simulation.people import Conversation, Person
from simulation.scenario import Crowd, Scenario
from simulation.schedule import HeapSchedule

TALK_S = 100.0
GAP_S = 30.0


def always(seconds: float) -> Law:
    return Uniform(seconds, seconds)


PERSON = Person(
    number=PhoneNumber("+79050000001"),
    is_mobile=True,
    is_first_contact=True,
    first_dial_at_s=10.0,
    need=Conversation(TALK_S, 40.0),
    redial=always(GAP_S),
    redials_by_itself=True,
    believes=True,
    believes_sms=True,
    serves_itself=False,
    dice=Random(1),
)
SCENARIO = Scenario(title="a story", first_timers=Crowd(1), nobody_on_line=0.0, ring_back=0.0)
HABITS = replace(
    Habits.of(SCENARIO),
    hasty=0.0,
    patience=always(90.0),
    callback_patience=always(60.0),
    pick_up=1.0,
    pick_up_after=always(8.0),
    ring_back_after=always(300.0),
)


class Seen(NamedTuple):
    """What a citizen did, and when."""

    at_s: float
    number: PhoneNumber
    what: str


@dataclass(slots=True)
class Board:
    """An exchange that only writes down what citizens do."""

    schedule: HeapSchedule
    seen: list[Seen] = field(default_factory=list)

    def called(self, phone: Caller) -> None:
        self._note(phone, "called")

    def pressed(self, phone: Caller, digit: str) -> None:
        self._note(phone, f"pressed {digit}")

    def spoke(self, phone: Caller) -> None:
        self._note(phone, "spoke")

    def hung_up(self, phone: Caller) -> None:
        self._note(phone, "hung up")

    def picked_up(self, phone: Caller) -> None:
        self._note(phone, "picked up")

    def _note(self, phone: Caller, what: str) -> None:
        self.seen.append(Seen(self.schedule.now_s(), phone.number, what))


class Town:
    """One citizen whose day a story tells step by step."""

    def __init__(
        self,
        person: Person = PERSON,
        habits: Habits = HABITS,
        *,
        channels: int = 6,
        are_remembered: bool = True,
    ) -> None:
        self.schedule = HeapSchedule()
        self.work = WorkforceLog(operators=2)
        self.watch = IdleWatch(self.schedule, log=self.work, closes_at_s=HABITS.closes_at_s)
        self.carrier = Carrier(
            self.schedule, channels=channels, reject_s=0.05, closes_at_s=HABITS.closes_at_s
        )
        self.board = Board(self.schedule)
        self.carrier.connect(self.board)
        self.citizen = Citizen(
            replace(person, dice=Random(1)),
            Surroundings(
                schedule=self.schedule,
                line=self.carrier,
                habits=habits,
                watch=self.watch,
                are_remembered=are_remembered,
            ),
        )
        self.citizen.begin()

    def until(self, now_s: float) -> Self:
        """Let time pass."""
        self.schedule.run_until(now_s)
        return self

    def seen(self, what: str) -> list[float]:
        """Return when the exchange saw this."""
        return [seen.at_s for seen in self.board.seen if seen.what == what]
