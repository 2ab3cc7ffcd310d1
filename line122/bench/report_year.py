"""Days of a helpline for the bench of reports: calls, needs and operators as rows of the database.

The same seed makes the same days. Among ordinary ones stands one on which everybody redials. What
becomes of a call is drawn, and not decided by the engine: reports only count what is written.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

ZONE: Final = ZoneInfo("Europe/Moscow")
SITE: Final = "bench"
QUEUES: Final = ("doctor", "reference")
DIALLED: Final = ("122", "+78442001122")
TRUNK: Final = "carrier"
CLINICS: Final = ("gp-1", "gp-2", "gp-3")
_OPENS_H, _OPEN_FOR_S = 8, 12 * 3600
_TOPICS: Final = ("home_visit", "appointment", "reference", None)
_NUMBERS: Final = 60_000
_OPERATORS: Final = 4
_HIDDEN: Final = 0.02

Row = Mapping[str, object]


@dataclass(slots=True)
class Rows:
    """Rows of a day, by table."""

    contact: list[Row] = field(default_factory=list)
    ticket: list[Row] = field(default_factory=list)
    call: list[Row] = field(default_factory=list)
    agent_event: list[Row] = field(default_factory=list)

    def tables(self) -> Iterator[tuple[str, Sequence[Row]]]:
        """Yield the tables in the order in which one refers to another."""
        yield "contact", self.contact
        yield "ticket", self.ticket
        yield "call", self.call
        yield "agent_event", self.agent_event


@dataclass(slots=True)
class _Need:
    """A need that is being told."""

    contact_id: UUID
    ticket_id: UUID
    number: str | None
    first_dial_at: datetime
    calls: list[dict[str, object]] = field(default_factory=list)
    told_at: datetime | None = None
    promised_for: datetime | None = None
    ended_at: datetime | None = None
    end_reason: str | None = None


class Helpline:
    """Makes the rows of one day after another."""

    def __init__(
        self, seed: int, *, site: str = SITE, operators: Sequence[UUID] | None = None
    ) -> None:
        """Make one; without operators of a site, four are made up."""
        self._dice = random.Random(seed)  # noqa: S311 -- It makes up calls, no secrets.
        self._site = site
        made_up = tuple(self._id() for _ in range(_OPERATORS))
        self.operators = made_up if operators is None else tuple(operators)
        self._talks: list[tuple[UUID, datetime, datetime, datetime]] = []

    def day(self, day: date, needs: int, *, redials: int = 0) -> Rows:
        """Return the rows of a day; with redials, everybody dials up to so often in vain first."""
        rows, dice = Rows(), self._dice
        opens_at = datetime.combine(day, time(_OPENS_H), ZONE)
        self._talks = []
        for counter in range(1, needs + 1):
            # Two tempers of a day: a steep morning, and all the rest.
            share = dice.betavariate(1.2, 3.0) if dice.random() < _MORNING else dice.random()
            need = self._need(opens_at + timedelta(seconds=share * _OPEN_FOR_S))
            self._tell(need, redials)
            self._write(rows, need, day, counter)
        self._write_agents(rows, opens_at)
        return rows

    def _need(self, at: datetime) -> _Need:
        dice = self._dice
        is_hidden = dice.random() < _HIDDEN
        number = None if is_hidden else f"+7910{dice.randrange(_NUMBERS):07d}"
        return _Need(self._id(), self._id(), number, at)

    def _tell(self, need: _Need, redials: int) -> None:
        """Let one person call until they are served, told, or have had enough."""
        dice, at = self._dice, need.first_dial_at
        for _ in range(dice.randint(0, redials) if redials else 0):
            need.calls.append(self._call(need, at, 0.05, outcome="refused"))
            at += timedelta(seconds=dice.uniform(20, 60))
        fate = dice.random()
        if fate < _SELF_SERVED:
            self._end(need, self._call(need, at, dice.uniform(20, 60), outcome="self_served"))
        elif fate < _GIVES_UP:
            self._leave(need, at)
        elif fate < _PROMISED:
            self._promise(need, at)
        elif fate < _FAILS:
            need.calls.append(self._call(need, at, 2.0, outcome="failed"))
        else:
            self._end(need, self._talk(need, at, dice.expovariate(1 / 25)))

    def _leave(self, need: _Need, at: datetime) -> None:
        """Hang up in the line; most call again and are served."""
        dice = self._dice
        waited = dice.choice((2.0, 40.0, 90.0))
        outcome = "short_abandoned" if waited < _MISDIAL_S else "abandoned"
        call = self._call(need, at, 10 + waited, outcome=outcome)
        call["entered_at"] = at + timedelta(seconds=10)
        need.calls.append(call)
        if dice.random() < _COMES_BACK:
            again = at + timedelta(seconds=10 + waited + dice.uniform(15, 600))
            self._end(need, self._talk(need, again, dice.expovariate(1 / 15)))

    def _promise(self, need: _Need, at: datetime) -> None:
        """Be told that we ring, and be rung: in time, late, or not yet."""
        dice = self._dice
        need.calls.append(self._call(need, at, 12.0, outcome="told"))
        need.told_at = at + timedelta(seconds=12)
        need.promised_for = need.told_at + timedelta(minutes=20)
        if dice.random() < _REACHED and need.number is not None:
            rung_at = need.told_at + timedelta(minutes=dice.uniform(2, 26))
            call = self._talk(need, rung_at, 2.0)
            self._end(need, call | {"direction": "outbound", "decision": "promised"})

    def _talk(self, need: _Need, at: datetime, wait_s: float) -> dict[str, object]:
        dice = self._dice
        entered = at + timedelta(seconds=8)
        answered = entered + timedelta(seconds=wait_s)
        joined = answered + timedelta(milliseconds=200)
        ended = joined + timedelta(seconds=dice.lognormvariate(4.8, 0.6))
        operator = dice.choice(self.operators)
        self._talks.append((operator, answered, ended, ended + timedelta(seconds=40)))
        call = self._call(need, at, 0.0, outcome="answered")
        is_parked = str(call["call_id"]).startswith(_PARKED)
        return call | {
            "entered_at": entered,
            "matched_at": entered,
            "ringing_at": entered,
            "answered_at": answered,
            "joined_at": joined,
            "hung_up_at": ended,
            "hold_s": _HELD * (ended - joined).total_seconds() if is_parked else 0.0,
            "agent_id": operator,
            "queue": dice.choice(QUEUES),
        }

    def _call(
        self, need: _Need, at: datetime, lasts_s: float, *, outcome: str
    ) -> dict[str, object]:
        call_id = self._id()
        return {
            "call_id": call_id,
            "site": self._site,
            "direction": "inbound",
            "leg_id": f"{call_id.hex[:16]}.1",
            "contact_id": need.contact_id,
            "ticket_id": need.ticket_id,
            "trunk": TRUNK,
            "service": "122",
            "ani": need.number,
            "ani_kind": "withheld" if need.number is None else "national",
            "ani_raw": need.number or "anonymous",
            "ani_flags": [],
            "dialled": self._dice.choice(DIALLED),
            "arrived_at": at,
            "entered_at": None,
            "matched_at": None,
            "ringing_at": None,
            "answered_at": None,
            "joined_at": None,
            "hung_up_at": at + timedelta(seconds=lasts_s),
            "hold_s": 0.0,
            "agent_id": None,
            "queue": None,
            "rings": 0,
            "rings_without_answer": 0,
            "decision": "",
            "subject": self._dice.choice(_TOPICS),
            "outcome": outcome,
            "cause": "normal",
            "revision": 1,
        }

    def _end(self, need: _Need, call: dict[str, object]) -> None:
        need.calls.append(call)
        ended_at = call["hung_up_at"]
        assert isinstance(ended_at, datetime), "Every call of a day that is over has ended."
        need.ended_at = ended_at
        need.end_reason = "served" if call["outcome"] == "answered" else "self_served"

    def _write(self, rows: Rows, need: _Need, day: date, counter: int) -> None:
        last = need.calls[-1]["hung_up_at"]
        rows.contact.append(
            {
                "contact_id": need.contact_id,
                "site": self._site,
                "number": need.number,
                "opened_at": need.first_dial_at,
                # Nobody waits for ever: of one number, one contact may be open.
                "ended_at": need.ended_at or last,
                "end_reason": need.end_reason or "given_up",
                "told_at": need.told_at,
                "promised_for": need.promised_for,
                "revision": 1,
            }
        )
        rows.ticket.append(
            {
                "ticket_id": need.ticket_id,
                "site": self._site,
                "contact_id": need.contact_id,
                "number": f"{day:%y%m%d}-{counter}",
                "ticket_day": day,
                "counter": counter,
                "opened_at": need.first_dial_at,
            }
        )
        rows.call.extend(need.calls)

    def _write_agents(self, rows: Rows, opens_at: datetime) -> None:
        """Write what operators did; where two talks of one overlap, the later event holds."""
        for operator in self.operators:
            moves = [(opens_at, "available", "idle")]
            for whose, answered, ended, wrapped_up in self._talks:
                if whose == operator:
                    moves += [
                        (answered - timedelta(seconds=3), "available", "ringing"),
                        (answered, "available", "talking"),
                        (ended, "available", "wrap_up"),
                        (wrapped_up, "available", "idle"),
                    ]
            moves.append((max(at for at, *_ in moves), "offline", "idle"))
            rows.agent_event.extend(
                {
                    "event_id": self._id(),
                    "site": self._site,
                    "agent_id": operator,
                    "at": at,
                    "presence": presence,
                    "activity": activity,
                }
                for at, presence, activity in moves
            )

    def _id(self) -> UUID:
        return UUID(int=self._dice.getrandbits(128))


_MORNING: Final = 0.6
_SELF_SERVED: Final = 0.10
_GIVES_UP: Final = 0.22
_PROMISED: Final = 0.32
_FAILS: Final = 0.325
_COMES_BACK: Final = 0.8
_REACHED: Final = 0.9
_MISDIAL_S: Final = 5.0
_PARKED: Final = ("0", "1")
"""How the ids of calls begin in which the person was on hold."""
_HELD: Final = 0.3
"""For which share of the talk."""
