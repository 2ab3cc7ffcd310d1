"""From settings to the policies that the other rooms decide by."""

from collections.abc import Mapping
from typing import Final

from agents.agent import BreakReason, Presence, Skill
from agents.codes import Disposition
from agents.policy import AgentPolicy, BreakRule
from base.ids import TrunkName
from base.phone import NumberRules, read_number
from callflow.events import ServiceName
from callflow.outcome import RejectAs
from callflow.policy import (
    CallPolicy,
    OwnCallTexts,
    RecordingPolicy,
    ServicePolicy,
    SpokenTexts,
    TrunkPolicy,
)
from callflow.transfer import OutsideNumber
from config.ladder_policies import admission_policy, ladder_texts
from config.menu_policies import mark_policy, menu_policy
from config.phrases import phrase_of
from config.services import Service
from config.settings import Settings
from config.trunks import Trunk
from ivr.nodes import HangUpNode
from ivr.script import last_resort
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
        wrap_up_extension_s=agents.wrap_up_extension_s,
        wrap_up_limit_s=agents.wrap_up_limit_s,
        breaks={
            BreakReason(name): BreakRule(rule.title, rule.allowed_s)
            for name, rule in agents.breaks.items()
        },
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
        texts=_texts(settings),
        short_abandon_s=settings.calls.short_abandon_s,
        answer_timeout_s=settings.calls.answer_timeout_s,
        say_timeout_s=settings.calls.say_timeout_s,
        told_listen_s=settings.ladder.told_listen_s,
        answer_listen_s=settings.ladder.answer_listen_s,
        digit_pause_s=settings.ladder.digit_pause_s,
        offer_from_s=settings.ladder.offer_from_s,
        whispers=settings.callbacks.whispers,
        silent_talk_s=settings.callers.silent_talk_s,
        burst_share=settings.ladder.burst_share,
        crowded_share=settings.ladder.crowded_share,
        admission=admission_policy(settings.ladder),
        mailbox_limit=settings.limits.call_mailbox,
        recording=RecordingPolicy(enabled=settings.recording.enabled),
        menu=menu_policy(settings.menus),
        mark=mark_policy(settings),
        transfers={name: OutsideNumber(to) for name, to in settings.transfers.items()},
    )


def _texts(settings: Settings) -> SpokenTexts:
    texts = settings.calls.texts
    return SpokenTexts(
        closed=phrase_of(texts.closed),
        closing=phrase_of(texts.closing),
        no_agents=phrase_of(texts.no_agents),
        apology=phrase_of(texts.apology),
        ticket=phrase_of(texts.ticket),
        emergency=phrase_of(texts.emergency),
        declared={
            Presence.AVAILABLE: phrase_of(texts.agent_available),
            Presence.BREAK: phrase_of(texts.agent_break),
            Presence.ASIDE: phrase_of(texts.agent_aside),
            Presence.OFFLINE: phrase_of(texts.agent_offline),
        },
        marked={
            Disposition.NOBODY: phrase_of(texts.marked_nobody),
            Disposition.WRONG_PERSON: phrase_of(texts.marked_wrong_person),
            Disposition.DONE: phrase_of(texts.marked_done),
        },
        unknown_code=phrase_of(texts.unknown_code),
        not_an_agent=phrase_of(texts.not_an_agent),
        ladder=ladder_texts(settings.ladder.texts),
        own_calls=OwnCallTexts(
            hang_up=phrase_of(texts.own_call_hang_up),
            nobody=phrase_of(texts.own_call_nobody),
            not_callable=phrase_of(texts.own_call_not_callable),
            on_line=phrase_of(texts.own_call_on_line),
            not_now=phrase_of(texts.own_call_not_now),
        ),
    )


def _services(settings: Settings) -> Mapping[ServiceName, ServicePolicy]:
    return {
        ServiceName(name): ServicePolicy(
            name=ServiceName(name),
            script=settings.scripts[service.script],
            queue=_queue_of(service, settings),
            hours=service.hours.opening_hours(settings.site.zone, settings.production_calendar),
        )
        for name, service in settings.services.items()
    }


def _trunk(trunk: Trunk) -> TrunkPolicy:
    rules = trunk.rules()
    outgoing = read_number(trunk.outgoing_number, rules).number
    assert outgoing is not None, "the checks refuse an outgoing number that cannot be read"
    return TrunkPolicy(
        channels=trunk.channels,
        rules=rules,
        reject_as=_REJECTS[trunk.reject],
        dialled=_dialled(trunk, rules),
        default_service=ServiceName(trunk.default_service),
        outgoing_number=outgoing,
    )


def _dialled(trunk: Trunk, rules: NumberRules) -> Mapping[str, ServiceName]:
    """Return the service of each number, as the settings write it and as it is read."""
    found = {}
    for dialled, service in trunk.services.items():
        key = read_number(dialled, rules).key
        assert key is not None, "the checks refuse a dialled number that cannot be read"
        found[dialled] = found[key] = ServiceName(service)
    return found


def _queue_of(service: Service, settings: Settings) -> QueueName:
    if service.queue is not None:
        return QueueName(service.queue)
    nearest = last_resort(settings.scripts[service.script])
    if isinstance(nearest, HangUpNode):
        return QueueName(next(iter(settings.queues)))
    return QueueName(nearest.queue)
