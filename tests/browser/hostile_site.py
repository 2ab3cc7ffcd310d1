"""An engine all whose words are hostile: what is kept, what is told of the line, what is typed."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from itertools import cycle, islice
from pathlib import Path
from typing import Any, Final

from base.clock import SystemClock
from base.ids import ClinicCode, InstitutionCode
from base.phone import PhoneNumber
from staff.role import Role
from tests.browser.form_site import CALLER, FormSite, KeptTalks, ToldSight, a_call, served
from tests.browser.states import a_calm_day
from tests.support.api import CLINIC, ApiStory
from tests.support.hostile import PAYLOADS
from tests.support.live import Counted
from tests.web.asking import opened
from tests.web.signing_in import Screen
from tickets.directory import Clinic, Directory, Institution, Serves, SupportCode
from tickets.legible import is_legible
from web.live.delta import State
from web.live.hub import LiveHub

LONGEST: Final = 200
"""Of everything that is a word."""
HELD: Final = tuple(each for each in PAYLOADS if is_legible(each) and len(each) <= LONGEST)
"""Those that any field takes; the others are refused before they are kept."""
ROUNDS: Final = 16
"""So many calls and tickets show every text in some field, and every field many texts."""

_ROLES: Final = (Role.OPERATOR, Role.SUPERVISOR, Role.ADMINISTRATOR, Role.AUDITOR)
_PARTS: Final = ("text", "flat", "entrance", "floor", "intercom", "landmark")
_FORM: Final = (
    *("p0.complaint", "p0.signs", "p0.name", "p0.birth", "p0.policy", "address", "flat"),
    *("entrance", "floor", "intercom", "landmark", "person", "phone", "external", "text"),
)


def words(begin: int) -> Iterator[str]:
    """Return all texts over and over, from another one each time."""
    return islice(cycle(HELD), (begin * len(HELD)) // ROUNDS, None)


def hostile_state(site: FormSite, turn: int) -> State:
    """Return what the line is like when everybody on it means ill."""
    say = words(turn)
    state = dict(a_calm_day())
    me = {**state["me"], "name": next(say), "reason": next(say)}  # type: ignore[dict-item]  # A map.
    assert site.case is not None
    call: dict[str, Any] = a_call(site.case)
    ticket = call["tickets"][0]
    call |= {
        "state": "talking",
        "number": {**call["number"], "shown": next(say), "kind": next(say), "name": next(say)},
        "tickets": tuple(_ticket(ticket, say) for _ in range(4)),
        "earlier": tuple(_ticket(ticket, say) for _ in range(4)),
        "attempts": tuple({"at": call["since"], "end": next(say)} for _ in range(4)),
        "decision": next(say),
        "promised": {**call["promised"], "told": next(say)},
        "collected": {
            "subject": next(say),
            "language": next(say),
            "keyed": {next(say): next(say), "policy": next(say), "birth_date": next(say)},
            "spoken": ({"field": next(say), "seconds": 3},),
            "requests": 1,
        },
        "dialled": next(say),
        "queue": next(say),
        "transfer": {"to": next(say), "kind": next(say), "state": next(say)},
    }
    team = {next(say): {**_MEMBER, "name": next(say), "reason": next(say)} for _ in range(12)}
    return {**state, "me": me, "call": call, "team": team}


_MEMBER: Final = {"presence": "break", "activity": "idle", "since": "2026-11-22T07:40:00Z"}


def _ticket(ticket: dict[str, Any], say: Iterator[str]) -> dict[str, Any]:
    return {**ticket, **{name: next(say) for name in ("number", "category", "state", "text")}}


@asynccontextmanager
async def hostile_site(directory: Path) -> AsyncIterator[FormSite]:
    """Serve the pages of such an engine; Anna may sign in, and do everything."""
    talks = KeptTalks()
    story = ApiStory(directory, talks=talks)
    await story.staff.hire("anna", *_ROLES, account="desk-1")
    sight = ToldSight(a_calm_day())
    hub = LiveHub(sight, SystemClock(), Counted(), viewers_limit=9)
    site = FormSite(story, talks, sight, hub)
    site.case, _ = story.cases.open_case(PhoneNumber(CALLER), story.clock.now())
    async with served(site):
        yield site


async def fill(site: FormSite) -> list[str]:
    """Write hostile words wherever somebody may, and return the numbers of tickets."""
    story = site.story
    story.directory.change(_directory())
    numbers = []
    async with story.opened() as client:
        for turn in range(ROUNDS):
            say = words(turn)
            visit = {
                "complaint": next(say),
                "address": {name: next(say) for name in _PARTS},
                "patient": {"name": next(say), "policy_number": next(say)},
                "danger_signs": [next(say), next(say)],
                "clinic": CLINIC,
            }
            person = {"name": next(say), "phone": CALLER}
            ticket = await opened(client, person=person, text=next(say), visits=[visit])
            numbers.append(str(ticket["number"]))
    async with story.visited() as client:
        screen = Screen(client)
        await screen.sign_in("anna")
        for number, text in zip(cycle(numbers), HELD, strict=False):
            await _sent(screen, "POST", "/handover", {"text": text, "ticket": number})
            change = {"change": {"do": "note", "text": text}}
            await _sent(screen, "POST", f"/tickets/{number}/changes", change)
        for turn in range(ROUNDS):
            form = {"kind": "home_visit", **dict(zip(_FORM, words(turn), strict=False))}
            await _sent(screen, "PUT", f"/drafts/form-{turn}", {"seen": 0, "form": form})
    return numbers


async def _sent(screen: Screen, method: str, path: str, body: object) -> None:
    answer = await screen.ask(method, path, body, If_Match="*")
    assert answer.ok, await answer.text()


def _directory() -> Directory:
    say = words(0)
    return Directory(
        institutions=tuple(
            Institution(
                code=InstitutionCode(CLINIC if place == 0 else f"gp-{place}0"),
                name=next(say),
                address=next(say),
                support_code=SupportCode(next(say)),
            )
            for place in range(60)
        ),
        clinics=(Clinic(code=ClinicCode(CLINIC), serves=Serves.BOTH),),
    )
