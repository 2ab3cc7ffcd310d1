"""A telephone with nobody at it."""

from random import Random

from base.phone import PhoneNumber
from simulation.carrier import Carrier
from simulation.laws import Uniform
from simulation.outside import Dialled, Heard
from simulation.people import RobotPhone
from simulation.robots import Robot
from simulation.scenario import Crowd, Scenario
from simulation.schedule import HeapSchedule
from tests.simulation.town import Board

NUMBER = PhoneNumber("+79060000001")


class Corner:
    """A robot, and an exchange that only watches."""

    def __init__(self, *, robot_picks_up: float = 1.0) -> None:
        self.schedule = HeapSchedule()
        self.board = Board(self.schedule)
        self.carrier = Carrier(self.schedule, channels=2, reject_s=0.05, closes_at_s=32_400.0)
        self.carrier.connect(self.board)
        scenario = Scenario(title="a robot", first_timers=Crowd(0), robot_picks_up=robot_picks_up)
        phone = RobotPhone(
            number=NUMBER, first_dial_at_s=5.0, redial=Uniform(30.0, 30.0), dice=Random(1)
        )
        self.robot = Robot(phone, scenario, self.schedule, self.carrier)
        self.robot.begin()

    def seen(self, what: str) -> list[float]:
        return [seen.at_s for seen in self.board.seen if seen.what == what]


def test_a_robot_stays_a_minute_and_dials_again() -> None:
    corner = Corner()
    corner.schedule.run_until(5.0)
    corner.carrier.answer(corner.robot)
    corner.schedule.run_until(96.0)
    assert corner.seen("hung up") == [65.0]
    assert corner.seen("called") == [5.0, 95.0]
    assert corner.robot.attempts == 2


def test_a_robot_says_nothing_believes_nothing_and_needs_nothing() -> None:
    corner = Corner()
    corner.schedule.run_until(5.0)
    corner.carrier.answer(corner.robot)
    corner.carrier.play(corner.robot, Heard.PROVE_A_PERSON)
    corner.carrier.play(corner.robot, Heard.PROMISE, 600.0)
    corner.carrier.clear(corner.robot)
    corner.schedule.run_until(36.0)
    assert corner.seen("spoke") == []
    assert corner.seen("called") == [5.0, 35.0]
    assert corner.robot.conversation() is None


def test_a_robot_that_is_rejected_or_hung_up_on_dials_again_for_ever() -> None:
    corner = Corner()
    for now_s in range(5, 1000, 31):
        corner.schedule.run_until(float(now_s))
        corner.carrier.reject(corner.robot)
    assert corner.robot.attempts > 30


def test_a_robot_that_picks_up_a_callback_is_silent_for_a_minute() -> None:
    corner = Corner()
    corner.schedule.run_until(1.0)
    assert corner.carrier.ring(corner.robot) is Dialled.RINGING
    corner.schedule.run_until(80.0)
    [picked_up_s] = corner.seen("picked up")
    assert corner.seen("hung up") == [picked_up_s + 60.0]
    assert corner.seen("spoke") == []


def test_a_robot_that_does_not_pick_up_dials_when_the_ringing_stops() -> None:
    corner = Corner(robot_picks_up=0.0)
    corner.schedule.run_until(1.0)
    corner.carrier.ring(corner.robot)
    corner.schedule.run_until(26.0)
    assert corner.robot.attempts == 0
    corner.carrier.stop_ringing(corner.robot)
    corner.schedule.run_until(57.0)
    assert corner.seen("called") == [56.0]


def test_a_robot_on_the_line_is_engaged() -> None:
    corner = Corner()
    corner.schedule.run_until(5.0)
    assert corner.carrier.ring(corner.robot) is Dialled.ENGAGED
