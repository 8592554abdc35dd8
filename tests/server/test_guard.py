"""The guard: headers on every answer, closed doors, limits of addresses, messages and sessions."""

import re
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.types import Scope
from starlette.websockets import WebSocket, WebSocketDisconnect

from server.guard import Guard
from server.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
STREAM = "/_stcore/stream"


async def say(request: object) -> PlainTextResponse:
    return PlainTextResponse("inside")


async def echo(socket: WebSocket) -> None:
    await socket.accept()
    async for message in socket.iter_bytes():
        await socket.send_bytes(message)


def client(base: str = "http://testserver", **settings: object) -> TestClient:
    inner = Starlette(
        routes=[
            WebSocketRoute(STREAM, echo),
            Route("/{rest:path}", say, methods=["GET", "POST", "PUT", "DELETE", "OPTIONS"]),
        ]
    )
    guard = Guard(
        inner,
        Settings(**settings),
        own=lambda path: path in ("/", "/map"),
        lost=lambda scope: PlainTextResponse("lost", 404),
    )
    return TestClient(guard, base)


@pytest.mark.parametrize("path", ["/", "/map", "/nowhere", "/map?" + "x" * 3000])
def test_every_answer_has_the_headers(path: str) -> None:
    headers = client().get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "strict-origin-when-cross-origin"
    assert "camera=()" in headers["permissions-policy"]
    assert "default-src 'self'" in headers["content-security-policy"]


def test_what_is_no_page_needs_no_rules_for_pages() -> None:
    inner = Starlette(routes=[Route("/", lambda request: Response("1", media_type="text/javascript"))])
    guard = Guard(inner, Settings(), own=lambda path: True, lost=lambda scope: Response())
    headers = TestClient(guard).get("/").headers
    assert headers["x-content-type-options"] == "nosniff"
    assert "content-security-policy" not in headers


def test_scripts_come_from_here_and_nowhere_else() -> None:
    policy = client().get("/").headers["content-security-policy"]
    assert "script-src 'self';" in policy
    assert "unsafe-eval" not in policy
    assert not re.search(r"https?:|\bws:|\bwss:", policy)


def test_every_concession_is_explained() -> None:
    """docs/security.md names each directive that allows more than this server."""
    explained = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    policy = client().get("/").headers["content-security-policy"]
    wider = [part for part in policy.split("; ") if re.search(r"unsafe|data:|blob:", part)]
    assert len(wider) == 4
    for part in wider:
        assert f"`{part}`" in explained


@pytest.mark.parametrize(
    ("address", "ancestors"),
    [
        ("/map", "'self'"),
        ("/map?embed=true", "https://news.example.org"),
        ("/map?year=2017&embed=true", "https://news.example.org"),
        ("/map?embed=false", "'self'"),
        ("/map?notembed=true", "'self'"),
    ],
)
def test_who_may_frame(address: str, ancestors: str) -> None:
    answer = client(embed_ancestors="https://news.example.org").get(address)
    assert answer.headers["content-security-policy"].endswith(f"frame-ancestors {ancestors}")


@pytest.mark.parametrize(
    ("base", "seconds", "sent"),
    [
        ("https://testserver", 60, "max-age=60"),
        ("https://testserver", 0, None),
        ("http://testserver", 60, None),
    ],
)
def test_tls_is_insisted_on_only_over_tls(base: str, seconds: int, sent: str | None) -> None:
    answer = client(base, hsts_seconds=seconds).get("/")
    assert answer.headers.get("strict-transport-security") == sent


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_writing_is_refused(method: str) -> None:
    answer = client().request(method, "/map")
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize(("length", "status"), [(2048, 200), (2049, 414)])
def test_a_query_has_a_limit(length: int, status: int) -> None:
    assert client().get("/map?" + "x" * length).status_code == status


@pytest.mark.parametrize(
    ("path", "status", "text"),
    [
        ("/map", 200, "inside"),
        ("/_stcore/health", 200, "inside"),
        ("/nowhere", 404, "lost"),
        ("/map/_stcore/health", 404, "Not found"),
        ("/_stcore/upload_file/a/b", 404, "Not found"),
        ("/_stcore/script-health-check", 404, "Not found"),
        ("/_stcore/metrics", 404, "Not found"),
        ("/_stcore/agent/openapi.json", 404, "Not found"),
        ("/component/x/index.html", 404, "lost"),
    ],
)
def test_which_doors_are_open(path: str, status: int, text: str) -> None:
    answer = client().get(path)
    assert (answer.status_code, answer.text) == (status, text)


def test_a_host_can_open_doors() -> None:
    assert client(metrics=True).get("/_stcore/metrics").text == "inside"
    assert client(agent_api=True).post("/_stcore/agent/mcp").text == "inside"
    assert client(agent_api=True).post("/map").status_code == 405


def test_the_stream_carries_messages() -> None:
    with client().websocket_connect(STREAM) as socket:
        socket.send_bytes(b"hello")
        assert socket.receive_bytes() == b"hello"


def test_no_other_socket_is_accepted() -> None:
    with pytest.raises(WebSocketDisconnect), client().websocket_connect("/map"):
        pass


def test_a_message_that_is_too_big_ends_the_session() -> None:
    with client(max_message_bytes=1024).websocket_connect(STREAM) as socket:
        socket.send_bytes(b"x" * 1025)
        with pytest.raises(WebSocketDisconnect) as closed:
            socket.receive_bytes()
    assert closed.value.code == 1009


def test_one_session_too_many_is_sent_away_and_a_free_place_is_taken() -> None:
    guarded = client(max_sessions=1)
    with guarded.websocket_connect(STREAM) as first:
        with pytest.raises(WebSocketDisconnect) as closed, guarded.websocket_connect(STREAM):
            pass
        assert closed.value.code == 1013
        first.send_bytes(b"still here")
        assert first.receive_bytes() == b"still here"
    with guarded.websocket_connect(STREAM) as next_one:
        next_one.send_bytes(b"in")
        assert next_one.receive_bytes() == b"in"


def test_lost_sees_the_address() -> None:
    seen: list[Scope] = []

    def lost(scope: Scope) -> PlainTextResponse:
        seen.append(scope)
        return PlainTextResponse("lost", 404)

    TestClient(Guard(Starlette(), Settings(), own=lambda path: False, lost=lost)).get("/nowhere")
    assert [scope["path"] for scope in seen] == ["/nowhere"]
