"""Following changed settings without a restart: read, check whole, then change everything at once.

A call that has begun keeps the policy it began with; whatever begins afterwards follows the new
one. The new policy is kept for replays before the first call names it. Settings that are wrong,
or that would lose somebody's place, change nothing.
"""

import asyncio
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import structlog
from prometheus_client import Gauge

from administration.change import Kind
from administration.documents import Documents
from base.errors import Line122Error
from callflow.events import PolicyId
from config import Settings
from config.administered import Administered
from config.calendar_policies import calendar_in_use
from config.callback_policies import callback_policy, sms_policy
from config.categories import ticket_policy
from config.model import Section
from config.policies import call_policy, floor_policy
from config.retention_policies import retention_policy
from config.trunks import Trunk
from config.watch_policies import watch_policy
from line122.wiring import Engine

Reading = Callable[[], Settings]
"""Reads the settings from where they were read at the start."""

_FIXED: Final = ("site", "asterisk", "database", "redis", "http", "logs")
"""Sections that only a start reads."""

_FIXED_OF_DESK: Final = ("second_factor_keys", "second_factor_keys_file")
"""What seals are opened by."""

_FIXED_OF_TRUNK: Final = ("identify", "contact", "codecs", "dial_as", "qualify_every_s")
"""What Asterisk's files or its connection hold of a trunk."""

_log = structlog.get_logger(__name__)


class ReloadRefusedError(Line122Error):
    """The new settings cannot be followed by a running engine; the text tells what to do."""


@dataclass(frozen=True, slots=True)
class Reloaded:
    """The new settings are followed."""

    policy_id: PolicyId
    awaits_restart: tuple[str, ...]
    """Settings that have changed and that only a start reads."""


class Reloader:
    """Lets a running engine follow its settings."""

    def __init__(
        self,
        engine: Engine,
        settings: Settings,
        read: Reading,
        documents: Mapping[Kind, Documents] | None = None,
    ) -> None:
        """`documents` are what was administered when the engine was wired."""
        self._engine = engine
        self._settings = settings
        self._read = read
        self._documents = documents or {}
        self._turn = asyncio.Lock()
        self.followers: list[Callable[[Settings], None]] = []
        """Told of settings that are put into force, whoever else follows them."""
        self._refused = Gauge(
            "line122_settings_refused",
            "1 while the settings or menus on disk are wrong and older ones are followed",
            registry=engine.state.registry,
        )

    async def reload(self) -> Reloaded:
        """Read the settings anew and follow them.

        Raises:
            Line122Error: they are wrong, cannot be followed, or the policy cannot be kept; then
                nothing has changed.

        """
        async with self._turn:
            try:
                reloaded = await self._follow(await asyncio.to_thread(self._read))
            except Line122Error as error:
                _log.error("settings.reload_refused", cause=str(error))
                self._refused.set(1)
                raise
        self._refused.set(0)
        _log.info(
            "settings.reloaded",
            policy_id=reloaded.policy_id,
            awaits_restart=reloaded.awaits_restart,
        )
        return reloaded

    @property
    def settings(self) -> Settings:
        """The settings that are followed, as they were read."""
        return self._settings

    async def administer(self, documents: Mapping[Kind, Documents]) -> None:
        """Follow the same settings with what is administered now.

        Raises:
            Line122Error: the policy cannot be kept; then nothing has changed.

        """
        async with self._turn:
            if documents == self._documents:
                return
            before, self._documents = self._documents, documents
            try:
                await self._put_into_force(self._settings)
            except Line122Error:
                self._documents = before
                raise

    async def _follow(self, read: Settings) -> Reloaded:
        lost = tuple(lost_names(self._settings, read))
        if lost:
            raise ReloadRefusedError(f"{'; '.join(lost)}; restart the engine for that")
        settings = followed(self._settings, read)
        policy_id = await self._put_into_force(settings)
        self._settings = settings
        return Reloaded(policy_id, tuple(awaiting_restart(settings, read)))

    async def _put_into_force(self, planned: Settings) -> PolicyId:
        """Let everybody decide by the settings with what was administered of them."""
        administered = Administered(planned, self._documents)
        for problem in administered.problems:
            _log.warning("administration.passed_over", cause=str(problem))
        settings = administered.settings
        engine, callbacks, floor = self._engine, callback_policy(settings), floor_policy(settings)
        policy_id = await engine.orders.follow(call_policy(settings), callbacks.hold)
        engine.own_calls.change_policy(callbacks)
        engine.distributor.change_policy(floor)
        engine.callers.change_policy(settings.callers.policy())
        engine.callbacks.change_policy(callbacks, sms_policy(settings), floor)
        engine.watch.change_policy(watch_policy(settings))
        engine.tickets.change_policy(ticket_policy(settings))
        engine.delivery.change_policy(settings.delivery.policy(settings.site.id))
        engine.retention.policy = retention_policy(settings)
        engine.calendar.change_calendar(calendar_in_use(settings))
        engine.menus.workdays.follow(settings)
        for follow in self.followers:
            follow(settings)
        return policy_id


def lost_names(before: Settings, now: Settings) -> Iterator[str]:
    """Yield what callers who are being served could need and would not find any more."""
    if before.trunks.keys() != now.trunks.keys():
        yield "the trunks are not the same ones"
    for kind, old, new in (
        ("service", before.services, now.services),
        ("queue", before.queues, now.queues),
    ):
        for name in sorted(set(old) - set(new)):
            yield f"{kind} {name} is gone"


def followed(before: Settings, now: Settings) -> Settings:
    """Return the new settings with those kept that only a start reads."""
    kept: dict[str, object] = {name: getattr(before, name) for name in _FIXED}
    salt = {"salt": before.callers.salt, "salt_file": before.callers.salt_file}
    kept["callers"] = now.callers.model_copy(update=salt)
    keys = {name: getattr(before.desk, name) for name in _FIXED_OF_DESK}
    kept["desk"] = now.desk.model_copy(update=keys)
    kept["sms"] = now.sms.model_copy(update={"sender": before.sms.sender})
    kept["limits"] = now.limits.model_copy(
        update={"unstored_records": before.limits.unstored_records}
    )
    kept["trunks"] = {
        name: trunk.model_copy(update=_fixed_of(before.trunks[name]))
        for name, trunk in now.trunks.items()
    }
    return now.model_copy(update=kept)


def awaiting_restart(followed_now: Settings, read: Settings) -> Iterable[str]:
    """Yield, as dotted names, the settings that were read and are not followed yet."""
    yield from _differing("", followed_now, read)


def _differing(prefix: str, one: object, other: object) -> Iterator[str]:
    if one == other:
        return
    members, others = _members(one), _members(other)
    if members is None or others is None:
        yield prefix
        return
    for name in sorted(members.keys() | others.keys()):
        where = f"{prefix}.{name}" if prefix else name
        yield from _differing(where, members.get(name), others.get(name))


def _members(part: object) -> Mapping[str, object] | None:
    if isinstance(part, Mapping):
        return {str(name): member for name, member in part.items()}
    return dict(part) if isinstance(part, Section) else None


def _fixed_of(trunk: Trunk) -> dict[str, object]:
    return {name: getattr(trunk, name) for name in _FIXED_OF_TRUNK}
