"""Makes the files of `web/static/vendor` from the packages of the lock."""

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from base.errors import Line122Error
from line122.bootstrap.node import VENDORING, NodePackages
from line122.vendoring.manifest import VENDORED, Origin, write_manifest

LICENCE: Final = ".license"
"""Beside each file lies one with its licences, named as the REUSE specification names it."""

_ICONS: Final = "@tabler/icons"
_FONT: Final = "@fontsource-variable/golos-text"
_SCRIPTS: Final = {
    "preact.js": ("preact", "htm", "@preact/signals", "@preact/signals-core"),
    "jssip.js": ("jssip", "debug", "ms", "events", "sdp-transform"),
    "uplot.js": ("uplot",),
}
_PLOT_STYLE: Final = "dist/uPlot.min.css"
_ALPHABETS: Final = ("cyrillic", "latin")
_DRAWING: Final = re.compile(r"<svg[^>]*>(?P<paths>.*)</svg>", re.DOTALL)
_FRAME: Final = '<path stroke="none" d="M0 0h24v24H0z" fill="none" />'
"""Every drawing holds an invisible square first."""


class VendoringError(Line122Error):
    """A package of the lock does not hold what is taken from it."""


@dataclass(frozen=True, slots=True)
class _Made:
    """A file that was just made, and the packages in it."""

    name: str
    packages: tuple[str, ...]


def make_vendored(packages: NodePackages) -> tuple[str, ...]:
    """Make every file anew, with licences and manifest, and return their names.

    Raises:
        VendoringError: a package lacks what is taken from it.
        NodeMissingError: a compiler failed.

    """
    shutil.rmtree(VENDORED, ignore_errors=True)
    VENDORED.mkdir(parents=True)
    styles = (_style(packages), _plot_style(packages))
    made = (*_scripts(packages), *styles, _icons(packages), *_fonts(packages))
    origins: dict[str, tuple[Origin, ...]] = {}
    for file in made:
        parts = tuple(
            Origin(name, packages.version_of(name), packages.licence_of(name))
            for name in file.packages
        )
        licence = VENDORED / f"{file.name}{LICENCE}"
        licence.write_text("\n".join(_licences(packages, parts)), encoding="utf-8")
        origins |= {file.name: parts, licence.name: parts}
    for types in sorted(VENDORING.glob("*.d.ts")):
        shutil.copy(types, VENDORED / types.name)
        origins[types.name] = ()
    write_manifest(origins)
    return tuple(origins)


def _scripts(packages: NodePackages) -> Iterator[_Made]:
    for name, parts in _SCRIPTS.items():
        # esbuild resolves packages beside its entry, which therefore is copied to them.
        entry = packages.folder.parent / name
        shutil.copy(VENDORING / name, entry)
        packages.run(
            *("esbuild/bin/esbuild", str(entry), "--bundle", "--format=esm", "--minify"),
            *("--target=es2022", "--charset=utf8", "--legal-comments=none"),
            *('--define:process.env.NODE_ENV="production"', f"--outfile={VENDORED / name}"),
        )
        yield _Made(name, parts)


def _style(packages: NodePackages) -> _Made:
    package = "@tabler/core"
    packages.run(
        *("sass/sass.js", "--style=compressed", "--no-source-map", "--quiet", "--no-charset"),
        f"--load-path={packages.folder / package / 'scss'}",
        *(str(VENDORING / "tabler.scss"), str(VENDORED / "tabler.css")),
    )
    return _Made("tabler.css", (package,))


def _plot_style(packages: NodePackages) -> _Made:
    shutil.copy(packages.folder / "uplot" / _PLOT_STYLE, VENDORED / "uplot.css")
    return _Made("uplot.css", ("uplot",))


def _icons(packages: NodePackages) -> _Made:
    """Draw all icons into one file, from which a page shows one by its name."""
    names = (VENDORING / "icons.txt").read_text("utf-8").split()
    drawn = [
        f'<symbol id="{name}" viewBox="0 0 24 24">{_drawing(packages, name)}</symbol>'
        for name in names
    ]
    sprite = '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(drawn) + "\n</svg>\n"
    (VENDORED / "icons.svg").write_text(sprite, encoding="utf-8")
    return _Made("icons.svg", (_ICONS,))


def _drawing(packages: NodePackages, name: str) -> str:
    path = packages.folder / _ICONS / f"icons/outline/{name}.svg"
    found = _DRAWING.search(path.read_text("utf-8")) if path.exists() else None
    if found is None:
        raise VendoringError(f"{_ICONS} has no icon {name!r}; mend web/vendoring/icons.txt")
    lines = found["paths"].replace(_FRAME, "").splitlines()
    return "".join(line.strip() for line in lines)


def _fonts(packages: NodePackages) -> Iterator[_Made]:
    for alphabet in _ALPHABETS:
        name = f"golos-text-{alphabet}.woff2"
        taken = packages.folder / _FONT / f"files/golos-text-{alphabet}-wght-normal.woff2"
        shutil.copy(taken, VENDORED / name)
        yield _Made(name, (_FONT,))


def _licences(packages: NodePackages, parts: tuple[Origin, ...]) -> Iterator[str]:
    for part in parts:
        yield f"{part.name} {part.version}: {part.licence}\n"
        yield _licence_text(packages, part.name)


def _licence_text(packages: NodePackages, name: str) -> str:
    folder = packages.folder / name
    texts = [path for path in sorted(folder.iterdir()) if path.stem.lower() == "license"]
    # Tabler's own package carries none; its notice is kept with us.
    text = texts[0] if texts else VENDORING / f"{name.partition('/')[0][1:]}.license"
    if not text.exists():
        raise VendoringError(f"{name} carries no licence; put one at {text.name} in web/vendoring")
    return "\n".join(line.rstrip() for line in text.read_text("utf-8").splitlines()) + "\n"
