"""What a line may be like when somebody looks at their desk."""

from collections.abc import Mapping
from datetime import timedelta

from base.clock import SystemClock
from web.live.delta import Node, State

_NAMES = (
    "Анна Морозова",
    "Ирина Соколова",
    "Светлана Ким",
    "Дмитрий Орлов",
    "Ольга Ветрова",
    "Наталья Панина",
    "Елена Жукова",
    "Пётр Лебедев",
)
_PRESENCES = ("available", "available", "available", "break", "aside")
_ACTIVITIES = ("talking", "idle", "wrap_up", "idle", "unreachable")


def _ago(seconds: float) -> str:
    return (SystemClock().now() - timedelta(seconds=seconds)).isoformat()


def a_calm_day() -> State:
    """Anna waits for a call, her telephone is well, some people wait."""
    return {
        "me": {
            "account": "101",
            "name": _NAMES[0],
            "presence": "available",
            "reason": None,
            "activity": "idle",
            "since": _ago(312),
            "until": None,
            "may_extend": False,
            "owes_of": None,
            "is_overdue": False,
            "missed": 0,
            "paused_until": None,
            "phone": {
                "is_registered": True,
                "rtt_ms": 23.4,
                "last_rung_at": _ago(900),
                "trouble": None,
            },
            "wish": None,
            "paused_for": None,
        },
        "call": None,
        "team": {
            f"10{place}": {
                "name": name,
                "presence": _PRESENCES[place % 5],
                "reason": None,
                "activity": _ACTIVITIES[place % 5],
                "since": _ago(30 + 77 * place),
            }
            for place, name in enumerate(_NAMES, 1)
        },
        "line": {
            "waiting": 4,
            "oldest_wait_s": 95,
            "estimate_s": 180,
            "promised": 7,
            "free_channels": 2,
            "channels": 6,
            "is_storm": False,
            "is_open": True,
        },
        "work": {
            "callbacks": 12,
            "night": 3,
            "due": 2,
            "unacknowledged": 1,
            "unreachable": 0,
            "reports": 7,
        },
    }


def a_bad_morning() -> State:
    """Show a storm; Anna wraps up, her telephone has missed calls, she wants a break."""
    line = but(a_calm_day(), "line", waiting=31, free_channels=0, is_storm=True, is_open=False)
    phone: Node = {
        "is_registered": False,
        "rtt_ms": None,
        "last_rung_at": None,
        "trouble": "unregistered",
    }
    wrapping = but(line, "me", activity="wrap_up", until=_ago(-47), may_extend=True)
    return but(
        wrapping,
        "me",
        wish="break",
        missed=2,
        paused_for="missed",
        paused_until=_ago(-240),
        phone=phone,
    )


def nobody_s_desk() -> State:
    """Whoever is signed in takes no calls."""
    return {**a_calm_day(), "me": None}


def but(state: State, part: str, **values: Node) -> State:
    """Return the state with some values of one part changed."""
    before = state[part]
    assert isinstance(before, Mapping)
    return {**state, part: {**before, **values}}
