"""One site's Asterisk as files: what its settings say becomes the whole of its configuration.

`render` is pure; `write_site` puts the files on disk, readable by their owner only, because
passwords lie in them. The templates are in `etc/`; `@{name}` marks what is filled in, so that the
dialplan keeps its own `${}`. Nothing of the distribution's configuration is used or touched.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from string import Template
from typing import Final, Literal

from base.errors import Line122Error

APP: Final = "line122"
"""The Stasis application. It never changes: a new engine takes over its predecessor's calls."""

REALM: Final = "line122"
"""The realm in which operators' passwords are digested."""

LEASE_S: Final = 4
"""For how long Asterisk leaves a waiting call to an engine that says nothing."""

_TEMPLATES: Final = Path(__file__).parent / "etc"
_UNCHANGING: Final = (
    *("sorcery", "logger", "cdr", "cel", "indications"),
    *("features", "acl", "udptl", "ccss", "pjproject", "stasis", "websocket_client"),
)
_STATE_DIRECTORIES: Final = ("lib/keys", "run", "log", "spool", "cache", "recordings")
_OWNER_ONLY: Final = 0o600
_QUEUE_MODULES: Final = ("app_queue.so", "app_read.so", "func_strings.so")
"""What the dialplan's own queue needs beyond what calls need."""
_BROWSER_MODULES: Final = (
    "res_pjsip_transport_websocket.so",
    "res_srtp.so",
    "res_format_attr_opus.so",
    "codec_opus_open_source.so",
)
"""What a browser needs beyond what telephones do; without Opus it speaks as the trunk does."""
_NATIVE_MODULES: Final = ("bridge_native_rtp.so",)
"""Passes packets on as they are, numbers and clock of a browser too; see decision 17."""
_PATH_SIGNS: Final = ';,&|$(){}[]"'
"""What a path in the dialplan would not survive."""

_NAME: Final = re.compile(r"[a-z][a-z0-9-]{0,39}")


class UnusableSettingError(Line122Error):
    """A value cannot be written into Asterisk's files; use plain characters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AriAddress:
    """Where the engine finds Asterisk's REST interface, and who it is there."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)

    @property
    def url(self) -> str:
        """Return the base address of all requests."""
        return f"http://{self.host}:{self.port}/ari"

    @property
    def sip_url(self) -> str:
        """Return where browsers' SIP is taken, by whoever passes it on."""
        return f"ws://{self.host}:{self.port}/ws"

    @property
    def ami_url(self) -> str:
        """Return the address of the manager, for what the REST interface cannot do."""
        return f"http://{self.host}:{self.port}/arawman"


@dataclass(frozen=True, slots=True, kw_only=True)
class SipTransport:
    """One socket on which SIP is spoken."""

    host: str
    port: int
    protocol: Literal["udp", "tcp"] = "udp"


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """A name and a password between us and the carrier."""

    username: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class TrunkEndpoint:
    """One carrier, as Asterisk must know it."""

    name: str
    """Names the trunk in every event; a letter first, so that no caller's number equals it."""

    contact: str
    """Where outgoing calls go, `sip:host:port`."""

    addresses: tuple[str, ...] = ()
    """Whose calls are the trunk's: `address`, `address/bits` or `address:port`."""

    codecs: tuple[str, ...] = ("alaw", "ulaw")
    credentials: Credentials | None = None
    """Used when the carrier challenges us; `None` where the address is proof enough."""

    registrar: str | None = None
    """Where we register with the credentials, `sip:host`; `None` for a trunk by address."""

    is_challenged: bool = False
    """Whether the trunk's own calls to us must prove the credentials."""

    qualify_frequency_s: int = 0
    """How often the carrier is asked whether it is there; 0 never."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteDirectories:
    """Where Asterisk's own things lie, and ours."""

    modules: Path
    share: Path
    """Asterisk's data: documentation, `rest-api`, its sounds."""

    state: Path
    """Run, log, spool, database and keys; kept short, a socket's path has 107 bytes at most."""

    prompts: Path
    music: Path

    @property
    def recordings(self) -> Path:
        """Return where talks are recorded, unless the settings say otherwise."""
        return self.state / "recordings"


