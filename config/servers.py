"""The settings of the servers around the engine, and of what it offers to them."""

from enum import StrEnum
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated, Final, Literal, Self

from pydantic import BeforeValidator, Field, SecretStr, model_validator
from pydantic.json_schema import SkipJsonSchema

from config.model import HttpUrl, Name, Port, Section, Text, split_list


def _network(value: object) -> object:
    if not isinstance(value, str):
        return value
    try:
        return ip_network(value)
    except ValueError:
        msg = f"{value!r} is no network; write 10.0.0.5 or 10.0.0.0/24"
        raise ValueError(msg) from None


class SipAddress(Section):
    """One socket on which Asterisk speaks SIP."""

    host: Text = "0.0.0.0"  # noqa: S104 - the carrier and the operators come from outside.
    port: Port = 5060
    protocol: Literal["udp", "tcp"] = "udp"


class Rtp(Section):
    """The ports for speech: two for each leg of a call."""

    first_port: Port = 10_000
    last_port: Port = 10_999

    @model_validator(mode="after")
    def _is_a_range(self) -> Self:
        if self.first_port >= self.last_port:
            raise ValueError("first_port must be below last_port; exchange them")
        return self


class Asterisk(Section):
    """Where Asterisk is, and what its own files say."""

    ari_url: HttpUrl = "http://127.0.0.1:8088/ari"
    user: Name = "line122"
    password: SkipJsonSchema[SecretStr | None] = Field(default=None, repr=False)
    """From the environment or the file; never written into the settings."""
    password_file: Text | None = None
    sip: SipAddress = SipAddress()
    second_sip: SipAddress | None = None
    """Where operators and carrier meet us on different sockets."""
    rtp: Rtp = Rtp()
    max_calls: int = Field(default=500, ge=1, le=10_000)
    """The last brake of Asterisk itself, far above what the trunks' channels admit."""
    max_load: float = Field(default=0.0, ge=0)
    """The machine's load at which Asterisk takes no new call; 0 for none.

    None by default: whom Asterisk turns away itself is nobody's contact, and a load average counts
    whoever waits for a disk or a backup as well. What a call may cost, the trunks' channels bound.
    """
    outage_after_s: Annotated[int, Field(ge=10, le=3600)] = 120
    """How long a caller hears music without an engine before being told where to turn."""


class Database(Section):
    """PostgreSQL. Its address is the environment's DATABASE_URL, or lies in a file."""

    url: SkipJsonSchema[SecretStr | None] = Field(default=None, repr=False)
    """From the environment or the file: it holds the password."""
    url_file: Text | None = None


class Redis(Section):
    """Redis or Valkey. Its address is the environment's REDIS_URL, or lies in a file."""

    url: SkipJsonSchema[SecretStr | None] = Field(default=None, repr=False)
    """From the environment or the file: it may hold a password."""
    url_file: Text | None = None


THIS_MACHINE: Final = (ip_network("127.0.0.0/8"), ip_network("::1/128"))

Networks = Annotated[
    tuple[Annotated[IPv4Network | IPv6Network, BeforeValidator(_network)], ...],
    BeforeValidator(split_list),
]


class Tls(Section):
    """A certificate of your own; else the one that `line122 cert` keeps beside the engine."""

    certificate_file: Path | None = None
    """In PEM, with the certificates between it and the authority behind it."""
    key_file: Path | None = None
    """In PEM, without a password."""

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if (self.certificate_file is None) != (self.key_file is None):
            raise ValueError("a certificate needs its key; give both files or neither")
        return self


class Http(Section):
    """Where the engine shows the desk, its health and its figures."""

    host: Text = "127.0.0.1"
    port: Port = 8122
    watchers: Networks = THIS_MACHINE
    """From where /metrics, /readyz and /api/live are shown: there is no sign-in for them."""
    tls: Tls = Tls()


class LogFormat(StrEnum):
    """How a line of the log is written."""

    JSON = "json"
    CONSOLE = "console"


class Logs(Section):
    """What the engine writes about its work."""

    format: LogFormat = LogFormat.JSON
    show_personal: bool = False
    """Whether numbers and names are written out; masked otherwise."""


class Limits(Section):
    """Where the engine stops taking more in, so that one flood does not drown everybody."""

    call_mailbox: int = Field(default=256, ge=16, le=10_000)
    """Events that may wait for one call; a storm of keys is cut off here."""
    unstored_records: int = Field(default=20_000, ge=100, le=1_000_000)
    """Records that may wait for the database."""
