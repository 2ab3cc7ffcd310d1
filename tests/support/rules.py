"""The shipped rules of Prometheus, and the metrics that they stand on."""

import re
from pathlib import Path
from typing import Any, Final

from ruamel.yaml import YAML

FOLDER: Final = Path(__file__).resolve().parents[2] / "deploy/prometheus"
RECORDING: Final = FOLDER / "line122-recording.rules.yml"
ALERTING: Final = FOLDER / "line122-alerting.rules.yml"

_METRIC: Final = re.compile(r"(?<![:\w])line122_[a-z0-9_]+(?![:\w])")
_OF_A_FAMILY: Final = re.compile(r"_(total|bucket|count|sum)$")
"""What Prometheus adds to the name of a metric."""


def rules_of(path: Path) -> list[dict[str, Any]]:
    """Return every rule of a file."""
    read = YAML(typ="safe").load(path)
    return [rule for group in read["groups"] for rule in group["rules"]]


def named_metrics() -> set[str]:
    """Return every metric of the engine that a rule names, without what Prometheus adds."""
    rules = [*rules_of(RECORDING), *rules_of(ALERTING)]
    found = {name for rule in rules for name in _METRIC.findall(rule["expr"])}
    return {_OF_A_FAMILY.sub("", name) for name in found}
