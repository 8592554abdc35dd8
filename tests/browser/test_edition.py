"""The static edition in a browser: from a plain file server, with and without scripts, and where the app offers it."""

import functools
import http.server
import re
import threading
from collections.abc import Callable, Iterator

import pytest
from click.testing import CliRunner
from playwright.sync_api import Browser, BrowserContext, expect

from data import store
from server.freeze.__main__ import main
from tests.browser.visit import PATIENCE, Server, Visit
from ui.text import text

NewContext = Callable[..., BrowserContext]
SHOWN = ("country/CHL/es/", "map/", "map/zh/", "country/")


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the name of the base class
        pass


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A few pages on a server that knows nothing of them."""
    folder = tmp_path_factory.mktemp("edition")
    only = [f"--only={path}" for path in SHOWN]
    done = CliRunner().invoke(main, [str(folder), "--live", "https://ties.example.org", "--jobs", "1", *only])
    assert done.exit_code == 0, done.output
    handler = functools.partial(Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


@pytest.fixture
def opened(plain: str, new_context: NewContext) -> Callable[..., Visit]:
    def open_(path: str, **wishes: object) -> Visit:
        visit = Visit(new_context(**wishes).new_page(), plain)
        visit.watch()
        visit.page.goto(plain + path)
        return visit

    return open_


@pytest.mark.parametrize(("width", "theme"), [(390, "dark"), pytest.param(1280, "light", marks=pytest.mark.long)])
def test_a_country_is_whole_and_asks_nobody_else(opened: Callable[..., Visit], width: int, theme: str) -> None:
    visit = opened("/country/CHL/es/", width=width, theme=theme)
    page, words = visit.page, text("es")
    expect(page.get_by_role("heading", level=1)).to_have_text(words("country.question", country="Chile"))
    assert not any("plotly" in url for url in visit.requests), "Plotly came before a chart was seen"
    charts = page.locator("figure.chart")
    assert charts.count() >= 6
    for at in range(charts.count()):
        charts.nth(at).scroll_into_view_if_needed()
        expect(charts.nth(at).locator(".main-svg").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    visit.assert_clean()


def test_another_year_is_shown_on_the_map(opened: Callable[..., Visit]) -> None:
    visit = opened("/map/zh/", width=1280)
    page, words = visit.page, text("zh")
    values = store.observations("trade_with_china_usd", years=[2017]).sort_values("value", ascending=False)
    first = values.iloc[0]
    said = words.value(first["value"], store.indicator("trade_with_china_usd"))
    page.locator("#year").select_option("2017")
    expect(page).to_have_url(re.compile(r"\?year=2017$"))
    row = page.locator("figure.chart[data-key=map]").locator("xpath=..").locator("tbody tr").first
    expect(row).to_contain_text(said)
    expect(page.locator("main > p").first).to_contain_text(said)
    expect(page.locator("[data-of-year]").first).to_be_hidden()
    expect(page.locator(".choroplethlayer path").first).to_be_attached()
    again = opened("/map/?lang=zh&year=2017")
    expect(again.page).to_have_url(re.compile(r"/map/zh/\?year=2017$"))
    expect(again.page.locator("main > p").first).to_contain_text(said)
    visit.assert_clean()


def test_an_address_of_the_live_app_opens_its_page(opened: Callable[..., Visit]) -> None:
    page = opened("/country?country=chl&lang=es").page
    expect(page).to_have_url(re.compile(r"/country/CHL/es/$"))
    expect(page.locator("html")).to_have_attribute("lang", "es")


def test_without_scripts_all_is_there(plain: str, chromium: Browser) -> None:
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    context.set_default_timeout(PATIENCE * 1000)
    try:
        page = context.new_page()
        page.goto(f"{plain}/country/CHL/es/")
        expect(page.locator("table").first).to_be_visible()
        assert page.locator("figure.chart img, figure.chart noscript").count() == page.locator("figure.chart").count()
        picture = page.locator("figure.chart img").first
        picture.scroll_into_view_if_needed()
        assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0
        page.locator("details.choose summary").first.click()
        page.get_by_role("link", name="Brasil", exact=True).first.click()
        expect(page).to_have_url(re.compile(r"/country/es/$"))
    finally:
        context.close()


@pytest.mark.parametrize("blocked", [True, False], ids=["no websocket", "websocket"])
def test_the_first_paint_says_that_no_websocket_gets_through(
    server: Server, new_context: NewContext, blocked: bool
) -> None:
    page = new_context(lang="es-CL").new_page()
    if blocked:
        # A proxy that swallows the upgrade: the socket never says a word.
        page.route_web_socket(re.compile(".*"), lambda socket: None)
    page.goto(f"{server.url}/country?country=CHL&lang=es")
    note = page.locator("#blocked")
    if blocked:
        expect(note).to_be_visible(timeout=5000)
        expect(note).to_contain_text(text("es")("edition.blocked"))
    else:
        expect(page.locator("#paint")).to_have_count(0)
        expect(note).to_have_count(0)
