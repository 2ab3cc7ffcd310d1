"""The shell, the files it loads, and what guards them."""

import gzip
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import DummyCookieJar, web
from aiohttp.test_utils import TestClient, TestServer

from tests.support.api import Client
from tests.web.test_pages import StoryEngine
from web.app import build_app
from web.pages import PageFiles, add_pages
from web.shelf import HERE, read_shelf

_LONG = "/* " + "слово " * 100 + "*/"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    files = {
        "index.html": '<link href="/static/vendor/look.css"><script src="/static/app/main.js">',
        "app/main.js": f'import {{ html }} from "../vendor/preact.js"; {_LONG}',
        "app/deep/part.js": 'import "../../vendor/preact.js"; import "../../vendor/absent.js";',
        "words/ru.json": "{}",
        "vendor/preact.js": _LONG,
        "vendor/look.css": "body{}",
        "vendor/preact.d.ts": "export {};",
        ".hidden.js": "secret",
        "notes.py": "secret",
    }
    for name, text in files.items():
        path = tmp_path / "static" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    (tmp_path / "secret.js").write_text("secret")
    (tmp_path / "static/link.js").symlink_to(tmp_path / "secret.js")
    return tmp_path / "static"


@pytest.fixture
async def client(root: Path) -> AsyncIterator[Client]:
    app = build_app(StoryEngine())
    add_pages(app, PageFiles(shelf=read_shelf(root), authority=b"-----BEGIN CERTIFICATE-----"))
    client: Client = TestClient(
        TestServer(app), cookie_jar=DummyCookieJar(), headers={"Accept-Encoding": "identity"}
    )
    async with client:
        yield client


@pytest.mark.parametrize(
    "path", ["/", "/desk", "/ticket/261123-0001-6", "/admin/clinics", "/x/y/z"]
)
async def test_every_path_of_a_page_shows_the_shell(client: Client, path: str) -> None:
    answer = await client.get(path)
    assert (answer.status, answer.content_type) == (200, "text/html")
    assert answer.headers["Cache-Control"] == "no-cache"
    assert "/static/app/main.js" in await answer.text()


@pytest.mark.parametrize(
    "path",
    [
        "/api",
        "/api/v2/tickets",
        "/static/",
        "/static/absent.js",
        "/static/notes.py",
        "/static/.hidden.js",
        "/static/link.js",
        "/static/vendor/preact.d.ts",
        "/static/../secret.js",
        "/static/%2e%2e/secret.js",
        "/static/..%2fsecret.js",
        "/static//etc/passwd",
        "/receipts/x",
        "/hooks/region",
        "/metrics/more",
        "/favicon.ico",
        "/desk/../../secret.js",
    ],
)
async def test_what_is_no_page_and_no_file_is_nowhere(client: Client, path: str) -> None:
    answer = await client.get(path)
    assert answer.status == 404
    assert "secret" not in await answer.text()


async def test_no_page_takes_a_change(client: Client) -> None:
    for path in ("/", "/desk", "/static/app/main.js", "/ca"):
        assert (await client.post(path)).status == 405


async def test_every_answer_is_guarded(client: Client) -> None:
    for path in ("/desk", "/static/app/main.js", "/static/absent.js", "/ca"):
        headers = (await client.get(path)).headers
        policy = dict(
            part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; ")
        )
        assert policy["default-src"] == "'none'"
        assert policy["script-src"] == policy["style-src"] == "'self'"
        assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Permissions-Policy"].startswith("microphone=(self)")
        assert headers["Referrer-Policy"] == "same-origin"
        assert "Strict-Transport-Security" not in headers


async def test_vendored_files_are_named_by_their_content_and_kept_for_ever(
    client: Client,
) -> None:
    shell = await (await client.get("/")).text()
    (look,) = re.findall(r'"(/static/vendor/look\.css\?v=[0-9a-f]{16})"', shell)
    kept = await client.get(look)
    assert kept.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    for stale in ("/static/vendor/look.css", "/static/vendor/look.css?v=0000000000000000"):
        assert (await client.get(stale)).headers["Cache-Control"] == "no-cache"
    part = await (await client.get("/static/app/deep/part.js")).text()
    main = await (await client.get("/static/app/main.js")).text()
    names = [re.findall(r"preact\.js\?v=\w+", text) for text in (part, main)]
    assert names[0] == names[1] != []
    assert '"../../vendor/absent.js"' in part


async def test_what_has_not_changed_is_not_sent_again(client: Client) -> None:
    first = await client.get("/static/app/main.js")
    assert first.headers["Cache-Control"] == "no-cache"
    again = await client.get(
        "/static/app/main.js", headers={"If-None-Match": first.headers["ETag"]}
    )
    assert (again.status, await again.read()) == (304, b"")
    other = await client.get("/static/app/main.js", headers={"If-None-Match": '"other"'})
    assert other.status == 200


async def test_files_are_sent_packed_to_whoever_unpacks_them(root: Path) -> None:
    app = web.Application()
    add_pages(app, PageFiles(shelf=read_shelf(root)))
    async with TestClient(TestServer(app), auto_decompress=False) as client:
        name = "/static/vendor/preact.js"
        packed = await client.get(name, headers={"Accept-Encoding": "gzip, br"})
        plain = await client.get(name, headers={"Accept-Encoding": "identity"})
        assert packed.headers["Content-Encoding"] == "gzip"
        assert "Content-Encoding" not in plain.headers
        assert gzip.decompress(await packed.read()) == await plain.read()
        assert packed.headers["Content-Type"] == "text/javascript; charset=utf-8"
        small = await client.get("/static/words/ru.json", headers={"Accept-Encoding": "gzip"})
        assert "Content-Encoding" not in small.headers


async def test_a_workstation_gets_the_certificate_to_trust(client: Client) -> None:
    answer = await client.get("/ca")
    assert answer.content_type == "application/x-x509-ca-cert"
    assert "attachment" in answer.headers["Content-Disposition"]
    app = web.Application()
    add_pages(app, PageFiles(shelf={}))
    async with TestClient(TestServer(app)) as bare:
        for path in ("/ca", "/desk"):
            assert (await bare.get(path)).status == 404


def test_the_pages_that_ship_load_nothing_that_is_not_there() -> None:
    shelf = read_shelf(HERE)
    named = re.findall(r'(?:href|src)="/static/([^"]+)"', shelf["index.html"].body.decode())
    assert named
    for each in named:
        name, _, digest = each.partition("?v=")
        assert name in shelf, each
        assert digest == (shelf[name].digest if name.startswith("vendor/") else ""), each
