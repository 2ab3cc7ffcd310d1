"""What a clinic reports of a visit, and what we say to it: values."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from base.ids import VisitId


class ReportedStatus(StrEnum):
    """What a clinic can say of a visit."""

    ACCEPTED = "accepted"
    DOCTOR_ASSIGNED = "doctor_assigned"
    VISITED = "visited"
    REFUSED = "refused"
    """With a reason."""


class ReportAnswer(StrEnum):
    """What became of a report."""

    ACCEPTED = "accepted"
    """It is written down; also where it only said what was known."""
    UNKNOWN = "unknown"
    """There is no such visit, or none of this target's."""
    NOT_ALLOWED = "not_allowed"
    """The visit cannot go there from where it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusReport:
    """One report of a target."""

    target: str
    """The name of the target in the settings."""
    event_id: str
    """The target's own id of the report: told twice, it counts once."""
    visit_id: VisitId
    status: ReportedStatus
    reason: str | None
    at: datetime
    """When it happened, by the target's clock."""
    doctor: str = ""
    """Who comes, as the clinic names them; empty where it does not say."""
    revision: int | None = None
    """Of the newest word that it answers for; `None` where the clinic does not say."""
