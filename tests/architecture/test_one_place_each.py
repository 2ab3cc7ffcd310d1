"""What may be done in one place only, and what may be done nowhere."""

import ast
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.source_tree import (
    Source,
    dotted,
    nodes_of,
    product,
    sources,
    sources_of_tests,
)

CLOCKS = Path("base/clock.py")
IDS = Path("base/ids.py")
TASKS = Path("base/tasks.py")
ADAPTERS = frozenset({"asterisk", "storage", "metrics"})

_TIME_READINGS = frozenset(
    {
        *("time", "time_ns", "monotonic", "monotonic_ns", "perf_counter", "perf_counter_ns"),
        *("process_time", "process_time_ns", "localtime", "gmtime", "strftime", "ctime"),
    }
)
_DATE_READINGS = ("datetime.now", "datetime.utcnow", "datetime.today", "date.today")
_ID_MAKERS = frozenset({f"uuid{version}" for version in range(1, 9)})
_TASK_MAKERS = frozenset({"create_task", "ensure_future", "TaskGroup", "run_coroutine_threadsafe"})
_MOCKS = frozenset({"unittest.mock", "mock", "pytest_mock", "asynctest"})
_EXCUSES = frozenset({"skip", "skipif", "xfail", "importorskip"})


def test_only_the_clock_module_reads_a_clock() -> None:
    # base/ids.py puts the Unix time into a UUIDv7, as RFC 9562 demands; nobody reads it as time.
    found = [
        source.at(node)
        for source in product()
        if source.path not in {CLOCKS, IDS}
        for node in _clock_readings(source)
    ]
    assert not found, "\n".join(found)


def test_only_the_id_module_makes_ids() -> None:
    found = [
        source.at(node)
        for source in product()
        if source.path != IDS
        for node in _references(source, "uuid", _ID_MAKERS)
    ]
    assert not found, "\n".join(found)


def test_only_the_task_module_creates_tasks() -> None:
    found = [
        source.at(node)
        for source in product()
        if source.path != TASKS
        for node in nodes_of(source)
        if (isinstance(node, ast.Attribute) and node.attr in _TASK_MAKERS)
        or (isinstance(node, ast.Name) and node.id in _TASK_MAKERS)
    ]
    assert not found, "\n".join(found)


def test_a_failure_is_swallowed_by_the_task_module_and_once_per_adapter_only() -> None:
    places = [
        (source, node)
        for source in product()
        if source.path != TASKS
        for node in _swallowers(source)
    ]
    per_adapter = Counter(source.room for source, _ in places)
    too_many = [
        source.at(node)
        for source, node in places
        if source.room not in ADAPTERS or per_adapter[source.room] > 1
    ]
    assert not too_many, "\n".join(too_many)


def test_nothing_is_mocked() -> None:
    found = [
        source.at(node)
        for source in sources()
        for node in nodes_of(source)
        if isinstance(node, ast.Import | ast.ImportFrom) and _MOCKS & set(_imported(node))
    ]
    assert not found, "\n".join(found)


def test_no_test_is_skipped_or_expected_to_fail() -> None:
    found = [
        source.at(node)
        for source in sources_of_tests()
        for node in nodes_of(source)
        if isinstance(node, ast.Attribute)
        and node.attr in _EXCUSES
        and dotted(node.value) in {"pytest", "pytest.mark"}
    ]
    assert not found, "\n".join(found)


def test_no_test_puts_the_whole_process_to_sleep() -> None:
    found = [
        source.at(node)
        for source in sources_of_tests()
        for node in _references(source, "time", {"sleep"})
    ]
    assert not found, "\n".join(found)


def _clock_readings(source: Source) -> Iterator[ast.expr]:
    yield from _references(source, "time", _TIME_READINGS)
    for node in nodes_of(source):
        if not isinstance(node, ast.Attribute):
            continue
        name = dotted(node)
        if name.endswith(_DATE_READINGS) or (node.attr == "time" and "loop" in name):
            yield node


def _references(
    source: Source, module: str, names: frozenset[str] | set[str]
) -> Iterator[ast.expr]:
    """Yield where a module's functions are named, however they were imported."""
    aliases = {module}
    bare: set[str] = set()
    for node in nodes_of(source):
        match node:
            case ast.Import(names=imported):
                aliases |= {
                    item.asname for item in imported if item.name == module and item.asname
                }
            case ast.ImportFrom(module=origin, names=imported) if origin == module:
                bare |= {item.asname or item.name for item in imported if item.name in names}
    for node in nodes_of(source):
        match node:
            case ast.Attribute(value=ast.Name(alias), attr=name):
                if alias in aliases and name in names:
                    yield node
            case ast.Name(name) if name in bare:
                yield node


def _swallowers(source: Source) -> Iterator[ast.ExceptHandler | ast.expr]:
    """Yield the handlers of every failure that do not end by raising it again."""
    for node in nodes_of(source):
        match node:
            case ast.ExceptHandler(type=kind, body=body):
                if _is_broad(kind) and not _raises_again(body[-1]):
                    yield node
            case ast.Call(func, [*kinds]) if dotted(func).endswith("suppress"):
                if any(_is_broad(kind) for kind in kinds):
                    yield node


def _is_broad(kind: ast.expr | None) -> bool:
    match kind:
        case None:
            return True
        case ast.Tuple(members):
            return any(_is_broad(member) for member in members)
        case _:
            return dotted(kind) in {"Exception", "BaseException"}


def _raises_again(last: ast.stmt) -> bool:
    return isinstance(last, ast.Raise) and last.exc is None


def _imported(node: ast.Import | ast.ImportFrom) -> Iterator[str]:
    if isinstance(node, ast.ImportFrom):
        yield node.module or ""
        yield from (f"{node.module}.{item.name}" for item in node.names)
    else:
        yield from (item.name for item in node.names)
