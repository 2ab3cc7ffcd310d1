"""The lines of a report, put together from what PostgreSQL counted of calls, needs and agents."""

from dataclasses import replace

import asyncpg

from metrics.facts import End
from metrics.reports import ReportLine
from metrics.tally import AgentTally, CallTally, Ends, NeedTally, Tally


class LinesByKey:
    """Tallies by the key of their line."""

    def __init__(self) -> None:
        self._tallies: dict[str, Tally] = {}

    def at(self, key: str) -> Tally:
        """Return the tally of a line, made when it is first asked for."""
        return self._tallies.setdefault(key, Tally())

    def add_calls(self, row: asyncpg.Record) -> None:
        """Add the calls of a line that ended in the same way."""
        tally, calls = self.at(row["key"]), row["calls"]
        ends = Ends(**{End(row["ending"]).value: calls}) if row["is_attempt"] else Ends()
        counted = CallTally(
            attempts=calls if row["is_attempt"] else 0,
            offered=calls if row["is_queued"] else 0,
            wait_s=row["wait_s"],
            within_15s=row["within_15s"],
            within_20s=row["within_20s"],
            talks=row["talks"],
            talk_s=row["talk_s"],
            hold_s=row["hold_s"],
            placed=0 if row["is_attempt"] else calls,
            called_back=row["called_back"],
        )
        self._tallies[row["key"]] = replace(
            tally,
            people=row["people"],
            queue=tally.queue + ends if row["is_queued"] else tally.queue,
            outside=tally.outside if row["is_queued"] else tally.outside + ends,
            calls=tally.calls + counted,
        )

    def add_needs(self, row: asyncpg.Record) -> None:
        """Put in the needs of a line."""
        needs = NeedTally(**{name: row[name] for name in NeedTally.__match_args__})
        self._tallies[row["key"]] = replace(self.at(row["key"]), needs=needs)

    def add_agents(self, row: asyncpg.Record) -> None:
        """Put in the time of agents of a line."""
        agents = AgentTally(**{name: row[name] for name in AgentTally.__match_args__})
        self._tallies[row["key"]] = replace(self.at(row["key"]), agents=agents)

    def ordered(self) -> tuple[ReportLine, ...]:
        """Return the lines by key."""
        return tuple(ReportLine(key, tally) for key, tally in sorted(self._tallies.items()))
