"""The settings of desks: ways into the region's systems, danger signs, drafts, sessions."""

import re
from collections.abc import Mapping
from typing import Annotated, Final

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr
from pydantic.json_schema import SkipJsonSchema

from config.model import Name, Seconds, Section, Text, split_list
from staff.role import Role

PLACES: Final = ("phone", "policy", "name", "birth_date")
"""What a link may be opened with."""

_LINK: Final = re.compile(r"^https?://[^\s/@{}?#]+/[^\s]*$")
_PLACE: Final = re.compile(r"\{(\w*)\}")


def _link(template: str) -> str:
    """Refuse what leads a browser anywhere but to one host by http."""
    if _LINK.fullmatch(template) is None:
        raise ValueError("write https://host/path, without a password, and places behind the host")
    names = _PLACE.findall(template)
    unknown = next((name for name in names if name not in PLACES), None)
    if unknown is not None or "{" in _PLACE.sub("", template):
        known = ", ".join(f"{{{place}}}" for place in PLACES)
        raise ValueError(f"a link may hold {known} and no other braces")
    return template


class Link(Section):
    """A way into a system of the region, so that nobody types a patient twice."""

    title: Text
    """What its button says."""
    url: Annotated[str, AfterValidator(_link), Field(max_length=500)]
    """With places for `{phone}`, `{policy}`, `{name}` and `{birth_date}`; what is put in is
    percent-encoded; a link nothing of which is known yet cannot be opened."""


_DANGER_SIGNS: Final = (
    "без сознания",
    "задыхается",
    "боль в груди",
    "сильное кровотечение",
    "судороги",
    "отнялась рука, нога или речь",
    "травма, ожог, отравление",
    "ребёнок до 3 месяцев, выше 38",
)


class Desk(Section):
    """What a site decides about the desks of its operators."""

    links: Mapping[Name, Link] = Field(default_factory=dict, max_length=8)
    """Systems of the region that open at a patient, in the order of their buttons."""
    danger_signs: Annotated[tuple[Text, ...], Field(min_length=1, max_length=9)] = _DANGER_SIGNS
    """What means 103 at once. A doctor answers for this list, as for the one that menus ask by."""
    keep_drafts_days: Annotated[int, Field(ge=1)] | None = 14
    """So long what was typed and never saved is kept, from its last change; `None` for ever."""
    lock_after_s: Seconds = 900
    """Whoever does nothing for so long, and is in no talk, is asked for the password again."""
    second_factor_for: Annotated[
        tuple[Role, ...],
        BeforeValidator(split_list, json_schema_input_type=Role | tuple[Role, ...]),
    ] = (Role.SUPERVISOR, Role.ADMINISTRATOR)
    """Who must also tell what their telephone shows when they sign in."""
    second_factor_keys: SkipJsonSchema[SecretStr | None] = Field(default=None, repr=False)
    """Seal the secrets of second factors, the present one first; from the environment or the file.
    """
    second_factor_keys_file: Text | None = None