@dataclass(frozen=True, slots=True, kw_only=True)
class AsteriskSite:
    """All that Asterisk is told."""

    ari: AriAddress
    sip: SipTransport
    ami_port: int = 5038
    """Of AMI's own socket, which nobody uses: AMI over HTTP cannot be had without one."""

    second_sip: SipTransport | None = None
    rtp_first_port: int
    rtp_last_port: int
    directories: SiteDirectories
    trunks: tuple[TrunkEndpoint, ...]
    max_calls: int = 500
    max_load: float = 0.0
    """The machine's load beyond which calls are refused; 0 for never."""

    outage_limit_s: int = 120
    """How long a caller hears music without an engine before being told where to turn."""

    has_browser_phones: bool = False
    """Whether operators may telephone by their browsers; ICE is on then, and only then."""

    stun_server: str | None = None
    """Who tells Asterisk its outer address, `host:port`; `None` where it has no other."""

    queue_members: tuple[str, ...] = ()
    """Accounts behind the dialplan's own queue (dialled as `queue`), with which the bench compares
    the engine; empty everywhere else."""


def render(site: AsteriskSite, etc: Path) -> Mapping[str, str]:
    """Return each file's name and text, for a configuration directory at `etc`.

    Raises:
        UnusableSettingError: a value would change the meaning of a file.

    """
    files = {
        "asterisk.conf": _asterisk(site, etc),
        "modules.conf": _modules(site),
        "http.conf": _fill("http.conf", ari_host=site.ari.host, ari_port=site.ari.port),
        "ari.conf": _fill("ari.conf", ari_user=site.ari.user, ari_password=site.ari.password),
        "manager.conf": _ami(site),
        "pjsip.conf": _pjsip(site),
        "extensions.conf": _extensions(site),
        "rtp.conf": _rtp(site),
        "musiconhold.conf": _fill("musiconhold.conf", music=site.directories.music),
    }
    files |= {f"{name}.conf": _fill(f"{name}.conf") for name in _UNCHANGING}
    if site.queue_members:
        members = "\n".join(f"member = PJSIP/{_name(m)}" for m in site.queue_members)
        files["queues.conf"] = _fill("queues.conf", members=_Rendered(members))
    return files


def write_site(site: AsteriskSite, etc: Path) -> None:
    """Write the files, and make the directories that Asterisk does not make for itself."""
    directories = site.directories
    for needed in (etc, *(directories.state / name for name in _STATE_DIRECTORIES)):
        needed.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name, text in render(site, etc).items():
        path = etc / name
        path.touch(mode=_OWNER_ONLY)
        path.chmod(_OWNER_ONLY)
        path.write_text(text, encoding="utf-8")


class _ConfTemplate(Template):
    delimiter = "@"


class _Rendered(str):
    """Text that came out of a template of ours and may hold line breaks."""

    __slots__ = ()


def _fill(template: str, **values: object) -> _Rendered:
    text = (_TEMPLATES / template).read_text("utf-8")
    return _Rendered(_ConfTemplate(text).substitute({k: _safe(k, v) for k, v in values.items()}))


def _safe(name: str, value: object) -> str:
    """Return the value as text, unless it would change the meaning of its line."""
    if isinstance(value, _Rendered):
        return value
    text = str(value)
    signs = _PATH_SIGNS if isinstance(value, Path) else ";"
    if not text.isprintable() or any(sign in text for sign in signs):
        raise UnusableSettingError(
            f"Asterisk's files cannot hold this {name}: leave out {signs} and control characters."
        )
    return text


