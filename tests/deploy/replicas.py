"""Two replicas behind the nginx of deploy/nginx, and visitors who speak as Streamlit's page does."""

import contextlib
import http.client
import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect

from tests.browser.visit import START
from tests.deploy import nginx

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = ROOT / "deploy" / "nginx"
PATIENCE = 60
# A run that has to tell the page a choice says so beside the element; what a reader sees is the same without.
TOLD_ONCE = re.compile(r"^ *(set_value|raw_values?|has_one_shot_effect): .*\n", re.MULTILINE)


@dataclass
class Replica:
    """A process of the app on a port of its own."""

    port: int
    log_file: Path
    process: "subprocess.Popen[bytes] | None" = None

    def start(self) -> None:
        """Start the process; `wait` waits until it answers."""
        command = [sys.executable, "-m", "streamlit", "run", "app.py"]
        options = [f"--server.port={self.port}", "--server.address=127.0.0.1"]
        own = {"STREAMLIT_SERVER_COOKIE_SECRET": "the same on all", "CCT_METRICS": "true", "CCT_WARM_PAGES": "false"}
        environment = {**os.environ, **own}
        with self.log_file.open("ab") as log:
            self.process = subprocess.Popen(
                [*command, *options], cwd=ROOT, stdout=log, stderr=subprocess.STDOUT, env=environment
            )

    def wait(self) -> None:
        """Wait until the replica is warm."""
        until = time.monotonic() + START
        while time.monotonic() < until and self.process is not None and self.process.poll() is None:
            with contextlib.suppress(OSError, urllib.error.URLError):
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=5).close()
                return
            time.sleep(0.1)  # between two questions to the server
        pytest.fail(f"the replica did not start:\n{self.log_file.read_text(encoding='utf-8', errors='replace')}")

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """End the process and wait for its end."""
        if self.process is None:
            return
        self.process.send_signal(how)
        try:
            self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


@dataclass
class Cluster:
    """The proxy's two addresses, the replicas behind it, and what the proxy wrote."""

    url: str
    tls_url: str
    replicas: list[Replica]
    log_file: Path
    nginx: "subprocess.Popen[bytes]" = field(repr=False)

    def log(self) -> str:
        return self.log_file.read_text(encoding="utf-8", errors="replace")

    def ask(self, address: str, *, method: str = "GET", tls: bool = False, **headers: str) -> "Answer":
        """One request as it travels; `Accept_Encoding=...` becomes a header."""
        netloc = urlsplit(self.tls_url if tls else self.url).netloc
        # The certificate is made for the test; what is tested is the proxy.
        unproven = ssl._create_unverified_context()  # noqa: S323
        connection = (
            http.client.HTTPSConnection(netloc, timeout=PATIENCE, context=unproven)
            if tls
            else http.client.HTTPConnection(netloc, timeout=PATIENCE)
        )
        try:
            connection.request(method, address, headers={name.replace("_", "-"): headers[name] for name in headers})
            answer = connection.getresponse()
            return Answer(answer.status, [(n.lower(), v) for n, v in answer.getheaders()], answer.read())
        finally:
            connection.close()


