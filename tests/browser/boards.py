"""A wallboard on the morning of a storm, and its day so far."""

import json
from datetime import timedelta
from math import exp
from typing import Final

from base.clock import SystemClock
from web.live.delta import Node, State

SCOPES = (
    *("desk", "calls:read", "tickets:read", "visits:read", "audit:read"),
    *("board:read", "supervise"),
)
_SLOT_S = 300
_SLOTS = 30
_TODAY: Final[State] = {
    "people": 412,
    "attempts": 5699,
    "redial_factor": 13.83,
    "told_or_talking_60s": 0.9871,
    "first_timers": 396,
    "first_lost_seen": 0,
    "first_lost_estimated": 3,
    "answered_20s": 0.214,
    "answered_90s": 0.262,
    "asa_s": 22.4,
    "wait_from_first_dial_s": 1184.0,
    "abandonment": 0.041,
    "abandoned": 11,
    "occupancy": 0.914,
    "talks": 268,
    "served": 259,
    "self_served": 31,
    "blocked": 3187,
    "called_back": 201,
}


def _ago(seconds: float) -> str:
    return (SystemClock().now() - timedelta(seconds=seconds)).isoformat()


def _who(number: int) -> dict[str, Node]:
    return {"ticket": f"261122-{number}-4", "tail": f"{10 + number % 89}-{97 - number % 80}"}


def _lamp(number: int, purpose: str, seconds: float) -> Node:
    return {"purpose": purpose, "since": _ago(seconds), "call_id": f"c{number}", **_who(number)}


def _operator(name: str, activity: str, seconds: float, **more: Node) -> Node:
    return {
        "name": name,
        "presence": "available",
        "reason": None,
        "activity": activity,
        "is_overdue": False,
        "since": _ago(seconds),
        "agent_id": name,
        "until": None,
        "missed": 0,
        "paused_for": None,
        "wish": None,
        "trouble": None,
        "has_phone": True,
        "call_id": None,
        "with": None,
        **more,
    }


def _entry(number: int, state: str, seconds: float, rank: str = "normal") -> Node:
    return {
        "state": state,
        "call_id": None,
        "contact_id": f"k{number}",
        "queue": "doctors" if number % 3 else "advice",
        "rank": rank,
        "since": _ago(seconds),
        "placed_at": _ago(seconds + 600),
        "tries": 0,
        **_who(number),
    }


def a_storm() -> State:
    """Six channels, four operators, and half a town that redials."""
    entries = (
        _entry(1, "ringing", 41),
        _entry(2, "live", 73, "urgent"),
        _entry(3, "live", 38),
        *(_entry(number, "due", 1800 - 90 * number) for number in range(4, 12)),
        _entry(12, "in_flight", 700),
        _entry(13, "resting", 500, "last"),
    )
    return {
        "trunks": {
            "main": {
                "channels": 6,
                "free": 0,
                "is_rejecting": True,
                "lamps": {
                    "1": _lamp(1, "talk", 154),
                    "2": _lamp(2, "talk", 31),
                    "3": _lamp(3, "hold", 73),
                    "4": _lamp(4, "announcement", 6),
                    "5": _lamp(5, "callback", 12),
                    "6": _lamp(6, "menu", 4),
                },
            }
        },
        "waiting": {
            "live": 2,
            "ringing": 1,
            "promised": 47,
            "oldest_since": _ago(73),
            "estimate_s": 1260,
            "estimate_error_s": 95,
            "estimates": 118,
            "entries": {f"k{place}": entry for place, entry in enumerate(entries)},
        },
        "crew": {
            "101": _operator("Анна Морозова", "talking", 154, call_id="c1", **{"with": _who(1)}),
            "102": _operator("Ирина Соколова", "talking", 31, call_id="c2", **{"with": _who(2)}),
            "103": _operator("Светлана Ким", "wrap_up", 12, wish="break"),
            "104": _operator("Дмитрий Орлов", "ringing", 4, missed=1),
            "105": _operator("Ольга Ветрова", "idle", 640, presence="break", reason="lunch"),
            "106": _operator("Пётр Лебедев", "unreachable", 88, trouble="unregistered"),
        },
        "today": _TODAY,
        "promises": {
            "open": 47,
            "due": 36,
            "in_flight": 2,
            "resting": 6,
            "unreachable": 3,
            "kept": 187,
            "missed": 9,
            "oldest_unkept_at": _ago(2940),
            "soonest_for": _ago(-120),
        },
        "visits": {"sent": 64, "acknowledged": 58, "chased": 3, "unanswered": 6},
        "storm": _weather(),
        "redialers": _redialers(),
        "chart": _slot(_SLOTS - 1),
    }


def _weather() -> State:
    return {
        "is_storm": True,
        "since": _ago(4920),
        "turns_since": None,
        "order": "on",
        "ordered_by": "orlova",
        "ordered_at": _ago(4920),
        "people_10min": 71,
        "attempts_10min": 964,
        "redial_factor": 13.6,
        "channels_full_share": 0.34,
        "first_refused": 12,
        "missing_channels": 0,
    }


def _redialers() -> tuple[Node, ...]:
    return tuple(
        {
            "contact_id": f"r{place}",
            "attempts": 214 - 31 * place,
            "refused": 180 - 29 * place,
            "burned_s": 320 - 40 * place,
            "saved_s": 1480 - 230 * place,
            "reason": reason,
            **_who(40 + place),
        }
        for place, reason in enumerate(
            ("regular_gaps", "hang_ups_at_once", "despite_promise", "", "silenced_dead_air")
        )
    )


def the_day() -> bytes:
    """Return what the page is told of the day so far."""
    told = {
        "begins_at": _ago(_SLOT_S * _SLOTS),
        "slot_s": _SLOT_S,
        "channels": 6,
        "slots": [
            {**_slot(place), "usual_attempts": 14 + place / 3, "usual_people": 9.0}
            for place in range(_SLOTS)
        ],
    }
    return json.dumps(told).encode()


def _slot(place: int) -> dict[str, Node]:
    wave = 1 / (1 + exp(-(place - 14) / 2.4))
    return {
        "at": _ago((_SLOTS - 1 - place) * _SLOT_S),
        "attempts": round(12 + 470 * wave + 40 * (place % 3)),
        "people": round(9 + 60 * wave),
        "waiting": round(0.4 + 1.6 * wave, 1),
        "longest_wait_s": round(30 + 80 * wave + 9 * (place % 4)),
        "channels": {
            "talk": round(1.2 + 2.2 * wave, 2),
            "hold": round(0.3 + 0.6 * wave, 2),
            "callback": round(0.6 * wave, 2),
            "menu": 0.3,
            "announcement": round(0.2 + 0.5 * wave, 2),
            "emergency": 0.0,
        },
    }
