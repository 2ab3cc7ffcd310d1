"""The settings of a trunk: how many channels, whose calls are its calls, how it writes numbers."""

from collections.abc import Mapping
from enum import StrEnum
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Annotated, Final, Literal, NamedTuple, Self

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, model_validator
from pydantic.json_schema import SkipJsonSchema

from asterisk.dialling import DialAs, DialForm
from base.phone import NumberRules, PhoneNumber, read_number
from config.model import Digits, Name, Section, SipUri, Text, TextList, split_list


class Claim(NamedTuple):
    """Whose calls are a trunk's: a network and, where one machine holds several, a port."""

    network: IPv4Network | IPv6Network
    port: int | None

    def meets(self, other: "Claim") -> bool:
        """Return whether one packet could belong to both."""
        if self.port is not None and other.port is not None and self.port != other.port:
            return False
        return self.network.version == other.network.version and _overlap(
            self.network, other.network
        )


def _overlap(one: IPv4Network | IPv6Network, other: IPv4Network | IPv6Network) -> bool:
    return one.network_address in other or other.network_address in one


_IPV6: Final = 6


def claim_of(address: str) -> Claim:
    """Return what `address`, `address/bits` or `address:port` claims.

    Raises:
        ValueError: it is none of these.

    """
    host, separator, port = address.rpartition(":")
    try:
        if separator and ":" not in host and port.isdecimal():
            return Claim(ip_network(host), int(port))
        return Claim(ip_network(address), None)
    except ValueError:
        msg = "write 198.51.100.10, 198.51.100.0/28 or 198.51.100.10:5060"
        raise ValueError(msg) from None


def _check_address(address: str) -> str:
    claim_of(address)
    return address


def _as_whole(value: object) -> object:
    return int(value) if isinstance(value, str) and value.isdecimal() else value


class Codec(StrEnum):
    """The ways to carry speech that Asterisk can mix without loss of time."""

    ALAW = "alaw"
    ULAW = "ulaw"
    G722 = "g722"


class Credentials(Section):
    """A name and a password between us and the carrier."""

    user: Text
    password: SkipJsonSchema[SecretStr] = Field(repr=False)
    """From the environment or the file; never written into the settings."""
    password_file: Text | None = None
    """The file that holds the password, readable by the engine's user only."""


class Registration(Credentials):
    """The carrier wants us to register."""

    server: SipUri
    """Where, for instance `sip:sip.carrier.example`."""


class Identify(Section):
    """How a trunk's calls are told from everybody else's."""

    addresses: Annotated[
        tuple[Annotated[str, AfterValidator(_check_address)], ...],
        BeforeValidator(split_list),
    ] = ()
    """`address`, `address/bits` or `address:port`, as many as the carrier names."""
    registration: Registration | None = None
    challenge: Credentials | None = None
    """The carrier's calls must prove these before they count as the trunk's."""

    @model_validator(mode="after")
    def _identifies(self) -> Self:
        if not self.addresses and self.registration is None and self.challenge is None:
            raise ValueError("nothing tells this trunk's calls; give addresses or a registration")
        if self.registration and self.challenge and self._credentials_differ():
            raise ValueError("registration and challenge must have the same user and password")
        return self

    def _credentials_differ(self) -> bool:
        one, other = self.registration, self.challenge
        return (one and (one.user, one.password)) != (other and (other.user, other.password))


