"""The settings of recorded talks."""

from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field

from config.model import Section


def _absolute(path: Path) -> Path:
    if not path.is_absolute():
        msg = "must begin with /, since Asterisk takes it by the same name"
        raise ValueError(msg)
    return path


class Recording(Section):
    """Whether talks are recorded, and where the recordings lie."""

    enabled: bool = True
    directory: Annotated[Path, AfterValidator(_absolute)] | None = None
    """In the state directory when it is not given."""
    keep_days: Annotated[int, Field(ge=1)] | None = 365
    """So long a talk is kept, and while a ticket of its contact is open; `None` for ever."""
    keep_requests_days: Annotated[int, Field(ge=1)] | None = 365
    """What callers said to menus that took a request, as at night, likewise."""
    keep_messages_days: Annotated[int, Field(ge=1)] | None = 365
    """Whatever else callers said to menus, likewise."""
