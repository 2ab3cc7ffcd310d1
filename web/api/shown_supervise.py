"""Supervisors beside talks, what they did and what it would change, as the API answers it."""

from datetime import datetime
from uuid import UUID

import msgspec

from callflow.deeds import MayNotDo
from callflow.effects import METHOD, Effect, Waits
from callflow.intervention import Deed, Intervention
from callflow.storm_order import StormOrder
from callflow.supervision import SupervisionEnd, SupervisionMode, SupervisionPhase
from callflow.supervision_desk import MayNotSupervise, SupervisionSeen
from queues.estimate import Method


class SupervisionShown(msgspec.Struct, frozen=True, kw_only=True):
    """How a supervisor stands beside a talk."""

    supervision_id: UUID
    call_id: UUID
    account: str
    """Whose telephone was rung."""
    operator: str | None
    """By whose account the person talks with us."""
    mode: SupervisionMode
    phase: SupervisionPhase
    since: datetime
    end: SupervisionEnd | None
    """Why it is over; `null` while it is not."""


class OwnSupervision(msgspec.Struct, frozen=True, kw_only=True):
    """How the asker stands beside a talk; the last time where they do no more."""

    supervision: SupervisionShown | None


class DeedDoneShown(msgspec.Struct, frozen=True, kw_only=True):
    """What was done; what comes of it is shown by the board."""

    deed: Deed
    subject: str
    detail: str


class DeedLine(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that a supervisor did."""

    at: datetime
    actor: str
    deed: Deed
    subject: str
    why: str
    detail: str
    call_id: UUID | None


class Deeds(msgspec.Struct, frozen=True, kw_only=True):
    """What was done last, the newest first."""

    deeds: tuple[DeedLine, ...]


class WaitsShown(msgspec.Struct, frozen=True, kw_only=True):
    """How long those who wait have to wait still, on average."""

    people: int
    mean_s: float | None
    operators: int


class EffectShown(msgspec.Struct, frozen=True, kw_only=True):
    """What something would change, by a forecast for those who wait now."""

    before: WaitsShown
    after: WaitsShown
    person_before_s: float | None
    person_after_s: float | None
    moved_behind: int
    channels: int | None
    """Channels that menus and marks hold now, which a storm makes short."""
    hearers: int | None
    """People who called in the last ten minutes, and would hear a topic; `null` for all else."""
    method: Method
    """How the waits were told; see `docs/supervising.md`."""


class ChoicesShown(msgspec.Struct, frozen=True, kw_only=True):
    """What there is to choose from."""

    queues: tuple[str, ...]
    services: tuple[str, ...]
    storm: StormOrder
    """What was ordered of it; `auto` where the figures decide."""


class WhyNotShown(msgspec.Struct, frozen=True, kw_only=True):
    """Why something was not done, in a word for pages."""

    reason: MayNotDo | MayNotSupervise


def supervision_shown(seen: SupervisionSeen) -> SupervisionShown:
    """Return it as it is answered."""
    supervision = seen.supervision
    return SupervisionShown(
        supervision_id=supervision.supervision_id,
        call_id=supervision.call_id,
        account=supervision.account,
        operator=seen.operator,
        mode=supervision.mode,
        phase=supervision.phase,
        since=seen.since,
        end=supervision.end,
    )


def deed_line(done: Intervention) -> DeedLine:
    """Return it as it is answered."""
    return DeedLine(
        at=done.at,
        actor=done.actor,
        deed=done.deed,
        subject=done.subject,
        why=done.why,
        detail=done.detail,
        call_id=done.call_id,
    )


def effect_shown(effect: Effect) -> EffectShown:
    """Return it as it is answered."""
    return EffectShown(
        before=_waits(effect.before),
        after=_waits(effect.after),
        person_before_s=effect.person_before_s,
        person_after_s=effect.person_after_s,
        moved_behind=effect.moved_behind,
        channels=effect.channels,
        hearers=effect.hearers,
        method=METHOD,
    )


def _waits(waits: Waits) -> WaitsShown:
    return WaitsShown(people=waits.people, mean_s=waits.mean_s, operators=waits.operators)
