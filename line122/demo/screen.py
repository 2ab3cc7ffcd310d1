"""The live terminal screen: channels, callers, people with a promise, operators, last tickets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from callflow.readings import (
    AgentReading,
    CallReading,
    LiveReading,
    PeopleReading,
    TrunkReading,
)

_PHASES: Final[Mapping[str, tuple[str, str]]] = {
    "Answering": ("answering", "white"),
    "Fetching": ("being looked up", "cyan"),
    "Greeting": ("greeting", "cyan"),
    "InMenu": ("menu", "cyan"),
    "Asking": ("told what will happen", "magenta"),
    "Gathering": ("entering digits", "magenta"),
    "Dialling": ("being rung by us", "bright_blue"),
    "Waiting": ("waiting", "yellow"),
    "Ringing": ("ringing an operator", "bright_yellow"),
    "Whispering": ("operator hears who it is", "bright_green"),
    "Joining": ("joining", "bright_green"),
    "Talking": ("talking", "green"),
    "Transferring": ("being passed on", "bright_green"),
    "HandedOver": ("with somebody outside", "green"),
    "Marking": ("asked for a mark", "magenta"),
    "Parting": ("told and leaving", "magenta"),
    "Leaving": ("hanging up", "bright_black"),
}
_ACTIVITIES: Final[Mapping[str, str]] = {
    "idle": "white",
    "ringing": "bright_yellow",
    "talking": "green",
    "wrap_up": "blue",
    "unreachable": "red",
}
_LAMP: Final = "●"
_FREE: Final = "○"
_NUMBER_WIDTH: Final = 13
"""A ticket's number is never cut."""


@dataclass(frozen=True, slots=True)
class TicketLine:
    """One ticket of the day, for the list of the last ones."""

    number: str
    opened: str
    """The local time of day."""
    outcome: str


@dataclass(frozen=True, slots=True)
class Tally:
    """What happened so far."""

    elapsed_s: float
    arrived: int
    answered: int
    abandoned: int
    told: int
    called_back: int
    ring_no_answer: int


def draw(live: LiveReading, tickets: Sequence[TicketLine], tally: Tally) -> RenderableType:
    """Return the whole screen for one moment."""
    left = Table.grid(expand=True)
    left.add_row(_trunks(live.trunks, live.calls))
    left.add_row(_calls(live.calls))
    left.add_row(_people(live.people))
    right = Table.grid(expand=True)
    right.add_row(_agents(live.agents))
    right.add_row(_tickets(tickets))
    body = Table.grid(expand=True, padding=(0, 1))
    body.add_column(ratio=1)
    body.add_column(ratio=1)
    body.add_row(left, right)
    return Group(_headline(tally), body, Text("Ctrl-C ends the demo.", style="bright_black"))


def _headline(tally: Tally) -> RenderableType:
    words = (
        f"Line 122 · demo · {tally.elapsed_s:.0f} s · {tally.arrived} calls · "
        f"{tally.answered} answered · {tally.abandoned} abandoned · {tally.told} told · "
        f"{tally.called_back} called back · {tally.ring_no_answer} rings without answer"
    )
    return Text(words, style="bold")


def _trunks(trunks: Sequence[TrunkReading], calls: Sequence[CallReading]) -> RenderableType:
    lamps = Table.grid(padding=(0, 1))
    for trunk in trunks:
        line = Text(f"{trunk.name} ")
        own = [call for call in calls if call.trunk == trunk.name]
        for call in own:
            line.append(f"{_LAMP} ", style=_PHASES[call.phase][1])
        line.append(f"{_FREE} " * max(0, trunk.channels - len(own)), style="bright_black")
        line.append(f" {trunk.in_use} of {trunk.channels} channels")
        uses = ", ".join(f"{count} {purpose}" for purpose, count in trunk.purposes.items())
        line.append(f"  {uses}", style="bright_black")
        lamps.add_row(line)
    return Panel(lamps, title="Trunk", title_align="left")


def _calls(calls: Sequence[CallReading]) -> RenderableType:
    table = Table(box=None, expand=True, header_style="bright_black")
    for heading in ("ticket", "where", "queue", "place", "age"):
        table.add_column(
            heading,
            justify="right" if heading in {"place", "age"} else "left",
            no_wrap=True,
            min_width=_NUMBER_WIDTH if heading == "ticket" else None,
        )
    for call in sorted(calls, key=lambda call: -call.age_s):
        name, style = _PHASES[call.phase]
        table.add_row(
            call.ticket_number,
            Text(name, style=style),
            call.queue or "",
            "" if call.position is None else str(call.position),
            f"{call.age_s:.0f} s",
        )
    return Panel(table, title="Callers", title_align="left")


def _people(people: PeopleReading) -> RenderableType:
    line = Text(
        f"{people.promised} promised · {people.in_flight} being rung or on the line · "
        f"{people.unreachable} for an operator to try"
    )
    if people.is_storm:
        line.append("  STORM", style="bold red")
    return Panel(line, title="To be called back", title_align="left")


def _agents(agents: Sequence[AgentReading]) -> RenderableType:
    table = Table(box=None, expand=True, header_style="bright_black")
    for heading in ("operator", "presence", "activity", "for"):
        table.add_column(heading, justify="right" if heading == "for" else "left")
    for agent in sorted(agents, key=lambda agent: agent.account):
        style = _ACTIVITIES[agent.activity] if agent.presence == "available" else "bright_black"
        table.add_row(
            agent.name,
            agent.presence if agent.wish is None else f"{agent.presence} → {agent.wish}",
            Text(_doing(agent), style=style),
            f"{agent.since_s:.0f} s",
        )
    return Panel(table, title="Operators", title_align="left")


def _doing(agent: AgentReading) -> str:
    """Return what they do, or why nobody rings them."""
    what = agent.activity if agent.trouble is None else f"telephone {agent.trouble}"
    return what.replace("_", "-")


def _tickets(tickets: Sequence[TicketLine]) -> RenderableType:
    table = Table(box=None, expand=True, header_style="bright_black")
    for heading in ("opened", "ticket", "last call"):
        table.add_column(heading, no_wrap=True, min_width=_NUMBER_WIDTH)
    for ticket in tickets:
        table.add_row(ticket.opened, ticket.number, ticket.outcome)
    return Panel(table, title="Last tickets", title_align="left")
