"""A floor of one's own for the API: who sits there, and whose telephone rings."""

from pathlib import Path

from agents.ports import StoredOperator
from agents.service import Roster
from asterisk.fake import one_second_a_prompt
from asterisk.fake_dictation import FakeDictaphone
from base.clock import Clock
from base.ids import CallId
from callflow.phone_test_desk import PhoneTestDesk, PhoneTestDoors
from callflow.ports import CodeDialled
from callflow.presence_desk import PresenceDesk
from line122.attendance import AttendanceDoor
from line122.phone_tests import LevelEar, phone_test_policy
from queues.messages import TellPosition, TurnAway
from queues.queue import Match
from queues.service import Distributor
from tests.support.hall import Books, NoAccounts
from tests.support.site import FLOOR_POLICY


class NobodyCalls:
    """A `queues.ports.CallListener` of a line without calls."""

    def __init__(self) -> None:
        self.told = list[CallId]()

    def matched(self, match: Match) -> None:
        """Hear of a match."""
        self.told.append(match.call_id)

    def position_told(self, told: TellPosition) -> None:
        """Hear of a place."""
        self.told.append(told.call_id)

    def turned_away(self, told: TurnAway) -> None:
        """Hear of somebody who is sent away."""
        self.told.append(told.call_id)


class OwnFloor:
    """The agents of a site, as the API reaches them."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.books = Books()
        self.distributor = Distributor(clock=clock, policy=FLOOR_POLICY, book=self.books)
        self.roster = Roster(book=self.books, accounts=NoAccounts(), floor=self.distributor)
        self.dictaphone = FakeDictaphone(one_second_a_prompt)
        self.rung = list[CodeDialled]()
        self.dictaphone.on_rung = self.rung.append

    async def load(self, *stored: StoredOperator) -> None:
        """Let these agents sit there."""
        self.books.stored.extend(stored)
        await self.roster.load()

    def door(self, takes: Path) -> AttendanceDoor:
        """Return the way to it."""
        doors = PhoneTestDoors(
            dictaphone=self.dictaphone,
            ear=LevelEar(),
            roster=self.roster,
            clock=self.clock,
            takes=takes,
        )
        return AttendanceDoor(
            desk=PresenceDesk(self.roster, self.distributor),
            tests=PhoneTestDesk(doors, phone_test_policy()),
            distributor=self.distributor,
            clock=self.clock,
        )
