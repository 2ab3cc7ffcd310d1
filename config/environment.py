"""What the environment and the files of secrets add to the settings' file."""

from collections.abc import Mapping
from copy import deepcopy
from pathlib import Path
from typing import Final

from config.problems import Origin, Problem, Where
from config.source import Document, Tree

_PREFIX: Final = "LINE122_"
_STEP: Final = "__"
_WELL_KNOWN: Final[Mapping[str, Where]] = {
    "DATABASE_URL": ("database", "url"),
    "REDIS_URL": ("redis", "url"),
}
_SECRET_FILES: Final = (
    "password_file",
    "url_file",
    "salt_file",
    "token_file",
    "secret_file",
    "template_file",
    "second_factor_keys_file",
)
"""What lies in a file beside the settings; a template is no secret, only long."""
_UNREAD: Final = "told already that it cannot be read"
"""Stands for a secret, so that neither "is missing" nor "is too short" is told as well."""


def with_environment(document: Document, environment: Mapping[str, str]) -> Document:
    """Return the document with what the environment sets, which wins over the file.

    `LINE122_HTTP__PORT` sets `http.port`: a variable with a double underscore is a setting.
    """
    tree = deepcopy(document.tree)
    origins = dict(document.origins)
    for variable in sorted(environment):
        where = _where(variable, tree)
        if where is not None:
            _put(tree, where, environment[variable])
            for length in range(1, len(where)):
                origins.setdefault(where[:length], Origin(f"environment {variable}"))
            origins[where] = Origin(f"environment {variable}")
    return Document(document.source, tree, origins, document.problems)


def with_secrets(document: Document, directory: Path) -> Document:
    """Return the document with the secrets that lie in files, beside the file that names them.

    What the environment has set already is not looked up.
    """
    tree = deepcopy(document.tree)
    origins = dict(document.origins)
    problems: list[Problem] = []
    for where, name in _named_files(tree, ()):
        target = (*where[:-1], str(where[-1]).removesuffix("_file"))
        if target in origins:
            continue
        path = directory / name
        try:
            secret = path.read_text("utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            reason = error.strerror if isinstance(error, OSError) else "it is no text"
            text = f"{path} cannot be read ({reason}); put the secret there, or name another file"
            problems.append(document.problem(where, text))
            if target[-1] == "template":
                continue
            secret = _UNREAD
        _put(tree, target, secret)
        origins[target] = document.origin(where)
    return Document(document.source, tree, origins, (*document.problems, *problems))


def _where(variable: str, tree: Tree) -> Where | None:
    if variable in _WELL_KNOWN:
        return _WELL_KNOWN[variable]
    if not variable.startswith(_PREFIX) or _STEP not in variable:
        return None
    where: list[str] = []
    for part in variable.removeprefix(_PREFIX).lower().split(_STEP):
        known = list(tree) if isinstance(tree, dict) else []
        key = next((name for name in known if name.lower().replace("-", "_") == part), part)
        where.append(key)
        tree = tree.get(key) if isinstance(tree, dict) else None
    return tuple(where)


def _put(tree: dict[str, Tree], where: Where, value: str) -> None:
    for part in where[:-1]:
        inner = tree.get(str(part))
        if not isinstance(inner, dict):
            inner = {}
            tree[str(part)] = inner
        tree = inner
    tree[str(where[-1])] = value


def _named_files(tree: Tree, where: Where) -> list[tuple[Where, str]]:
    found: list[tuple[Where, str]] = []
    if isinstance(tree, dict):
        for key, value in tree.items():
            if key in _SECRET_FILES and isinstance(value, str):
                found.append(((*where, key), value))
            else:
                found.extend(_named_files(value, (*where, key)))
    return found
