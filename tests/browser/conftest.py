"""A server per test process, a Chromium, and `visit`, which opens a view and waits until it is settled."""

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect, sync_playwright
from playwright.sync_api import TimeoutError as Late

from tests.browser import pictures
from tests.browser.chromium import find
from tests.browser.visit import PATIENCE, WORN, Server, Visit, serving
from ui.theme import THEMES

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    "--disable-sync",
    # Most of what a visit costs is reading Streamlit's and Plotly's scripts: one process for all pages of a browser
    # context reads them once, and notes where their functions stand as it does, not again for every stack trace.
    "--process-per-site",
    "--js-flags=--no-enable-lazy-source-positions",
]
PHONE = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36"
Theme = Literal["light", "dark"]
_INSIDE = 4  # pages that stay open in a test process


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
    # Last: Playwright keeps an event loop running in its process, beside which no test can start one of its own.
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The app that most tests share."""
    with serving(tmp_path_factory.mktemp("server")) as running:
        yield running


@pytest.fixture
def fresh_server(tmp_path: Path) -> Iterator[Server]:
    """An app that nobody has visited yet."""
    with serving(tmp_path) as running:
        yield running


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = find()
    if path is None:
        pytest.fail("no Chromium: `make test` installs one, or python -m tests.browser.chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def drawing(chromium: Browser) -> pictures.Machine:
    """What draws here: pictures of the views belong to it."""
    context = chromium.new_context()
    found = pictures.machine(context.new_page())
    context.close()
    return found


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say why pictures were not compared, once."""
    reports = [report for reports in terminalreporter.stats.values() for report in reports]
    told = {value for report in reports for key, value in getattr(report, "user_properties", ()) if key == "pictures"}
    for reason in sorted(told - {""}):
        terminalreporter.write_line(f"pictures of the views: {reason}", yellow=True)


@dataclass(frozen=True)
class Wishes:
    """A reader’s browser: width in pixels (a narrow one is a phone), theme, language, and whether things may move."""

    width: int = 1280
    theme: Theme = "light"
    lang: str = "en-US"
    motion: bool = False

    @property
    def phone(self) -> bool:
        return self.width < 600

    @property
    def window(self) -> ViewportSize:
        return {"width": self.width, "height": 844 if self.phone else 900}

    @property
    def stillness(self) -> Literal["no-preference", "reduce"]:
        return "no-preference" if self.motion else "reduce"

    def context(self, chromium: Browser) -> BrowserContext:
        """A new browser context that is this."""
        context = chromium.new_context(
            viewport=self.window,
            is_mobile=self.phone,
            has_touch=self.phone,
            color_scheme=self.theme,
            locale=self.lang,
            reduced_motion=self.stillness,
            # The app draws other figures for a phone, and knows it by this.
            user_agent=PHONE if self.phone else None,
        )
        context.set_default_timeout(PATIENCE * 1000)
        expect.set_options(timeout=PATIENCE * 1000)
        return context


