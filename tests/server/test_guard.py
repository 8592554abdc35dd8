"""The guard: headers on every answer, closed doors, limits of addresses, messages and sessions."""

import asyncio
import re
import socket
import threading
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient, WebSocketDenialResponse
from starlette.types import Message, Scope
from starlette.websockets import WebSocket, WebSocketDisconnect
from streamlit.proto.BackMsg_pb2 import BackMsg

from server import metrics
from server.guard import Guard, Hosts
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
    assert client(agent_api=True).post("/_stcore/agent/mcp", content=b"{}").text == "inside"
    assert client(agent_api=True).delete("/_stcore/agent/mcp").status_code == 405
    assert client(agent_api=True).post("/map").status_code == 405


def message(query: str) -> bytes:
    """A message as Streamlit's page sends it."""
    made = BackMsg()
    made.rerun_script.query_string = query
    return made.SerializeToString()


def test_the_stream_carries_messages() -> None:
    with client().websocket_connect(STREAM) as socket:
        socket.send_bytes(message("hello"))
        assert socket.receive_bytes() == message("hello")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("text", 1003),
        (message("a").decode(), 1003),
        (b"", 1007),
        (b"\xff" * 20, 1007),
        (message("cut off")[:-3], 1007),
        # Can be read, but is no question: a field that no message has.
        (b"\xf8\x7f\x01", 1007),
    ],
)
def test_a_frame_that_is_no_message_ends_its_session_only(content: str | bytes, code: int) -> None:
    guarded = client()
    with guarded.websocket_connect(STREAM) as other:
        with guarded.websocket_connect(STREAM) as socket:
            (socket.send_text if isinstance(content, str) else socket.send_bytes)(content)  # type: ignore[operator]
            with pytest.raises(WebSocketDisconnect) as closed:
                socket.receive_bytes()
        assert closed.value.code == code
        other.send_bytes(message("still here"))
        assert other.receive_bytes() == message("still here")


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
        first.send_bytes(message("still here"))
        assert first.receive_bytes() == message("still here")
    with guarded.websocket_connect(STREAM) as next_one:
        next_one.send_bytes(message("in"))
        assert next_one.receive_bytes() == message("in")


def test_lost_sees_the_address() -> None:
    seen: list[Scope] = []

    def lost(scope: Scope) -> PlainTextResponse:
        seen.append(scope)
        return PlainTextResponse("lost", 404)

    TestClient(Guard(Starlette(), Settings(), own=lambda path: False, lost=lost)).get("/nowhere")
    assert [scope["path"] for scope in seen] == ["/nowhere"]


# -- limits of time and number -----------------------------------------------------------------------------


def slow(**settings: object) -> tuple[Guard, asyncio.Event]:
    """A guard before an app that answers when it is told to."""
    go = asyncio.Event()

    async def waits(request: object) -> PlainTextResponse:
        await go.wait()
        return PlainTextResponse("inside")

    inner = Starlette(routes=[Route("/{rest:path}", waits)])
    return Guard(inner, Settings(**settings), own=lambda path: True, lost=lambda scope: Response()), go


async def asked(guard: Guard, path: str, send: Callable[[Message], Awaitable[None]]) -> None:
    """One request to a guard; `send` gets the messages of the answer."""
    scope = {
        "type": "http",
        "method": "GET",
        "path": path,
        "root_path": "",
        "scheme": "http",
        "query_string": b"",
        "headers": [],
    }

    async def receive() -> Message:
        await asyncio.Event().wait()
        raise AssertionError

    await guard(scope, receive, send)


def status_of(messages: list[Message]) -> tuple[int, dict[str, str]]:
    start = messages[0]
    return start["status"], {name.decode(): value.decode() for name, value in start["headers"]}


@pytest.mark.parametrize(
    ("path", "kind"), [("/map", "text/plain; charset=utf-8"), ("/api/v1/claims", "application/problem+json")]
)
def test_an_answer_that_does_not_begin_is_given_up(path: str, kind: str) -> None:
    async def run() -> list[Message]:
        sent: list[Message] = []

        async def send(message: Message) -> None:
            sent.append(message)

        guard, _ = slow(request_seconds=0.01)
        await asked(guard, path, send)
        return sent

    status, headers = status_of(asyncio.run(run()))
    assert (status, headers["content-type"], headers["retry-after"]) == (503, kind, "5")


