"""The checkout as the architecture tests see it: what git would carry, parsed once."""

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

DOMAIN_ROOMS = frozenset(
    {
        "administration",
        "agents",
        "alerts",
        "tickets",
        "callers",
        "staff",
        "queues",
        "callback",
        "ivr",
        "callflow",
    }
)
"""The packages in which everything is pure unless it is a service."""

ROOMS = DOMAIN_ROOMS | {
    "base",
    "asterisk",
    "storage",
    "sms",
    "delivery",
    "metrics",
    "web",
    "config",
    "simulation",
    "line122",
}
"""Every package that stands, or will stand, at the root of the checkout."""

GENERATED = frozenset({Path("asterisk/wire.py")})


@dataclass(frozen=True, slots=True)
class Source:
    """One Python file."""

    path: Path
    """Relative to the checkout."""
    text: str
    tree: ast.Module

    @property
    def room(self) -> str:
        """Return the top-level directory that the file lies in."""
        return self.path.parts[0]

    def at(self, node: ast.stmt | ast.expr | ast.ExceptHandler) -> str:
        """Return the place of a node, as an editor opens it."""
        return f"{self.path}:{node.lineno}"


@cache
def carried_files() -> tuple[Path, ...]:
    """Return every file that is committed or would be, relative to the checkout."""
    listed = subprocess.run(
        ("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"),  # noqa: S607 -- The git that made the checkout.
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    names = sorted(filter(None, listed.stdout.split("\0")))
    return tuple(Path(name) for name in names if (ROOT / name).is_file())


@cache
def sources() -> tuple[Source, ...]:
    """Return every Python file, tests included."""
    return tuple(_parsed(path) for path in carried_files() if path.suffix == ".py")


@cache
def nodes_of(source: Source) -> tuple[ast.AST, ...]:
    """Return every node of a file; walked once, since every check asks for them."""
    return tuple(ast.walk(source.tree))


@cache
def product() -> tuple[Source, ...]:
    """Return the Python files of the program itself."""
    return tuple(source for source in sources() if source.room in ROOMS)


@cache
def sources_of_tests() -> tuple[Source, ...]:
    """Return the Python files of the tests."""
    return tuple(source for source in sources() if source.room == "tests")


@cache
def rooms_present() -> frozenset[str]:
    """Return the packages that stand at the root now."""
    return frozenset(
        path.parts[0] for path in carried_files() if path.name == "__init__.py" and _is_top(path)
    )


def texts(*suffixes: str) -> Iterator[tuple[Path, str]]:
    """Yield the carried files with these endings and what stands in them."""
    for path in carried_files():
        if path.suffix in suffixes:
            yield path, (ROOT / path).read_text("utf-8")


def dotted(node: ast.expr) -> str:
    """Return `a.b.c` for a chain of attributes, a call within it as `a.b().c`, else nothing."""
    match node:
        case ast.Name(name):
            return name
        case ast.Attribute(value, name):
            return f"{dotted(value)}.{name}"
        case ast.Call(called):
            return f"{dotted(called)}()"
        case _:
            return ""


def _parsed(path: Path) -> Source:
    text = (ROOT / path).read_text("utf-8")
    return Source(path, text, ast.parse(text, filename=str(path)))


def _is_top(path: Path) -> bool:
    return len(path.parts) == 2 and path.parts[0] != "tests"
