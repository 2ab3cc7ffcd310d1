"""What supervisors see, fold by fold.

Of `web/wallboard/{lamps,waiting,who,crew,promises,accuracy,weather,redialers}.py` and
`web/wallboard/{chart,charted,day,today,visits}.py`.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from agents.agent import Activity
from base.ids import ContactId, new_call_id, new_contact_id
from base.instant import Instant
from base.phone import HashedNumber, PhoneNumber
from callback.request import CallbackRequest, RequestState
from callflow.call import AgentAtWork, Call, Leaving, Talking
from callflow.events import Direction, Ring
from callflow.machine import begin
from callflow.moment import Moment
from callflow.outcome import Outcome
from callflow.storm import Calm, HourNorm, Level, Storm, StormFigures
from callflow.storm_order import OrderedStorm, StormOrder
from callflow.trunk import Purpose
from metrics.facts import CallFacts, NeedFacts
from metrics.tally import tally_of
from queues.floor import Floor, advance
from queues.messages import PromisePut
from queues.promised import Promised
from queues.queue import Entry, Rank
from tests.support.live import Json
from tests.support.site import (
    ADVICE,
    ARRIVED,
    CALL_POLICY,
    FLOOR_POLICY,
    MAIN,
    call_id,
    idle_agent,
)
from web.live.delta import State
from web.wallboard.accuracy import Accuracy, error_s_of, with_error
from web.wallboard.chart import SLOT_S, DayChart, Look
from web.wallboard.charted import chart_shown, slot_shown
from web.wallboard.crew import operator_shown
from web.wallboard.day import BoardDay
from web.wallboard.lamps import Lamps, Seat, seated, trunk_shown
from web.wallboard.promises import PromisesToday, promises_shown
from web.wallboard.redialers import RedialDay, redialer_shown
from web.wallboard.today import today_shown
from web.wallboard.visits import VisitsToday, visits_shown
from web.wallboard.waiting import MOST_PROMISED, WaitingFacts, waiting_shown
from web.wallboard.weather import WeatherFacts, weather_shown
from web.wallboard.who import tail_of

MIDNIGHT = datetime(2026, 11, 22, 0, 0, tzinfo=UTC)
AT = MIDNIGHT + timedelta(hours=9)
ANCHOR = Moment(AT, Instant(100.0))
NUMBER = PhoneNumber("+79101234567")


def a_call(number: int) -> Call:
    """Return a call that has just arrived."""
    arrived = replace(ARRIVED, call_id=call_id(number))
    return begin(arrived, Instant(90.0), CALL_POLICY).state


def an_attempt(
    arrives_s: float = 0.0, *, number: str | None = NUMBER, **more: object
) -> CallFacts:
    """Return the facts of a call that arrived so long after nine."""
    facts = CallFacts(
        call_id=new_call_id(),
        contact_id=new_contact_id(),
        direction=Direction.INBOUND,
        number=number,
        arrived_at=AT + timedelta(seconds=arrives_s),
    )
    return replace(facts, **more)  # type: ignore[arg-type]  # Fields by name.


def seen(state: State) -> Json:
    """Return a state as a page knows it."""
    return dict(state)


def test_a_call_keeps_its_lamp_while_others_come_and_go() -> None:
    first, second, third = a_call(1), a_call(2), a_call(3)
    lamps = seated(Lamps(), (first, second), (MAIN,))
    assert lamps.of[MAIN] == {Seat(call_id(1), 0): 1, Seat(call_id(2), 0): 2}

    without_first = seated(lamps, (second,), (MAIN,))
    assert without_first.of[MAIN] == {Seat(call_id(2), 0): 2}
    assert seated(without_first, (second, third), (MAIN,)).of[MAIN] == {
        Seat(call_id(2), 0): 2,
        Seat(call_id(3), 0): 1,
    }


def test_a_call_that_is_being_hung_up_holds_no_lamp() -> None:
    leaving = replace(a_call(1), phase=Leaving(Outcome.REFUSED, Instant(99.0)))
    assert seated(Lamps(), (leaving,), (MAIN,)).of[MAIN] == {}


def test_a_lamp_tells_purpose_since_when_and_of_the_number_only_the_end() -> None:
    talk = replace(
        a_call(1),
        phase=Talking(
            AgentAtWork(idle_agent(1).agent_id, idle_agent(1).operator.account, Ring(1))
        ),
        times=replace(a_call(1).times, entered_at=Instant(92.0), joined_at=Instant(95.0)),
    )
    seats = seated(Lamps(), (talk,), (MAIN,)).of[MAIN]
    shown = seen(trunk_shown(1, seats, {talk.origin.call_id: talk}, ANCHOR))
    assert (shown["channels"], shown["free"], shown["is_rejecting"]) == (1, 0, True)
    lamp = shown["lamps"]["1"]
    assert (lamp["purpose"], lamp["since"]) == ("talk", "2026-11-22T08:59:55.000Z")
    assert lamp["tail"] == tail_of(ARRIVED.ani.number)
    assert str(ARRIVED.ani.number) not in str(shown)


def test_of_a_hidden_number_not_even_the_end_is_shown() -> None:
    assert tail_of(NUMBER) == "45-67"
    assert tail_of(HashedNumber("#0123456789abcdef")) == tail_of(None) == ""


def test_who_waits_on_the_line_is_counted_apart_from_whose_operator_rings() -> None:
    waiting, ringing = a_call(1), a_call(2)
    entries = {
        call_id(1): Entry(call_id(1), ADVICE, 0, Instant(70.0), rank=Rank.URGENT),
        call_id(2): Entry(call_id(2), ADVICE, 0, Instant(60.0), agent_id=idle_agent(1).agent_id),
    }
    shown = seen(
        waiting_shown(
            WaitingFacts(
                floor=Floor(entries=entries),
                calls={call.origin.call_id: call for call in (waiting, ringing)},
                requests={},
                ticket_of=lambda _: "",
                estimate_s=61.4,
                accuracy=with_error(with_error(Accuracy(), -30.0), 10.0),
            ),
            ANCHOR,
        )
    )
    assert (shown["live"], shown["ringing"], shown["promised"]) == (1, 1, 0)
    assert shown["oldest_since"] == "2026-11-22T08:59:30.000Z"
    assert (shown["estimate_s"], shown["estimate_error_s"], shown["estimates"]) == (61, 10, 2)
    first, second = shown["entries"].values()
    assert (first["state"], first["rank"]) == ("live", "urgent")
    assert (second["state"], second["rank"]) == ("ringing", "normal")


def test_promised_people_follow_in_their_order_up_to_a_limit() -> None:
    floor, requests = Floor(), {}
    for place in range(MOST_PROMISED + 3):
        contact_id = new_contact_id()
        person = Promised(contact_id, ADVICE, 0, Instant(50.0 - place))
        floor = advance(floor, PromisePut(person), Instant(60.0), FLOOR_POLICY).state
        requests[contact_id] = a_request(contact_id)
    facts = WaitingFacts(
        floor=floor,
        calls={},
        requests=requests,
        ticket_of=str,
        estimate_s=None,
        accuracy=Accuracy(),
    )
    shown = waiting_shown(facts, ANCHOR)
    assert (shown["promised"], shown["estimate_s"], shown["estimate_error_s"]) == (
        MOST_PROMISED + 3,
        None,
        None,
    )
    entries = shown["entries"]
    assert isinstance(entries, dict)
    assert list(entries) == [str(each) for each in reversed(requests)][:MOST_PROMISED]
    assert {entry["state"] for entry in entries.values()} == {"due"}


def test_an_operator_is_shown_with_whom_they_talk() -> None:
    call = a_call(1)
    agent = replace(idle_agent(1), activity=Activity.TALKING, call_id=call.origin.call_id)
    shown = seen(operator_shown(agent, None, {call.origin.call_id: call}, ANCHOR))
    assert (shown["activity"], shown["call_id"]) == ("talking", str(call.origin.call_id))
    assert shown["with"]["tail"] == tail_of(ARRIVED.ani.number)
    over = operator_shown(agent, None, {}, ANCHOR)
    assert (over["call_id"], over["with"]) == (None, None)


def test_promises_are_told_by_their_state_with_the_oldest_and_the_soonest() -> None:
    one = a_request(new_contact_id())
    other = replace(
        one, state=RequestState.UNREACHABLE, opened_at=one.opened_at - timedelta(hours=1)
    )
    shown = promises_shown((one, other), PromisesToday(kept=5, broken=2, soonest_for=AT))
    assert (shown["open"], shown["due"], shown["unreachable"]) == (2, 1, 1)
    assert (shown["kept"], shown["missed"]) == (5, 2)
    assert shown["oldest_unkept_at"] == "2026-11-22T07:50:00.000Z"
    assert shown["soonest_for"] == "2026-11-22T09:00:00.000Z"


def test_half_of_the_promises_were_no_further_off_than_the_error() -> None:
    accuracy = Accuracy()
    assert error_s_of(accuracy) is None
    for error_s in (5.0, -40.0, 300.0, -10.0):
        accuracy = with_error(accuracy, error_s)
    assert error_s_of(accuracy) == 10


def test_the_storm_is_shown_with_its_figures_and_the_calm_with_its_signs() -> None:
    figures = StormFigures(people=71, attempts=964, channels_full_share=0.339, first_refused=12)
    facts = WeatherFacts(
        state=Storm(AT, figures), figures=figures, ordered=OrderedStorm(), missing_channels=2
    )
    shown = weather_shown(facts)
    assert (shown["order"], shown["ordered_by"], shown["ordered_at"]) == ("auto", "", None)
    assert (shown["is_storm"], shown["since"]) == (True, "2026-11-22T09:00:00.000Z")
    assert (shown["redial_factor"], shown["channels_full_share"]) == (13.6, 0.34)
    calm = weather_shown(replace(facts, state=Calm(signs_since=AT)))
    assert (calm["is_storm"], calm["since"]) == (False, None)
    assert calm["turns_since"] == "2026-11-22T09:00:00.000Z"


def test_a_storm_by_order_is_shown_with_who_ordered_it_and_since_when() -> None:
    figures = StormFigures(people=3, attempts=4, channels_full_share=0.0, first_refused=0)
    facts = WeatherFacts(
        state=Storm(AT, figures),
        figures=figures,
        ordered=OrderedStorm(StormOrder.ON, "orlova", AT),
        missing_channels=0,
    )
    shown = weather_shown(facts)
    assert (shown["order"], shown["ordered_by"]) == ("on", "orlova")
    assert shown["ordered_at"] == "2026-11-22T09:00:00.000Z"


def test_redialers_are_told_what_they_burned_and_what_turning_away_saved() -> None:
    day = RedialDay()
    for after_s in range(5):
        day.put(
            an_attempt(
                after_s * 60.0,
                outcome=Outcome.REFUSED,
                hung_up_at=AT + timedelta(seconds=after_s * 60 + 1),
            )
        )
    day.put(an_attempt(400.0, outcome=Outcome.TOLD, hung_up_at=AT + timedelta(seconds=412)))
    day.put(an_attempt(500.0, number=None, hung_up_at=AT + timedelta(seconds=600)))
    ((number, redials),) = day.top()
    shown = redialer_shown(number, redials, day.usual_s, "regular_gaps", "261122-1-1")
    assert isinstance(shown, dict)
    assert (shown["attempts"], shown["refused"]) == (6, 5)
    assert (shown["burned_s"], shown["saved_s"]) == (12, 60), "Twelve seconds each, five times."
    assert shown["tail"] == "45-67"


def test_the_chart_counts_people_once_in_five_minutes_and_channels_by_their_time() -> None:
    chart = DayChart(MIDNIGHT)
    for after_s in (0.0, 10.0, 20.0):
        chart.arrived(an_attempt(after_s))
    chart.arrived(an_attempt(30.0, number=None))
    for after_s, talking in ((0, 2), (5, 4), (10, 0)):
        chart.looked(
            Look(
                at=AT + timedelta(seconds=after_s),
                purposes={Purpose.TALK: talking},
                waiting=1,
                longest_wait_s=after_s * 3.0,
                is_full=talking == 4,
            )
        )
    shown = seen(slot_shown(chart, AT + timedelta(seconds=10)))
    assert (shown["attempts"], shown["people"], shown["longest_wait_s"]) == (4, 2, 30)
    assert shown["waiting"] == 1.0
    assert shown["channels"]["talk"] == 3.0
    whole = chart_shown(
        chart, (HourNorm(attempts=Level(120.0, 3)),) * 24, 6, AT + timedelta(seconds=10)
    )
    assert (len(whole.slots), whole.slots[-1].attempts) == (9 * 3600 // SLOT_S + 1, 4)
    assert (whole.slots[-1].usual_attempts, whole.slots[-1].usual_people) == (10.0, None)


def test_a_restart_finds_in_the_rows_what_channels_were_used_for() -> None:
    chart = DayChart(MIDNIGHT)
    second = timedelta(seconds=1)
    chart.recalled(
        (
            an_attempt(
                entered_at=AT + 30 * second,
                answered_at=AT + 90 * second,
                joined_at=AT + 90 * second,
                hung_up_at=AT + 330 * second,
                outcome=Outcome.ANSWERED,
            ),
        )
    )
    first, then = chart.slots[-2:]
    assert (first.channel_s[Purpose.MENU], first.channel_s[Purpose.HOLD]) == (30.0, 60.0)
    assert (first.channel_s[Purpose.TALK], then.channel_s[Purpose.TALK]) == (210.0, 30.0)
    assert (first.waiting_s, first.longest_wait_s, first.attempts) == (60.0, 60.0, 1)


def test_the_running_day_comes_to_what_a_report_says_of_its_rows() -> None:
    contact_id = new_contact_id()
    call = an_attempt(
        contact_id=contact_id,
        entered_at=AT + timedelta(seconds=5),
        outcome=None,
    )
    need = NeedFacts(contact_id=contact_id, number=NUMBER, first_dial_at=AT, is_first_contact=True)
    day = BoardDay.begun(MIDNIGHT)
    day.put_call(call)
    day.put_need(need)
    day.put_need(need)
    answered = replace(
        call,
        answered_at=AT + timedelta(seconds=15),
        joined_at=AT + timedelta(seconds=15),
        hung_up_at=AT + timedelta(seconds=75),
        outcome=Outcome.ANSWERED,
    )
    day.put_call(answered)
    later = AT + timedelta(minutes=10)
    told = today_shown(day.figures.tally(later), day.lost_unseen)
    assert told == today_shown(tally_of((answered,), (need,), (), later), None)
    assert (told["people"], told["answered_20s"], told["told_or_talking_60s"]) == (1, 1.0, 1.0)
    assert day.chart.slots[-1].first_timers == 1


def test_who_was_lost_unseen_is_told_of_the_share_of_time_without_a_channel() -> None:
    day = BoardDay.begun(MIDNIGHT)
    for place in range(30):
        call = an_attempt(place, number=f"+7910000{place:04}")
        day.put_call(call)
        day.put_need(
            NeedFacts(
                contact_id=call.contact_id,
                number=call.number,
                first_dial_at=call.arrived_at,
                is_first_contact=True,
            )
        )
    for second in range(0, 41, 10):
        day.chart.looked(Look(AT + timedelta(seconds=second), {}, 0, 0.0, is_full=second < 10))
    assert day.lost_unseen == 0.25, "Ten seconds of forty."
    shown = today_shown(day.figures.tally(AT + timedelta(minutes=2)), day.lost_unseen)
    assert shown["first_lost_estimated"] == 10, "Three quarters were seen, and those were thirty."


def test_visits_that_nobody_has_counted_are_not_told_as_none() -> None:
    assert set(visits_shown(None).values()) == {None}
    assert visits_shown(VisitsToday(5, 4, 1, 2)) == {
        "sent": 5,
        "acknowledged": 4,
        "chased": 1,
        "unanswered": 2,
    }


def a_request(contact_id: ContactId) -> CallbackRequest:
    return CallbackRequest(
        contact_id=contact_id,
        number=NUMBER,
        queue=ADVICE,
        trunk=MAIN,
        placed_at=AT - timedelta(minutes=20),
        opened_at=AT - timedelta(minutes=10),
    )
