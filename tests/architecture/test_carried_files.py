"""What must stand in no file that the checkout carries."""

import re

from tests.architecture.source_tree import texts

_TEXTS = (".py", ".md", ".yaml", ".toml", ".sql", ".conf", ".json", ".txt", ".lock", "")
_MACHINE_PATH = re.compile(r"(?<![\w.$}])/(?:home|Users|work|root|mnt|private)/\w[^\s\"'`)]*")
_REGISTRY = re.compile(
    r"pypi\.|pythonhosted|--(?:extra-)?index-url|--find-links|registry\.npmjs|debian\.org/debian"
)
_E_MAIL = re.compile(r"(?<![\w:+.-])[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.(?P<top>[a-z]{2,})\b")
_RESERVED = frozenset({"example", "invalid", "test", "localhost"})
"""Names that no mail can reach (RFC 2606)."""

_QUOTED = frozenset({"testrealm@host.com"})
"""What an RFC's own example holds: the realm of RFC 2617, section 3.5."""

_SELF = "tests/architecture/test_carried_files.py"


def test_no_file_names_a_place_on_somebody_s_machine() -> None:
    found = _lines_with(_MACHINE_PATH)
    assert not found, "\n".join(found)


def test_no_file_names_a_registry_s_host() -> None:
    """The lock names packages and hashes; where they come from, the machine knows."""
    found = _lines_with(_REGISTRY)
    assert not found, "\n".join(found)


def test_no_file_holds_an_e_mail_address() -> None:
    found = [
        f"{path}:{number} {match[0]}"
        for path, number, line in _lines()
        for match in _E_MAIL.finditer(line)
        if match["top"] not in _RESERVED and match[0] not in _QUOTED
    ]
    assert not found, "\n".join(found)


def _lines_with(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{path}:{number} {match[0]}"
        for path, number, line in _lines()
        if (match := pattern.search(line))
    ]


def _lines() -> list[tuple[str, int, str]]:
    return [
        (str(path), number, line)
        for path, text in texts(*_TEXTS)
        if str(path) != _SELF
        for number, line in enumerate(text.splitlines(), 1)
    ]
