"""An exchange that keeps browsers' accounts in memory, and the telephones over it."""

from dataclasses import dataclass, field

from agents.agent import Account
from asterisk.version import AsteriskVersion
from base.clock import Clock
from base.ids import AgentId, CallId
from callflow.events import Ring
from callflow.lost_phones import TalkingLeg
from line122.browser_phones import BrowserPhones, PhoneDoors, PhonePolicy, Sessions


@dataclass
class QuietExchange:
    """Keeps what it is told; both doors of `BrowserPhones` to Asterisk."""

    version: AsteriskVersion | None = None
    digests: dict[Account, str] = field(default_factory=dict)
    turned: list[Account] = field(default_factory=list)
    legs: dict[AgentId, TalkingLeg] = field(default_factory=dict)
    """Who talks, by which leg; all of them by browsers."""
    lost: list[TalkingLeg] = field(default_factory=list)

    async def put_browser(self, account: Account, digest: str) -> None:
        """Keep an account."""
        self.digests[account] = digest

    async def remove_browser(self, account: Account) -> None:
        """Forget an account."""
        self.digests.pop(account, None)

    async def is_by_browser(self, call_id: CallId, ring: Ring) -> bool:
        """Tell that it is."""
        return TalkingLeg(call_id, ring) in self.legs.values()

    def leg_of(self, agent_id: AgentId) -> TalkingLeg | None:
        """Return the leg of somebody who talks."""
        return self.legs.get(agent_id)

    def is_awaited(self, agent_id: AgentId) -> bool:
        """Tell that nobody is."""
        assert agent_id not in self.legs
        return False

    def lose(self, leg: TalkingLeg) -> None:
        """Note what was lost."""
        self.lost.append(leg)

    async def phone_turned(self, account: Account) -> None:
        """Note whose telephone is another one now."""
        self.turned.append(account)


def browser_phones(
    exchange: QuietExchange, sessions: Sessions, clock: Clock, *, is_on: bool = True
) -> BrowserPhones:
    """Return the telephones in browsers over that exchange."""
    doors = PhoneDoors(
        accounts=exchange,
        exchange=exchange,
        sessions=sessions,
        talks=exchange,
        clock=clock,
        sip_url="ws://127.0.0.1:1/ws",
    )
    return BrowserPhones(doors, PhonePolicy(is_on=is_on, stun_server=None))
