"""The only place that makes ids: typed UUIDv7 (RFC 9562), which sort by their making."""

import secrets
import time
from typing import NewType
from uuid import UUID

CallId = NewType("CallId", UUID)
"""One INVITE, in or out."""

ContactId = NewType("ContactId", UUID)
"""One need of one person."""

TicketId = NewType("TicketId", UUID)
"""The record of what a contact is about."""

VisitId = NewType("VisitId", UUID)
"""A doctor's visit to one patient at home, as it was requested."""

DispatchId = NewType("DispatchId", UUID)
"""One thing that we must make another system know, and its acknowledgement."""

ClinicCode = NewType("ClinicCode", str)
"""A clinic, by its code in the directory."""

InstitutionCode = NewType("InstitutionCode", str)
"""Any institution of the directory, by its code; a clinic is one of them."""

AgentId = NewType("AgentId", UUID)
"""A person who answers."""

UserId = NewType("UserId", UUID)
"""A person who signs in."""

NoteId = NewType("NoteId", UUID)
"""What one shift tells the next."""

ChangeId = NewType("ChangeId", UUID)
"""One step of an administrator."""

SupervisionId = NewType("SupervisionId", UUID)
"""One time that a supervisor stands beside a talk."""

InterventionId = NewType("InterventionId", UUID)
"""One thing that a supervisor did to the line, the people on it or those who answer."""

AlertId = NewType("AlertId", UUID)
"""Something wrong, from when it was raised until it is cleared."""

AlertMessageId = NewType("AlertMessageId", UUID)
"""What one other system is told of one alert."""

LegId = NewType("LegId", str)
"""One party's connection: Asterisk's own id for callers, ours for the legs that we make."""

TrunkName = NewType("TrunkName", str)
"""A connection to a carrier, by its name in the settings."""

_RANDOM_BITS_A = 12
_RANDOM_BITS_B = 62


def uuid7() -> UUID:
    """Return a new UUID of version 7.

    Source: RFC 9562, section 5.7 (48 bits of Unix milliseconds, then random bits).
    """
    milliseconds = time.time_ns() // 1_000_000
    value = (milliseconds & ((1 << 48) - 1)) << 80
    value |= 0x7 << 76
    value |= secrets.randbits(_RANDOM_BITS_A) << 64
    value |= 0b10 << 62
    value |= secrets.randbits(_RANDOM_BITS_B)
    return UUID(int=value)


def new_call_id() -> CallId:
    """Return the id of a call that has just begun."""
    return CallId(uuid7())


def new_contact_id() -> ContactId:
    """Return the id of a contact that has just been opened."""
    return ContactId(uuid7())


def new_ticket_id() -> TicketId:
    """Return the id of a ticket that has just been opened."""
    return TicketId(uuid7())


def new_visit_id() -> VisitId:
    """Return the id of a home visit that has just been requested."""
    return VisitId(uuid7())


def new_dispatch_id() -> DispatchId:
    """Return the id of what is about to be written for another system."""
    return DispatchId(uuid7())


def new_agent_id() -> AgentId:
    """Return the id of an agent who has just been added."""
    return AgentId(uuid7())


def new_user_id() -> UserId:
    """Return the id of somebody who may sign in from now on."""
    return UserId(uuid7())


def new_note_id() -> NoteId:
    """Return the id of a note that is about to be written."""
    return NoteId(uuid7())


def new_change_id() -> ChangeId:
    """Return the id of a step that an administrator takes now."""
    return ChangeId(uuid7())


def new_supervision_id() -> SupervisionId:
    """Return the id of a supervisor's standing beside a talk that is about to begin."""
    return SupervisionId(uuid7())


def new_intervention_id() -> InterventionId:
    """Return the id of what a supervisor has just done."""
    return InterventionId(uuid7())


def new_alert_id() -> AlertId:
    """Return the id of an alert that is raised now."""
    return AlertId(uuid7())


def new_alert_message_id() -> AlertMessageId:
    """Return the id of a message that is about to be written."""
    return AlertMessageId(uuid7())
