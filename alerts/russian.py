"""What is told of an alert to people who read it in a messenger: one Russian sentence."""

from collections.abc import Mapping
from typing import Final

from alerts.alert import Alert
from alerts.kind import AlertKind
from alerts.message import AlertAbout

_SAID: Final[Mapping[AlertKind, str]] = {
    AlertKind.CHANNELS_FULL: "все каналы транка {subject} заняты, "
    "{value:.0f} мин никому не ответили",
    AlertKind.TOLD_OR_TALKING: "через минуту после звонка обслужены или знают, что будет, "
    "только {percent:.0f} % людей",
    AlertKind.PROMISE_OVERDUE: "обещанный звонок опаздывает на {value:.0f} мин",
    AlertKind.VISIT_UNACKNOWLEDGED: "вызов врача {value:.0f} мин не подтверждён поликлиникой",
    AlertKind.PHONE_DEAD: "телефон оператора {subject} не отвечает",
    AlertKind.ONE_WAY_AUDIO: "на транке {subject} не слышно звонящих ({percent:.0f} % вызовов)",
    AlertKind.EXCHANGE_AWAY: "Asterisk не отвечает: звонки не принимаются",
    AlertKind.TRUNK_DOWN: "оператор связи не отвечает на транке {subject}",
    AlertKind.CALLS_BLOCKED: "оператор связи запретил исходящие звонки на транке {subject}",
    AlertKind.DISK_LOW: "на диске ({subject}) осталось {percent:.0f} % места",
    AlertKind.CERTIFICATE_EXPIRES: "сертификат страниц действует ещё {value:.0f} дн.",
    AlertKind.DATABASE_AWAY: "база данных не отвечает, записи копятся на диске",
    AlertKind.CALENDAR_GAP: "не известны выходные дни года",
    AlertKind.REQUESTS_UNFILED: "обращений, не переданных в работу: {value:.0f}",
}
_BEFORE: Final[Mapping[AlertAbout, str]] = {
    AlertAbout.RAISED: "Тревога",
    AlertAbout.WORSENED: "Стало хуже",
    AlertAbout.ACKNOWLEDGED: "Принято ({by})",
    AlertAbout.CLEARED: "Прошло",
}


def sentence_of(alert: Alert, about: AlertAbout) -> str:
    """Return the sentence; it names a trunk, an account or a directory, never a caller."""
    told = alert.worst if about is AlertAbout.CLEARED else alert.value
    said = _SAID[alert.key.kind].format(subject=alert.key.subject, value=told, percent=100 * told)
    by = "" if alert.acknowledged is None else alert.acknowledged.by
    return f"{_BEFORE[about].format(by=by)}: {said}"