def test_a_reader_who_takes_nothing_is_let_go_without_noise() -> None:
    async def run() -> list[str]:
        taken: list[str] = []

        async def send(message: Message) -> None:
            taken.append(message["type"])
            await asyncio.Event().wait()

        guard, go = slow(request_seconds=0.01)
        go.set()
        await asked(guard, "/map", send)
        return taken

    assert asyncio.run(run()) == ["http.response.start"]


def test_the_line_of_a_reader_who_takes_nothing_is_cut() -> None:
    """A real line: what uvicorn would hold for ever is let go."""
    inner = Starlette(
        routes=[Route("/{rest:path}", lambda request: StreamingResponse(b"x" * 1_000_000 for _ in range(30)))]
    )
    guard = Guard(inner, Settings(request_seconds=0.5), own=lambda path: True, lost=lambda scope: Response())
    server = uvicorn.Server(uvicorn.Config(guard, port=0, log_level="critical", lifespan="off"))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        until(lambda: server.started)
        with socket.socket() as line:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65_536)
            line.connect(server.servers[0].sockets[0].getsockname())
            line.sendall(b"GET /map HTTP/1.1\r\nHost: x\r\n\r\n")
            until(lambda: bool(server.server_state.connections))
            until(lambda: not server.server_state.connections)
    finally:
        server.should_exit = True
        thread.join(30)


