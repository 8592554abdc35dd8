"""Files on the wire: three forms of the same content, ETags, cache times, and 404s that are 404s."""

import gzip
from pathlib import Path

import brotli
import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from server import wire
from server.wire import Encoded, Wire

SCRIPT = next(address for address in wire.files() if "/PlotlyChart." in address)
LETTERS = next(address for address in wire.files() if address.endswith(".woff2"))
MARK = "/app/static/mark.svg"


async def page(request: object) -> PlainTextResponse:
    return PlainTextResponse("the app")


@pytest.fixture(scope="module")
def client() -> TestClient:
    return TestClient(Wire(Starlette(routes=[Route("/{rest:path}", page)])))


def raw(client: TestClient, address: str, accept: str) -> tuple[bytes, dict[str, str]]:
    """The bytes as they travel: the client would unpack them."""
    with client.stream("GET", address, headers={"Accept-Encoding": accept}) as answer:
        assert answer.status_code == 200
        return b"".join(answer.iter_raw()), dict(answer.headers)


def test_all_files_of_streamlit_and_ours_are_known() -> None:
    assert len(wire.files()) > 100
    assert MARK in wire.files()
    assert "/index.html" not in wire.files()


@pytest.mark.parametrize(
    ("accept", "coding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip, deflate", "gzip"),
        ("br;q=0, gzip;q=0.5", "gzip"),
        ("br ; q=0.000", None),
        ("identity", None),
        ("", None),
    ],
)
def test_the_smallest_form_that_is_understood(client: TestClient, accept: str, coding: str | None) -> None:
    body, headers = raw(client, SCRIPT, accept)
    assert headers.get("content-encoding") == coding
    assert headers["vary"] == "Accept-Encoding"
    assert headers["content-type"].startswith("text/javascript")
    plain = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}[coding](body)
    assert plain == wire.files()[SCRIPT].path.read_bytes()
    assert len(body) == int(headers["content-length"])


def test_compression_is_worth_it(client: TestClient) -> None:
    size = wire.files()[SCRIPT].path.stat().st_size
    assert len(raw(client, SCRIPT, "br")[0]) < 0.3 * size


def test_each_form_has_its_own_tag_and_is_not_sent_twice(client: TestClient) -> None:
    tags = {raw(client, SCRIPT, accept)[1]["etag"] for accept in ("br", "gzip", "identity")}
    assert len(tags) == 3
    for accept in ("br", "gzip", "identity"):
        tag = raw(client, SCRIPT, accept)[1]["etag"]
        again = client.get(SCRIPT, headers={"Accept-Encoding": accept, "If-None-Match": f'"x", W/{tag}'})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == tag
        assert again.headers["cache-control"] == wire.YEAR


def test_compressed_once(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    raw(client, SCRIPT, "br")
    monkeypatch.setattr(brotli, "compress", lambda *_, **__: pytest.fail("compressed again"))
    raw(client, SCRIPT, "br")


def test_letters_are_left_as_they_are(client: TestClient) -> None:
    body, headers = raw(client, LETTERS, "br")
    assert "content-encoding" not in headers
    assert headers["content-type"] == "font/woff2"
    assert body == wire.files()[LETTERS].path.read_bytes()


def test_how_long_a_browser_keeps_a_file(client: TestClient) -> None:
    version = Encoded(wire.files()[MARK].path.read_bytes(), "image/svg+xml").etag[:8]
    kept = {
        address: client.get(address).headers["cache-control"]
        for address in (SCRIPT, MARK, f"{MARK}?v={version}", f"{MARK}?v=00000000", f"{MARK}?v=")
    }
    assert list(kept.values()) == [wire.YEAR, wire.HOUR, wire.YEAR, wire.HOUR, wire.HOUR]


def test_our_files_can_be_read_from_other_pages(client: TestClient) -> None:
    assert client.get(MARK).headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-origin" not in client.get(SCRIPT).headers


@pytest.mark.parametrize(
    "address", ["/static/js/nothing.js", "/app/static/nothing", "/app/static/%2e%2e/app.py", "/static/index.html"]
)
def test_what_is_not_there(client: TestClient, address: str) -> None:
    assert client.get(address).status_code == 404


def test_everything_else_is_the_app(client: TestClient) -> None:
    assert client.get("/map").text == "the app"


def test_options_of_a_file(client: TestClient) -> None:
    assert client.options(SCRIPT).status_code == 204


def test_head_has_no_body(client: TestClient) -> None:
    answer = client.head(SCRIPT, headers={"Accept-Encoding": "br"})
    assert answer.headers["content-encoding"] == "br"


def test_a_folder_keeps_what_was_compressed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mark = wire.files()[MARK]
    large = tmp_path / "large.svg"
    large.write_bytes(mark.path.read_bytes() * 20)
    monkeypatch.setattr(wire, "files", lambda: {"/large.svg": wire.File(large, hashed=False)})
    before, after = wire.compress_all(tmp_path / "kept")
    assert 0 < after < before == large.stat().st_size
    monkeypatch.setattr(brotli, "compress", lambda *_, **__: pytest.fail("compressed again"))
    encoded = wire.files()["/large.svg"].encoded(tmp_path / "kept")
    assert brotli.decompress(encoded.br) == large.read_bytes()
