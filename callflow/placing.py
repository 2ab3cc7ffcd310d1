"""How the callback desk reaches the calls: whom it may ring, and by which trunk.

The desk decides in its own words (`callback/ports.py`); here they become a call of ours. One
channel of every trunk is kept for people who call, and one more while the last was taken often.
"""

from collections.abc import Mapping
from typing import Final

from base.clock import Clock
from base.ids import ContactId, TrunkName
from callback.attempt import CallbackOrder
from callback.facts import FreeChannels, OnLine
from callback.sms import SmsFigures
from callflow.moment import Moment
from callflow.policy import CallPolicy
from callflow.service import CallService

_KEPT_FOR_CALLERS: Final = 1


class Placer:
    """The calls, as the callback desk sees them."""

    def __init__(self, calls: CallService, clock: Clock, policy: CallPolicy) -> None:
        self._calls = calls
        self._clock = clock
        self._policy = policy

    def change_policy(self, policy: CallPolicy) -> None:
        """Take the trunks as they are from now on."""
        self._policy = policy

    def place(self, order: CallbackOrder) -> None:
        """Ring a person to whom it was promised."""
        moment = self._moment()
        placed = self._calls.people.placed(order, moment, self._calls.policy_id)
        if placed is None:
            self._calls.people.not_placed(order)
            return
        self._calls.place(placed, moment)

    def channels(self) -> Mapping[TrunkName, FreeChannels]:
        """Return what every trunk has left, and what of it is kept for people who call."""
        moment = self._moment()
        return {
            name: FreeChannels(
                free=trunk.channels - self._calls.board.in_use(name),
                reserve=_KEPT_FOR_CALLERS + self._calls.watch.is_burst(name, moment),
            )
            for name, trunk in self._policy.trunks.items()
        }

    def on_line(self) -> OnLine:
        """Return who has a call with us now."""
        return self._calls.board.on_line

    def loss_share(self) -> float:
        """Return the share of people whose first attempt was lost of late."""
        return self._calls.watch.loss_share(self._moment())

    def figures(self, contact_id: ContactId) -> SmsFigures:
        """Return what a message to a person may name."""
        return self._calls.people.figures(contact_id, self._moment())

    def _moment(self) -> Moment:
        return Moment(self._clock.now(), self._clock.instant())