def until(true: Callable[[], bool], seconds: float = 30) -> None:
    """Wait until something is true."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not become so"
        time.sleep(0.02)  # between two looks


def test_one_request_too_many_comes_again_later() -> None:
    async def run() -> list[list[Message]]:
        guard, go = slow(max_requests=1)
        answers: list[list[Message]] = [[], [], []]

        def into(kept: list[Message]) -> Callable[[Message], Awaitable[None]]:
            async def send(message: Message) -> None:
                kept.append(message)

            return send

        first = asyncio.create_task(asked(guard, "/map", into(answers[0])))
        await asyncio.sleep(0)
        await asked(guard, "/map", into(answers[1]))
        go.set()
        await first
        await asked(guard, "/map", into(answers[2]))
        return answers

    answers = asyncio.run(run())
    assert [status_of(messages)[0] for messages in answers] == [200, 503, 200]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Content-Length": "1024"}, 200),
        ({"Content-Length": "1025"}, 413),
        ({"Content-Length": "9" * 5000}, 413),
        ({"Content-Length": "²"}, 411),
        ({}, 411),
    ],
)
def test_a_message_to_the_agents_door_says_its_length_and_has_a_limit(headers: dict[str, str], status: int) -> None:
    guard = Guard(
        Starlette(routes=[Route("/{rest:path}", say, methods=["POST"])]),
        Settings(agent_api=True, max_message_bytes=1024),
        own=lambda path: False,
        lost=lambda scope: Response(),
    )
    scope = {
        "type": "http",
        "method": "POST",
        "path": "/_stcore/agent/mcp",
        "root_path": "",
        "scheme": "http",
        "query_string": b"",
        "headers": [(name.lower().encode(), value.encode("latin-1")) for name, value in headers.items()],
    }
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    asyncio.run(guard(scope, receive, send))
    assert status_of(sent)[0] == status


# -- who is believed ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("trusted", "sender", "believed"),
    [
        (None, "127.0.0.1", True),
        (None, "203.0.113.9", False),
        ("10.0.0.0/8", "10.1.2.3", True),
        ("10.0.0.0/8", "127.0.0.1", False),
    ],
)
def test_only_a_trusted_proxy_says_that_tls_was_used(
    monkeypatch: pytest.MonkeyPatch, trusted: str | None, sender: str, believed: bool
) -> None:
    """The server believes X-Forwarded-Proto from FORWARDED_ALLOW_IPS only, by default from the machine itself."""
    monkeypatch.delenv("FORWARDED_ALLOW_IPS", raising=False)
    if trusted:
        monkeypatch.setenv("FORWARDED_ALLOW_IPS", trusted)
    served = uvicorn.Config(client().app, lifespan="off", log_config=None)
    served.load()
    asking = TestClient(served.loaded_app, client=(sender, 1))
    headers = asking.get("/", headers={"X-Forwarded-Proto": "https"}).headers
    assert ("strict-transport-security" in headers) == believed


@pytest.mark.parametrize(
    ("base", "path", "status"),
    [
        ("http://ties.example.org", "/map", 200),
        ("http://evil.example.org", "/map", 400),
        ("http://10.1.2.3:8501", "/map", 400),
        ("http://10.1.2.3:8501", "/_stcore/health", 200),
        ("http://10.1.2.3:8501", "/healthz", 404),
    ],
)
def test_a_host_answers_under_its_names_and_probes_ask_by_number(base: str, path: str, status: int) -> None:
    hosts = Hosts(client().app, allowed_hosts=["ties.example.org", "localhost"], www_redirect=False)
    assert TestClient(hosts, base).get(path).status_code == status


def test_a_stream_under_another_name_is_refused() -> None:
    hosts = Hosts(client().app, allowed_hosts=["ties.example.org"], www_redirect=False)
    asking = TestClient(hosts)
    with asking.websocket_connect(f"ws://ties.example.org{STREAM}") as socket:
        socket.send_bytes(message("in"))
        assert socket.receive_bytes() == message("in")
    refused = asking.websocket_connect(f"ws://evil.example.org{STREAM}")
    with pytest.raises(WebSocketDenialResponse), refused:
        pass


# -- what is counted ---------------------------------------------------------------------------------------


def counted(name: str, **labels: str) -> float:
    return metrics.REGISTRY.get_sample_value(name, labels) or 0.0


@pytest.mark.parametrize(
    ("path", "what", "status"),
    [
        ("/map", "view", "2xx"),
        ("/nowhere", "view", "4xx"),
        ("/api/v1/claims?country=BRA", "api", "2xx"),
        ("/_stcore/health", "health", "2xx"),
        ("/_stcore/agent/mcp", "agent", "4xx"),
    ],
)
def test_requests_are_counted_by_class(path: str, what: str, status: str) -> None:
    before = counted("cct_request_seconds_count", what=what, status=status)
    client().get(path)
    assert counted("cct_request_seconds_count", what=what, status=status) == before + 1


def test_open_pages_and_those_sent_away_are_counted() -> None:
    guarded, away = client(max_sessions=1), counted("cct_sent_away_total", limit="sessions")
    with guarded.websocket_connect(STREAM):
        assert counted("cct_sessions") == 1
        with pytest.raises(WebSocketDisconnect), guarded.websocket_connect(STREAM):
            pass
    assert counted("cct_sessions") == 0
    assert counted("cct_sent_away_total", limit="sessions") == away + 1


def test_runs_of_the_script_are_counted_however_they_end() -> None:
    before = counted("cct_script_run_seconds_count")
    with pytest.raises(KeyError), metrics.script_run():
        raise KeyError
    assert counted("cct_script_run_seconds_count") == before + 1


def watching(base: str = "http://10.1.2.3:8501") -> TestClient:
    return TestClient(Starlette(routes=[Route("/metrics", metrics.show)]), base)


@pytest.mark.parametrize(
    ("base", "status"),
    [
        ("http://10.1.2.3:8501", 200),
        ("http://[::1]:8501", 200),
        ("http://localhost", 200),
        ("http://app1:8501", 200),
        ("https://ties.example.org", 404),
    ],
)
def test_numbers_are_not_shown_under_the_public_name(base: str, status: int) -> None:
    assert watching(base).get("/metrics").status_code == status


def test_numbers_hold_no_address_of_a_reader_and_no_query() -> None:
    client().get("/api/v1/claims?country=BRA&secret=1", headers={"User-Agent": "somebody"})
    shown = watching().get("/metrics")
    assert shown.headers["content-type"].startswith("text/plain; version=1.0.0")
    assert "cct_request_seconds_bucket" in shown.text
    assert not re.search("BRA|secret|somebody|testclient|claims", shown.text)
