"""What an administrator on this machine may ask of alerts; a `web.ports.AlertControl`."""

from dataclasses import dataclass
from uuid import UUID

import msgspec

from alerts.kind import AlertKind
from alerts.ports import AlertsWanted
from alerts.service import AlertDesk
from base.errors import Line122Error
from base.ids import AlertId
from web.api.shown_alerts import alert_shown
from web.ports import Answer, Declined, Done


@dataclass(frozen=True, slots=True)
class AlertOfficer:
    """The desk of alerts, as the terminal asks it."""

    desk: AlertDesk

    def open_alerts(self) -> Answer:
        """Tell which alerts are open."""
        return Done(msgspec.json.encode([alert_shown(alert) for alert in self.desk.open]))

    async def newest_alerts(self, most: int, kind: str | None) -> Answer:
        """Tell of the newest alerts, of one kind or of all."""
        try:
            wanted = AlertsWanted(None if kind is None else AlertKind(kind), most=most)
            found = await self.desk.history(wanted)
        except ValueError:
            return Declined((f"there is no alert {kind}; the settings name all kinds",))
        except Line122Error as error:
            return Declined((str(error),))
        return Done(msgspec.json.encode([alert_shown(alert) for alert in found]))

    async def acknowledge(self, alert_id: str, by: str) -> Answer:
        """Keep that somebody sees to an alert."""
        try:
            seen = await self.desk.acknowledge(AlertId(UUID(alert_id)), by)
        except ValueError:
            seen = None
        if seen is None:
            return Declined((f"{alert_id} is no open alert; see alerts list",))
        return Done(msgspec.json.encode(alert_shown(seen)))
