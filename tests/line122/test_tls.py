"""A certificate of our own authority (`line122/authority.py`), and a server known by it."""

import asyncio
import ssl
from pathlib import Path

import pytest
from aiohttp import ClientConnectorCertificateError, web
from aiohttp.test_utils import TestClient, TestServer

from config.servers import Tls
from line122.cli.main import FAILED, MISUSED, OK, main
from line122.tls import authority_certificate, server_certificate
from tests.support.api import ApiStory, at
from tests.support.staff import PASSWORD
from web.api.app import add_api
from web.pages import PageFiles, add_pages


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LINE122_STATE", str(tmp_path / "state"))
    return tmp_path / "state"


def _made(state: Path, *hosts: str) -> bytes:
    """Make a certificate and return what workstations shall trust."""
    words = [word for host in hosts for word in ("--host", host)]
    assert main(["cert", "make", *words]) == OK
    authority = authority_certificate(state)
    assert authority is not None
    return authority


async def test_a_browser_that_trusts_our_authority_speaks_tls_with_the_engine(
    state: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    authority = await asyncio.to_thread(_made, state, "127.0.0.1", "desk.example")
    assert "names: 127.0.0.1, desk.example" in capsys.readouterr().out
    certificate = server_certificate(Tls(), state)
    assert certificate is not None
    story = ApiStory(state)
    await story.staff.hire("anna")
    app = web.Application()
    add_api(app, story.doors())
    add_pages(app, PageFiles(shelf={}, authority=authority))
    server = TestServer(app, scheme="https")
    await server.start_server(ssl=certificate.context())
    trusting = ssl.create_default_context(cadata=authority.decode())
    async with TestClient(server) as client:
        with pytest.raises(ClientConnectorCertificateError):
            await client.get("/ca")
        shown = await client.get("/ca", ssl=trusting)
        assert await shown.read() == authority
        assert shown.headers["Strict-Transport-Security"] == "max-age=31536000"
        body = {"login": "anna", "password": PASSWORD}
        opened = await client.post(at("/session"), json=body, ssl=trusting)
        assert "Secure" in opened.headers["Set-Cookie"]
        plain = {"Origin": f"http://127.0.0.1:{server.port}"}
        foreign = await client.post(at("/session"), json=body, headers=plain, ssl=trusting)
        assert foreign.status == 403


def test_the_authority_stays_when_a_new_certificate_is_made(state: Path) -> None:
    first = _made(state, "127.0.0.1")
    old = (state / "tls/server.crt").read_bytes()
    assert _made(state, "10.0.0.5") == first
    assert (state / "tls/server.crt").read_bytes() != old
    assert {path.name for path in (state / "tls").iterdir()} == {
        *("authority.crt", "authority.key", "server.crt", "server.key"),
    }
    for name in ("authority.key", "server.key"):
        assert (state / "tls" / name).stat().st_mode & 0o077 == 0


def test_an_authority_whose_files_do_not_belong_together_signs_nothing(
    state: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _made(state, "127.0.0.1")
    before = (state / "tls/server.crt").read_bytes()
    (state / "tls/authority.key").write_bytes((state / "tls/server.key").read_bytes())
    assert main(["cert", "make", "--host", "10.0.0.5"]) == FAILED
    assert "do not belong together" in capsys.readouterr().err
    assert (state / "tls/server.crt").read_bytes() == before


def test_a_certificate_is_imported_only_with_its_own_key(
    state: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert server_certificate(Tls(), state) is None
    assert main(["cert", "show"]) == FAILED
    _made(state, "127.0.0.1")
    for name in ("server.crt", "server.key"):
        (state / "tls" / name).rename(tmp_path / name)
    _made(state, "10.0.0.5")
    pair = [str(tmp_path / "server.crt"), str(tmp_path / "server.key")]
    capsys.readouterr()

    assert main(["cert", "import", pair[0], str(state / "tls/server.key")]) == FAILED
    assert "cannot be used together" in capsys.readouterr().err
    assert main(["cert", "import", *pair]) == OK
    assert "names: 127.0.0.1\n" in capsys.readouterr().out
    assert (state / "tls/server.crt").read_bytes() == (tmp_path / "server.crt").read_bytes()


def test_what_is_no_name_of_a_host_is_refused(state: Path) -> None:
    for host in ("", "desk example", "DNS:a,IP:b", "-x", "a" * 254, "a\nb"):
        assert main(["cert", "make", f"--host={host}"]) == MISUSED
    assert not (state / "tls/server.crt").exists()


def test_files_that_the_settings_name_count_before_those_beside_the_engine(state: Path) -> None:
    _made(state, "127.0.0.1")
    named = server_certificate(Tls(certificate_file=Path("/a"), key_file=Path("/b")), state)
    assert named is not None
    assert (named.certificate, named.key) == (Path("/a"), Path("/b"))
    with pytest.raises(ValueError, match="give both files or neither"):
        Tls(certificate_file=Path("/a"))
