"""Counting frames by call, and forgetting those whose end never comes. `asterisk/frames.py`."""

import tracemalloc

import msgspec

from asterisk import wire
from asterisk.frames import PARTING_CALLS, FrameTally
from asterisk.translate import FROM_AGENT, FROM_RING, FROM_TRUNK, agent_leg
from base.ids import CallId, new_call_id
from callflow.events import Ring

CALLER = "1700000000.1"

_decoder: msgspec.json.Decoder[wire.Event] = msgspec.json.Decoder(wire.Event)


def frame(kind: str, channel: str, *args: str) -> wire.Event:
    """Return a frame about a channel, as Asterisk writes it."""
    nobody = {"name": "", "number": ""}
    place = {"context": "engine", "exten": "s", "priority": 1, "app_name": "", "app_data": ""}
    body = {
        "type": kind,
        "application": "line122",
        "timestamp": "2026-11-22T00:00:00.000+0000",
        "args": list(args),
        "cause": 16,
        "cause_txt": "Normal Clearing",
        "channel": {
            "id": channel,
            "protocol_id": "sip-call-id",
            "name": "PJSIP/main-0000002a",
            "state": "Up",
            "caller": nobody,
            "connected": nobody,
            "accountcode": "",
            "dialplan": place,
            "creationtime": "2026-11-22T00:00:00.000+0000",
            "language": "en",
        },
    }
    return _decoder.decode(msgspec.json.encode(body))


class Counted:
    """A tally, and the counts that it told."""

    def __init__(self) -> None:
        self.counts: list[int] = []
        self.tally = FrameTally(self.counts.append)

    def arrive(self, caller: str = CALLER) -> CallId:
        call_id = new_call_id()
        self.tally.take(frame("StasisStart", caller, FROM_TRUNK))
        self.tally.claim(call_id, caller)
        return call_id

    def join(self, call_id: CallId) -> str:
        agent = agent_leg(call_id, Ring(1))
        self.tally.take(frame("ChannelStateChange", agent))
        self.tally.take(frame("StasisStart", agent, FROM_RING))
        return agent

    def end_agent(self, agent: str) -> None:
        self.tally.take(frame("StasisEnd", agent))
        self.tally.take(frame("ChannelDestroyed", agent))


def test_call_with_a_talk_is_told_with_the_frames_of_both_legs() -> None:
    story = Counted()
    agent = story.join(story.arrive())
    story.tally.take(frame("StasisEnd", CALLER))
    story.end_agent(agent)

    assert story.counts == [6]


def test_last_frames_of_a_call_that_is_over_still_count() -> None:
    story = Counted()
    call_id = story.arrive()
    agent = story.join(call_id)
    story.tally.take(frame("StasisEnd", CALLER))
    story.tally.forget(call_id)
    story.end_agent(agent)

    assert story.counts == [6]


def test_call_that_frames_of_were_missed_is_not_told_with_half_a_count() -> None:
    story = Counted()
    agent = story.join(story.arrive())
    story.tally.forget_all()
    story.tally.take(frame("StasisEnd", CALLER))
    story.end_agent(agent)

    assert story.counts == []


def test_leg_that_a_second_call_takes_is_counted_for_the_second() -> None:
    story = Counted()
    failed = story.arrive()
    story.tally.forget(failed)
    agent = story.join(story.arrive())
    for _ in range(PARTING_CALLS):
        story.tally.forget(new_call_id())
    story.tally.take(frame("StasisEnd", CALLER))
    story.end_agent(agent)

    assert story.counts == [5]


def test_years_of_codes_offers_and_missed_ends_take_no_memory() -> None:
    story = Counted()
    tracemalloc.start()
    _live_through(story, range(2 * PARTING_CALLS))
    before = tracemalloc.get_traced_memory()[0]
    _live_through(story, range(2 * PARTING_CALLS, 12 * PARTING_CALLS))
    grown_bytes = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()

    assert grown_bytes < 50_000


def _live_through(story: Counted, days: range) -> None:
    """Let an agent dial a code, a call go by that nobody takes, and one whose end is missed."""
    for day in days:
        story.tally.take(frame("StasisStart", f"{day}.1", FROM_AGENT))
        story.tally.take(frame("StasisStart", f"{day}.2", FROM_TRUNK))
        story.tally.take(frame("StasisEnd", f"{day}.2"))
        call_id = story.arrive(f"{day}.3")
        story.join(call_id)
        story.tally.forget(call_id)
