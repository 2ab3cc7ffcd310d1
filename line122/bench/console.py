"""What a bench tells a running Asterisk beside its files: extensions that no site has."""

from dataclasses import dataclass
from pathlib import Path

from base.errors import Line122Error
from line122.bootstrap.commands import run_command
from line122.bootstrap.directories import cache_directory
from line122.bootstrap.progress import shown_progress
from line122.bootstrap.tree import obtain_asterisk
from line122.house import House

TRUNK_CONTEXT = "from-trunk"


class ConsoleError(Line122Error):
    """Asterisk did not take a command of the bench; the text has what it said."""


@dataclass(frozen=True, slots=True)
class Console:
    """The console of an Asterisk that this machine runs."""

    command: tuple[str, ...]

    async def tell(self, *words: str) -> tuple[str, ...]:
        """Give one command and return what Asterisk said.

        Raises:
            ConsoleError: nobody took it.

        """
        ended = await run_command(*self.command, "-rx", " ".join(words))
        if ended.status != 0:
            raise ConsoleError(f"Asterisk did not take {words[0]!r}: {' '.join(ended.lines[-2:])}")
        return ended.lines

    async def add_extension(self, name: str, *steps: str, context: str = TRUNK_CONTEXT) -> None:
        """Add an extension to what the trunk may dial; each step is `Application,argument`.

        Another context is made if it is not there.

        Raises:
            ConsoleError: Asterisk did not take it.

        """
        for priority, step in enumerate(steps, start=1):
            where = f"{name},{priority},{step}"
            said = await self.tell("dialplan add extension", where, "into", context)
            if not any("added" in line for line in said):
                raise ConsoleError(f"Asterisk did not take {where}: {' '.join(said)}")


async def console_of(house: House) -> Console:
    """Return the console of the house's Asterisk."""
    with shown_progress() as progress:
        program = await obtain_asterisk(cache_directory(), progress)
    return Console((*program.parts.command, "-C", str(_settings_of(house))))


def _settings_of(house: House) -> Path:
    return house.servers.site.directories.state / "etc" / "asterisk.conf"
