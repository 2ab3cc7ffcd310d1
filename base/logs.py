"""How this program logs: events in the past tense, facts in keys, personal data apart.

An event's name is static (`call.ended`); the facts go in keys taken from the glossary. Whatever
could name a person stands under a key that begins with `pii.`, and leaves the process masked
unless the site's settings say otherwise. Exception texts carry no personal data, and a traceback
never shows the values of variables: among them are numbers, secrets and the database's address.
"""

import logging
import sys
from collections.abc import MutableMapping
from typing import TextIO

import structlog

_PERSONAL = "pii."
_SHOWN_TAIL = 2
"""How many last characters of a masked value stay, enough to tell two values apart in a story."""


def configure_logs(
    *,
    as_json: bool,
    show_personal: bool,
    least: int = logging.INFO,
    stream: TextIO | None = None,
) -> None:
    """Set up logging for the whole process, once; what is less than `least` is not written."""
    processors: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    if not show_personal:
        processors.append(mask_personal)
    if as_json:
        processors += [
            structlog.processors.ExceptionRenderer(
                structlog.tracebacks.ExceptionDictTransformer(show_locals=False)
            ),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ]
    else:
        processors.append(
            structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
        )
    structlog.configure(
        processors=processors,
        wrapper_class=structlog.make_filtering_bound_logger(least),
        logger_factory=structlog.WriteLoggerFactory(stream or sys.stderr),
        cache_logger_on_first_use=True,
    )


def mask_personal(
    _logger: object, _method: str, event: MutableMapping[str, object]
) -> MutableMapping[str, object]:
    """Replace the value of every personal key by its length and its last characters."""
    for key in event:
        if key.startswith(_PERSONAL):
            event[key] = masked(str(event[key]))
    return event


def masked(text: str) -> str:
    """Return a text that tells two persons apart in one story and names neither."""
    hidden = max(0, len(text) - _SHOWN_TAIL)
    return "*" * hidden + text[hidden:] if hidden > _SHOWN_TAIL else "*" * len(text)
