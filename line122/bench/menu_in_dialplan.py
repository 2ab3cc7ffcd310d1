"""The peer of `bench ivr`: the same menu as plain dialplan of the same Asterisk.

Each menu is a context that says its prompt in the background, waits for a key, and goes where the
key leads, as anybody would write it who has no engine. It notes nothing, stores nothing and tells
nobody anything.
"""

from pathlib import Path
from typing import Final

from ivr.prompt import PromptKey
from line122.bench.console import Console
from line122.bench.menu_way import GREETING, MAIN, MENUS

EXTENSION: Final = "menu"
_LISTEN_S: Final = 5


async def write_menu(console: Console, prompts: Path) -> None:
    """Add the extension and the contexts of its menus.

    Raises:
        ConsoleError: Asterisk did not take them.

    """
    greeting = [f"Playback,{_file(prompts, prompt)}" for prompt in GREETING]
    await console.add_extension(EXTENSION, *greeting, f"Goto,{_context(MAIN.name)},s,1")
    for menu in MENUS:
        context = _context(menu.name)
        said = f"Background,{_file(prompts, menu.prompt)}"
        await console.add_extension("s", said, f"WaitExten,{_LISTEN_S}", context=context)
        for key, target in menu.keys.items():
            await console.add_extension(key, f"Goto,{_context(target)},s,1", context=context)


def _context(menu: str) -> str:
    return f"bench-{menu}"


def _file(prompts: Path, prompt: PromptKey) -> Path:
    return prompts / prompt.replace(".", "/")
