"""From a file and the environment to checked settings, or to all that is wrong with them.

The order is: the text of the file, then the environment over it, then the secrets' files; then
the shape of every part, and last what the parts say of each other. Nothing is told twice and
nothing is kept for the next run.
"""

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Final

from config.categories import ticket_policy
from config.checks import cross_problems
from config.environment import with_environment, with_secrets
from config.problems import Origin, Problem, SettingsError
from config.schema import shape_problems
from config.settings import Settings
from config.source import Document, Tree, read_document

DEFAULTS: Final = Path(__file__).parent / "defaults" / "settings.yaml"
"""The reference documentation of all settings, which the demo uses as it is."""

SYSTEM: Final = Path("/etc/line122/settings.yaml")
PROMPT_PACKS: Final = Path(__file__).parent.parent / "prompts"


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
    problems = (*document.problems, *problems, *cross_problems(document, prompts))
    if settings is None or problems:
        raise SettingsError(problems)
    # The file of categories that the settings name is part of them.
    ticket_policy(settings)
    return settings


def text_of(path: Path) -> str:
    """Return the text of a file.

    Raises:
        SettingsError: it cannot be read, or is not UTF-8.

    """
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        text = "this line is not UTF-8; save the file as UTF-8"
        raise SettingsError([Problem(Origin(str(path), line), "", text)]) from error
    except OSError as error:
        text = f"cannot be read ({error.strerror}); name another file, or make this one readable"
        raise SettingsError([Problem(Origin(str(path)), "", text)]) from error


def _prompt_keys(tree: Mapping[str, Tree], packs: Path) -> Collection[str] | None:
    """Return what the site's prompt pack can say; `None` when there is no pack to ask."""
    site = tree.get("site")
    language = site.get("language") if isinstance(site, dict) else None
    return prompt_keys_of(packs / str(language or "ru") / "manifest.yaml")


def prompt_keys_of(manifest: Path) -> Collection[str] | None:
    """Return what a prompt pack can say or play; `None` when there is no such pack."""
    if not manifest.is_file():
        return None
    return _keys_in(read_document(manifest.read_text("utf-8"), str(manifest)))


def _keys_in(manifest: Document) -> Collection[str]:
    sections = manifest.tree.get("sections")
    keys: set[str] = set()
    for section in sections if isinstance(sections, list) else []:
        texts = section.get("texts") if isinstance(section, dict) else None
        keys.update(texts if isinstance(texts, dict) else ())
    sounds = manifest.tree.get("sounds")
    keys.update(sounds if isinstance(sounds, dict) else ())
    return keys
