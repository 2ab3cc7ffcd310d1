"""Which telephones are asked to pick up by themselves, and the headers that ask them.

There is no one header for it: telephones and softphones follow the one or the other. Both are
sent; what a telephone does not know, it leaves alone. It asks, and the telephone's own settings
decide; who wears a headset all day then hears a tone and the caller.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from agents.agent import Account

_HEADERS: Final[Mapping[str, str]] = MappingProxyType(
    {
        # RFC 5373 is spoken by nobody; these two are.
        "PJSIP_HEADER(add,Call-Info)": "<sip:line122>;answer-after=0",
        "PJSIP_HEADER(add,Alert-Info)": "<http://line122>;info=alert-autoanswer;delay=0",
    }
)
_NONE: Final[Mapping[str, str]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class AutoAnswer:
    """What the site decides about telephones that pick up by themselves."""

    is_for_all: bool = False
    accounts: frozenset[Account] = frozenset()
    """Those that do although not all do."""

    def headers(self, account: Account) -> Mapping[str, str]:
        """Return what to set on the leg of an agent who is rung."""
        return _HEADERS if self.is_for_all or account in self.accounts else _NONE
