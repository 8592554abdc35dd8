"""The shipped nginx before two replicas: one visitor one replica, everything once, no view lost."""

import contextlib
import gzip
import http.client
import json
import re
import signal
import socket
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import brotli
import pytest
from websockets.exceptions import ConnectionClosed

from server import wire
from tests.deploy import nginx
from tests.deploy.replicas import SHIPPED, Cluster, Visitor, behind_nginx, certificate

LINKS = [
    ("", ""),
    ("map", "indicator=trade_share_china_pct&year=2017"),
    ("country", "country=CUB"),
    ("country", "country=BRA"),
    ("timeline", ""),
]
VISITORS = 10
COOKIE = "cct_visitor=" + "0123456789abcdef" * 2


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with behind_nginx(tmp_path_factory.mktemp("nginx")) as running:
        yield running


def replicas_of(cluster: Cluster, mark: str) -> list[str]:
    """The replicas that answered an address, as the proxy wrote them down."""
    return re.findall(rf" {re.escape(mark)} \d+ \d+ [\d.]+ (\S+)$", cluster.log(), re.MULTILINE)


@pytest.mark.parametrize("listening", ["listen.conf", "listen-tls.conf"])
def test_the_files_are_understood_as_they_are_shipped(listening: str, tmp_path: Path) -> None:
    program = nginx.find()
    assert program
    certificate(tmp_path)
    for file in SHIPPED.iterdir():
        # A name of the compose file is none on this machine; a certificate lies where the host puts it.
        text = re.sub(r"app\d:8501", "127.0.0.1:8501", file.read_text()).replace("/etc/nginx/tls", str(tmp_path))
        (tmp_path / file.name).write_text(text)
    (tmp_path / "listen.conf").write_text((tmp_path / listening).read_text())
    checked = subprocess.run(
        [program, "-t", "-p", f"{tmp_path}/", "-c", str(tmp_path / "nginx.conf")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stderr
    assert "warn" not in checked.stderr.replace('"user" directive makes sense', "").lower()


def test_a_visitor_gets_a_cookie_once(cluster: Cluster) -> None:
    first = cluster.ask("/map")
    assert re.fullmatch(r"cct_visitor=[0-9a-f]{32}; Path=/; HttpOnly; SameSite=Lax", first.all("set-cookie")[-1])
    assert cluster.ask("/map", Cookie=first.cookie()).cookie() == ""
    assert cluster.ask("/map", Cookie="cct_visitor=mine").cookie() != ""
    over_tls = cluster.ask("/map", tls=True)
    assert over_tls.all("set-cookie")[-1].endswith("; HttpOnly; SameSite=None; Secure; Partitioned")


def test_files_and_data_set_no_cookie(cluster: Cluster) -> None:
    file = next(name for name in wire.files() if name.endswith(".js"))
    for address in (file, "/app/static/mark.svg", "/api/v1/countries/BRA"):
        answer = cluster.ask(address)
        assert (answer.status, answer.cookie()) == (200, "")


def test_one_visitor_stays_with_one_replica_and_many_are_spread(cluster: Cluster) -> None:
    for number in range(16):
        for _ in range(3):
            cluster.ask(f"/healthz?v={number}", Cookie=f"cct_visitor={number:032x}")
    used = replicas_of(cluster, "/healthz")[-48:]
    by_visitor = [set(used[start : start + 3]) for start in range(0, 48, 3)]
    assert all(len(replicas) == 1 for replicas in by_visitor)
    assert len(set(used)) == 2


@pytest.mark.parametrize("tls", [False, True])
def test_a_script_is_compressed_once(cluster: Cluster, tls: bool) -> None:
    name, file = next(item for item in wire.files().items() if "/PlotlyChart." in item[0])
    content = file.path.read_bytes()
    for coding, unpack in (("br", brotli.decompress), ("gzip", gzip.decompress)):
        answer = cluster.ask(name, tls=tls, Accept_Encoding=coding)
        assert answer.all("content-encoding") == [coding]
        assert unpack(answer.body) == content
    assert cluster.ask(name).body == content


def test_data_are_compressed_once(cluster: Cluster) -> None:
    answer = cluster.ask("/api/v1/claims", Accept_Encoding="gzip")
    assert answer.all("content-encoding") == ["gzip"]
    assert gzip.decompress(answer.body) == cluster.ask("/api/v1/claims").body


def twice(cluster: Cluster, address: str) -> list[str]:
    names = [name for name, _ in cluster.ask(address, tls=True).headers if name != "set-cookie"]
    return [name for name in names if names.count(name) > 1]


@pytest.mark.parametrize("address", ["/", "/map", "/country?country=CUB", "/nowhere", "/api/v1/claims?x=1"])
def test_every_header_comes_once(cluster: Cluster, address: str) -> None:
    answer = cluster.ask(address, tls=True)
    wanted = {"content-security-policy", "x-content-type-options", "referrer-policy", "strict-transport-security"}
    assert wanted <= {name for name, _ in answer.headers}
    assert answer.all("server") == ["nginx"]
    assert twice(cluster, address) == []


@pytest.mark.parametrize("address", ["/api/v1/claims", "/api/v1/claims.csv", "/app/static/mark.svg", "/healthz"])
def test_so_it_does_beside_files_and_data(cluster: Cluster, address: str) -> None:
    assert cluster.ask(address).status == 200
    assert twice(cluster, address) == []


def test_tls_is_told_to_the_app_by_the_proxy_alone(cluster: Cluster) -> None:
    assert cluster.ask("/map", tls=True).all("strict-transport-security") == ["max-age=31536000"]
    assert cluster.ask("/map", X_Forwarded_Proto="https").all("strict-transport-security") == []


def test_a_tag_goes_through(cluster: Cluster) -> None:
    tag = cluster.ask("/api/v1/claims").all("etag")[0]
    assert cluster.ask("/api/v1/claims", If_None_Match=tag).status == 304


@pytest.mark.parametrize("address", ["/metrics", "/_stcore/metrics", "/metrics/"])
def test_what_is_for_the_host_is_not_for_the_public(cluster: Cluster, address: str) -> None:
    assert cluster.ask(address).status in (301, 404)
    assert b"cct_" not in cluster.ask(address).body


def test_who_asks_too_often_gets_a_problem(cluster: Cluster) -> None:
    host, port = cluster.url.removeprefix("http://").split(":")
    request = f"GET /api/v1/countries/BRA HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode()
    answers = []
    with contextlib.ExitStack() as held:
        lines = [held.enter_context(socket.create_connection((host, int(port)), timeout=60)) for _ in range(150)]
        for line in lines:  # all ask before anyone reads
            line.sendall(request)
        for line in lines:
            answer = http.client.HTTPResponse(line)
            answer.begin()
            answers.append((answer.status, dict(answer.getheaders()), answer.read()))
    refused = [(headers, body) for status, headers, body in answers if status == 429]
    assert {status for status, _, _ in answers} == {200, 429}
    for headers, body in refused:
        assert (headers["Content-Type"], headers["Retry-After"]) == ("application/problem+json", "5")
        assert json.loads(body)["status"] == 429
    assert cluster.ask("/map").status == 200


def test_a_stream_of_another_page_is_refused(cluster: Cluster) -> None:
    """XSRF: a page on another site cannot use a reader's browser to talk to the app."""
    netloc = cluster.url.removeprefix("http://")
    host, port = netloc.split(":")
    for origin, status in ((cluster.url, b"101"), ("https://evil.example.org", b"403")):
        with socket.create_connection((host, int(port)), timeout=20) as line:
            line.sendall(
                f"GET /_stcore/stream HTTP/1.1\r\nHost: {netloc}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
                f"Sec-WebSocket-Protocol: streamlit\r\nOrigin: {origin}\r\n\r\n".encode()
            )
            assert line.recv(64).split()[1] == status


def test_logs_hold_no_query_and_no_address_of_a_reader(cluster: Cluster) -> None:
    cluster.ask("/country?country=CUB&lang=en", User_Agent="somebody/1")
    visitor = Visitor(cluster, "country", "country=HTI")
    visitor.arrive()
    assert "Haiti" in visitor.view()
    visitor.leave()
    written = cluster.log() + "".join(replica.log_file.read_text() for replica in cluster.replicas)
    assert " /country 200 " in written
    assert not re.search(r"country=|CUB|HTI|somebody|cct_visitor", written)
    addresses = re.findall(r"127\.0\.0\.1:(\d+)", cluster.log())
    assert set(addresses) <= {str(replica.port) for replica in cluster.replicas}


def test_a_killed_replica_loses_no_view(cluster: Cluster) -> None:
    # Enough of them that both replicas have some: which one is chance.
    visitors = [Visitor(cluster, *LINKS[number % len(LINKS)]) for number in range(14)]
    for visitor in visitors:
        visitor.arrive()
    before = [visitor.view() for visitor in visitors]
    cluster.replicas[0].stop(signal.SIGKILL)
    closed = 0
    for visitor, shown in zip(visitors, before, strict=True):
        try:
            again = visitor.view()
        except ConnectionClosed:
            closed += 1
            visitor.reconnect()
            again = visitor.view()
        assert again == shown
        assert len(again) > 1000
        visitor.leave()
    assert 0 < closed < len(visitors)
    cluster.replicas[0].start()
    cluster.replicas[0].wait()


@pytest.mark.long
def test_a_rolling_restart_under_load_loses_no_view(cluster: Cluster) -> None:
    """Each replica in turn is stopped and started while visitors look on; a visitor comes again as the page does."""
    over, lost, shown, reconnected = threading.Event(), list[str](), list[int](), list[int]()
    arrived = threading.Barrier(VISITORS + 1, timeout=60)

    def visit(number: int) -> None:
        visitor = Visitor(cluster, *LINKS[number % len(LINKS)])
        visitor.arrive()
        expected = visitor.view()
        arrived.wait()
        while not over.is_set():
            try:
                if visitor.view() != expected:
                    lost.append(f"{visitor.page}?{visitor.query} shows something else")
                shown.append(number)
            except ConnectionClosed:
                reconnected.append(number)
                visitor.reconnect()
            over.wait(1.0)  # a reader looks before the next click, and leaves the processor to who starts
        visitor.leave()

    def guarded(number: int) -> None:
        try:
            visit(number)
        except Exception as error:  # noqa: BLE001  a thread tells it to the test
            lost.append(f"visitor {number}: {error!r}")

    threads = [threading.Thread(target=guarded, args=(number,)) for number in range(VISITORS)]
    for thread in threads:
        thread.start()
    arrived.wait()
    try:
        for replica in cluster.replicas:
            replica.stop()
            replica.start()
            replica.wait()
    finally:
        over.set()
        for thread in threads:
            thread.join(timeout=60)
    assert lost == []
    assert len(set(reconnected)) >= VISITORS // 2, "nobody was on a replica that was stopped"
    assert len(shown) > VISITORS
