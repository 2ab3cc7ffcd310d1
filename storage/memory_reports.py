"""The book of reports in memory: folds of facts, for the API without a database.

What only the database can say well is left out: how long a trunk was full, pauses between
attempts, and the time of agents.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from base.calendar import local_day
from base.ids import CallId, ContactId, TicketId
from metrics.facts import AgentSpan, CallFacts, NeedFacts, end_of
from metrics.place import NeedPlace, place_of
from metrics.reports import (
    EVERYBODY,
    IN_TIME,
    Callers,
    CallListed,
    ClinicVisits,
    Counted,
    CountedNeed,
    DayLine,
    Facts,
    FullHour,
    Grouping,
    Listed,
    NeedListed,
    NumberAsk,
    PageAsk,
    PeopleAsk,
    Period,
    PersonListed,
    ReportAsk,
    ReportLine,
    Spot,
    TrunkChannels,
)
from metrics.storm import RANGE_SIGNS, StormDiagnosis
from metrics.tally import (
    Tally,
    agent_tally,
    call_tally,
    is_attempt,
    need_tally,
    tally_of,
)

_TOP: Final = 10


@dataclass(frozen=True, slots=True)
class Spent:
    """A stretch of an agent's time."""

    begins_at: datetime
    span: AgentSpan


@dataclass(slots=True)
class MemoryReports:
    """A `metrics.ports.ReportBook` and its `ReportLists`."""

    zone: ZoneInfo
    kept: list[CallFacts] = field(default_factory=list)
    needed: list[NeedFacts] = field(default_factory=list)
    visits: list[ClinicVisits] = field(default_factory=list)
    ticket_ids: dict[ContactId, TicketId] = field(default_factory=dict)
    ticket_numbers: dict[ContactId, str] = field(default_factory=dict)
    spent: list[Spent] = field(default_factory=list)

    async def lines(self, ask: ReportAsk, now: datetime) -> tuple[ReportLine, ...]:
        """Return the lines of a report by key; of a total, one."""
        by, of_need = ask.grouping, self._calls_by_need()
        of_key: dict[str, list[CallFacts]] = {"": []} if by is Grouping.TOTAL else {}
        for call in self._placed(ask):
            of_key.setdefault(self._key(call, by), []).append(call)
        lines = {key: tally_of(calls, (), (), now) for key, calls in of_key.items()}
        for need in self._dialled(ask):
            counted = need_tally(need, of_need.get(need.contact_id, ()), now)
            key = self._need_key(need, of_need, by)
            known = lines.get(key, Tally())
            lines[key] = replace(known, needs=known.needs + counted)
        for each in self._spent(ask):
            key = self._key_at(each.begins_at, by)
            known = lines.get(key, Tally())
            lines[key] = replace(known, agents=known.agents + agent_tally(each.span))
        return tuple(ReportLine(key, tally) for key, tally in sorted(lines.items()))

    async def clinics(self, period: Period) -> tuple[ClinicVisits, ...]:
        """Return the visits of each clinic and day."""
        first, last = (local_day(at, self.zone) for at in (period.since, period.last_moment))
        return tuple(each for each in self.visits if first <= each.day <= last)

    async def diagnosis(self, period: Period, most: int) -> StormDiagnosis:
        """Return how many made the attempts; nothing of single numbers."""
        attempts = [call for call in self._placed(ReportAsk(period=period)) if is_attempt(call)]
        counts = Counter(call.person for call in attempts)
        of_most = sorted(counts.values(), reverse=True)
        return StormDiagnosis(
            people=len(counts),
            attempts=len(attempts),
            attempts_of_top_10=sum(of_most[:_TOP]),
            attempts_of_top_50=sum(of_most[:most]),
            hidden_attempts=sum(call.number is None for call in attempts),
            gaps={},
            people_by_attempts={},
            numbers=(),
            ranges=(),
        )

    async def days(self, period: Period) -> tuple[DayLine, ...]:
        """Return every day of the period on which anybody called, the oldest first."""
        lines = await self.lines(ReportAsk(period=period, grouping=Grouping.DAY), period.until)
        return tuple(_day(line) for line in lines if line.tally.calls.attempts)

    async def full_hours(
        self, period: Period, trunks: tuple[TrunkChannels, ...], now: datetime
    ) -> tuple[FullHour, ...]:
        """Return nothing: no trunk is known."""
        del period, trunks, now
        return ()

    async def facts(self, period: Period) -> Facts:
        """Return the rows themselves, for a fold of them."""
        return Facts(tuple(self.kept), tuple(self._dialled(ReportAsk(period=period))))

    async def calls(self, number: NumberAsk[Counted], page: PageAsk) -> Listed[CallListed]:
        """Return the calls that a number counts."""
        report = number.report
        found = [
            call
            for call in self._placed(report)
            if number.key in {None, self._key(call, report.grouping)}
            and _is_counted(call, number.counted)
            and self._is_meant(call.number, number.callers)
        ]
        found.sort(key=lambda call: (call.arrived_at, call.call_id), reverse=True)
        spots = [Spot(call.arrived_at, call.call_id) for call in found]
        part = _part(spots, page)
        listed = tuple(map(self._listed, found[part]))
        return Listed(listed, _end(spots, part))

    async def people(self, number: PeopleAsk, page: PageAsk) -> Listed[PersonListed]:
        """Return the people that a number counts, who dialled last first."""
        of_person: dict[str, list[CallFacts]] = {}
        for call in self._placed(number.report):
            is_in = number.key in {None, self._key(call, number.report.grouping)}
            if is_attempt(call) and is_in and self._is_meant(call.number, number.callers):
                of_person.setdefault(call.person, []).append(call)
        found = [
            self._listed_person(calls)
            for calls in of_person.values()
            if number.often is None
            or (calls[0].number is not None and len(calls) in number.often.attempts)
        ]
        found.sort(key=lambda person: (person.last_at, person.call_id), reverse=True)
        spots = [Spot(person.last_at, person.call_id) for person in found]
        part = _part(spots, page)
        return Listed(tuple(found[part]), _end(spots, part))

    async def needs(self, number: NumberAsk[CountedNeed], page: PageAsk) -> Listed[NeedListed]:
        """Return the needs that a number counts."""
        of_need = self._calls_by_need()
        found = [
            need
            for need in self._dialled(number.report)
            if number.key in {None, self._need_key(need, of_need, number.report.grouping)}
            and _is_counted_need(need, of_need.get(need.contact_id, []), number)
            and self._is_meant(need.number, number.callers)
        ]
        found.sort(key=lambda need: (need.first_dial_at, need.contact_id), reverse=True)
        spots = [Spot(need.first_dial_at, need.contact_id) for need in found]
        part = _part(spots, page)
        return Listed(tuple(map(self._listed_need, found[part])), _end(spots, part))

    def _placed(self, ask: ReportAsk) -> list[CallFacts]:
        chosen, period = ask.filters, ask.period
        wanted = {
            "queue": chosen.queue,
            "agent_id": chosen.operator,
            "dialled": chosen.dialled,
            "topic": chosen.topic,
        }
        return [
            call
            for call in self.kept
            if period.since <= call.arrived_at < period.until and _is_at(call, wanted)
        ]

    def _dialled(self, ask: ReportAsk) -> list[NeedFacts]:
        chosen, period, of_need = ask.filters, ask.period, self._calls_by_need()
        wanted = {
            "queue": chosen.queue,
            "operator": chosen.operator,
            "dialled": chosen.dialled,
            "topic": chosen.topic,
        }
        return [
            need
            for need in self.needed
            if period.since <= need.first_dial_at < period.until
            and _is_at(place_of(of_need.get(need.contact_id, ())), wanted)
        ]

    def _spent(self, ask: ReportAsk) -> list[Spent]:
        period = ask.period
        if ask.grouping not in IN_TIME or not ask.has_agents or ask.filters.operator:
            return []
        return [each for each in self.spent if period.since <= each.begins_at < period.until]

    def _key(self, call: CallFacts, grouping: Grouping) -> str:
        keys: Mapping[Grouping, str] = {
            Grouping.QUEUE: call.queue or "",
            Grouping.TOPIC: call.topic or "",
            Grouping.OPERATOR: "" if call.agent_id is None else str(call.agent_id),
            Grouping.DIALLED: call.dialled,
            Grouping.CLINIC: call.clinic or "",
        }
        return keys[grouping] if grouping in keys else self._key_at(call.arrived_at, grouping)

    def _need_key(
        self, need: NeedFacts, of_need: Mapping[ContactId, list[CallFacts]], grouping: Grouping
    ) -> str:
        if grouping in IN_TIME:
            return self._key_at(need.first_dial_at, grouping)
        place = place_of(of_need.get(need.contact_id, ()))
        return str(getattr(place, grouping.value) or "")

    def _key_at(self, moment: datetime, grouping: Grouping) -> str:
        local = moment.astimezone(self.zone)
        keys: Mapping[Grouping, str] = {
            Grouping.DAY: f"{local:%Y-%m-%d}",
            Grouping.MONTH: f"{local:%Y-%m}",
            Grouping.WEEKDAY: str(local.isoweekday()),
            Grouping.HOUR_OF_DAY: f"{local:%H}",
            Grouping.HOUR: f"{local:%Y-%m-%dT%H}:00",
            Grouping.HALF_HOUR: f"{local:%Y-%m-%dT%H}:{local.minute // 30 * 30:02d}",
            Grouping.QUARTER_HOUR: f"{local:%Y-%m-%dT%H}:{local.minute // 15 * 15:02d}",
        }
        return keys.get(grouping, "")

    def _calls_by_need(self) -> dict[ContactId, list[CallFacts]]:
        of_need: dict[ContactId, list[CallFacts]] = {}
        for call in self.kept:
            of_need.setdefault(call.contact_id, []).append(call)
        return of_need

    def _of_need(self, need: NeedFacts) -> list[CallFacts]:
        return [call for call in self.kept if call.contact_id == need.contact_id]

    def _is_meant(self, number: str | None, callers: Callers) -> bool:
        beginning, known = callers.beginning, callers.same_as
        if number is None:
            return callers == EVERYBODY
        if known is not None and number not in {
            call.number for call in self.kept if call.call_id == known
        }:
            return False
        return beginning is None or number[:RANGE_SIGNS] == beginning

    def _listed(self, call: CallFacts) -> CallListed:
        tally = call_tally(call)
        return CallListed(
            call_id=CallId(call.call_id),
            contact_id=call.contact_id,
            ticket_id=self.ticket_ids[call.contact_id],
            ticket_number=self.ticket_numbers.get(call.contact_id, ""),
            direction=call.direction,
            number=call.number,
            dialled=call.dialled,
            arrived_at=call.arrived_at,
            wait_s=tally.wait_s,
            talk_s=tally.talk_s,
            hold_s=tally.hold_s,
            queue=call.queue,
            operator=call.agent_id,
            topic=call.topic,
            outcome=call.outcome,
            decision="",
        )

    def _listed_person(self, calls: Sequence[CallFacts]) -> PersonListed:
        newest = max(calls, key=lambda call: (call.arrived_at, call.call_id))
        return PersonListed(
            call_id=newest.call_id,
            contact_id=newest.contact_id,
            ticket_id=self.ticket_ids[newest.contact_id],
            ticket_number=self.ticket_numbers.get(newest.contact_id, ""),
            number=newest.number,
            attempts=len(calls),
            answered=sum(call.joined_at is not None for call in calls),
            first_at=min(call.arrived_at for call in calls),
            last_at=newest.arrived_at,
        )

    def _listed_need(self, need: NeedFacts) -> NeedListed:
        calls = self._of_need(need)
        return NeedListed(
            contact_id=need.contact_id,
            ticket_id=self.ticket_ids[need.contact_id],
            ticket_number=self.ticket_numbers.get(need.contact_id, ""),
            number=need.number,
            first_dial_at=need.first_dial_at,
            attempts=sum(map(is_attempt, calls)),
            served_at=min((call.joined_at for call in calls if call.joined_at), default=None),
            told_at=need.told_at,
            promised_for=need.promised_for,
            end_reason=need.end_reason,
        )