class Numbers(Section):
    """How the carrier writes numbers; the defaults are Russia's."""

    country_code: Digits = "7"
    trunk_prefix: Digits = "8"
    """Dialled before a national number."""
    international_prefix: Digits = "810"
    """Dialled before a country code."""
    national_length: int = Field(default=10, ge=4, le=14)
    area_code: Digits | None = None
    """Completes the numbers of our own city."""
    local_lengths: Annotated[
        frozenset[Annotated[int, Field(ge=3, le=10)]], BeforeValidator(split_list)
    ] = frozenset()
    """How many digits the numbers of our own city have; several are possible."""
    foreign_area_codes: TextList = ("6", "7")
    """National numbers that begin so lie abroad all the same: Kazakhstan shares the code 7."""
    mobile_area_codes: TextList = ("9",)
    """National numbers that begin so are mobile ones and can read a message."""

    @model_validator(mode="after")
    def _completes(self) -> Self:
        self.rules()
        return self

    def rules(self, own_numbers: frozenset[PhoneNumber] = frozenset()) -> NumberRules:
        """Return the rules by which every number of the trunk is read."""
        return NumberRules(
            country_code=self.country_code,
            trunk_prefix=self.trunk_prefix,
            international_prefix=self.international_prefix,
            national_length=self.national_length,
            area_code=self.area_code or "",
            local_lengths=self.local_lengths,
            foreign_area_codes=self.foreign_area_codes,
            mobile_area_codes=self.mobile_area_codes,
            own_numbers=own_numbers,
        )


def _sip_uri(address: str) -> str:
    network, port = claim_of(address)
    host = str(network.network_address)
    host = f"[{host}]" if network.version == _IPV6 else host
    return f"sip:{host}" if port is None else f"sip:{host}:{port}"


class Trunk(Section):
    """One connection to a carrier."""

    channels: int = Field(gt=0, le=1000)
    """How many calls, in and out together, the contract allows at once."""
    identify: Identify
    contact: SipUri | None = None
    """Where outgoing calls go; without it the registration's server, or the first address."""
    codecs: Annotated[tuple[Codec, ...], BeforeValidator(split_list), Field(min_length=1)] = (
        Codec.ALAW,
        Codec.ULAW,
    )
    """In the order of preference."""
    outgoing_number: Text
    """What our outgoing calls show; citizens are told to expect it."""
    dial_as: DialAs = DialAs.DIGITS
    """How we write the number that we dial and the one that we show, on this trunk."""
    reject: Annotated[Literal[486, 603], BeforeValidator(_as_whole)] = 486
    """How a call is turned down before it is answered: 486 busy, or 603 where 486 is retried."""
    qualify_every_s: int = Field(default=0, ge=0, le=3600)
    """How often the carrier is asked whether it is there; 0 never."""
    numbers: Numbers = Numbers()
    services: Mapping[Text, Name] = Field(min_length=1)
    """The number dialled to reach us → the service it stands for."""
    default_service: Name
    """Serves calls to a number that is not in the list: nobody is refused for it."""

    @model_validator(mode="after")
    def _is_reachable(self) -> Self:
        if not self._contacts():
            raise ValueError("nothing tells where outgoing calls go; give contact: sip:host:port")
        return self

    @property
    def sip_contact(self) -> str:
        """Return where outgoing calls go: the contact, the registrar, or the first address."""
        return self._contacts()[0]

    def _contacts(self) -> tuple[str, ...]:
        registration = self.identify.registration
        given = (self.contact, None if registration is None else registration.server)
        hosts = (address for address in self.identify.addresses if "/" not in address)
        return (*(uri for uri in given if uri is not None), *(_sip_uri(host) for host in hosts))

    @property
    def credentials(self) -> Credentials | None:
        """Return what we prove to the carrier, or it to us."""
        return self.identify.registration or self.identify.challenge

    def dial_form(self) -> DialForm:
        """Return how outgoing calls write numbers."""
        return DialForm(
            dial_as=self.dial_as,
            country_code=self.numbers.country_code,
            trunk_prefix=self.numbers.trunk_prefix,
            international_prefix=self.numbers.international_prefix,
        )

    def rules(self) -> NumberRules:
        """Return the rules of the trunk's numbers, our own numbers among them."""
        plain = self.numbers.rules()
        readings = [read_number(text, plain) for text in (self.outgoing_number, *self.services)]
        return self.numbers.rules(frozenset(r.number for r in readings if r.number is not None))
