"""What a reader's browser pays: bytes on the wire, first paint, and the wait for another year.

    python -m benchmarks.browser

Every site is visited through a small proxy that counts each byte in both directions: addresses, headers, files and
the WebSocket. All sites in one run, beside each other; ends with 1 when a target is missed.
"""

from __future__ import annotations

import asyncio
import contextlib
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.serving import ROOT, Running, command, dashboard, free_port, stranger
from tests.browser.chromium import find

PATIENCE = 60  # seconds for each step
QUIET = 0.5  # seconds without a byte after which a step is over
FIRST_SHARE, REPEAT_KB, CHANGE_KB = 0.30, 60, 8
CHANGES = 5
MAP = "() => document.querySelectorAll('.choroplethlayer path').length > 30"
CHART = "() => document.querySelector('[data-testid=stVegaLiteChart] :is(svg, canvas)') !== null"
WORD = "() => document.querySelector('[data-testid=stMarkdown]') !== null"
FIRST_PAINT = "() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0"
# From the key on the slider to the frame in which the map is drawn with another year in its legend.
WATCH = """() => {
    const year = () => document.querySelector('.legendtitletext')?.textContent;
    const before = year();
    window.__changed = new Promise(done => addEventListener('keydown', () => {
        const began = performance.now();
        const look = () => {
            const drawn = document.querySelectorAll('.choroplethlayer path').length > 30;
            if (drawn && year() && year() !== before) done(performance.now() - began);
            else requestAnimationFrame(look);
        };
        look();
    }, {capture: true, once: true}));
}"""


@dataclass(frozen=True)
class Site:
    """Something that is visited: its name, how it is served, its address, when it is drawn, whether it has years."""

    name: str
    serve: Callable[[], contextlib.AbstractContextManager[Running]]
    path: str
    drawn: str
    years: bool


@dataclass
class Weight:
    """What one site cost: bytes, milliseconds; None where it has no years to change."""

    first: int = 0
    repeat: int = 0
    change: int | None = None
    paint_cold: float = 0
    paint_warm: float = 0
    wait: float | None = None


@dataclass
class Count:
    """Bytes that went through the proxy since it was last set to nothing."""

    total: int = 0
    last: float = field(default_factory=time.monotonic)

    def add(self, size: int) -> None:
        """Note a piece."""
        self.total += size
        self.last = time.monotonic()

    def take(self) -> int:
        """What was counted, once nothing has come for a while; begins anew."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() - self.last < QUIET and time.monotonic() < until:
            time.sleep(0.05)
        total, self.total = self.total, 0
        return total


@contextlib.contextmanager
def counted(port: int, count: Count) -> Iterator[int]:
    """A port that passes everything on and counts it."""

    async def pipe(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError):
            while piece := await reader.read(65536):
                count.add(len(piece))
                writer.write(piece)
                await writer.drain()
        writer.close()

    async def pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.CancelledError):
            inner, outer = await asyncio.open_connection("127.0.0.1", port)
            await asyncio.gather(pipe(reader, outer), pipe(inner, writer))

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


@contextlib.contextmanager
def _stranger(script: str) -> Iterator[Running]:
    with tempfile.TemporaryDirectory() as folder, stranger(script, Path(folder)) as running:
        yield running


@contextlib.contextmanager
def _module(name: str) -> Iterator[Running]:
    port = free_port()
    with command([sys.executable, "-m", name, str(port)], port=port, cwd=ROOT) as running:
        yield running


SITES = (
    Site("dashboard", dashboard, "/map", MAP, True),
    Site("the same without our server layer", lambda: dashboard("benchmarks/peers/plain.py"), "/map", MAP, True),
    Site("empty Streamlit app", lambda: _stranger("empty.py"), "/", WORD, False),
    Site("GDP dashboard in Streamlit", lambda: _stranger("gdp.py"), "/", CHART, False),
    Site("the map in Dash", lambda: _module("benchmarks.peers.dashed"), "/", MAP, True),
    Site("the map as a static page", lambda: _module("benchmarks.peers.floor"), "/", MAP, True),
)


def measure(browser: Browser, site: Site, running: Running) -> Weight:
    """Visit a site with an empty browser, again, and move its year."""
    count, weight = Count(), Weight()
    with counted(running.port, count) as own:
        context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
        context.set_default_timeout(PATIENCE * 1000)

        def visit() -> Page:
            page = context.new_page()
            page.goto(f"http://127.0.0.1:{own}{site.path}")
            page.wait_for_function(site.drawn)
            return page

        page = visit()
        weight.first, weight.paint_cold = count.take(), page.evaluate(FIRST_PAINT)
        page.close()
        page = visit()
        weight.repeat, weight.paint_warm = count.take(), page.evaluate(FIRST_PAINT)
        if site.years:
            waits, changes = zip(*(_change(page, count) for _ in range(CHANGES)), strict=True)
            weight.wait, weight.change = statistics.median(waits), int(statistics.median(changes))
        context.close()
    return weight


def _change(page: Page, count: Count) -> tuple[float, int]:
    """One year back by the keyboard: milliseconds until the map shows it, and bytes."""
    slider = page.get_by_role("slider").first
    slider.focus()
    page.evaluate(WATCH)
    slider.press("ArrowLeft")
    return page.evaluate("() => window.__changed"), count.take()


def weigh(sites: tuple[Site, ...] = SITES) -> dict[str, Weight]:
    """Every site in one run, by its name."""
    chromium = find()
    if chromium is None:
        sys.exit("no Chromium: python -m tests.browser.chromium")
    found = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        for site in sites:
            with site.serve() as running:
                found[site.name] = measure(browser, site, running)
        browser.close()
    return found


def table(found: dict[str, Weight]) -> str:
    """The weights as Markdown."""
    lines = [
        "| | first visit, KB | repeat visit, KB | year change, KB | paint cold, ms | warm, ms | year change, ms |",
        "|---|--:|--:|--:|--:|--:|--:|",
    ]
    for name, one in found.items():
        change = f"{one.change / 1000:.1f}" if one.change is not None else "–"
        wait = f"{one.wait:.0f}" if one.wait is not None else "–"
        lines.append(
            f"| {name} | {one.first / 1000:,.0f} | {one.repeat / 1000:,.1f} | {change} "
            f"| {one.paint_cold:.0f} | {one.paint_warm:.0f} | {wait} |"
        )
    return "\n".join(lines)


def verdict(found: dict[str, Weight]) -> list[tuple[str, bool]]:
    """The targets in words and whether each is met."""
    ours, plain = found[SITES[0].name], found[SITES[1].name]
    share = ours.first / plain.first
    return [
        (f"first visit {share:.3f} of the bytes without our layer (target {FIRST_SHARE:.2f})", share <= FIRST_SHARE),
        (f"repeat visit {ours.repeat / 1000:.1f} KB (target {REPEAT_KB})", ours.repeat < REPEAT_KB * 1000),
        (
            f"year change {(ours.change or 0) / 1000:.1f} KB (target {CHANGE_KB})",
            0 < (ours.change or 0) < CHANGE_KB * 1000,
        ),
    ]


def main() -> int:
    """Measure and print."""
    found = weigh()
    judged = verdict(found)
    lines = [table(found), "", *(f"- {'met' if met else 'MISSED'}: {said}" for said, met in judged)]
    sys.stdout.write("\n".join(lines) + "\n")
    return 0 if all(met for _, met in judged) else 1


if __name__ == "__main__":
    sys.exit(main())
