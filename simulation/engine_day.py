"""A day of the product: its own services, on virtual time, over the exchange in process.

The services are the ones that run on a site: calls, distributor, cases, callers, callbacks. What
is simulated is the world around them, and the carrier between. This module joins the two: what a
citizen does at the telephone reaches the exchange, what the exchange says reaches the citizen.

What the citizens of the model assume of operators holds here too: they obey the timer of their
wrap-up, and its length is known when the talk ends.
"""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

from agents.service import Roster
from asterisk.fake import FakeExchange
from base.clock import LoopClock
from base.tasks import cancel, spawn
from callback.service import CallbackDesk, DeskDoors
from callers.policy import CallerPolicy
from callers.service import CallerDesk
from callflow.desks import Desks
from callflow.line import LineDoors
from callflow.menu_service import MenuService
from callflow.placing import Placer
from callflow.policy import CallPolicy
from callflow.service import CallService
from callflow.storm import StormPolicy
from callflow.storm_watch import StormWatch, WatchDoors, WatchPolicy
from ivr.prompt import Phrase
from ivr.script import Script
from queues.service import Distributor
from simulation.books import IdleBooks
from simulation.day import DayLog
from simulation.engine_site import EngineSite, Texts
from simulation.neighbourhood import Neighbourhood, Trace
from simulation.reference import Reference
from simulation.scenario import Scenario
from simulation.schedule import LoopSchedule
from simulation.site import (
    ANSWER,
    GREETING,
    ZONE,
    Tuning,
    call_policy,
    callback_policy,
    floor_policy,
    sms_policy,
)
from simulation.virtual_time import VirtualLoop
from tickets.service import CaseDesk

OPENED_AT: Final = datetime(2021, 9, 14, 5, 0, tzinfo=UTC)
"""Eight in the morning of the day that this product is for, by Moscow's clock."""

LastsS = Callable[[Phrase], float]

_LOOK_EVERY_S: Final = 5.0


def engine_day(
    scenario: Scenario,
    trace: Trace,
    *,
    tuning: Tuning,
    lasts_s: LastsS,
    menu: Script | None = None,
) -> DayLog:
    """Return the product's day; `lasts_s` tells how long its prompts are.

    Without a menu nothing is asked of callers.
    """
    loop = VirtualLoop()
    policy = call_policy(scenario, tuning, menu)
    log = loop.run(_day(scenario, trace, policy=policy, tuning=tuning, lasts_s=lasts_s))
    assert not loop.failures, loop.failures
    return log


async def _day(
    scenario: Scenario, trace: Trace, *, policy: CallPolicy, tuning: Tuning, lasts_s: LastsS
) -> DayLog:
    clock = LoopClock(OPENED_AT)
    schedule = LoopSchedule(asyncio.get_running_loop(), clock)
    around = Neighbourhood(schedule, scenario, trace, are_remembered=True)
    exchange = FakeExchange(_with_lengths_of(scenario, lasts_s))
    books, reference = IdleBooks(), Reference()
    distributor = Distributor(clock=clock, policy=floor_policy(scenario), book=books)
    callbacks = CallbackDesk(
        DeskDoors(clock, distributor, books, Texts(around, schedule)),
        policy=callback_policy(tuning),
        sms=sms_policy(scenario),
        queues=distributor.policy.queues,
    )
    desks = Desks(
        cases=CaseDesk(books, ZONE),
        callers=CallerDesk(book=books, policy=CallerPolicy(), zone=ZONE),
        callbacks=callbacks,
        distributor=distributor,
        zone=ZONE,
        hold=callback_policy(tuning).hold,
        salt=b"",
    )
    calls = CallService(
        LineDoors(
            clock,
            exchange,
            distributor,
            books,
            menus=MenuService(clock, reference, reference),
        ),
        policy=policy,
        desks=desks,
        roster=Roster(book=books, accounts=books, floor=distributor),
        witness=books,
    )
    exchange.listen(calls)
    # The engine knows no ordinary day of this line: the absolute limits tell the storm alone.
    watch = StormWatch(
        WatchDoors(clock, calls, distributor, books),
        WatchPolicy(StormPolicy(), _LOOK_EVERY_S),
        ZONE,
    )
    site = EngineSite(exchange, calls, distributor, around, schedule)
    exchange.on_dialled = site.dialled
    running = [
        spawn(distributor.run(calls, callbacks), name="distributor"),
        spawn(callbacks.run(Placer(calls, clock, policy)), name="callbacks"),
        spawn(watch.run(), name="watch"),
    ]
    site.staff(around.open(site, site))
    await asyncio.sleep(scenario.closes_at_s)
    log = around.close()
    for task in running:
        await cancel(task)
    await calls.stop()
    return log


def _with_lengths_of(scenario: Scenario, lasts_s: LastsS) -> LastsS:
    """Return how long phrases last where the scenario says it of the greeting and the answer."""

    def lasts(phrase: Phrase) -> float:
        if phrase[0] == GREETING:
            return scenario.greeting_s
        if phrase[0] == ANSWER:
            return scenario.self_service_s + lasts_s(phrase[1:])
        return lasts_s(phrase)

    return lasts
