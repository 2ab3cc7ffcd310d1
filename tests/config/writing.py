"""Settings to write a story with: the smallest that are right, and a file to put them in."""

from pathlib import Path

from config import Settings, SettingsError, load

MENUS = Path(__file__).parent / "menus"

SMALLEST = f"""\
site:
  id: town
  name: Town line
  time_zone: Europe/Moscow
trunks:
  main:
    channels: 6
    identify: {{addresses: ["198.51.100.10"]}}
    outgoing_number: "+78442122122"
    services: {{122: helpline}}
    default_service: helpline
services:
  helpline:
    script: small
    hours: {{round_the_clock: true}}
menus: {{directory: {MENUS}}}
marks: {{enabled: false}}
queues:
  doctor: {{title: Doctor, needs: {{doctor: 3}}}}
"""

NO_PACKS = Path("/nonexistent")


def loaded(
    directory: Path, text: str = SMALLEST, *, packs: Path = NO_PACKS, **environment: str
) -> Settings:
    """Return the settings of a file with this text, under this environment."""
    path = directory / "settings.yaml"
    path.write_text(text, "utf-8")
    return load(path, environment, prompt_packs=packs)


def complaints(
    directory: Path, text: str = SMALLEST, *, packs: Path = NO_PACKS, **environment: str
) -> list[str]:
    """Return what is wrong with such settings, one line each, without the directory's name."""
    try:
        loaded(directory, text, packs=packs, **environment)
    except SettingsError as error:
        return [line.replace(f"{directory}/", "") for line in str(error).splitlines()]
    return []


def changed(old: str, new: str) -> str:
    """Return the smallest settings with one passage written otherwise."""
    assert SMALLEST.count(old) == 1, f"{old!r} must stand once in the smallest settings"
    return SMALLEST.replace(old, new)
