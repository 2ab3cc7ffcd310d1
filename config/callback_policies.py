"""From settings to the policies by which people are called back and told by SMS."""

from base.phone import NumberKind
from callback.policy import CallbackPolicy, DialPolicy, HoldPolicy, RetryPolicy
from callback.sms import SmsPolicy, SmsTemplate
from config.callbacks import Callbacks, Dialling, Retries
from config.settings import Settings

_AT_HOME = frozenset({NumberKind.NATIONAL, NumberKind.LOCAL})


def callback_policy(settings: Settings) -> CallbackPolicy:
    """Return what the site decides about calling people back."""
    callbacks = settings.callbacks
    return CallbackPolicy(
        hours=callbacks.hours.opening_hours(settings.site.zone, settings.production_calendar),
        retry=_retry(callbacks.retries),
        dial=_dial(callbacks.dialling),
        hold=_hold(callbacks),
        confirm=callbacks.confirm,
        return_within_s=callbacks.return_within_s,
    )


def sms_policy(settings: Settings) -> SmsPolicy:
    """Return what the site tells by SMS, and whether anybody is there to send it."""
    sms = settings.sms
    return SmsPolicy(
        has_sender=sms.sender is not None,
        mobile_prefixes=sms.mobile_prefixes,
        texts={
            SmsTemplate.REGISTERED: sms.texts.registered,
            SmsTemplate.SOON: sms.texts.soon,
            SmsTemplate.MISSED: sms.texts.missed,
        },
        soon_ahead=sms.soon_ahead,
    )


def _retry(retries: Retries) -> RetryPolicy:
    return RetryPolicy(
        after_s=retries.after_s,
        busy_after_s=retries.busy_after_s,
        busy_limit=retries.busy_limit,
        declined_after_s=retries.declined_after_s,
        trunk_after_s=retries.trunk_after_s,
        blocked_pause_s=retries.blocked_pause_s,
        per_number_per_day=retries.per_number_per_day,
        days=retries.days,
    )


def _dial(dialling: Dialling) -> DialPolicy:
    return DialPolicy(
        ring_timeout_s=dialling.ring_timeout_s,
        lead_s=dialling.lead_s,
        doubt_after_s=dialling.doubt_after_s,
        over_dial=dialling.over_dial,
        over_dial_idle_share=dialling.over_dial_idle_share,
        over_dial_loss_share=dialling.over_dial_loss_share,
        measure_s=dialling.measure_s,
        pace_s=dialling.pace_s,
    )


def _hold(callbacks: Callbacks) -> HoldPolicy:
    abroad = {NumberKind.FOREIGN} if callbacks.foreign else set()
    return HoldPolicy(
        misdial_s=callbacks.misdial_s,
        kinds=_AT_HOME | abroad,
        callable_prefixes=callbacks.callable_prefixes,
        refused_prefixes=callbacks.refused_prefixes,
    )
