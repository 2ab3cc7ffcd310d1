"""From a file and the environment to checked settings, or to all that is wrong with them.

The order is: the text of the file, then the environment over it, then the secrets' files; then
the shape of every part, and last what the parts say of each other. Nothing is told twice and
nothing is kept for the next run.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from config.categories import ticket_policy
from config.checks import cross_problems
from config.environment import with_environment, with_secrets
from config.menus import Outlets, load_menu, menu_names, menu_path
from config.problems import Problem, SettingsError
from config.schema import shape_problems
from config.settings import Settings
from config.source import Tree, read_document
from config.texts import PROMPT_PACKS, prompt_keys_of, text_of
from ivr.script import Script

DEFAULTS: Final = Path(__file__).parent / "defaults" / "settings.yaml"
"""The reference documentation of all settings, which the demo uses as it is."""

_TRUE: Final = frozenset({"true", "yes", "on", "1", "t", "y"})

SYSTEM: Final = Path("/etc/line122/settings.yaml")


def settings_path(named: Path | None, environment: Mapping[str, str]) -> Path:
    """Return the file to read: the named one, LINE122_SETTINGS, the system's, or the defaults."""
    if named is not None:
        return named
    if "LINE122_SETTINGS" in environment:
        return Path(environment["LINE122_SETTINGS"])
    return SYSTEM if SYSTEM.exists() else DEFAULTS


def load(
    path: Path, environment: Mapping[str, str], *, prompt_packs: Path = PROMPT_PACKS
) -> Settings:
    """Return the settings, checked as a whole.

    Raises:
        SettingsError: with every problem, its file and line.

    """
    document = read_document(text_of(path), str(path))
    if document.problems and not document.tree:
        raise SettingsError(document.problems)
    document = with_secrets(with_environment(document, environment), path.parent)
    settings, problems = shape_problems(document)
    prompts = _prompt_keys(document.tree, prompt_packs)
    menus = _read_menus(document.tree, path.parent, None if prompts is None else prompt_packs)
    problems = (
        *document.problems,
        *problems,
        *cross_problems(document, prompts, menus.names),
        *menus.problems,
    )
    if settings is None or problems:
        raise SettingsError(problems)
    settings = settings.with_scripts(menus.scripts)
    # The file of categories that the settings name is part of them.
    ticket_policy(settings)
    return settings


def _prompt_keys(tree: Mapping[str, Tree], packs: Path) -> Collection[str] | None:
    """Return what the site's prompt pack can say; `None` when there is no pack to ask."""
    site = tree.get("site")
    language = site.get("language") if isinstance(site, dict) else None
    return prompt_keys_of(packs / str(language or "ru") / "manifest.yaml")


@dataclass(frozen=True, slots=True)
class _Menus:
    """The menus that the settings name: those that are right, and what is wrong elsewhere."""

    names: tuple[str, ...]
    """Of all that have a file."""
    scripts: Mapping[str, Script]
    problems: tuple[Problem, ...]


def _read_menus(tree: Mapping[str, Tree], beside: Path, packs: Path | None) -> _Menus:
    """Read them by the text of the settings, so that a mistake there hides none in a menu."""
    menus = _section(tree, "menus")
    own = Path(str(menus["directory"])) if menus.get("directory") else beside / "menus"
    names = menu_names(own)
    outlets = Outlets(tuple(_section(tree, "queues")), tuple(_section(tree, "transfers")))
    scripts: dict[str, Script] = {}
    problems: list[Problem] = []
    for name in _named_scripts(tree):
        if name not in names:
            continue  # The cross checks tell of a name that leads to no file.
        try:
            path = menu_path(name, own)
            scripts[name] = load_menu(path, prompt_packs=packs, outlets=outlets)
        except SettingsError as error:
            problems.extend(error.problems)
    return _Menus(names, scripts, tuple(problems))


def _named_scripts(tree: Mapping[str, Tree]) -> Iterator[str]:
    services = _section(tree, "services").values()
    named = [service.get("script") for service in services if isinstance(service, dict)]
    marks = _section(tree, "marks")
    if str(marks.get("enabled", "true")).lower() in _TRUE:
        named.append(marks.get("script", "mark"))
    yield from dict.fromkeys(name for name in named if isinstance(name, str))


def _section(tree: Mapping[str, Tree], name: str) -> Mapping[str, Tree]:
    section = tree.get(name)
    return section if isinstance(section, dict) else {}
