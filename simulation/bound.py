"""What nobody can beat: the same people, served in the order of their first dials, at once.

No trunk, no telephones to ring, everybody reachable from the first dial, robots recognised. The
operators are busy whenever anybody waits, hence no policy serves more of this trace, up to the
luck of who happens to have short talks.
"""

from collections.abc import Sequence
from heapq import heapify, heapreplace

from simulation.carrier import CarrierLog
from simulation.day import CitizenLog, DayLog, WorkforceLog
from simulation.people import Person
from simulation.scenario import Scenario


def bound_of(scenario: Scenario, people: Sequence[Person]) -> DayLog:
    """Return the day of an omniscient line; what begins after closing time is not begun."""
    free_at_s = [0.0] * scenario.operators
    heapify(free_at_s)
    work = WorkforceLog(scenario.operators)
    citizens: list[CitizenLog] = []
    for person in sorted(people, key=lambda person: person.first_dial_at_s):
        log = CitizenLog(person.is_first_contact, person.first_dial_at_s)
        citizens.append(log)
        begins_s = max(person.first_dial_at_s, free_at_s[0])
        if person.serves_itself:
            log.self_served_at_s = log.finished_at_s = person.first_dial_at_s
        elif begins_s < scenario.closes_at_s:
            said_s = begins_s + person.need.talk_s
            written_s = said_s + person.need.wrap_up_s
            heapreplace(free_at_s, written_s)
            log.answered_at_s, log.finished_at_s = begins_s, said_s
            work.talks += 1
            work.talk_s += min(said_s, scenario.closes_at_s) - begins_s
            work.wrap_up_s += max(0.0, min(written_s, scenario.closes_at_s) - said_s)
    return DayLog(
        closes_at_s=scenario.closes_at_s,
        greeting_s=0.0,
        citizens=tuple(citizens),
        carrier=CarrierLog(),
        workforce=work,
        has_trunk=False,
    )
