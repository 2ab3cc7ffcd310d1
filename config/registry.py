"""The settings of the region's registry of appointments."""

from typing import Annotated, Self

from pydantic import Field, SecretStr, model_validator
from pydantic.json_schema import SkipJsonSchema

from config.delivery import WebAddress
from config.model import Section, Text
from delivery.registry import LONGEST_TIMEOUT_S, RegistryPolicy


class Registry(Section):
    """Where citizens' appointments are looked up; without an address nothing is looked up."""

    url: WebAddress | None = None
    token: SkipJsonSchema[SecretStr | None] = Field(default=None, repr=False)
    """From the environment or the file; never written into the settings."""
    token_file: Text | None = None
    timeout_s: Annotated[float, Field(gt=0, le=LONGEST_TIMEOUT_S)] = LONGEST_TIMEOUT_S
    """Longer than that no caller waits."""

    @model_validator(mode="after")
    def _has_its_token(self) -> Self:
        if self.url is not None and self.token is None:
            raise ValueError("the registry asks who we are; name the token's file by token_file")
        return self

    def policy(self) -> RegistryPolicy | None:
        """Return how the registry is asked; `None` when there is none."""
        if self.url is None or self.token is None:
            return None
        return RegistryPolicy(self.url, self.token.get_secret_value(), self.timeout_s)