@pytest.fixture
def new_context(chromium: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Make a browser context that has fetched nothing yet: `new_context(width=390, theme="dark", lang="es")`."""
    made: list[BrowserContext] = []

    def make(**wishes: object) -> BrowserContext:
        made.append(Wishes(**wishes).context(chromium))
        return made[-1]

    yield make
    for context in made:
        context.close()


@dataclass
class Readers:
    """Browser contexts that are used again: they keep the scripts that they have fetched and read, and nothing else."""

    chromium: Browser
    origin: str
    free: dict[Wishes, list[BrowserContext]] = field(default_factory=dict)
    taken: list[tuple[Wishes, BrowserContext]] = field(default_factory=list)

    def take(self, **wishes: object) -> BrowserContext:
        """A context that nobody uses now; a second one in the same test is somebody else's."""
        wished = Wishes(**wishes)
        free = self.free.setdefault(wished, [])
        context = free.pop() if free else wished.context(self.chromium)
        self.taken.append((wished, context))
        if not context.pages:
            # A first page that does nothing and stays: the process with the scripts ends with the last page.
            context.new_page().goto(f"{self.origin}/robots.txt")
        return context

    def give_back(self) -> None:
        """Let go of all that were taken: pages, cookies, permissions and what pages have stored."""
        for wished, context in self.taken:
            first, *others = context.pages
            for page in others:
                page.close()
            context.clear_cookies()
            context.clear_permissions()
            first.evaluate("localStorage.clear()")
            self.free[wished].append(context)
        self.taken.clear()


@pytest.fixture(scope="session")
def all_readers(chromium: Browser, server: Server) -> Iterator[Readers]:
    """The contexts of a test process."""
    made = Readers(chromium, server.url)
    yield made
    for context in (context for contexts in made.free.values() for context in contexts):
        context.close()


@dataclass
class Insiders:
    """Readers who stay in the dashboard from test to test; few of them, the one longest away goes first."""

    chromium: Browser
    origin: str
    pages: dict[Wishes, Page] = field(default_factory=dict)

    def visit(self, wished: Wishes, path: str) -> Visit:
        """Bring the reader to a view: a page without anything of the view before it."""
        page = self.pages.pop(wished, None)
        if page is None:
            while len(self.pages) >= _INSIDE:
                self.pages.pop(next(iter(self.pages))).context.close()
            page = wished.context(self.chromium).new_page()
            made = Visit(page, self.origin)
            made.watch()
            made.open(path)
        else:
            made = Visit(page, self.origin)
            dark = page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
            page.emulate_media(media="null", color_scheme=wished.theme, reduced_motion=wished.stillness)
            page.set_viewport_size(wished.window)
            if dark != (wished.theme == "dark"):
                # The page has its script run again (static/start.js); a link in that very moment would cross it.
                with contextlib.suppress(Late):  # a frame that its host holds light stays as it is
                    page.wait_for_function(WORN, arg=THEMES[wished.theme].paper, timeout=3000)
                made.settle()
            # What was opened in the frame stays open until the reader closes it, what was unfolded in a view until
            # there is another one.
            page.keyboard.press("Escape")
            page.mouse.move(0, 0)
            page.evaluate("document.activeElement.blur()")
            if urlsplit(page.url).path == urlsplit(path).path:
                made.turn(f"/{'map?view=table' if path.startswith('/questions') else 'questions?question=q1'}")
            made.watch()
            made.turn(path)
        self.pages[wished] = page
        return made

    def rest(self, wished: Wishes) -> None:
        """After a test: nothing is kept but the open page, and not that if the test has left the dashboard."""
        page = self.pages[wished]
        if page.is_closed() or not page.url.startswith(self.origin) or page.context.pages != [page]:
            self.pages.pop(wished).context.close()
            return
        page.context.clear_cookies()
        page.context.clear_permissions()
        page.evaluate("localStorage.clear()")

    def close(self) -> None:
        """All go home."""
        for page in self.pages.values():
            page.context.close()


@pytest.fixture(scope="session")
def insiders(chromium: Browser, server: Server) -> Iterator[Insiders]:
    """Those of a test process."""
    with contextlib.closing(Insiders(chromium, server.url)) as made:
        yield made


@pytest.fixture
def readers(all_readers: Readers) -> Iterator[Readers]:
    """The same for a test, which leaves them as it found them."""
    yield all_readers
    all_readers.give_back()


@pytest.fixture
def arrive(server: Server, readers: Readers) -> Callable[..., Visit]:
    """Come to a view from elsewhere, by its address: `arrive("/map?year=2017", width=390, theme="dark", lang="es")`.

    `of` names another server than the shared one.
    """

    def open_view(path: str, *, of: Server = server, **wishes: object) -> Visit:
        made = Visit(readers.take(**wishes).new_page(), of.url)
        made.watch()
        made.open(path)
        return made

    return open_view


@pytest.fixture
def visit(arrive: Callable[..., Visit], insiders: Insiders) -> Iterator[Callable[..., Visit]]:
    """The same view, opened by a reader who is in the dashboard already: scripts are not read again.

    A second reader with the same wishes in one test is somebody else, and arrives.
    """
    opened: dict[Wishes, Visit] = {}

    def open_view(path: str, **wishes: object) -> Visit:
        wished = Wishes(**wishes)
        if wished in opened:
            return arrive(path, **wishes)
        opened[wished] = insiders.visit(wished, path)
        return opened[wished]

    yield open_view
    for wished, made in opened.items():
        made.leave()
        insiders.rest(wished)
