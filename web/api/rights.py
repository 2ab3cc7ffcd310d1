"""What each role may ask for: the scopes of the API's one table, and nothing that is not here."""

from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Final

from staff.role import Role
from web.api.scopes import Scope

_CASES: Final = frozenset(
    {
        Scope.TICKETS_READ,
        Scope.TICKETS_WRITE,
        Scope.VISITS_READ,
        Scope.VISITS_WRITE,
        Scope.CALLS_READ,
        Scope.DIRECTORY_READ,
        Scope.ORDERS_READ,
    }
)
_SHIFT: Final = _CASES | {Scope.DESK, Scope.ORDERS_WRITE, Scope.DISPATCHES_READ}

SCOPES_OF: Final[Mapping[Role, frozenset[Scope]]] = MappingProxyType(
    {
        Role.OPERATOR: _CASES | {Scope.DESK},
        Role.SENIOR: _SHIFT,
        Role.SUPERVISOR: _SHIFT
        | {Scope.DISPATCHES_WRITE, Scope.AUDIT_READ, Scope.NUMBERS, Scope.BOARD_READ}
        | {Scope.RECORDINGS_READ, Scope.REPORTS_READ, Scope.SUPERVISE},
        # Visits of one clinic: see `Address.is_for_clinics`.
        Role.CLINIC_DISPATCHER: frozenset({Scope.VISITS_READ, Scope.DIRECTORY_READ}),
        Role.AUDITOR: frozenset(
            {Scope.AUDIT_READ, Scope.DIRECTORY_READ, Scope.RECORDINGS_READ, Scope.REPORTS_READ}
        ),
        Role.WALL: frozenset({Scope.BOARD_READ}),
        Role.ADMINISTRATOR: frozenset(
            {
                Scope.DIRECTORY_READ,
                Scope.DISPATCHES_READ,
                Scope.DISPATCHES_WRITE,
                Scope.ORDERS_READ,
                Scope.ORDERS_WRITE,
                Scope.NUMBERS,
                Scope.ADMINISTRATION,
                Scope.BOARD_READ,
            }
        ),
    }
)
"""Who keeps the engine running needs no case, and who watches the readers reads none either."""


def scopes_of(roles: Collection[Role]) -> frozenset[str]:
    """Return all that somebody may ask for."""
    return frozenset(scope.value for role in roles for scope in SCOPES_OF[role])
