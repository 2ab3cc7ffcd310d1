"""What a token may do: nothing but what one of its scopes says."""

import hashlib
from enum import StrEnum
from typing import Final

TOKEN_PREFIX: Final = "l122_"  # noqa: S105 - It begins every token and is secret in none.
"""Tells scanners of published secrets what they have found."""


class Scope(StrEnum):
    """A right that a token may have."""

    TICKETS_READ = "tickets:read"
    TICKETS_WRITE = "tickets:write"
    VISITS_READ = "visits:read"
    VISITS_WRITE = "visits:write"
    CALLS_READ = "calls:read"
    """Contacts and calls of a number, and open promises of a call back."""
    DIRECTORY_READ = "directory:read"
    DISPATCHES_READ = "dispatches:read"
    DISPATCHES_WRITE = "dispatches:write"
    ORDERS_READ = "orders:read"
    """Hours and hot topics."""
    ORDERS_WRITE = "orders:write"
    BOARD_READ = "board:read"
    """The wallboard: the line, its people by masked numbers, and today's figures."""
    REPORTS_READ = "reports:read"
    """Figures of the past, and the calls and contacts behind them."""
    RECORDINGS_READ = "recordings:read"
    """Every recording, found by whatever is known of it."""
    AUDIT_READ = "audit:read"
    """Who has read which case."""
    NUMBERS = "numbers"
    """Numbers that are never turned away, or put through to people."""
    ADMINISTRATION = "administration"
    """Operators, users, queues, categories, clinics, dispatchers and days."""
    DESK = "desk"
    """One's own presence and calls; of use only to somebody who is signed in."""
    SUPERVISE = "supervise"
    """Stepping in: into talks, the line, operators, alerts; of use only to who is signed in."""
    ADMIN = "admin"
    """All of these."""


def allows(granted: frozenset[str], needed: Scope) -> bool:
    """Tell whether what a token was granted is enough; an unknown scope grants nothing."""
    return needed.value in granted or Scope.ADMIN.value in granted


def digest_of(token: str) -> str:
    """Return what is kept of a token: a random one of 256 bits needs no slower hash."""
    return hashlib.sha256(token.encode(errors="surrogateescape")).hexdigest()
