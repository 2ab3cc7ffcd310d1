"""What the API needs of alerts: what is open, what was, and that a person sees to one."""

from typing import Protocol

from alerts.alert import Alert
from alerts.ports import AlertsWanted
from base.ids import AlertId


class Alerts(Protocol):
    """The alerts of the site."""

    @property
    def open(self) -> tuple[Alert, ...]:
        """The open alerts, the latest last."""
        ...

    async def find(self, alert_id: AlertId) -> Alert | None:
        """Return one alert, open or over; `None` when it is unknown."""
        ...

    async def history(self, wanted: AlertsWanted) -> tuple[Alert, ...]:
        """Return alerts, open ones too, the newest first."""
        ...

    async def acknowledge(self, alert_id: AlertId, by: str) -> Alert | None:
        """Keep that a person sees to it, and return the alert; `None` when none such is open."""
        ...
