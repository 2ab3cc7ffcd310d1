"""In which line of a report a need stands. `metrics/place.py`."""

from uuid import UUID

from base.ids import AgentId
from callflow.events import Direction
from metrics.place import place_of
from queues.policy import QueueName
from tests.metrics.days import call, moment

ANNA, OLGA = AgentId(UUID(int=1)), AgentId(UUID(int=2))
DOCTOR, REFERENCE = QueueName("doctor"), QueueName("reference")


def test_need_stands_where_an_agent_served_it_and_not_where_it_went_later() -> None:
    left = call(1, 1, dialled="122", queue=REFERENCE, topic="reference")
    served = call(
        *(2, 1), arrived_at=moment(60), joined_at=moment(70), agent_id=ANNA, queue=DOCTOR
    )
    again = call(
        *(3, 1), arrived_at=moment(90), joined_at=moment(99), agent_id=OLGA, queue=REFERENCE
    )

    place = place_of([again, served, left])

    assert (place.dialled, place.queue, place.operator) == ("122", DOCTOR, ANNA)
    assert place.topic == "reference", "What they chose at first is what it was about."


def test_need_that_nobody_served_stands_where_it_was_last_and_is_no_operators() -> None:
    first = call(1, 1, queue=DOCTOR, agent_id=ANNA)
    last = call(2, 1, arrived_at=moment(60), queue=REFERENCE)

    place = place_of([first, last])

    assert (place.queue, place.topic, place.operator) == (REFERENCE, None, None)


def test_call_of_ours_says_nothing_of_the_number_that_was_dialled() -> None:
    ours = call(1, 1, direction=Direction.OUTBOUND, dialled="+78442122122", queue=DOCTOR)
    theirs = call(2, 1, arrived_at=moment(60), dialled="122")

    assert place_of([ours, theirs]).dialled == "122"


def test_clinic_is_that_of_the_visit_whichever_call_tells_it() -> None:
    assert place_of([call(1, 1, clinic="gp-3"), call(2, 1)]).clinic == "gp-3"