@dataclass(frozen=True)
class Answer:
    """A status, the headers as they came (twice if they came twice), and the content as it travelled."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def all(self, name: str) -> list[str]:
        return [value for key, value in self.headers if key == name]

    def cookie(self) -> str:
        """The cookie that keeps a visitor with a replica; empty if none was set."""
        found = [re.match(r"(cct_visitor=[0-9a-f]{32});", value) for value in self.all("set-cookie")]
        return next((match[1] for match in found if match), "")


@dataclass
class Visitor:
    """A page as it is open in a browser: a link, a cookie, a WebSocket; `views` are what it has shown."""

    cluster: Cluster
    page: str
    query: str
    cookie: str = ""
    socket: ClientConnection | None = None

    def arrive(self) -> None:
        """Fetch the page and open its stream."""
        answer = self.cluster.ask(f"/{self.page}?{self.query}", **({"Cookie": self.cookie} if self.cookie else {}))
        assert answer.status == 200, f"{self.page}: {answer.status}"
        self.cookie = self.cookie or answer.cookie()
        self.reconnect()

    def reconnect(self) -> None:
        """Open the stream anew, as the page does when it was closed."""
        address = self.cluster.url.replace("http://", "ws://") + "/_stcore/stream"
        self.socket = connect(
            address,
            subprotocols=["streamlit"],  # type: ignore[list-item]
            additional_headers={"Cookie": self.cookie},
            open_timeout=PATIENCE,
            max_size=None,
            legacy=True,  # kept open from one method to the next
        )

    def view(self) -> str:
        """Run the script for this link; answer what it shows, element by element.

        Raises ConnectionClosed when the replica goes away meanwhile.
        """
        assert self.socket is not None
        message = BackMsg()
        message.rerun_script.query_string = self.query
        message.rerun_script.page_name = self.page
        self.socket.send(message.SerializeToString())
        shown: dict[tuple[int, ...], str] = {}
        while True:
            received = ForwardMsg.FromString(self.socket.recv(timeout=PATIENCE))  # type: ignore[arg-type]
            if received.HasField("delta"):
                shown[tuple(received.metadata.delta_path)] = TOLD_ONCE.sub("", str(received.delta))
            elif received.HasField("script_finished"):
                return "\n".join(f"{path} {shown[path]}" for path in sorted(shown))

    def leave(self) -> None:
        if self.socket is not None:
            self.socket.close()


def free_ports(count: int) -> list[int]:
    with contextlib.ExitStack() as held:
        sockets = [held.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]


def certificate(folder: Path) -> None:
    """A certificate for the test alone."""
    names = ["-subj", "/CN=localhost", "-keyout", folder / "privkey.pem", "-out", folder / "fullchain.pem"]
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *names]
    subprocess.run(command, check=True, capture_output=True)


@contextlib.contextmanager
def behind_nginx(folder: Path) -> Iterator[Cluster]:
    """Two replicas and the shipped proxy, with ports of this machine in replicas.conf and listen.conf alone."""
    program = nginx.find()
    if program is None:
        pytest.fail("no nginx: `make test` installs one, or python -m tests.deploy.nginx")
    plain, tls, first, second = free_ports(4)
    conf, run = folder / "conf", folder / "run"
    shutil.copytree(SHIPPED, conf)
    run.mkdir()
    certificate(conf)
    (conf / "replicas.conf").write_text(_with_ports(SHIPPED / "replicas.conf", first, second))
    listen = (SHIPPED / "listen-tls.conf").read_text().replace("/etc/nginx/tls", str(conf))
    # Redirecting plain requests is tested by itself; the other tests use both.
    listen = listen.replace("listen 8080", f"listen 127.0.0.1:{plain}").replace(
        "listen 8443", f"listen 127.0.0.1:{tls}"
    )
    (conf / "listen.conf").write_text(re.sub(r"if \(.*?\n\}\n", "", listen, flags=re.DOTALL))
    replicas = [Replica(port, folder / f"replica-{port}.log") for port in (first, second)]
    log_file = folder / "nginx.log"
    user = "user root; " if os.geteuid() == 0 else ""  # else its workers cannot enter the folder of the test
    with log_file.open("wb") as log:
        proxy = subprocess.Popen(
            [program, "-p", f"{run}/", "-c", str(conf / "nginx.conf"), "-g", f"{user}daemon off;"],
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    cluster = Cluster(f"http://127.0.0.1:{plain}", f"https://127.0.0.1:{tls}", replicas, log_file, proxy)
    try:
        for replica in replicas:
            replica.start()
        for replica in replicas:
            replica.wait()
        assert proxy.poll() is None, cluster.log()
        yield cluster
    finally:
        proxy.send_signal(signal.SIGQUIT)
        for replica in replicas:
            replica.stop()
        try:
            proxy.wait(timeout=5)
        except subprocess.TimeoutExpired:
            proxy.terminate()
            proxy.wait()


def _with_ports(file: Path, *ports: int) -> str:
    left = list(ports)
    return re.sub(r"server app\d+:8501", lambda _: f"server 127.0.0.1:{left.pop(0)}", file.read_text())
