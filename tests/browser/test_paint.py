"""What a reader sees before the scripts run, and how the app takes over."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from data import store
from pages import REGISTER
from tests.browser.conftest import Readers
from tests.browser.visit import PATIENCE, Server, Visit
from ui.text import text

# Layout shifts since the page began, as browsers report them to search engines; 0.1 is "good".
SHIFTS = """() => new Promise((done) => {
    new PerformanceObserver((list) => {
        done(list.getEntries().reduce((sum, it) => sum + (it.hadRecentInput ? 0 : it.value), 0));
    }).observe({ type: "layout-shift", buffered: true });
    // Nobody is called where nothing shifted.
    setTimeout(() => done(0), 500);
})"""
GOOD = 0.1
# What is wider than the window, in words.
BEYOND = """(paint) => [paint, ...paint.querySelectorAll('*')]
    .filter((it) => it.getBoundingClientRect().right > innerWidth && !it.closest('[role=group]'))
    .map((it) => it.outerHTML.slice(0, 200))"""


@pytest.fixture(scope="module")
def plain_phone(chromium: Browser) -> Iterator[Page]:
    """A page of a phone that runs no script."""
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    context.set_default_timeout(PATIENCE * 1000)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("view", REGISTER, ids=lambda view: view.slug)
def test_without_scripts_a_phone_shows_the_view(server: Server, plain_phone: Page, view: object) -> None:
    plain_phone.goto(server.url + ("/" if view.is_default else f"/{view.slug}"))
    expect(plain_phone.get_by_role("heading", level=1)).to_be_visible()
    assert plain_phone.locator("#paint").evaluate(BEYOND) == []


def test_without_scripts_the_facts_are_there_and_links_lead_on(server: Server, plain_phone: Page) -> None:
    page = plain_phone
    page.goto(f"{server.url}/map?year=2017")
    rows = store.observations("trade_with_china_usd", countries=["CUB"], years=[2017])
    value = text("en").money(rows["value"].iloc[0])
    picture = page.get_by_role("img").first
    expect(picture).to_be_visible()
    assert picture.evaluate("one => one.complete && one.naturalWidth") > 0
    page.get_by_role("link", name=f"Cuba – {value}").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Cuba")
    expect(page.locator("dl")).to_contain_text(value)
    page.get_by_role("link", name=text("en")("timeline.nav"), exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(text("en")("timeline.question"))


@pytest.mark.parametrize(
    ("path", "width"),
    [
        ("/", 390),
        pytest.param("/", 1280, marks=pytest.mark.long),
        pytest.param("/map", 390, marks=pytest.mark.long),
        ("/map", 1280),
        ("/country?country=CUB", 390),
        pytest.param("/article?claim=c05", 1280, marks=pytest.mark.long),
    ],
)
def test_the_app_takes_over_without_a_jump(server: Server, readers: Readers, path: str, width: int) -> None:
    visit = Visit(readers.take(width=width).new_page(), server.url)
    visit.watch()
    visit.page.goto(server.url + path, wait_until="commit")
    expect(visit.page.locator("#paint h1")).to_be_visible()
    visit.settle()
    expect(visit.page.locator("#paint")).to_have_count(0)
    question = visit.page.get_by_role("heading", level=1).inner_text()
    assert visit.page.title() == f"{question} – {text('en')('site.name')}"
    assert visit.page.evaluate(SHIFTS) <= GOOD
    assert visit.page.evaluate("document.documentElement.lang") == "en"
    visit.assert_clean()


def test_the_probe_for_the_server_is_not_needed(arrive: Callable[..., Visit]) -> None:
    """Streamlit would ask below the address of the view first, and the browser would report a 404."""
    page = arrive("/map")
    assert not [url for url in page.requests if "/map/_stcore" in url]
    assert [url for url in page.requests if url.endswith("/_stcore/health")]


def test_the_policy_refuses_nothing(server: Server, new_context: Callable[..., object]) -> None:
    context = new_context()
    page = context.new_page()
    issues: list[dict[str, object]] = []
    session = context.new_cdp_session(page)
    session.on("Audits.issueAdded", lambda event: issues.append(event["issue"]))
    session.send("Audits.enable")
    visit = Visit(page, server.url)
    visit.watch()
    visit.open("/map")
    refused = [issue for issue in issues if issue["code"] == "ContentSecurityPolicyIssue"]
    assert refused == []


def test_a_frame_that_is_dark_is_painted_dark(server: Server, chromium: Browser) -> None:
    context = chromium.new_context(java_script_enabled=False, color_scheme="light")
    try:
        page = context.new_page()
        page.goto(f"{server.url}/map?embed=true&embed_options=dark_theme")
        assert page.locator("#paint").evaluate("one => getComputedStyle(one).backgroundColor") == "rgb(20, 23, 26)"
        expect(page.get_by_role("navigation")).to_have_count(0)
    finally:
        context.close()
