"""From a site's settings to what its Asterisk is told."""

from pathlib import Path

import pytest

from asterisk.site import AriAddress, Credentials, SipTransport, SiteDirectories
from line122.exchange_site import (
    ari_address,
    exchange_site,
    music_of,
    prompt_pack,
    trunk_endpoints,
)
from tests.config.writing import SMALLEST, changed, loaded

ARI = AriAddress(host="127.0.0.1", port=8088, user="line122", password="secret")
DIRECTORIES = SiteDirectories(
    modules=Path("/modules"),
    share=Path("/share"),
    state=Path("/state"),
    prompts=Path("/prompts"),
    music=Path("/music"),
)
BY_ADDRESS = 'identify: {addresses: ["198.51.100.10"]}'
BY_REGISTRATION = (
    "identify: {registration: {server: 'sip:carrier.example', user: u122, password_file: %s}}"
)


def test_trunk_is_known_by_the_addresses_of_the_settings(tmp_path: Path) -> None:
    (trunk,) = trunk_endpoints(loaded(tmp_path))

    assert (trunk.name, trunk.addresses) == ("main", ("198.51.100.10",))
    assert (trunk.credentials, trunk.registrar, trunk.is_challenged) == (None, None, False)
    assert trunk.codecs[0] == "alaw"


def test_trunk_that_registers_has_its_registrar_and_its_secret(tmp_path: Path) -> None:
    secret = tmp_path / "trunk.password"
    secret.write_text("s3cret", "utf-8")
    secret.chmod(0o600)
    settings = loaded(tmp_path, changed(BY_ADDRESS, BY_REGISTRATION % secret))

    (trunk,) = trunk_endpoints(settings)

    assert trunk.registrar == "sip:carrier.example"
    assert trunk.credentials == Credentials(username="u122", password="s3cret")


def test_site_gets_the_transports_the_brakes_and_the_patience_of_the_settings(
    tmp_path: Path,
) -> None:
    text = (
        SMALLEST
        + """
asterisk:
  sip: {host: 10.0.0.4, port: 5070, protocol: udp}
  second_sip: {host: 10.0.0.5, port: 5080}
  rtp: {first_port: 12000, last_port: 12099}
  max_calls: 50
  max_load: 3.5
  outage_after_s: 90
"""
    )
    site = exchange_site(loaded(tmp_path, text), ARI, DIRECTORIES)

    assert site.sip == SipTransport(host="10.0.0.4", port=5070, protocol="udp")
    assert site.second_sip == SipTransport(host="10.0.0.5", port=5080, protocol="udp")
    assert (site.rtp_first_port, site.rtp_last_port) == (12000, 12099)
    assert (site.max_calls, site.max_load, site.outage_limit_s) == (50, 3.5, 90)
    assert (site.ari, site.directories) == (ARI, DIRECTORIES)


@pytest.mark.parametrize(
    ("url", "host", "port"),
    [
        ("http://127.0.0.1:8088/ari", "127.0.0.1", 8088),
        ("http://asterisk.example/ari", "asterisk.example", 80),
        ("http://[::1]:8088/ari", "::1", 8088),
    ],
)
def test_ari_is_found_where_its_url_says(url: str, host: str, port: int) -> None:
    address = ari_address(url, "line122", "secret")

    assert (address.host, address.port, address.user) == (host, port, "line122")


def test_callers_hear_the_pack_of_the_sites_language_and_its_music(tmp_path: Path) -> None:
    pack = prompt_pack(loaded(tmp_path), Path("/checkout"))

    assert pack == Path("/checkout/prompts/ru")
    assert music_of(pack) == Path("/checkout/prompts/ru/music")
