"""What the pages need from the engine."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from tickets.report import ReportAnswer, StatusReport


class Engine(Protocol):
    """The running engine, as its health and its live figures see it."""

    def troubles(self) -> Mapping[str, str]:
        """Return what keeps the engine from taking calls, part → sentence; empty when nothing."""
        ...

    def exposition(self) -> bytes:
        """Return the metrics in Prometheus' text format."""
        ...

    def live(self) -> bytes:
        """Return the live figures as JSON; see `callflow.readings.LiveReading`."""
        ...


@dataclass(frozen=True, slots=True)
class Done:
    """It was done; the JSON tells what there is now."""

    body: bytes


@dataclass(frozen=True, slots=True)
class Declined:
    """It was not done, and everything is as before."""

    problems: tuple[str, ...]
    """One sentence each, for the terminal."""


Answer = Done | Declined


class Control(Protocol):
    """What an administrator on this machine may ask of the running engine."""

    async def reload(self) -> Answer:
        """Read the settings anew and follow them, or stay as it is."""
        ...

    def show_caller(self, number: str) -> Answer:
        """Tell what is known of a number."""
        ...

    def silence_caller(self, number: str) -> Answer:
        """Put a number last in order until the end of the day."""
        ...

    def undo_silence(self, number: str) -> Answer:
        """Take a silence back, and impose none on the number until the next day."""
        ...

    def call_person(self, account: str, number: str) -> Answer:
        """Let an operator call somebody: their telephone rings first, then the person's."""
        ...

    def show_agents(self) -> Answer:
        """Tell how the agents and their telephones stand."""
        ...


class AlertControl(Protocol):
    """What an administrator on this machine may ask of alerts."""

    def open_alerts(self) -> Answer:
        """Tell which alerts are open."""
        ...

    async def newest_alerts(self, most: int, kind: str | None) -> Answer:
        """Tell of the newest alerts, of one kind or of all."""
        ...

    async def acknowledge(self, alert_id: str, by: str) -> Answer:
        """Keep that somebody sees to an alert."""
        ...


class Receipts(Protocol):
    """Who hears what clinics report of visits."""

    def secrets_of(self, target: str) -> tuple[bytes, ...]:
        """Return the secrets by which a target may prove itself; none when there is none."""
        ...

    async def receive(self, report: StatusReport) -> ReportAnswer:
        """Return what became of a report.

        Raises:
            Line122Error: it could not be written down; the target shall report again.

        """
        ...
