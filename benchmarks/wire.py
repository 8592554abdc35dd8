"""Bytes on the wire: the dashboard beside the same app without our server layer, in one run.

    python -m benchmarks.wire [VIEW]

A browser visits through a small proxy that counts every byte in both directions: addresses, headers, files and
the WebSocket. Prints a table; ends with 1 when a target is missed.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import platform
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread

from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser.chromium import find
from tests.browser.visit import DRAWN

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 60  # seconds for each step
FIRST_SHARE, REPEAT_KB, CHANGE_KB = 0.30, 60, 8
STEPS = ("first visit", "repeat visit", "year change")
QUIET = 0.5  # seconds without a byte after which a step is over


@dataclass
class Count:
    """Bytes that went through the proxy since it was last set to nothing."""

    down: int = 0
    up: int = 0
    last: float = field(default_factory=time.monotonic)

    def add(self, size: int, *, down: bool) -> None:
        """Note a piece."""
        if down:
            self.down += size
        else:
            self.up += size
        self.last = time.monotonic()

    def take(self) -> int:
        """What was counted, once nothing has come for a while; begins anew."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() - self.last < QUIET and time.monotonic() < until:
            time.sleep(0.05)
        total = self.down + self.up
        self.down = self.up = 0
        return total


def free_port() -> int:
    """A port of the loopback that nobody uses."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextlib.contextmanager
def served(script: str) -> Iterator[int]:
    """`streamlit run script` on a free port."""
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", script]
    options = [f"--server.port={port}", "--server.address=127.0.0.1"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(  # noqa: S603  our own command
        [*command, *options], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        until = time.monotonic() + PATIENCE
        while process.poll() is None and time.monotonic() < until:
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=2).close()
                break
            time.sleep(0.1)
        else:
            sys.exit(f"{script} does not start; `streamlit run {script}` says why")
        yield port
    finally:
        process.terminate()
        process.wait(timeout=20)


@contextlib.contextmanager
def counted(port: int, count: Count) -> Iterator[int]:
    """A port that passes everything on and counts it."""

    async def pipe(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, down: bool) -> None:
        with contextlib.suppress(ConnectionError):
            while piece := await reader.read(65536):
                count.add(len(piece), down=down)
                writer.write(piece)
                await writer.drain()
        writer.close()

    async def pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError):
            inner, outer = await asyncio.open_connection("127.0.0.1", port)
            await asyncio.gather(pipe(reader, outer, down=False), pipe(inner, writer, down=True))

    async def end() -> None:
        server.close()
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    own = free_port()
    loop = asyncio.new_event_loop()  # in a thread: the browser's driver has one in this
    thread = Thread(target=loop.run_forever, daemon=True)
    thread.start()
    starting = asyncio.start_server(pass_on, "127.0.0.1", own)
    server = asyncio.run_coroutine_threadsafe(starting, loop).result(PATIENCE)
    try:
        yield own
    finally:
        asyncio.run_coroutine_threadsafe(end(), loop).result(PATIENCE)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(timeout=PATIENCE)


def settle(page: Page) -> None:
    """Wait until the script has run and every chart is drawn."""
    expect(page.locator("[data-testid=stApp][data-test-script-state=notRunning]")).to_be_visible()
    expect(page.get_by_role("heading", level=1).first).to_be_visible()
    page.wait_for_function(DRAWN)


def change_year(page: Page) -> None:
    """One year back by the keyboard, as far as the chart."""
    slider = page.get_by_role("slider").first
    slider.focus()
    before = page.url
    slider.press("ArrowLeft")
    page.wait_for_url(lambda url: url != before and "year=" in url)
    settle(page)


def measure(browser: Browser, port: int, view: str) -> list[int]:
    """Bytes of each step with an empty browser."""
    count = Count()
    with counted(port, count) as own:
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        context.set_default_timeout(PATIENCE * 1000)
        weights = []

        def step(do: Callable[[], object]) -> None:
            do()
            weights.append(count.take())

        def visit() -> Page:
            page = context.new_page()
            page.goto(f"http://127.0.0.1:{own}{view}")
            settle(page)
            return page

        step(lambda: visit().close())
        again: list[Page] = []
        step(lambda: again.append(visit()))
        step(lambda: change_year(again[0]))
        context.close()
    return weights


def table(ours: list[int], plain: list[int]) -> tuple[str, bool]:
    """The result as Markdown, and whether all targets are met."""
    targets = (
        (ours[0] / plain[0] <= FIRST_SHARE, f"≤ {FIRST_SHARE:.2f} of plain"),
        (ours[1] < REPEAT_KB * 1000, f"< {REPEAT_KB} KB"),
        (ours[2] < CHANGE_KB * 1000, f"< {CHANGE_KB} KB"),
    )
    lines = ["| | with our layer, KB | plain Streamlit, KB | share | target | met |", "|---|--:|--:|--:|---|---|"]
    for name, own, other, (met, target) in zip(STEPS, ours, plain, targets, strict=True):
        share = own / other
        lines.append(
            f"| {name} | {own / 1000:,.1f} | {other / 1000:,.1f} | {share:.3f} | {target} | {'yes' if met else 'NO'} |"
        )
    return "\n".join(lines), all(met for met, _ in targets)


def machine() -> str:
    """Where this was measured."""
    model = ""
    with contextlib.suppress(OSError):
        found = re.search(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text(encoding="utf-8"))
        model = found.group(1) if found else ""
    return f"{time.strftime('%d %B %Y')}, {os.cpu_count()} cores {model or platform.processor()}, loopback"


def main() -> int:
    """Measure and print."""
    view = sys.argv[1] if len(sys.argv) > 1 else "/map"
    chromium = find()
    if chromium is None:
        sys.exit("no Chromium: python -m tests.browser.chromium")
    expect.set_options(timeout=PATIENCE * 1000)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        results = []
        for script in ("app.py", "benchmarks/plain.py"):
            with served(script) as port:
                results.append(measure(browser, port, view))
        browser.close()
    shown, met = table(*results)
    sys.stdout.write(f"Bytes on the wire of {view}, both directions ({machine()})\n\n{shown}\n")
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
