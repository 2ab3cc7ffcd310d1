"""The index of what was recorded, in memory; see `storage/memory.py`."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from agents.agent import Operator
from base.clock import Clock
from base.ids import AgentId, ContactId
from callflow.messages import MessageRecord
from callflow.recording import RecordingRecord
from storage.memory import MemoryBooks
from storage.moments import Anchor
from storage.recordings import (
    IndexedRecording,
    LegalHold,
    LetGo,
    RecordingClass,
    RecordingPage,
    RecordingPlace,
    RecordingsSought,
    place_of,
)


class MemoryRecordings:
    """A `storage.recordings.RecordingIndex`, and a `RecordingKeeper`, over the books in memory."""

    def __init__(self, books: MemoryBooks, clock: Clock) -> None:
        self._books = books
        self._clock = clock
        self.holds: dict[ContactId, LegalHold] = {}
        self.gone: dict[str, LetGo] = {}

    async def search(
        self, sought: RecordingsSought, after: RecordingPlace | None, most: int
    ) -> RecordingPage:
        """Return the newest recordings that fit, behind the place; what is gone is left out."""
        rows = await self._books.agents.rows()
        operators = {row.operator.agent_id: row.operator for row in rows}
        found = [
            line
            for line in self._lines(operators)
            if (after is None or place_of(line) < after)
            and _fits(line, sought)
            and self._is_of(line, sought, operators)
            and await self._is_about(line, sought)
        ]
        found.sort(key=place_of, reverse=True)
        page = tuple(found[:most])
        is_last = len(found) <= most
        return RecordingPage(page, None if is_last else place_of(page[-1]))

    async def named(self, name: str) -> IndexedRecording | None:
        """Return the recording of a name; `None` for one that is gone, or that never was."""
        page = await self.search(RecordingsSought(name=name), None, 1)
        return page.lines[0] if page.lines else None

    async def removed_at(self, name: str) -> datetime | None:
        """Return when the recording of a name was let go; `None` for one that never was."""
        let_go = self.gone.get(name)
        return None if let_go is None else let_go.at

    async def hold(self, hold: LegalHold) -> bool:
        """Hold all that was recorded of a contact; `False` where it is held already."""
        is_known = hold.contact_id in self._books.cases.contacts
        if not is_known or hold.contact_id in self.holds:
            return False
        self.holds[hold.contact_id] = hold
        return True

    async def release(self, contact_id: ContactId, now: datetime, by: str) -> bool:
        """Let it go when its time comes; `False` where it was not held."""
        del now, by
        return self.holds.pop(contact_id, None) is not None

    async def removed(self, lines: Sequence[IndexedRecording], let_go: LetGo) -> None:
        """Take that the files of recordings are gone, and who wanted it."""
        self.gone |= {line.name: let_go for line in lines}

    def _lines(self, operators: Mapping[AgentId, Operator]) -> Iterator[IndexedRecording]:
        calls = self._books.calls
        left = [message for message in calls.messages if not message.is_dropped]
        judged: list[RecordingRecord | MessageRecord] = [*calls.recordings, *left]
        lines = (self._line(each, operators) for each in judged)
        yield from (line for line in lines if line.name not in self.gone)

    def _line(
        self, judged: RecordingRecord | MessageRecord, operators: Mapping[AgentId, Operator]
    ) -> IndexedRecording:
        call = self._books.calls.records[judged.call_id]
        if isinstance(judged, MessageRecord):
            name = f"{judged.call_id}.{judged.message.field}.{judged.message.take}"
            at, agent_id = judged.recorded_at, None
        else:
            name, at, agent_id = _talk_name(judged), judged.started_at, judged.agent_id
        operator = None if agent_id is None else operators.get(agent_id)
        return IndexedRecording(
            name=name,
            what=judged.message if isinstance(judged, MessageRecord) else judged.recording,
            kind=self._kind(judged),
            call_id=call.call_id,
            contact_id=judged.contact_id,
            ticket_id=call.ticket_id,
            ticket=self._books.cases.tickets[call.ticket_id].number,
            direction=call.direction,
            number=self._books.cases.contacts[judged.contact_id].number,
            agent_id=agent_id,
            agent_name="" if operator is None else operator.name,
            queue=call.queue,
            begun_at=Anchor.read(self._clock).moment_of(at),
            duration_s=judged.duration_s,
            size_bytes=judged.size_bytes,
            state=judged.state,
            is_held=judged.contact_id in self.holds,
        )

    def _kind(self, judged: RecordingRecord | MessageRecord) -> RecordingClass:
        if isinstance(judged, RecordingRecord):
            return RecordingClass.TALK
        is_told = self._books.intake.names(judged.call_id, judged.message)
        return RecordingClass.REQUEST if is_told else RecordingClass.MESSAGE

    def _is_of(
        self,
        line: IndexedRecording,
        sought: RecordingsSought,
        operators: Mapping[AgentId, Operator],
    ) -> bool:
        """Tell whether the people are those who are looked for."""
        contact = self._books.cases.contacts[line.contact_id]
        call = self._books.calls.records[line.call_id]
        operator = None if line.agent_id is None else operators.get(line.agent_id)
        account = None if operator is None else operator.account
        numbers = {contact.number, contact.callback_to, call.ani.number}
        return sought.agent in {None, account} and sought.number in {None, *numbers}

    async def _is_about(self, line: IndexedRecording, sought: RecordingsSought) -> bool:
        """Tell whether it is about what is looked for."""
        if sought.topic is sought.clinic is sought.text is None:
            return True
        reading = await self._books.tickets.get(line.ticket_id)
        call = self._books.calls.records[line.call_id]
        visits = () if reading is None else reading.file.visits
        category = None if reading is None else reading.file.card.category
        text = "" if reading is None else reading.file.card.text.lower()
        is_topic = sought.topic in {None, call.queue, call.subject} or (
            sought.topic is not None and f"{category}.".startswith(f"{sought.topic}.")
        )
        is_clinic = sought.clinic in {None, *(visit.clinic for visit in visits)}
        words = "" if sought.text is None else sought.text.lower()
        return is_topic and is_clinic and all(word in text for word in words.split())


def _talk_name(talk: RecordingRecord) -> str:
    return f"{talk.call_id}.{talk.recording}"


def _fits(line: IndexedRecording, sought: RecordingsSought) -> bool:
    """Tell whether the recording itself is one that is looked for."""
    return (
        (sought.since is None or line.begun_at >= sought.since)
        and (sought.until is None or line.begun_at < sought.until)
        and (sought.least_s is None or line.duration_s >= sought.least_s)
        and (sought.most_s is None or line.duration_s <= sought.most_s)
        and sought.ticket in {None, line.ticket}
        and sought.contact_id in {None, line.contact_id}
        and sought.name in {None, line.name}
        and (not sought.kinds or line.kind in sought.kinds)
        and sought.is_held in {None, line.is_held}
    )
