"""The real app, started for a test, and a page of it that keeps a record of what happened."""

import contextlib
import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import ConsoleMessage, Error, Page, Request, WebSocket, expect

from ui.theme import THEMES

ROOT = Path(__file__).resolve().parents[2]
# In seconds. Two cores run two browsers and two servers: a bound for the worst case, never a pause.
PATIENCE = 60
START = 180  # until a process of the app is warm, which takes a quiet machine a few
# The last one: Streamlit asked the internet for its own address (`browser.serverAddress` is not set).
TROUBLE = re.compile(r"Traceback|Uncaught|Exception|\bERROR\b|[Dd]eprecat|external IP")
# Plotly's own, when a view is left in the very moment in which its chart is drawn: it writes on a chart that is gone.
_GONE = "Cannot read properties of undefined (reading 'typesetMath')"
_BROKEN = "[data-testid=stException]"
# The script has run, and the heading stands or what went wrong. A chart is drawn when its paper is there; a map when a
# shape or a point of it is there, since the boundaries arrive after the paper. An element whose code still loads shows
# a skeleton.
SETTLED = """() => {
    if (!document.querySelector('[data-testid=stApp][data-test-script-state=notRunning]')) return false;
    if (document.querySelector('[data-testid=stException]')) return true;
    if (!document.querySelector('h1')?.checkVisibility()) return false;
    if (document.querySelector('[data-testid=stSkeleton], [data-stale=true]')) return false;
    return [...document.querySelectorAll('[data-testid=stPlotlyChart]')].every(chart => {
        const plot = chart.querySelector('.js-plotly-plot');
        if (!plot || !plot.querySelector('.main-svg')) return false;
        const shapes = plot.data.some(trace => trace.type === 'choropleth');
        return !shapes || plot.querySelector('.choroplethlayer path');
    });
}"""

WORN = "(paper) => [...document.querySelectorAll('.js-plotly-plot')].every((it) => it.layout.paper_bgcolor === paper)"
_PAPER = "(paper) => getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor === paper"

# To another address of the app as a link in it goes there; gives the heading that stands until then.
_TURN = """(to) => {
    const before = document.querySelector('h1').innerText;
    history.pushState(null, '', to);
    dispatchEvent(new PopStateEvent('popstate'));
    return before;
}"""
_TURNED = "(before) => (document.querySelector('h1')?.innerText ?? before) !== before"


# -- the server --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Server:
    """A running app: its address and everything that it printed so far."""

    url: str
    log_file: Path

    def log(self) -> str:
        return self.log_file.read_text(encoding="utf-8", errors="replace")


@contextlib.contextmanager
def serving(folder: Path, program: str = "streamlit") -> Iterator[Server]:
    """Start the app on a free port; afterwards stop it and prove that its log holds no trouble."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = Server(f"http://127.0.0.1:{port}", folder / "server.log")
    command = [sys.executable, "-m", program, "run", "app.py"]
    options = [f"--server.port={port}", "--server.address=127.0.0.1"]
    with server.log_file.open("wb") as log:
        # Two of them on two cores: pages are made when a test asks for them.
        environment = {**os.environ, "CCT_WARM_PAGES": "false"}
        process = subprocess.Popen(
            [*command, *options], cwd=ROOT, stdout=log, stderr=subprocess.STDOUT, env=environment
        )
        try:
            _wait_for_health(server, process)
            yield server
        finally:
            process.terminate()
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
    assert not TROUBLE.search(server.log()), f"the server reports trouble:\n{server.log()}"


def _wait_for_health(server: Server, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + START
    while time.monotonic() < until:
        if process.poll() is not None:
            break
        with contextlib.suppress(OSError, urllib.error.URLError):
            urllib.request.urlopen(f"{server.url}/_stcore/health", timeout=2).close()  # noqa: S310  our own http address
            return
        time.sleep(0.1)  # between two questions to the server
    pytest.fail(f"the app did not start:\n{server.log()}")


# -- a page --------------------------------------------------------------------------------------------


@dataclass
class Visit:
    """An open page and what happened on it."""

    page: Page
    origin: str
    console_errors: list[str] = field(default_factory=list)
    page_errors: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    loaded: bool = False  # from an address; else the app was open

    def watch(self) -> None:
        """Begin the record; before the first address is opened."""
        for event, heard in self._heard().items():
            self.page.on(event, heard)  # type: ignore[call-overload]

    def leave(self) -> None:
        """End the record; the page stays open."""
        for event, heard in self._heard().items():
            self.page.remove_listener(event, heard)

    def _heard(self) -> dict[str, Callable[..., None]]:
        return {
            "console": self._hear,
            "pageerror": self._break,
            "request": self._ask,
            "websocket": self._ask,
        }

    def open(self, path: str) -> None:
        """Open an address of the app and wait until the view is settled."""
        self.loaded = True
        self.page.goto(self.origin + path)
        self.settle()

    def turn(self, path: str) -> None:
        """Go from a view of the open app to another one, as a link does: no script is read again."""
        self.page.wait_for_function(_TURNED, arg=self.page.evaluate(_TURN, path))
        self.settle()

    def settle(self) -> None:
        """Wait until the script has run, the heading stands and every chart is drawn.

        Asked in one function of the page: an `expect` takes a snapshot of the whole page each time it is not true yet.
        """
        self.page.wait_for_function(SETTLED)
        assert self.page.locator(_BROKEN).count() == 0, "the view shows an exception; the log of the server has it"

    def foreign(self) -> list[str]:
        """The requests that went to another host than the app's."""
        own = urlsplit(self.origin).netloc
        # data: and blob: addresses stay inside the browser.
        return [
            url for url in self.requests if urlsplit(url).scheme not in ("data", "blob") and urlsplit(url).netloc != own
        ]

    def assert_clean(self) -> None:
        """No request elsewhere, no error in the console or on the page, no exception shown."""
        assert not self.loaded or len(self.requests) > 1, "nothing was recorded"
        assert self.foreign() == []
        assert self.console_errors == []
        assert self.page_errors == []
        expect(self.page.locator(f"{_BROKEN}, [role=dialog]")).to_have_count(0)

    def _ask(self, asked: Request | WebSocket) -> None:
        self.requests.append(asked.url)

    def _break(self, error: Error) -> None:
        if str(error) != _GONE:
            self.page_errors.append(str(error))

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type != "error":
            return
        where = message.location.get("url", "")
        self.console_errors.append(f"{message.text} ({where})")


def sideways(page: Page) -> int:
    """How many pixels the page, or the part of it that scrolls, is wider than the window."""
    return page.evaluate(
        """() => Math.max(...[document.documentElement, document.querySelector('[data-testid=stMain]')]
            .map(part => part.scrollWidth - innerWidth))"""
    )


def dress(visit: Visit, theme: str) -> None:
    """Wish for a theme, as a reader turns a switch, and wait until the page wears it and is settled."""
    visit.page.emulate_media(color_scheme=theme)
    paper = THEMES[theme].paper
    colour = f"rgb({', '.join(str(int(paper[at : at + 2], 16)) for at in (1, 3, 5))})"
    visit.page.wait_for_function(_PAPER, arg=colour)
    # The server hears of it and draws the charts anew.
    visit.page.wait_for_function(WORN, arg=paper)
    visit.settle()
