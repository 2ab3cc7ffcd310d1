import stat
from dataclasses import replace
from pathlib import Path

import pytest

from asterisk.site import (
    AriAddress,
    AsteriskSite,
    Credentials,
    SipTransport,
    SiteDirectories,
    TrunkEndpoint,
    UnusableSettingError,
    render,
    write_site,
)

ETC = Path("/srv/etc")
TRUNK = TrunkEndpoint(
    name="main", contact="sip:198.51.100.7:5060", addresses=("198.51.100.7", "198.51.100.8:5070")
)
SITE = AsteriskSite(
    ari=AriAddress(host="127.0.0.1", port=18088, user="line122", password="secret"),
    sip=SipTransport(host="127.0.0.1", port=15060),
    rtp_first_port=30000,
    rtp_last_port=30999,
    directories=SiteDirectories(
        modules=Path("/srv/modules"),
        share=Path("/srv/share"),
        state=Path("/srv/state"),
        prompts=Path("/srv/prompts"),
        music=Path("/srv/music"),
    ),
    trunks=(TRUNK,),
)


def _with_trunk(trunk: TrunkEndpoint) -> str:
    return render(replace(SITE, trunks=(trunk,)), ETC)["pjsip.conf"]


def test_trunk_by_address_is_known_by_its_addresses_and_may_not_transfer() -> None:
    pjsip = _with_trunk(TRUNK)

    assert "match = 198.51.100.7,198.51.100.8:5070\n" in pjsip
    assert "allow_transfer = no\n" in pjsip
    assert "allow = alaw,ulaw\n" in pjsip
    assert "type = registration" not in pjsip


def test_trunk_with_a_registrar_registers_and_answers_challenges() -> None:
    pjsip = _with_trunk(
        replace(
            TRUNK,
            addresses=(),
            credentials=Credentials(username="8442", password="p4ss"),
            registrar="sip:carrier.example",
        )
    )

    assert "client_uri = sip:8442@carrier.example\n" in pjsip
    assert "outbound_auth = main-credentials\n" in pjsip
    assert "line = yes\n" in pjsip
    assert "type = identify" not in pjsip


def test_trunk_that_registers_without_credentials_is_refused() -> None:
    with pytest.raises(UnusableSettingError, match="credentials"):
        _with_trunk(replace(TRUNK, registrar="sip:carrier.example"))


@pytest.mark.parametrize("password", ["a;b", "line\nbreak", "nul\0"])
def test_password_that_would_change_the_file_is_refused_without_being_shown(password: str) -> None:
    site = replace(SITE, ari=replace(SITE.ari, password=password))

    with pytest.raises(UnusableSettingError) as refusal:
        render(site, ETC)

    assert password not in str(refusal.value)


@pytest.mark.parametrize("name", ["112", "+7910", "Main", "a b", "x]", ""])
def test_trunk_name_that_could_be_a_callers_number_is_refused(name: str) -> None:
    with pytest.raises(UnusableSettingError):
        _with_trunk(replace(TRUNK, name=name))


def test_dialplan_guards_every_call_and_says_where_to_turn_in_the_end() -> None:
    extensions = render(replace(SITE, outage_limit_s=90), ETC)["extensions.conf"]

    assert "Set(TIMEOUT(absolute)=4)" in extensions
    assert "Stasis(line122,${WHENCE},${CHANNEL(endpoint)},${DIALLED})" in extensions
    assert "Stasis(line122,agent,${CHANNEL(endpoint)},${EXTEN})" in extensions
    assert ">= 90]" in extensions
    assert "Playback(/srv/prompts/outage/turn_to)" in extensions


def test_module_of_the_plain_queue_is_loaded_for_the_bench_only() -> None:
    modules = render(SITE, ETC)["modules.conf"]

    assert "load = chan_pjsip.so\n" in modules
    assert "load = app_queue.so" not in modules


def test_benchs_plain_queue_exists_only_when_it_has_members() -> None:
    files = render(replace(SITE, queue_members=("agent-1",)), ETC)

    assert "member = PJSIP/agent-1" in files["queues.conf"]
    assert "load = app_queue.so\n" in files["modules.conf"]
    assert "exten => queue,1,Answer()" in files["extensions.conf"]
    assert "queues.conf" not in render(SITE, ETC)


def test_files_are_readable_by_their_owner_only(tmp_path: Path) -> None:
    site = replace(SITE, directories=replace(SITE.directories, state=tmp_path / "state"))
    etc = tmp_path / "etc"

    write_site(site, etc)
    write_site(site, etc)

    modes = {stat.S_IMODE(path.stat().st_mode) for path in etc.iterdir()}
    assert modes == {0o600}
    assert {path.name for path in etc.iterdir()} == set(render(site, etc))


def test_recordings_are_asked_for_on_loopback_by_the_one_user_there_is() -> None:
    files = render(SITE, ETC)

    assert "webenabled = yes\nbindaddr = 127.0.0.1\n" in files["manager.conf"]
    assert "[line122]\nsecret = secret\n" in files["manager.conf"]
    assert "load = app_mixmonitor.so\n" in files["modules.conf"]


def test_browsers_are_taken_for_telephones_only_where_the_site_wants_it() -> None:
    without, with_them = (
        render(replace(SITE, has_browser_phones=is_on, stun_server="stun.example:3478"), ETC)
        for is_on in (False, True)
    )

    assert "transport-browser" not in without["pjsip.conf"]
    assert "icesupport = no\n" in without["rtp.conf"]
    assert "res_srtp.so" not in without["modules.conf"]
    assert "protocol = ws\n" in with_them["pjsip.conf"]
    assert "icesupport = yes\nstunaddr = stun.example:3478\n" in with_them["rtp.conf"]
    assert "load = res_srtp.so\n" in with_them["modules.conf"]
    assert "bridge_native_rtp.so" in without["modules.conf"]
    assert "bridge_native_rtp.so" not in with_them["modules.conf"]
