"""The whole server as `streamlit run app.py` starts it: what every address answers."""

import gzip
import http.client
import json
import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from pages import REGISTER
from server import wire
from tests.browser.visit import Server, serving


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("served")) as running:
        yield running


def ask(server: Server, address: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
    """One request as it travels, nothing unpacked; `If_None_Match=...` becomes a header."""
    connection = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=30)
    try:
        connection.request(method, address, headers={name.replace("_", "-"): headers[name] for name in headers})
        answer = connection.getresponse()
        body = answer.read()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, body
    finally:
        connection.close()


@pytest.mark.parametrize("view", REGISTER, ids=lambda view: view.slug)
def test_a_view_is_a_page_with_a_tag(server: Server, view: object) -> None:
    address = "/" if view.is_default else f"/{view.slug}"
    status, headers, body = ask(server, address, Accept_Encoding="br")
    assert status == 200
    assert headers["content-type"] == "text/html; charset=utf-8"
    assert headers["cache-control"] == wire.REVALIDATE
    assert "script-src 'self'" in headers["content-security-policy"]
    assert body
    assert ask(server, address, Accept_Encoding="br", If_None_Match=headers["etag"])[0] == 304


def test_a_script_is_small(server: Server) -> None:
    address, file = next(item for item in wire.files().items() if "/PlotlyChart." in item[0])
    status, headers, body = ask(server, address, Accept_Encoding="br")
    assert (status, headers["content-encoding"]) == (200, "br")
    assert len(body) < 0.3 * file.path.stat().st_size


def test_warm_when_it_answers(server: Server) -> None:
    assert ask(server, "/healthz")[::2] == (200, b'{"ready":true}')


@pytest.mark.parametrize("address", ["/nowhere", "/map/nowhere", "/overview", "/favicon.svg", "/.env"])
def test_an_address_that_leads_nowhere_names_the_views(server: Server, address: str) -> None:
    status, headers, body = ask(server, address)
    assert status == 404
    assert b'href="/map"' in body
    assert b"<script" not in body
    assert headers["x-content-type-options"] == "nosniff"


def test_an_address_that_leads_nowhere_speaks_the_readers_language(server: Server) -> None:
    for lang, said in (("es", "No hay nada"), ("zh", "此网址没有内容")):
        _, headers, body = ask(server, f"/nowhere?lang={lang}")
        assert headers["content-language"].startswith(lang)
        assert said in body.decode()
        assert f'href="/map?lang={lang}"' in body.decode()
    # All wishes of the browser count here as they do on every view.
    _, headers, _ = ask(server, "/nowhere", Accept_Language="fr, es;q=0.8")
    assert headers["content-language"].startswith("es")


def test_an_address_is_repeated_as_text(server: Server) -> None:
    body = ask(server, "/%3Cscript%3Ealert(1)%3C/script%3E")[2]
    assert b"<script" not in body
    assert b"&lt;script&gt;" in body


def test_a_slash_too_many(server: Server) -> None:
    status, headers, _ = ask(server, "/map/?year=2017")
    assert (status, headers["location"]) == (301, "/map?year=2017")


@pytest.mark.parametrize(
    ("address", "method", "status"),
    [
        ("/map", "POST", 405),
        ("/_stcore/upload_file/a/b", "PUT", 405),
        ("/map?" + "x" * 3000, "GET", 414),
        ("/_stcore/metrics", "GET", 404),
        ("/_stcore/agent/mcp", "POST", 404),
        ("/_stcore/health", "GET", 200),
        ("/_stcore/host-config", "GET", 200),
    ],
)
def test_doors(server: Server, address: str, method: str, status: int) -> None:
    assert ask(server, address, method)[0] == status


def test_a_view_has_a_style_for_paper(server: Server) -> None:
    page = ask(server, "/country", Accept_Encoding="identity")[2].decode()
    address = page.split('<link rel="stylesheet" media="print" href=".')[1].split('"')[0]
    status, headers, body = ask(server, address, Accept_Encoding="identity")
    assert (status, headers["content-type"].split(";")[0]) == (200, "text/css")
    assert b"@page" in body


# -- the data API as it travels ------------------------------------------------------------------------------


def test_data_travel_compressed_and_once(server: Server) -> None:
    status, headers, body = ask(server, "/api/v1/observations?country=BRA", Accept_Encoding="gzip")
    assert (status, headers["content-encoding"], headers["vary"]) == (200, "gzip", "Accept, Accept-Encoding")
    plain = ask(server, "/api/v1/observations?country=BRA")[2]
    assert gzip.decompress(body) == plain
    assert len(body) < 0.3 * len(plain)
    assert ask(server, "/api/v1/observations?country=BRA", If_None_Match=headers["etag"])[0] == 304


@pytest.mark.parametrize(
    ("address", "method", "status"),
    [
        ("/api/v1/nothing", "GET", 404),
        ("/api/v1/claims", "POST", 405),
        ("/api/v1/claims?year=2017", "GET", 400),
        ("/api/v1/claims?" + "x" * 3000, "GET", 414),
    ],
)
def test_the_whole_server_says_problems_of_the_api(server: Server, address: str, method: str, status: int) -> None:
    found, headers, body = ask(server, address, method)
    assert (found, headers["content-type"]) == (status, "application/problem+json")
    assert json.loads(body)["status"] == status


def test_head_and_options_of_the_api(server: Server) -> None:
    status, headers, body = ask(server, "/api/v1/events?format=csv", "HEAD")
    assert (status, body) == (200, b"")
    assert headers["x-total-count"]
    assert ask(server, "/api/v1/events", "OPTIONS")[0] == 204


def test_tls_is_believed_from_this_machine(server: Server) -> None:
    assert "strict-transport-security" in ask(server, "/map", X_Forwarded_Proto="https")[1]
    assert "strict-transport-security" not in ask(server, "/map")[1]


def test_a_log_holds_nothing_of_a_reader(server: Server) -> None:
    ask(server, "/country?country=HTI", User_Agent="somebody/1", X_Forwarded_For="203.0.113.9")
    ask(server, "/api/v1/claims?verdict=unheard-of")
    assert not re.search(r"HTI|somebody|203\.0\.113|unheard-of|127\.0\.0\.1:\d+ - ", server.log())
