"""The call as its operator sees it; of `web/desk/{call,line,moments}.py`."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from agents.agent import Activity
from base.instant import Instant
from base.phone import NumberKind, NumberReading, NumberRules, PhoneNumber
from callers.number import CallerKind
from callflow.call import AgentAtWork, Call, Dialling, Talking
from callflow.events import Ring
from callflow.machine import begin
from callflow.moment import Moment
from callflow.standing import Standing
from queues.queue import Entry
from tests.support.live import Json
from tests.support.site import (
    ARRIVED,
    CALL_POLICY,
    CASE,
    DOCTORS,
    PLACED,
    ZONE,
    call_id,
    idle_agent,
)
from tickets.contact import Contact, OpenCase, Ticket
from tickets.number import TicketNumber
from web.desk.call import CallFacts, call_shown
from web.desk.line import LineFacts, WorkCounts, line_shown, work_shown
from web.desk.moments import shown_at, shown_instant

AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
ANCHOR = Moment(AT, Instant(100.0))
ANNA = idle_agent(1, doctor=1)

AT_WORK = AgentAtWork(ANNA.agent_id, ANNA.operator.account, Ring(1))
CONTACT = Contact(CASE.contact_id, PhoneNumber("+79101234567"), AT - timedelta(minutes=40))
OPEN = OpenCase(CONTACT, Ticket(CASE.ticket_id, CASE.contact_id, TicketNumber(AT.date(), 37), AT))
TALKING = replace(begin(ARRIVED, Instant(90.0), CALL_POLICY).state, phase=Talking(AT_WORK))


def shown(call: Call, *, activity: Activity = Activity.TALKING, **known: object) -> Json:
    """Return the call as Anna sees it; what is not known is unknown."""
    facts = CallFacts(
        call=call,
        agent=replace(ANNA, activity=activity),
        case=OPEN,
        request=None,
        history=None,
        rules=NumberRules(),
        hold_limit_s=180.0,
        names={},
    )
    return dict(call_shown(replace(facts, **known), ANCHOR, Instant(100.0), ZONE))  # type: ignore[arg-type]  # Fields by name.


def test_a_promise_is_shown_with_what_the_person_has_heard_of_it() -> None:
    told = replace(CONTACT, told_at=AT - timedelta(minutes=30), promised_for=AT)
    promised = shown(TALKING, case=replace(OPEN, contact=told))["promised"]

    assert promised == {
        "at": "2026-11-22T09:00:00.000Z",
        "told": "Сказано в 11:30: перезвоним не позднее 12:00.",
        "told_at": "2026-11-22T08:30:00.000Z",
        "tries": 0,
        "chosen_at": None,
    }
    assert shown(TALKING)["promised"] is None


def test_what_the_menu_learned_is_shown_as_it_was_given() -> None:
    call = replace(TALKING, subject="doctor", language="en", keyed={"policy": "123"}, requests=1)

    assert shown(call)["collected"] == {
        "subject": "doctor",
        "language": "en",
        "keyed": {"policy": "123"},
        "spoken": (),
        "requests": 1,
    }


def test_a_call_of_ours_tells_why_and_by_which_number() -> None:
    call = begin(PLACED, Instant(90.0), CALL_POLICY).state
    seen = shown(replace(call, phase=Dialling(Instant(120.0), agent=AT_WORK)))

    assert (seen["direction"], seen["is_dialling"]) == ("outbound", True)
    assert seen["number"]["shown"] == "+79101234567"
    assert seen["dialled"] == "+78442122122"
    assert str(seen["decision"]).startswith("Обратный звонок на +79101234567")


def test_a_number_that_its_owner_hides_is_nowhere_on_the_page() -> None:
    hidden = NumberReading(kind=NumberKind.WITHHELD, raw="anonymous")
    origin = replace(
        ARRIVED, ani=hidden, ani_name="Иван", standing=Standing(kind=CallerKind.WITHHELD)
    )
    call = replace(begin(origin, Instant(90.0), CALL_POLICY).state, phase=Talking(AT_WORK))

    number = shown(call)["number"]
    assert (number["shown"], number["name"], number["is_withheld"]) == ("", "", True)


def test_the_wait_of_a_talk_is_how_long_the_person_had_waited() -> None:
    times = replace(TALKING.times, entered_at=Instant(60.0), joined_at=Instant(95.5))

    assert shown(replace(TALKING, times=times))["waited_s"] == 35
    ringing = replace(TALKING, times=replace(times, joined_at=None))
    assert shown(ringing, activity=Activity.RINGING)["waited_s"] == 40
    assert shown(TALKING)["waited_s"] == 0


def test_a_contact_that_has_ended_leaves_the_ticket_of_its_call() -> None:
    (ticket,) = shown(TALKING, activity=Activity.WRAP_UP, case=None)["tickets"]

    assert (ticket["number"], ticket["state"]) == (CASE.ticket_number, "")


def test_the_longest_wait_is_that_of_who_waits_and_is_not_rung_for() -> None:
    waiting = Entry(call_id(1), DOCTORS, 0, Instant(70.0))
    rung_for = replace(
        waiting, call_id=call_id(2), entered_at=Instant(10.0), agent_id=ANNA.agent_id
    )
    facts = LineFacts(
        entries=(waiting, rung_for),
        estimate_s=12.6,
        promised=3,
        channels=6,
        channels_in_use=7,
        is_storm=False,
        is_open=True,
    )

    seen = line_shown(facts, Instant(100.9))
    assert (seen["waiting"], seen["oldest_wait_s"], seen["estimate_s"]) == (1, 30, 13)
    assert seen["free_channels"] == 0
    assert line_shown(replace(facts, entries=()), Instant(100.9))["oldest_wait_s"] == 0


def test_lists_that_nobody_has_counted_show_no_figure() -> None:
    assert work_shown((), WorkCounts()) == {
        "callbacks": 0,
        "night": None,
        "due": None,
        "unacknowledged": None,
        "unreachable": 0,
        "reports": 0,
    }


def test_a_moment_is_told_alike_whenever_it_is_asked_for() -> None:
    assert shown_instant(Instant(100.25), ANCHOR) == "2026-11-22T09:00:00.250Z"
    assert (shown_instant(None, ANCHOR), shown_at(None)) == (None, None)
