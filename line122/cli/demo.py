"""`demo`: start everything and watch citizens reach operators."""

import argparse
import asyncio
import json
import logging
import signal
import sys
from collections.abc import AsyncIterator, Coroutine, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from random import Random
from typing import Final

from rich.console import Console, Group
from rich.live import Live
from rich.table import Table
from rich.text import Text

from base.clock import SystemClock
from base.logs import configure_logs
from base.tasks import cancel, spawn
from config import load
from config.loading import DEFAULTS
from line122.bootstrap.directories import state_directory
from line122.bootstrap.instance import Instance, only_instance
from line122.cli.main import OK
from line122.cli.running import run_to_end
from line122.demo.cast import OPERATORS
from line122.demo.office import opened_office
from line122.demo.region import running_region
from line122.demo.screen import Tally, TicketLine, draw
from line122.demo.seat import Seat
from line122.demo.stage import UNHURRIED, VARIABLES, DemoError, Hall, Stage, page_client
from line122.demo.tally import prove_talks, summary
from line122.demo.users import SEAT, USERS, welcome
from line122.house import House, HouseOperator, HousePlan, engine_in, opened_house
from line122.phones.sockets import find_phone_ports
from line122.phones.softphone import SoftPhone
from line122.sample_directory import import_sample
from storage.records.figures import Figures, open_figures

NAME = "demo"
HELP = (
    "Start PostgreSQL, Valkey, Asterisk and the engine, let citizens call over SIP and operators "
    "answer on softphones, and show the line live. Ctrl-C ends everything and prints a summary."
)

_DATABASE: Final = "demo"
_CALLS_AT_ONCE: Final = 24
_REFRESH_S: Final = 0.5
_TICKETS_SHOWN: Final = 8


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("--headless", action="store_true", help="show no live screen")
    parser.add_argument(
        "--for", dest="for_s", type=float, metavar="SECONDS", help="end by itself after so long"
    )
    parser.add_argument("--json", action="store_true", help="print the summary as one JSON object")
    parser.add_argument("--seed", type=int, default=122, help="of everybody's habits")


def run(args: argparse.Namespace) -> int:
    """Play the demo and print its summary."""
    configure_logs(as_json=False, show_personal=False, least=logging.ERROR)
    with only_instance(state_directory()) as instance:
        return run_to_end(_play(instance, args))


async def _play(instance: Instance, args: argparse.Namespace) -> int:
    clock = SystemClock()
    ports = find_phone_ports(_CALLS_AT_ONCE)
    async with AsyncExitStack() as stack:
        variables = {**VARIABLES, **(UNHURRIED if args.for_s is None else {})}
        zone = load(DEFAULTS, variables).site.zone
        region = await stack.enter_async_context(running_region(clock, zone))
        plan = HousePlan(
            database=_DATABASE,
            trunk_ports=ports,
            operators=(
                *(HouseOperator(role.account, role.name) for role in OPERATORS),
                SEAT,
            ),
            users=USERS,
            variables={**variables, **region.variables},
        )
        house = await stack.enter_async_context(opened_house(instance, plan, clock))
        await import_sample(house.database_url, house.settings, house.state, clock)
        engine = await stack.enter_async_context(engine_in(house))
        instance.announce(engine.http_url)
        desk = "\n".join(welcome(engine.http_url, house.passwords))
        # Beside the screen and the summary, which programs read.
        sys.stderr.write(f"{desk}\n")
        region.report_to(engine.http_url)
        hall = Hall(house, engine, Seat(SEAT.account))
        async with (
            # Nobody sits down at a demo that ends by itself; there the telephones only hear tones.
            SoftPhone(ports, clock, hears_browsers=args.for_s is None) as phone,
            open_figures(house.database_url, site=house.settings.site.id) as figures,
            page_client() as client,
            opened_office(hall, clock, figures) as office,
        ):
            stage = Stage(hall, phone, clock, Random(args.seed))  # noqa: S311 - no secret
            parts = {
                "demo.play": stage.play(args.for_s),
                "demo.office": office.work(),
                "demo.seat": hall.seat.watch(lambda: stage.live(client), office.caller_of),
                **({} if args.headless else {"demo.screen": _show(stage, figures, house, desk)}),
            }
            async with _playing(parts) as over:
                await over.wait()
                # Counted while people still talk: whom Ctrl-C cuts off proves nothing.
                result = summary(
                    await figures.calls(),
                    prove_talks(
                        await figures.answered(),
                        stage.testimony.citizens,
                        stage.testimony.operators,
                    ),
                    asterisk_version=str(house.servers.asterisk_version),
                    events_per_connected_call=await stage.frames_per_call(client),
                )
                visits = await office.tally()
            result = {
                **result,
                "visits_asked": visits.asked,
                "visits_acknowledged": visits.acknowledged,
                "first_call_after_s": stage.first_call_after_s,
            }
    if args.json:
        sys.stdout.write(json.dumps(result, ensure_ascii=False) + "\n")
    else:
        _print_summary(result, args.seed)
    return OK


@asynccontextmanager
async def _playing(
    parts: Mapping[str, Coroutine[object, object, None]],
) -> AsyncIterator[asyncio.Event]:
    """Let everybody play; the event tells that the time is over or Ctrl-C was pressed.

    Raises:
        DemoError: somebody could not play.

    """
    over = asyncio.Event()
    loop = asyncio.get_running_loop()
    failures: list[BaseException] = []

    def fail(error: BaseException) -> None:
        failures.append(error)

    loop.add_signal_handler(signal.SIGINT, over.set)
    tasks = [spawn(part, name=name, on_failure=fail) for name, part in parts.items()]
    for task in tasks:
        task.add_done_callback(lambda _: over.set())
    try:
        yield over
    finally:
        loop.remove_signal_handler(signal.SIGINT)
        for task in tasks:
            await cancel(task)
    if failures:
        raise DemoError(f"the demo stopped: {failures[0]}") from failures[0]


async def _show(stage: Stage, figures: Figures, house: House, desk: str) -> None:
    """Draw the screen until cancelled, and below it where the desk is."""
    zone = house.settings.site.zone
    async with page_client() as client:
        with Live(console=Console(), screen=True, auto_refresh=False) as screen:
            while True:
                counted = await figures.calls()
                tickets = [
                    TicketLine(
                        ticket.number,
                        f"{ticket.opened_at.astimezone(zone):%H:%M:%S}",
                        ticket.last_outcome,
                    )
                    for ticket in await figures.last_tickets(_TICKETS_SHOWN)
                ]
                tally = Tally(
                    stage.elapsed_s,
                    counted.arrived,
                    counted.answered,
                    counted.abandoned,
                    counted.told,
                    counted.called_back,
                    counted.rings_without_answer,
                )
                drawn = draw(await stage.live(client), tickets, tally)
                screen.update(Group(drawn, Text(desk)), refresh=True)
                # A screen has a rhythm of its own; nothing waits for it.
                await asyncio.sleep(_REFRESH_S)


def _print_summary(result: Mapping[str, object], seed: int) -> None:
    console = Console()
    table = Table(title=f"Line 122 · demo · seed {seed}", box=None, show_header=False)
    for name, value in result.items():
        table.add_row(name.replace("_", " "), "none" if value is None else str(value))
    console.print(table)
