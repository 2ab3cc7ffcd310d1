"""The receipt desk: hears what clinics report of visits, each report once.

Whoever may report proves it by the secret of their target before they come here. A target may
speak only of visits that it was told of. A report that came before gets the answer that it got
then; whether a visit may go where a report sends it, the visit's own machine decides.
"""

import structlog

from base.clock import Clock
from delivery.policy import DeliveryPolicy
from delivery.ports import ReportBook, Visits
from tickets.report import ReportAnswer, StatusReport

_log = structlog.get_logger(__name__)


class ReceiptDesk:
    """Takes the reports of all targets."""

    def __init__(
        self, book: ReportBook, visits: Visits, clock: Clock, policy: DeliveryPolicy
    ) -> None:
        self._book = book
        self._visits = visits
        self._clock = clock
        self.policy = policy

    def secrets_of(self, target: str) -> tuple[bytes, ...]:
        """Return the secrets by which a target may prove itself; none when nobody is called so."""
        known = self.policy.targets.get(target)
        return () if known is None else tuple(address.secret for address in known.addresses)

    async def receive(self, report: StatusReport) -> ReportAnswer:
        """Return what became of a report.

        Raises:
            Line122Error: it could not be written down; the target shall report again.

        """
        known = await self._book.answer_to(report)
        if known is not None:
            _log.info("visit_report.repeated", target=report.target, visit_id=str(report.visit_id))
            return known
        answer = await self._answer(report)
        await self._book.keep(report, answer, self._clock.now())
        _log.info(
            "visit_report.received",
            target=report.target,
            visit_id=str(report.visit_id),
            status=report.status.value,
            answer=answer.value,
        )
        return answer

    async def _answer(self, report: StatusReport) -> ReportAnswer:
        codes = await self._book.dispatched_to(report.visit_id)
        targets = (self.policy.target_of(code) for code in codes)
        if report.target not in {target.name for target in targets if target is not None}:
            return ReportAnswer.UNKNOWN
        return await self._visits.report(report, self._clock.now())
