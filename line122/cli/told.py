"""How commands tell what they found or did: a line for each thing, or one JSON value."""

import json
import sys
from collections.abc import Iterable, Mapping


def tell(items: Iterable[Mapping[str, object]], *, as_json: bool) -> None:
    """Write what there is to tell; what a thing has not is left out of its line."""
    if as_json:
        text = json.dumps([dict(item) for item in items], ensure_ascii=False, indent=2)
        sys.stdout.write(text + "\n")
        return
    for item in items:
        told = (f"{key}={_word(value)}" for key, value in item.items() if value is not None)
        sys.stdout.write("  ".join(told) + "\n")


def _word(value: object) -> str:
    return ",".join(map(str, value)) if isinstance(value, list) else str(value)
