"""The receipt desk: hears what clinics report of visits, each report once.

Whoever may report proves it by the secret of their target before they come here. A target may
speak only of visits that it was told of, and of one taken from it only that the doctor came all
the same. A report that came before gets the answer that it got then; whether a visit may go where
a report sends it, the visit's own machine decides.
"""

from collections.abc import Collection

import structlog

from base.clock import Clock
from delivery.policy import DeliveryPolicy
from delivery.ports import ReportBook, Visits
from tickets.dispatch import DispatchAbout
from tickets.report import ReportAnswer, ReportedStatus, StatusReport

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
        last_words = await self._book.last_words(report.visit_id)
        codes = {code for code in last_words if self._is_of(code, report.target)}
        answer = await self._answer(report, {last_words[code] for code in codes})
        await self._book.keep(report, answer, codes, self._clock.now())
        _log.info(
            "visit_report.received",
            target=report.target,
            visit_id=str(report.visit_id),
            status=report.status.value,
            answer=answer.value,
        )
        return answer

    def _is_of(self, code: str, target: str) -> bool:
        known = self.policy.target_of(code)
        return known is not None and known.name == target

    async def _answer(
        self, report: StatusReport, last_words: Collection[DispatchAbout]
    ) -> ReportAnswer:
        if not last_words:
            return ReportAnswer.UNKNOWN
        is_withdrawn = all(about is DispatchAbout.VISIT_CANCELLED for about in last_words)
        if is_withdrawn and report.status is not ReportedStatus.VISITED:
            # It was given to another clinic perhaps, which must answer for itself.
            return ReportAnswer.NOT_ALLOWED
        return await self._visits.report(report, self._clock.now())