def _is_at(place: CallFacts | NeedPlace, wanted: Mapping[str, object]) -> bool:
    return all(getattr(place, name) == each for name, each in wanted.items() if each)


def _is_counted(call: CallFacts, counted: Counted) -> bool:
    tally = call_tally(call)
    known: Mapping[Counted, int] = {
        Counted.ATTEMPTS: tally.attempts,
        Counted.OFFERED: tally.offered,
        Counted.WITHIN_20S: tally.within_20s,
        Counted.PLACED: tally.placed,
        Counted.CALLED_BACK: tally.called_back,
    }
    if counted in known:
        return known[counted] > 0
    return is_attempt(call) and end_of(call).value == counted.value


def _is_counted_need(
    need: NeedFacts, calls: Sequence[CallFacts], number: NumberAsk[CountedNeed]
) -> bool:
    tally = need_tally(need, calls, number.now)
    if number.counted is CountedNeed.UNTOLD:
        return tally.judged_60s > tally.told_or_talking
    counted: int = getattr(tally, number.counted.value)
    return counted > 0


def _day(line: ReportLine) -> DayLine:
    tally = line.tally
    ends = tally.queue + tally.outside
    day = datetime.fromisoformat(line.key).date()
    return DayLine(
        day, tally.people, tally.calls.attempts, ends.answered, ends.abandoned, ends.blocked
    )


def _part(spots: Sequence[Spot], page: PageAsk) -> slice:
    """Return which part of a list a page is."""
    first = 0 if page.after is None else sum(spot >= page.after for spot in spots)
    return slice(first, first + page.most)


def _end(spots: Sequence[Spot], part: slice) -> Spot | None:
    return spots[part][-1] if len(spots) > part.stop else None
