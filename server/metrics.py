"""What a host can watch, in the words of Prometheus; `CCT_METRICS` opens `/metrics`.

Numbers only: no address of a reader, no country, no query. Counting goes on whether or not the door is open; it
costs a microsecond.
"""

from __future__ import annotations

import contextlib
import ipaddress
import time
from collections.abc import Iterator

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_1_0_0
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

PATH = "/metrics"
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)

REGISTRY = CollectorRegistry()
# Memory, processor time, open files of this process (where the system tells).
ProcessCollector(registry=REGISTRY)
SESSIONS = Gauge("cct_sessions", "Open pages (WebSockets)", registry=REGISTRY)
KEPT = Gauge("cct_sessions_kept", "Sessions in memory, of open pages and of readers who may return", registry=REGISTRY)
SENT_AWAY = Counter("cct_sent_away", "Connections refused by a limit", ["limit"], registry=REGISTRY)
RUNS = Histogram("cct_script_run_seconds", "Runs of the script", buckets=_SECONDS, registry=REGISTRY)
ANSWERS = Histogram(
    "cct_request_seconds",
    "Requests until the answer began, by what was asked for and the class of the status",
    ["what", "status"],
    buckets=_SECONDS,
    registry=REGISTRY,
)
READY = Gauge("cct_ready", "1 when the process is warm", registry=REGISTRY)
AHEAD = Gauge("cct_pages_ahead", "Pages that wait to be made in advance, in idle time", registry=REGISTRY)


@contextlib.contextmanager
def script_run() -> Iterator[None]:
    """Count one run of the script and its seconds, however it ends (a rerun ends it by an exception)."""
    started = time.perf_counter()
    try:
        yield
    finally:
        RUNS.observe(time.perf_counter() - started)


def answered(path: str, status: int, seconds: float) -> None:
    """Count one answer."""
    ANSWERS.labels(_what(path), f"{status // 100}xx").observe(seconds)


def show(request: Request) -> Response:
    """The numbers, as Prometheus reads them: under an address, localhost or a name without dots.

    The public name of the dashboard has dots: under it there is nothing, whatever a proxy passes on.
    """
    if not _inside(request.url.hostname or ""):
        return PlainTextResponse("Not found", 404)
    return Response(generate_latest(REGISTRY), media_type=CONTENT_TYPE_PLAIN_1_0_0)


def _inside(host: str) -> bool:
    try:
        return bool(ipaddress.ip_address(host))
    except ValueError:
        return "." not in host


def _what(path: str) -> str:
    """The class of an address: a closed list, however many addresses there are."""
    for start, what in _CLASSES:
        if path.startswith(start):
            return what
    return "view"


_CLASSES = (
    ("/api/", "api"),
    ("/static/", "file"),
    ("/app/static/", "file"),
    ("/media/", "file"),
    ("/preview/", "file"),
    ("/_stcore/agent/", "agent"),
    ("/_stcore/", "health"),
    ("/healthz", "health"),
    (PATH, "health"),
)