def _name(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise UnusableSettingError(
            f"{name!r} cannot name a trunk or an account: use a-z, 0-9 and -, a letter first."
        )
    return name


def _asterisk(site: AsteriskSite, etc: Path) -> _Rendered:
    directories = site.directories
    return _fill(
        "asterisk.conf",
        etc=etc,
        modules=directories.modules,
        share=directories.share,
        state=directories.state,
        max_calls=site.max_calls,
        max_load=site.max_load,
    )


def _modules(site: AsteriskSite) -> _Rendered:
    return _fill(
        "modules.conf",
        browser_phones=_loaded(_BROWSER_MODULES if site.has_browser_phones else _NATIVE_MODULES),
        queue_peer=_loaded(_QUEUE_MODULES if site.queue_members else ()),
    )


def _loaded(modules: Iterable[str]) -> _Rendered:
    return _Rendered("".join(f"load = {module}\n" for module in modules))


def _rtp(site: AsteriskSite) -> _Rendered:
    stun = "" if site.stun_server is None else f"stunaddr = {_safe('stun', site.stun_server)}\n"
    return _fill(
        "rtp.conf",
        rtp_first=site.rtp_first_port,
        rtp_last=site.rtp_last_port,
        ice="yes" if site.has_browser_phones else "no",
        stun=_Rendered(stun),
    )


def _ami(site: AsteriskSite) -> _Rendered:
    return _fill(
        "manager.conf",
        ari_host=site.ari.host,
        ari_user=site.ari.user,
        ari_password=site.ari.password,
        ami_port=site.ami_port,
    )


def _pjsip(site: AsteriskSite) -> _Rendered:
    transports = [_transport("transport-first", site.sip)]
    if site.second_sip is not None:
        transports.append(_transport("transport-second", site.second_sip))
    if site.has_browser_phones:
        transports.append(_fill("pjsip_websocket.conf"))
    return _fill(
        "pjsip.conf",
        realm=REALM,
        transports=_Rendered("".join(transports)),
        trunks=_Rendered("".join(_trunk(trunk) for trunk in site.trunks)),
    )


def _transport(name: str, transport: SipTransport) -> _Rendered:
    return _fill(
        "pjsip_transport.conf",
        name=name,
        protocol=transport.protocol,
        host=transport.host,
        port=transport.port,
    )


def _trunk(trunk: TrunkEndpoint) -> str:
    name = _name(trunk.name)
    parts = [
        _fill(
            "pjsip_trunk.conf",
            name=name,
            codecs=",".join(trunk.codecs),
            contact=trunk.contact,
            qualify_frequency_s=trunk.qualify_frequency_s,
            authentication=_authentication(trunk),
            identification=_identification(trunk),
        )
    ]
    if trunk.credentials is not None:
        parts.append(
            _fill(
                "pjsip_credentials.conf",
                name=name,
                username=trunk.credentials.username,
                password=trunk.credentials.password,
            )
        )
    if trunk.registrar is not None:
        parts.append(_registration(trunk))
    return "".join(parts)


def _authentication(trunk: TrunkEndpoint) -> _Rendered:
    lines = []
    if trunk.credentials is not None:
        lines.append(f"outbound_auth = {trunk.name}-credentials")
    if trunk.is_challenged:
        lines.append(f"auth = {trunk.name}-credentials")
        lines.append("identify_by = auth_username,username,ip")
    return _Rendered("".join(f"{line}\n" for line in lines))


def _identification(trunk: TrunkEndpoint) -> _Rendered:
    if not trunk.addresses:
        return _Rendered("")
    return _fill("pjsip_identify.conf", name=trunk.name, addresses=",".join(trunk.addresses))


def _registration(trunk: TrunkEndpoint) -> _Rendered:
    if trunk.credentials is None:
        raise UnusableSettingError(f"Trunk {trunk.name!r} registers: give it credentials.")
    registrar = str(trunk.registrar)
    host = registrar.removeprefix("sip:")
    return _fill(
        "pjsip_registration.conf",
        name=trunk.name,
        registrar=registrar,
        client_uri=f"sip:{trunk.credentials.username}@{host}",
        username=trunk.credentials.username,
    )


def _extensions(site: AsteriskSite) -> _Rendered:
    return _fill(
        "extensions.conf",
        app=APP,
        lease_s=LEASE_S,
        outage_limit_s=site.outage_limit_s,
        prompts=site.directories.prompts,
        queue_peer=_queue_peer(site) if site.queue_members else _Rendered(""),
    )


def _queue_peer(site: AsteriskSite) -> _Rendered:
    return _fill("extensions_queue.conf", prompts=site.directories.prompts)
