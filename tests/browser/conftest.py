"""A server per test process, a Chromium, and `visit`, which opens a view and waits until it is settled."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, expect, sync_playwright

from tests.browser import pictures
from tests.browser.chromium import find
from tests.browser.visit import PATIENCE, Server, Visit, serving

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    "--disable-sync",
]
PHONE = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36"
Theme = Literal["light", "dark"]


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


@pytest.fixture
def new_context(chromium: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Make a browser context: `new_context(width=390, theme="dark", lang="es")`; a narrow one is a phone."""
    made: list[BrowserContext] = []

    def make(*, width: int = 1280, theme: Theme = "light", lang: str = "en-US", motion: bool = False) -> BrowserContext:
        phone = width < 600
        context = chromium.new_context(
            viewport={"width": width, "height": 844 if phone else 900},
            is_mobile=phone,
            has_touch=phone,
            color_scheme=theme,
            locale=lang,
            reduced_motion="no-preference" if motion else "reduce",
            # The app draws other figures for a phone, and knows it by this.
            user_agent=PHONE if phone else None,
        )
        context.set_default_timeout(PATIENCE * 1000)
        made.append(context)
        return context

    expect.set_options(timeout=PATIENCE * 1000)
    yield make
    for context in made:
        context.close()


@pytest.fixture
def visit(server: Server, new_context: Callable[..., BrowserContext]) -> Callable[..., Visit]:
    """Open a view in a browser of its own: `visit("/map?year=2017", width=390, theme="dark", lang="es")`.

    `of` names another server than the shared one.
    """

    def open_view(path: str, *, of: Server = server, **context: object) -> Visit:
        made = Visit(new_context(**context).new_page(), of.url)
        made.watch()
        made.open(path)
        return made

    return open_view
