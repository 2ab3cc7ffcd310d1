"""That metrics name nobody, and that what is built on them stands on metrics that are there."""

import ast
import json
import re
from collections.abc import Iterator

from tests.architecture.source_tree import ROOT, dotted, nodes_of, product
from tests.support.rules import ALERTING, RECORDING, named_metrics, rules_of

_KINDS = frozenset({"Counter", "Gauge", "Histogram", "Summary"})
_CLOSED_LABELS = frozenset(
    {
        *("direction", "fault", "group", "is_acknowledged", "is_partial", "kind", "name"),
        *("outbox", "outcome", "place", "purpose", "queue", "reason", "rung", "severity", "side"),
    }
)
"""Each is a small closed set: words of the code, or names that the settings give. `name` is what
menus look up. A new label is added here by whoever has seen that it is one, too."""
_METRIC = re.compile(r"(?<![:\w])(?P<metric>line122_[a-z0-9_]+)(?![:\w])")
_RECORDED = re.compile(r"\b(?:site|queue):line122_[a-z0-9_]+:[a-z0-9_]+")


def test_labels_of_metrics_are_small_closed_sets() -> None:
    open_ = [f"{name}: {label}" for name, label in _labels() if label not in _CLOSED_LABELS]
    assert not open_, "\n".join(open_)


def test_rules_name_metrics_that_are_there() -> None:
    defined = {name.removesuffix("_total") for name, _ in _definitions()}
    assert named_metrics() - defined == set()


def test_every_alarm_says_how_grave_it_is_and_what_to_do() -> None:
    anchors = set(
        re.findall(r"^### (.+)$", (ROOT / "docs/alerts.md").read_text("utf-8"), re.MULTILINE)
    )
    for rule in rules_of(ALERTING):
        assert rule["labels"]["severity"] in {"warning", "critical"}, rule["alert"]
        annotations = rule["annotations"]
        assert annotations["summary"].endswith((".", "}}.")), rule["alert"]
        assert annotations["action"].endswith("."), rule["alert"]
        document, _, anchor = annotations["docs"].partition("#")
        assert document == "docs/alerts.md", rule["alert"]
        assert anchor in anchors, rule["alert"]


def test_the_dashboard_shows_what_is_there() -> None:
    written = (ROOT / "deploy/grafana/line122.json").read_text("utf-8")
    shown = json.loads(written)
    asked = " ".join(target["expr"] for panel in shown["panels"] for target in panel["targets"])
    defined = {name for name, _ in _definitions()}
    recorded = {rule["record"] for rule in rules_of(RECORDING)}
    assert set(_METRIC.findall(asked)) <= defined
    assert set(_RECORDED.findall(asked)) <= recorded
    places = [panel["gridPos"] for panel in shown["panels"]]
    assert all(place["x"] + place["w"] <= 24 for place in places)


def _definitions() -> Iterator[tuple[str, ast.Call]]:
    for source in product():
        for node in nodes_of(source):
            is_metric = (
                isinstance(node, ast.Call) and dotted(node.func).rpartition(".")[2] in _KINDS
            )
            if not (is_metric and isinstance(node, ast.Call) and node.args):
                continue
            name = node.args[0]
            if isinstance(name, ast.Constant) and isinstance(name.value, str):
                yield name.value, node


def _labels() -> Iterator[tuple[str, str]]:
    """Yield every label of every metric."""
    for name, call in _definitions():
        given = [*call.args[2:3], *(k.value for k in call.keywords if k.arg == "labelnames")]
        for listed in given:
            assert isinstance(listed, ast.Tuple | ast.List), f"{name}: write its labels out"
            for label in listed.elts:
                assert isinstance(label, ast.Constant), f"{name}: write its labels out"
                yield name, str(label.value)
