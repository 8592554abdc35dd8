"""A real process of the app: watched, asked raw, and visited as Streamlit's page does."""

from __future__ import annotations

import contextlib
import http.client
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Delta_pb2 import Delta
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect

from benchmarks.serving import ROOT, Running, free_port
from tests.browser.visit import START, TROUBLE

PATIENCE = 60  # seconds: a bound for the worst case, never a pause
WHAT_RUNS = (".streamlit", "app.py", "data", "pages", "server", "static", "ui")


@dataclass
class Process:
    """The app on a port of its own, with everything that it printed."""

    folder: Path  # where app.py lies
    log_file: Path
    environment: dict[str, str] = field(default_factory=dict)
    launcher: Sequence[str] = ("-m", "streamlit")
    port: int = field(default_factory=free_port)
    before: Sequence[str] = ()
    popen: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the process; `wait` waits until it is warm."""
        options = [f"--server.port={self.port}", "--server.address=127.0.0.1"]
        with self.log_file.open("ab") as log:
            self.popen = subprocess.Popen(
                [*self.before, sys.executable, *self.launcher, "run", "app.py", *options],
                cwd=self.folder,
                stdout=log,
                stderr=subprocess.STDOUT,
                env={**os.environ, "CCT_METRICS": "true", "CCT_WARM_PAGES": "false", **self.environment},
            )

    def wait(self) -> None:
        """Wait until the process answers, warm."""
        assert self.popen is not None
        until = time.monotonic() + START
        while time.monotonic() < until and self.popen.poll() is None:
            with contextlib.suppress(OSError):
                if self.ask("/healthz").status == 200:
                    return
            time.sleep(0.1)  # between two questions to the server
        raise AssertionError(f"the app did not start:\n{self.log()}")

    def ended(self) -> int:
        """The exit code of a process that ends by itself."""
        assert self.popen is not None
        return self.popen.wait(timeout=PATIENCE)

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """End the process and wait for its end."""
        if self.popen is None:
            return
        self.popen.send_signal(how)
        try:
            self.popen.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.popen.kill()
            self.popen.wait()

    def log(self) -> str:
        return self.log_file.read_text(encoding="utf-8", errors="replace")

    def trouble(self) -> list[str]:
        """The lines of the log that report an exception or an error."""
        return [line for line in self.log().splitlines() if TROUBLE.search(line)]

    @property
    def running(self) -> Running:
        assert self.popen is not None
        return Running(self.port, self.popen.pid)

    def handles(self) -> int:
        return len(os.listdir(f"/proc/{self.running.pid}/fd"))  # noqa: PTH208  names of the kernel, no files

    def threads(self) -> int:
        return len(os.listdir(f"/proc/{self.running.pid}/task"))  # noqa: PTH208

    def metric(self, name: str) -> float:
        """A number of /metrics without labels."""
        found = re.search(rf"^{name} (\S+)$", self.ask("/metrics").body.decode(), re.MULTILINE)
        assert found, name
        return float(found[1])

    def ask(self, address: str, method: str = "GET", **headers: str) -> Answer:
        """One request, its address as it is given."""
        connection = Line("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            return connection.asked(address, method, **headers)
        finally:
            connection.close()

    def page(self) -> Page:
        """An open page."""
        return Page.at(f"http://127.0.0.1:{self.port}")


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes
    seconds: float


class Line(http.client.HTTPConnection):
    """A connection that says any address: what a browser would never send is sent as it stands."""

    used = 0.0  # when the last answer had come

    def _validate_path(self, url: str) -> None:
        """Nothing is refused here: that is for the server."""

    def _encode_request(self, request: str) -> bytes:
        return request.encode("utf-8", errors="surrogateescape")

    def asked(self, address: str, method: str = "GET", **headers: str) -> Answer:
        """One request on this connection; `If_None_Match=...` becomes a header."""
        started = time.perf_counter()
        # The server closes a connection on which nothing is asked for five seconds; it is opened anew before.
        if started - self.used > 2:
            self.close()
        self.request(method, address, headers={name.replace("_", "-"): headers[name] for name in headers})
        answer = self.getresponse()
        body = answer.read()
        self.used = time.perf_counter()
        seconds = self.used - started
        return Answer(answer.status, {n.lower(): v for n, v in answer.getheaders()}, body, seconds)


@dataclass
class Shown:
    """What a run of the script showed: elements by place; whether it ended well; how long it took."""

    ok: bool = False
    seconds: float = 0.0
    elements: dict[tuple[int, ...], Delta] = field(default_factory=dict)

    def of(self, kind: str) -> list[Any]:
        """The elements of one kind: `alert`, `markdown`, `exception` …"""
        return [
            getattr(delta.new_element, kind)
            for delta in self.elements.values()
            if delta.WhichOneof("type") == "new_element" and delta.new_element.WhichOneof("type") == kind
        ]

    @property
    def notices(self) -> list[str]:
        return [alert.body for alert in self.of("alert")]

    def text(self) -> str:
        """Everything, as text, in the order of the places."""
        return "\n".join(f"{path} {self.elements[path]}" for path in sorted(self.elements))


@dataclass
class Page:
    """A page as it is open in a browser: one stream, one run after the other."""

    socket: ClientConnection

    @classmethod
    def at(cls, url: str) -> Page:
        """An open page of the server at an address."""
        return cls(
            connect(
                url.replace("http://", "ws://") + "/_stcore/stream",
                subprotocols=["streamlit"],  # type: ignore[list-item]
                max_size=None,
                legacy=True,
                open_timeout=PATIENCE,
                ping_interval=None,
            )
        )

    def run(self, query: str = "", view: str = "") -> Shown:
        """Ask for a view and read until its run has ended."""
        message = BackMsg()
        message.rerun_script.query_string = query
        message.rerun_script.page_name = view
        message.rerun_script.context_info.locale = "en-US"
        started = time.perf_counter()
        self.socket.send(message.SerializeToString())
        shown = Shown()
        while True:
            received = ForwardMsg.FromString(self.socket.recv(timeout=PATIENCE))  # type: ignore[arg-type]
            match received.WhichOneof("type"):
                case "delta":
                    shown.elements[tuple(received.metadata.delta_path)] = received.delta
                case "script_finished":
                    shown.ok = received.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY
                    shown.seconds = time.perf_counter() - started
                    return shown

    def close(self) -> None:
        self.socket.close()


@contextlib.contextmanager
def running(folder: Path, *, at: Path = ROOT, trouble: bool = False, **more: Any) -> Iterator[Process]:
    """A warm process; its log lies in `folder`. Afterwards the log must hold no trouble, unless some is expected."""
    process = Process(at, folder / "app.log", **more)
    try:
        process.start()
        process.wait()
        yield process
    finally:
        process.stop()
    assert trouble or process.trouble() == [], process.log()
