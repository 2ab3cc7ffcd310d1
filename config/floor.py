"""The settings of those who wait and those who answer, and of the call between them."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Final, Self

from pydantic import Field, model_validator

from config.model import Name, Pause, Prompts, Seconds, Section, Text


class Queue(Section):
    """One line for one kind of need."""

    title: Text
    """As screens and reports show it."""
    needs: Mapping[Name, Annotated[int, Field(ge=1, le=9)]] = Field(min_length=1)
    """Skill → the worst level that will do; 1 is the best."""
    priority: Annotated[int, Field(ge=-100, le=100)] = 0
    """Higher is sooner, over all queues."""
    ring_timeout_s: Seconds = 15
    """How long one operator's telephone rings before the next one's."""
    first_announcement_s: Pause = 5
    """How long after entering a caller hears their place for the first time."""
    announcement_every_s: Seconds = 45
    """The pause between two announcements of the place."""
    threshold_s: Seconds = 20
    """The acceptable wait of the service level."""
    empty_hall_s: Pause = 60
    """How long a caller waits while no operator with the needed skills is logged in at all."""
    handle_s: Seconds = 195
    """Talk and wrap-up together, as expected; the day itself then shows how long they are."""


class Break(Section):
    """One reason for which operators are on a break or aside."""

    title: Text
    """As operators and supervisors read it."""
    allowed_s: Seconds | None = None
    """How long it may last before it is shown as overdue; without it for as long as it takes."""


_BREAKS: Final[Mapping[str, Break]] = {
    "lunch": Break(title="Обед", allowed_s=2400),
    "rest": Break(title="Отдых", allowed_s=900),
    "personal": Break(title="Личное", allowed_s=900),
    "training": Break(title="Учёба"),
    "technical": Break(title="Технические причины"),
}


class BrowserPhone(StrEnum):
    """Whether operators may telephone by their browsers."""

    OFF = "off"
    ON = "on"


class Agents(Section):
    """What a site decides about its operators."""

    browser_phone: BrowserPhone = BrowserPhone.OFF
    """Off, because an Asterisk before 22.11 may stand still for ever by what browsers need."""
    stun_server: Text | None = None
    """Who tells browsers and Asterisk their outer addresses, `host:port`; not for one network."""

    wrap_up_s: Pause = 20
    """How long an operator has after a talk before the next call rings."""
    wrap_up_extension_s: Pause = 60
    """How much longer that is for who asks for it, once for each talk; 0 for not at all."""
    wrap_up_limit_s: Pause = 180
    """Until when the next call waits for a word about the last one; 0 where none is asked for."""
    missed_ring_pause_s: Pause = 15
    """How long one is left alone after a ring without answer, times the misses in a row."""
    missed_ring_pause_limit_s: Seconds = 120
    """The longest such pause."""
    unreachable_retry_s: Seconds = 10
    """After how long a telephone that could not be rung is tried again."""
    preferred_wait_s: Pause = 20
    """How long a caller who was cut off in talk is kept for the same operator."""
    auto_answer: bool = False
    """Whether telephones are asked to pick up by themselves; a restart makes a change hold."""
    auto_answer_accounts: tuple[Name, ...] = ()
    """The accounts whose telephones are asked to although not all are."""
    breaks: Mapping[Name, Break] = Field(default=_BREAKS, max_length=20)
    """The reasons that operators may give for a break, in the order of their desks."""

    @model_validator(mode="after")
    def _has_a_limit_above_the_pause(self) -> Self:
        if self.missed_ring_pause_limit_s < self.missed_ring_pause_s:
            raise ValueError("missed_ring_pause_limit_s is below missed_ring_pause_s; raise it")
        return self

    @model_validator(mode="after")
    def _lets_the_wrap_up_last(self) -> Self:
        longest_s = self.wrap_up_s + self.wrap_up_extension_s
        if 0 < self.wrap_up_limit_s < longest_s:
            raise ValueError(
                "wrap_up_limit_s is below wrap_up_s and wrap_up_extension_s together; raise it, "
                "or set 0 where operators need not say what a call was"
            )
        return self


class SpokenTexts(Section):
    """What a call says by itself; each is a prompt or a list of them."""

    closed: Prompts = ("parting.closed",)
    """Outside the hours."""
    closing: Prompts = ("parting.closed",)
    """To those who still wait when the line closes."""
    no_agents: Prompts = ("parting.no_operators",)
    apology: Prompts = ("parting.apology",)
    """When the engine met a fault of its own."""
    ticket: Prompts = ("parting.ticket",)
    """Before the ticket's short number."""
    emergency: Prompts = ("parting.emergency",)
    """Where to turn when it is a matter of life."""
    agent_available: Prompts = ("presence.available",)
    """To an operator who dialled `*1`."""
    agent_break: Prompts = ("presence.break",)
    agent_aside: Prompts = ("presence.aside",)
    agent_offline: Prompts = ("presence.offline",)
    marked_nobody: Prompts = ("disposition.nobody",)
    """To an operator who marked the last talk by `*3`: nobody was there."""
    marked_wrong_person: Prompts = ("disposition.wrong_person",)
    marked_done: Prompts = ("disposition.done",)
    own_call_hang_up: Prompts = ("own_call.hang_up",)
    """To an operator who dialled `*7`, alone or with a number: it will be done."""
    own_call_nobody: Prompts = ("own_call.nobody",)
    own_call_not_callable: Prompts = ("own_call.not_callable",)
    own_call_on_line: Prompts = ("own_call.on_line",)
    """We talk with the person, or ring them, already."""
    own_call_not_now: Prompts = ("own_call.not_now",)
    """No channel is left for it."""
    unknown_code: Prompts = ("presence.unknown_code",)
    not_an_agent: Prompts = ("presence.not_an_agent",)
    """To a telephone that dialled a code and belongs to nobody."""


class Calls(Section):
    """What every call keeps to."""

    short_abandon_s: Pause = 5
    """Who hangs up so soon after entering a queue has misdialled, and is reported apart."""
    answer_timeout_s: Seconds = 5
    """How long Asterisk may take to answer, join or hang up before the call moves on."""
    say_timeout_s: Seconds = 60
    """The longest that something said may take."""
    texts: SpokenTexts = SpokenTexts()
