"""From a site's settings to what its Asterisk is told."""

from pathlib import Path
from urllib.parse import urlsplit

from asterisk.site import (
    AriAddress,
    AsteriskSite,
    Credentials,
    SipTransport,
    SiteDirectories,
    TrunkEndpoint,
)
from config import Settings
from config.floor import BrowserPhone
from config.servers import SipAddress
from config.trunks import Trunk
from line122.browser_phones import PhonePolicy


def trunk_endpoints(settings: Settings) -> tuple[TrunkEndpoint, ...]:
    """Return every trunk of the settings, as Asterisk must know it."""
    return tuple(_trunk(name, trunk) for name, trunk in settings.trunks.items())


def exchange_site(
    settings: Settings, ari: AriAddress, directories: SiteDirectories
) -> AsteriskSite:
    """Return all that the site's Asterisk is told."""
    asterisk = settings.asterisk
    second = asterisk.second_sip
    return AsteriskSite(
        ari=ari,
        sip=_transport(asterisk.sip),
        second_sip=None if second is None else _transport(second),
        rtp_first_port=asterisk.rtp.first_port,
        rtp_last_port=asterisk.rtp.last_port,
        directories=directories,
        trunks=trunk_endpoints(settings),
        max_calls=asterisk.max_calls,
        max_load=asterisk.max_load,
        outage_limit_s=asterisk.outage_after_s,
        has_browser_phones=settings.agents.browser_phone is BrowserPhone.ON,
        stun_server=settings.agents.stun_server,
    )


def phone_policy(settings: Settings) -> PhonePolicy:
    """Return what the site decides about browsers as telephones."""
    agents = settings.agents
    return PhonePolicy(agents.browser_phone is BrowserPhone.ON, agents.stun_server)


def ari_address(url: str, user: str, password: str) -> AriAddress:
    """Return where Asterisk's REST interface is, and who the engine is there."""
    parts = urlsplit(url)
    return AriAddress(
        host=parts.hostname or "", port=parts.port or 80, user=user, password=password
    )


def prompt_pack(settings: Settings, root: Path) -> Path:
    """Return the directory of the prompts that callers hear, in a checkout at `root`."""
    return root / "prompts" / settings.site.language


def music_of(pack: Path) -> Path:
    """Return the directory of the music that belongs to a prompt pack."""
    return pack / "music"


def _transport(sip: SipAddress) -> SipTransport:
    return SipTransport(host=sip.host, port=sip.port, protocol=sip.protocol)


def _trunk(name: str, trunk: Trunk) -> TrunkEndpoint:
    credentials = trunk.credentials
    registration = trunk.identify.registration
    return TrunkEndpoint(
        name=name,
        contact=trunk.sip_contact,
        addresses=trunk.identify.addresses,
        codecs=tuple(trunk.codecs),
        credentials=(
            None
            if credentials is None
            else Credentials(
                username=credentials.user, password=credentials.password.get_secret_value()
            )
        ),
        registrar=None if registration is None else registration.server,
        is_challenged=trunk.identify.challenge is not None,
        qualify_frequency_s=trunk.qualify_every_s,
    )
