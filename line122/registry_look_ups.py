"""What voice menus look up in the region's registry: names and keyed digits in, words out.

A caller who gave three wrong identities is asked for none any more, in this call and in those
after it on the same day: whoever guesses learns nothing, and an operator goes on.
"""

from collections import OrderedDict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Final, TypeAlias
from zoneinfo import ZoneInfo

import structlog

from base.clock import Clock
from base.phone import CallerKey
from ivr.ports import LookUpAnswer
from ivr.walk import LookUpOutcome
from tickets.registry import (
    Answer,
    Appointment,
    Denied,
    Failed,
    Found,
    Identity,
    IdentityPolicy,
    Nothing,
    Registry,
    Slot,
    TestReadiness,
    may_ask,
)

Values: TypeAlias = Mapping[str, str]
"""What was keyed in, or was found, by the names that the menus use."""

REMEMBERED_LIMIT: Final = 10_000
"""So many callers' mistakes are remembered; the oldest are forgotten first."""

_PLACE: Final = "place."
_UNNAMED_PLACE: Final = "place.unnamed"
_READY: Final = "test.ready"
_NOT_READY: Final = "test.not_ready"

_log = structlog.get_logger(__name__)


class RegistryLookUps:
    """Looks up `appointment`, `test_result`, `free_slot`, `book_slot` and `cancel_appointment`."""

    NAMES: Final = frozenset(
        {"appointment", "test_result", "free_slot", "book_slot", "cancel_appointment"}
    )

    def __init__(
        self,
        registry: Registry,
        clock: Clock,
        zone: ZoneInfo,
        policy: IdentityPolicy | None = None,
        *,
        places: Collection[str] = (),
    ) -> None:
        """Ask that registry; `places` are the prompts that name the clinics of the region."""
        self._registry = registry
        self._clock = clock
        self._zone = zone
        self._policy = policy or IdentityPolicy()
        self._places = places
        self._denials: OrderedDict[CallerKey, tuple[datetime, ...]] = OrderedDict()

    async def look_up(self, name: str, values: Values, caller: CallerKey | None) -> LookUpAnswer:
        """Return what the registry knows; a name of nobody's, or no identity, is a failure."""
        if name == "free_slot":
            return await self._free_slot(values)
        identity = _identity(values)
        if identity is None:
            return LookUpAnswer(LookUpOutcome.FAILED)
        now = self._clock.now()
        if not may_ask(self._denials.get(caller, ()) if caller else (), now, self._policy):
            _log.warning("registry.asking_refused")
            return LookUpAnswer(LookUpOutcome.DENIED)
        found = await self._of_person(name, identity, values)
        if found.outcome is LookUpOutcome.DENIED and caller is not None:
            self._remember(caller, now)
        return found

    async def _of_person(self, name: str, identity: Identity, values: Values) -> LookUpAnswer:
        registry = self._registry
        match name:
            case "appointment":
                return self._appointment(await registry.my_appointment(identity))
            case "book_slot":
                return self._appointment(await registry.book(identity, values.get("slot", "")))
            case "cancel_appointment":
                wanted = values.get("appointment", "")
                return self._appointment(await registry.cancel(identity, wanted))
            case "test_result":
                return _readiness(await registry.test_result(identity))
            case _:
                return LookUpAnswer(LookUpOutcome.FAILED)

    async def _free_slot(self, values: Values) -> LookUpAnswer:
        """Look for the soonest place of a speciality, or for the one after that which was told."""
        answer = await self._registry.free_slots(
            values.get("speciality", ""), values.get("clinic", "")
        )
        if not isinstance(answer, Found):
            return _without_value(answer)
        slot = _next_slot(answer.value, values.get("slot"))
        if slot is None:
            return LookUpAnswer(LookUpOutcome.NOTHING)
        found = {"slot": slot.slot_id, **self._where_and_when(slot)}
        return LookUpAnswer(LookUpOutcome.FOUND, found)

    def _appointment(self, answer: Answer[Appointment]) -> LookUpAnswer:
        if not isinstance(answer, Found):
            return _without_value(answer)
        found = answer.value
        brought = {"appointment": found.appointment_id, **self._where_and_when(found)}
        return LookUpAnswer(LookUpOutcome.FOUND, brought)

    def _where_and_when(self, place: Appointment | Slot) -> Values:
        local = place.at.astimezone(self._zone)
        named = f"{_PLACE}{place.clinic.lower().replace('-', '_')}"
        return {
            "day": local.date().isoformat(),
            "time": f"{local:%H:%M}",
            "place": named if named in self._places else _UNNAMED_PLACE,
            "clinic_code": place.clinic,
            "doctor": place.speciality,
        }

    def _remember(self, caller: CallerKey, now: datetime) -> None:
        before = self._denials.pop(caller, ())
        self._denials[caller] = (*before, now)[-self._policy.tries :]
        if len(self._denials) > REMEMBERED_LIMIT:
            self._denials.popitem(last=False)


def _identity(values: Values) -> Identity | None:
    try:
        return Identity(date.fromisoformat(values["birth_date"]), values["policy"])
    except (KeyError, ValueError):
        return None


def _readiness(answer: Answer[TestReadiness]) -> LookUpAnswer:
    if not isinstance(answer, Found):
        return _without_value(answer)
    state = _READY if answer.value.is_ready else _NOT_READY
    told = {"state": state, "day": answer.value.taken_on.isoformat()}
    return LookUpAnswer(LookUpOutcome.FOUND, told)


def _next_slot(slots: Sequence[Slot], told: str | None) -> Slot | None:
    """Return the slot after the one that was told; the first where that one is gone."""
    names = [slot.slot_id for slot in slots]
    place = names.index(told) + 1 if told in names else 0
    return slots[place] if place < len(slots) else None


def _without_value(answer: Nothing | Denied | Failed) -> LookUpAnswer:
    match answer:
        case Nothing():
            return LookUpAnswer(LookUpOutcome.NOTHING)
        case Denied():
            return LookUpAnswer(LookUpOutcome.DENIED)
        case Failed(reason):
            _log.warning("registry.failed", reason=reason)
            return LookUpAnswer(LookUpOutcome.FAILED)
