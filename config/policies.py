"""From settings to the policies that the other rooms decide by."""

from collections.abc import Mapping
from typing import Final

from agents.agent import Presence, Skill
from agents.policy import AgentPolicy
from base.ids import TrunkName
from base.phone import read_number
from callflow.events import ServiceName
from callflow.outcome import RejectAs
from callflow.policy import CallPolicy, ServicePolicy, SpokenTexts, TrunkPolicy
from config.floor import SpokenTexts as TextSettings
from config.services import Menu as MenuSettings
from config.settings import Settings
from config.trunks import Trunk
from ivr.menu import Digit, Menu, Target
from ivr.prompt import Phrase, PromptKey
from queues.policy import FloorPolicy, QueueName, QueuePolicy

_REJECTS: Final[Mapping[int, RejectAs]] = {486: RejectAs.BUSY, 603: RejectAs.DECLINED}


def agent_policy(settings: Settings) -> AgentPolicy:
    """Return what the site decides about its agents."""
    agents = settings.agents
    return AgentPolicy(
        wrap_up_s=agents.wrap_up_s,
        missed_ring_pause_s=agents.missed_ring_pause_s,
        missed_ring_pause_limit_s=agents.missed_ring_pause_limit_s,
        unreachable_retry_s=agents.unreachable_retry_s,
    )


def queue_policies(settings: Settings) -> Mapping[QueueName, QueuePolicy]:
    """Return what the site decides about each of its queues."""
    return {
        QueueName(name): QueuePolicy(
            name=QueueName(name),
            needs={Skill(skill): level for skill, level in queue.needs.items()},
            priority=queue.priority,
            ring_timeout_s=queue.ring_timeout_s,
            first_announcement_s=queue.first_announcement_s,
            announcement_every_s=queue.announcement_every_s,
            threshold_s=queue.threshold_s,
            empty_hall_s=queue.empty_hall_s,
            handle_s=queue.handle_s,
        )
        for name, queue in settings.queues.items()
    }


def floor_policy(settings: Settings) -> FloorPolicy:
    """Return all that the distributor needs to know of the site."""
    return FloorPolicy(
        queues=queue_policies(settings),
        agents=agent_policy(settings),
        preferred_wait_s=settings.agents.preferred_wait_s,
    )


def call_policy(settings: Settings) -> CallPolicy:
    """Return what every call of the site keeps to."""
    return CallPolicy(
        services=_services(settings),
        queues=queue_policies(settings),
        trunks={TrunkName(name): _trunk(trunk) for name, trunk in settings.trunks.items()},
        texts=_texts(settings.calls.texts),
        short_abandon_s=settings.calls.short_abandon_s,
        answer_timeout_s=settings.calls.answer_timeout_s,
        say_timeout_s=settings.calls.say_timeout_s,
        mailbox_limit=settings.limits.call_mailbox,
    )


def _texts(texts: TextSettings) -> SpokenTexts:
    return SpokenTexts(
        closed=_phrase(texts.closed),
        closing=_phrase(texts.closing),
        no_agents=_phrase(texts.no_agents),
        apology=_phrase(texts.apology),
        ticket=_phrase(texts.ticket),
        emergency=_phrase(texts.emergency),
        declared={
            Presence.AVAILABLE: _phrase(texts.agent_available),
            Presence.BREAK: _phrase(texts.agent_break),
            Presence.OFFLINE: _phrase(texts.agent_offline),
        },
        unknown_code=_phrase(texts.unknown_code),
        not_an_agent=_phrase(texts.not_an_agent),
    )


def _services(settings: Settings) -> Mapping[ServiceName, ServicePolicy]:
    return {
        ServiceName(name): ServicePolicy(
            name=ServiceName(name),
            greeting=_phrase(service.greeting),
            menu=_menu(service.menu, settings.menus[service.menu]),
            hours=service.hours.opening_hours(settings.site.zone),
        )
        for name, service in settings.services.items()
    }


def _trunk(trunk: Trunk) -> TrunkPolicy:
    return TrunkPolicy(
        channels=trunk.channels,
        rules=trunk.rules(),
        reject_as=_REJECTS[trunk.reject],
        dialled=_dialled(trunk),
        default_service=ServiceName(trunk.default_service),
    )


def _dialled(trunk: Trunk) -> Mapping[str, ServiceName]:
    """Return the service of each number, as the settings write it and as it is read."""
    rules = trunk.rules()
    found = {}
    for dialled, service in trunk.services.items():
        key = read_number(dialled, rules).key
        assert key is not None, "the checks refuse a dialled number that cannot be read"
        found[dialled] = found[key] = ServiceName(service)
    return found


def _menu(name: str, menu: MenuSettings) -> Menu:
    return Menu(
        name=name,
        prompt=_phrase(menu.prompt),
        invalid=_phrase(menu.invalid),
        silence=_phrase(menu.silence),
        choices={Digit(digit): Target(queue) for digit, queue in menu.choices.items()},
        otherwise=Target(menu.on_silence),
        digit_timeout_s=menu.digit_timeout_s,
        attempts=menu.attempts,
    )


def _phrase(prompts: tuple[str, ...]) -> Phrase:
    return tuple(PromptKey(prompt) for prompt in prompts)
